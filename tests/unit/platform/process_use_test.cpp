#include "platform/process_use.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "platform/identity.h"

namespace {

TEST_CASE("a process's use of processor and memory is measured while somebody looks") {
  std::jthread busy([](const std::stop_token& stop) {
    volatile unsigned long turns = 0;
    while (!stop.stop_requested()) turns = turns + 1;
  });
  // A busy machine may give the thread nothing for a while.
  double percent = 0;
  for (int i = 0; i < 50 && percent == 0; ++i) {
    const auto uses = platform::process_uses(platform::own_pid(), base::Millis{100});
    REQUIRE_FALSE(uses.empty());
    const auto own = std::find_if(uses.begin(), uses.end(),
                                  [](const auto& use) { return use.pid == platform::own_pid(); });
    REQUIRE(own != uses.end());
    CHECK(own->name == "platform_tests");
    CHECK(own->memory > 100'000);
    percent = own->cpu_percent;
  }
  CHECK(percent > 0);
}

TEST_CASE("no process, nothing measured") {
  CHECK(platform::process_uses(0, base::Millis{10'000}).empty());
  CHECK(platform::process_uses(-1, base::Millis{10'000}).empty());
}

}  // namespace
