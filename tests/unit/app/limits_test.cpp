#include "app/limits.h"

#include <doctest/doctest.h>

#include "base/text.h"

namespace {

std::string words(const std::vector<std::string>& list) { return base::join(list, " "); }

}  // namespace

TEST_CASE("limits become a container's options, or properties of a scope; none are none") {
  const rules::Limits all{2ULL << 30, 300, 1.5};
  CHECK(all.any());
  CHECK(words(app::container_limits(all)) == "--memory 2147483648 --pids-limit 300 --cpus 1.5");
  CHECK(words(app::scope_argv(all)) ==
        "systemd-run --user --scope --quiet --collect --property MemoryMax=2147483648 --property "
        "MemorySwapMax=0 --property TasksMax=300 --property CPUQuota=150% --");
  const rules::Limits none;
  CHECK_FALSE(none.any());
  CHECK(app::container_limits(none).empty());
  CHECK(words(app::scope_argv({0, 7, 0})) ==
        "systemd-run --user --scope --quiet --collect --property TasksMax=7 --");
}

TEST_CASE("each limit is looked at where the kernel says it") {
  CHECK(app::scope_check({1, 0, 0}).ends_with(" && grep -q '^[0-9]' \"$group/memory.max\""));
  CHECK(app::scope_check({0, 1, 1}).find("memory") == std::string::npos);
  CHECK(
      app::scope_check({0, 1, 1}).ends_with("/pids.max\" && grep -q '^[0-9]' \"$group/cpu.max\""));
}

TEST_CASE("where limits cannot be held, that is an error with what to do") {
  const auto refused = app::scope_for({0, 7, 0}, {{"PATH", "/nowhere"}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("take the limits away") != std::string::npos);
}
