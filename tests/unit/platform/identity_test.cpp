#include "platform/identity.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "platform/children.h"
#include "platform/io.h"
#include "platform/lock.h"
#include "platform/occupants.h"
#include "platform/pty.h"
#include "support.h"

using platform::PtyChild;

TEST_CASE("a process is known by pid, start time and boot") {
  auto child = start({"/bin/sleep", "60"});
  const auto identity = platform::identity_of(child.pid());
  REQUIRE(identity);
  CHECK(identity->boot_id == platform::boot_id());
  CHECK(identity->boot_id.size() == 36);
  CHECK(platform::is_alive(*identity));

  auto other = *identity;
  other.start_time += 1;
  CHECK_FALSE(platform::is_alive(other));
  CHECK(platform::signal_process(other, SIGKILL).error().code == base::ErrorCode::not_found);
  CHECK(platform::is_alive(*identity));

  other = *identity;
  other.boot_id = "another";
  CHECK_FALSE(platform::is_alive(other));

  REQUIRE(platform::signal_process(*identity, SIGKILL));
  // Its zombie is no process any more.
  CHECK(eventually([&] { return !platform::is_alive(*identity); }));
  const auto ended = await_end(child.pid());
  CHECK(ended.signal == SIGKILL);
  CHECK(ended.code == 128 + SIGKILL);
}

TEST_CASE("parents, groups and everything below a process are found") {
  auto child = start({"/bin/bash", "-c", "sleep 60 & setsid sleep 61 & wait"});
  REQUIRE(eventually([&] { return platform::descendants(child.pid()).size() == 2; }));
  const auto below = platform::descendants(child.pid());
  for (const int pid : below) {
    const auto parents = platform::ancestry(pid);
    CHECK(std::ranges::find(parents, child.pid()) != parents.end());
    CHECK(std::ranges::find(parents, platform::own_pid()) != parents.end());
    CHECK(parents.back() == 1);
  }
  // bash and its sleep; the other makes a group of its own as soon as it runs
  CHECK(eventually([&] { return platform::group_members(child.pid()).size() == 2; }));
  for (const int pid : below) platform::signal_pid(pid, SIGKILL);
  await_end(child.pid());
}

TEST_CASE("a variable of another process's environment is read, and only a whole name") {
  auto child = start({"/bin/sleep", "60"}, {"OPERATOR_SESSION_ID=app-3", "EMPTY="});
  const int pid = child.pid();
  REQUIRE(eventually([&] { return platform::environment_value(pid, "EMPTY") == ""; }));
  CHECK(platform::environment_value(pid, "OPERATOR_SESSION_ID") == "app-3");
  CHECK_FALSE(platform::environment_value(pid, "OPERATOR_SESSION"));
  CHECK_FALSE(platform::environment_value(pid, "app"));
  platform::signal_pid(pid, SIGKILL);
  await_end(pid);
}

TEST_CASE("processes are found by what they were started with, whoever their parent is") {
  const std::vector<std::string> here{"OPERATOR_SESSION_ID=app-3", "OPERATOR_WORKSPACE=/find/me"};
  auto child = start({"/bin/sleep", "60"}, here);
  auto other =
      start({"/bin/sleep", "60"}, {"OPERATOR_SESSION_ID=app-4", "OPERATOR_WORKSPACE=/find/me/not"});
  const auto look = [] {
    return platform::processes_by_variable("OPERATOR_SESSION_ID", "OPERATOR_WORKSPACE", "/find/me");
  };
  CHECK(eventually([&] { return look().size() == 1; }));
  CHECK(look() == std::multimap<std::string, int>{{"app-3", child.pid()}});
  for (const int pid : {child.pid(), other.pid()}) {
    platform::signal_pid(pid, SIGKILL);
    await_end(pid);
  }
  CHECK(look().empty());
}

TEST_CASE("the CPU time of a tree counts its children, running and ended") {
  auto child =
      start({"/bin/bash", "-c", "bash -c 'for ((i=0;i<300000;i++)); do :; done'; sleep 60"});
  CHECK(eventually([&] { return platform::cpu_time(child.pid()) >= base::Millis{100}; }, 8000));
  platform::signal_group(child.pid(), SIGKILL);
  await_end(child.pid());
}

TEST_CASE("a lock is held by one, and free when its holder is gone") {
  const support::TempFolder folder;
  const auto file = folder.path() / "host.lock";
  CHECK_FALSE(platform::is_locked(file));
  {
    auto lock = platform::FileLock::try_acquire(file);
    REQUIRE(lock);
    REQUIRE(*lock);
    CHECK(platform::is_locked(file));
    auto second = platform::FileLock::try_acquire(file);
    REQUIRE(second);
    CHECK_FALSE(*second);
    // A program started meanwhile does not hold it.
    auto child = start({"/bin/sleep", "60"});
    *lock = std::nullopt;
    CHECK_FALSE(platform::is_locked(file));
    platform::signal_pid(child.pid(), SIGKILL);
    await_end(child.pid());
  }
  CHECK(std::filesystem::exists(file));
}
