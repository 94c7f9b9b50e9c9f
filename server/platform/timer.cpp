#include "platform/timer.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace platform {

using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC

class TimerQueue : public asio::execution_context::service {
 public:
  using Entries = Timer::Entries;
  static asio::execution_context::id id;

  explicit TimerQueue(asio::io_context& loop) : service(loop), descriptor_(loop, make()) {}

  Entries::iterator add(base::Millis after, Timer* timer, std::function<void()> then) {
    const auto place = entries_.emplace(Clock::now() + after, Timer::Entry{timer, std::move(then)});
    arm();
    return place;
  }
  void remove(Entries::iterator place) {
    const auto node = entries_.extract(place);  // what it holds goes last
    arm();
  }

 private:
  static int make() {
    const int fd = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "timerfd_create");
    return fd;
  }

  void shutdown() noexcept override {
    asio::error_code ignored;
    descriptor_.close(ignored);
    for (auto& [at, entry] : entries_) {
      if (entry.timer != nullptr) entry.timer->place_.reset();
    }
    std::exchange(entries_, {}).clear();
  }

  // A wait on the descriptor is work for the loop, so there is one only while a timer runs.
  void arm() {
    if (!descriptor_.is_open()) return;
    const auto next = entries_.empty() ? Clock::time_point() : entries_.begin()->first;
    if (next != armed_) {
      armed_ = next;
      // From now: what fakes the wall clock (libfaketime) moves absolute times of any clock.
      const std::chrono::nanoseconds wait = next - Clock::now();
      const auto ns = entries_.empty() ? 0 : std::max<std::int64_t>(wait.count(), 1);
      itimerspec at{};
      at.it_value.tv_sec = ns / 1'000'000'000;
      at.it_value.tv_nsec = ns % 1'000'000'000;
      ::timerfd_settime(descriptor_.native_handle(), 0, &at, nullptr);
    }
    if (entries_.empty() == waiting_) return waiting_ ? stop_waiting() : wait();
  }
  void wait() {
    waiting_ = true;
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [this](const asio::error_code& error) {
                             if (!error) ring();
                           });
  }
  void stop_waiting() {
    waiting_ = false;
    asio::error_code ignored;
    descriptor_.cancel(ignored);
  }

  void ring() {
    waiting_ = false;
    std::uint64_t rings = 0;
    if (::read(descriptor_.native_handle(), &rings, sizeof rings) > 0) armed_ = {};
    const auto now = Clock::now();
    while (!entries_.empty() && entries_.begin()->first <= now) {
      auto node = entries_.extract(entries_.begin());
      if (node.mapped().timer != nullptr) node.mapped().timer->place_.reset();
      node.mapped().then();
    }
    arm();
  }

  asio::posix::stream_descriptor descriptor_;
  Entries entries_;
  Clock::time_point armed_;  // zero: not
  bool waiting_ = false;
};

asio::execution_context::id TimerQueue::id;

Timer::Timer(asio::io_context& loop) : queue_(asio::use_service<TimerQueue>(loop)) {}

void Timer::start(base::Millis after, std::function<void()> then) {
  cancel();
  place_ = queue_.add(after, this, std::move(then));
}

void Timer::cancel() {
  if (place_) queue_.remove(*std::exchange(place_, std::nullopt));
}

void run_after(asio::io_context& loop, base::Millis after, std::function<void()> then) {
  asio::use_service<TimerQueue>(loop).add(after, nullptr, std::move(then));
}

}  // namespace platform
