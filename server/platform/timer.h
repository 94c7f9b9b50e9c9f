// One-shot timers of a loop. All of one loop share a descriptor that is armed only while one of
// them runs. Asio's own stay armed when they are cancelled, and from the first one on ring every
// five minutes for ever: a process at rest would not sleep. Thread: the loop's; the loop outlives
// them.
#pragma once
#include <asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <optional>

#include "base/clock.h"

namespace platform {

class TimerQueue;

class Timer {
 public:
  explicit Timer(asio::io_context& loop);
  ~Timer() { cancel(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Calls `then` once, `after` from now, from the loop and never from here; in place of what it
  // was to call before.
  void start(base::Millis after, std::function<void()> then);
  void cancel();

 private:
  friend class TimerQueue;
  struct Entry {
    Timer* timer = nullptr;  // null: nobody can cancel it
    std::function<void()> then;
  };
  using Entries = std::multimap<std::chrono::steady_clock::time_point, Entry>;

  TimerQueue& queue_;
  std::optional<Entries::iterator> place_;  // while it runs
};

// The same without a handle: nothing cancels it.
void run_after(asio::io_context& loop, base::Millis after, std::function<void()> then);

}  // namespace platform
