// The model on a thread of its own, behind the viewers: they get the bytes at once, it reads them
// when it can. What waits for it is bounded; a flood of plain text is skimmed, and only when that
// does not help is the program held back.
//
// All public functions are called on the loop's thread, and results come back there.
#pragma once
#include <asio/io_context.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>

#include "host/model.h"

namespace host {

// Output as it was read, with room for a frame's header in front, so that viewers and model share
// it.
struct Chunk {
  std::string bytes;
  std::size_t offset = 0;
  [[nodiscard]] std::string_view data() const { return std::string_view(bytes).substr(offset); }
};
using ChunkPtr = std::shared_ptr<const Chunk>;

class ModelThread {
 public:
  static constexpr std::size_t kFlood = 512 * 1024;        // from here on it waits for a pause
  static constexpr std::size_t kSkimAt = 3 * 1024 * 1024;  // from here on it skims
  static constexpr std::size_t kFull = 4 * 1024 * 1024;    // from here on reading should stop
  static constexpr std::size_t kReplies = 64 * 1024;       // answers that wait; more are dropped
  static constexpr std::size_t kRoom = 2 * 1024 * 1024;    // from here on it may go on

  struct Callbacks {
    std::function<void(std::string)> on_reply;  // bytes for the program
    std::function<void()> on_room;              // after `full()` was true
    std::function<void()> on_changed;  // it read something; not more often than it is taken
  };

  ModelThread(asio::io_context& io, int rows, int cols, std::size_t scrollback,
              Callbacks callbacks);
  ~ModelThread();  // what waits is dropped
  ModelThread(const ModelThread&) = delete;
  ModelThread& operator=(const ModelThread&) = delete;

  void push(ChunkPtr chunk, bool answers);
  void resize(int rows, int cols);
  // Runs `ask` with the model as it is after everything pushed before, then `then` on the loop.
  template <class Ask, class Then>
  void ask(Ask question, Then then) {
    run([this, question, then](Model& model) {
      auto result = std::make_shared<decltype(question(model))>(question(model));
      post([then, result]() mutable { then(std::move(*result)); });
    });
  }
  [[nodiscard]] bool full() const;

 private:
  struct Output {
    ChunkPtr chunk;
    std::size_t read = 0;
    bool answers = false;
  };
  struct Size {
    int rows = 0, cols = 0;
  };
  using Task = std::function<void(Model&)>;
  using Item = std::variant<Output, Size, Task>;

  void run(Task task);
  void post(std::function<void()> call);
  void work();
  bool wait_for_work(std::unique_lock<std::mutex>& lock);
  void skim_backlog(std::unique_lock<std::mutex>& lock);
  void do_one(std::unique_lock<std::mutex>& lock);
  void tell_room();
  void reply(std::string_view bytes);

  asio::io_context& io_;
  // Calls posted to the loop find out here that the object is gone.
  std::shared_ptr<Callbacks> callbacks_;
  Model model_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Item> items_;
  std::size_t backlog_ = 0;  // bytes in items_
  std::size_t tasks_ = 0;    // that wait for an answer
  bool was_full_ = false;
  int skims_off_ = 0;  // after one that found nothing, until some slices are read
  bool idle_ = false;
  bool burst_ = false;
  bool stop_ = false;
  bool change_posted_ = false;
  std::uint64_t pushes_ = 0;
  std::string replies_;  // to be handed over; a program that asks without end gets no more
  std::thread thread_;
};

}  // namespace host
