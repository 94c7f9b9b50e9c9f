#include "platform/timer.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

using base::Millis;
using platform::Timer;

TEST_CASE("timers ring once, in their order, and the loop ends with the last") {
  asio::io_context loop;
  std::string rung;
  Timer late(loop), early(loop), never(loop), again(loop);
  late.start(Millis{30}, [&] { rung += "late "; });
  early.start(Millis{5}, [&] { rung += "early "; });
  never.start(Millis{10}, [&] { rung += "never "; });
  again.start(Millis{60'000}, [&] { rung += "long "; });
  again.start(Millis{15}, [&] { rung += "again "; });
  platform::run_after(loop, Millis{20}, [&] { rung += "handle-free "; });
  never.cancel();
  CHECK(rung.empty());
  loop.run();
  CHECK(rung == "early again handle-free late ");
}

TEST_CASE("what rings may start, cancel and destroy timers, its own too") {
  asio::io_context loop;
  int rings = 0;
  auto own = std::make_unique<Timer>(loop);
  Timer other(loop), counter(loop);
  other.start(Millis{1}, [&] { rings += 100; });
  own->start(Millis{1}, [&] {
    ++rings;
    own.reset();
  });
  std::function<void()> count = [&] {
    if (++rings < 10) counter.start(Millis{0}, count);
  };
  counter.start(Millis{-5}, count);
  loop.run();
  CHECK(rings >= 110);
}

namespace {

// Timers of this process that would wake it, whosoever they are.
int armed() {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fdinfo")) {
    std::ifstream info(entry.path());
    for (std::string line; std::getline(info, line);) {
      if (line.starts_with("it_value: ") && line != "it_value: (0, 0)") ++count;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("a timer that rang or was cancelled leaves nothing that would wake the process") {
  const int others = armed();
  asio::io_context loop;
  Timer timer(loop);
  timer.start(Millis{60'000}, [] {});
  CHECK(armed() == others + 1);
  timer.cancel();
  CHECK(armed() == others);
  CHECK(loop.run() <= 1);  // the end of the wait, at most
  loop.restart();
  timer.start(Millis{1}, [] {});
  loop.run();
  CHECK(armed() == others);
  loop.restart();
  timer.start(Millis{1}, [] {});
  timer.cancel();
  timer.start(Millis{2}, [] {});
  loop.run();
  loop.restart();
  CHECK(loop.poll() == 0);
}

TEST_CASE("a loop that ends takes what its timers hold along") {
  auto held = std::make_shared<int>(1);
  {
    asio::io_context loop;
    auto timer = std::make_shared<Timer>(loop);
    timer->start(Millis{60'000}, [held, timer] {});
    platform::run_after(loop, Millis{60'000}, [held] {});
    CHECK(held.use_count() == 3);
  }
  CHECK(held.use_count() == 1);
}
