// Worker threads for what blocks: git, files, other programs. Jobs get copies of what they need;
// their results come back to the loop as messages.
#pragma once
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/thread_pool.hpp>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace platform {

class Pool {
 public:
  Pool(asio::io_context& loop, std::size_t threads) : loop_(loop), threads_(threads) {}
  // Cancels what runs (jobs see it by their stop token) and waits for it.
  ~Pool() { stop(); }
  void stop() {
    cancel_.request_stop();
    threads_.join();
  }

  // `job(std::stop_token)` runs on a worker; `then(result)` on the loop.
  template <class Job, class Then>
  void run(Job job, Then then) {
    asio::post(threads_, [this, job = std::move(job), then = std::move(then),
                          keep = asio::make_work_guard(loop_)]() mutable {
      auto result = job(cancel_.get_token());
      asio::post(loop_, [result = std::move(result), then = std::move(then)]() mutable {
        then(std::move(result));
      });
    });
  }

 private:
  asio::io_context& loop_;
  std::stop_source cancel_;
  asio::thread_pool threads_;
};

}  // namespace platform
