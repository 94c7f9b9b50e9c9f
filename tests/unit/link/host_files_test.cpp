#include "link/host_files.h"

#include <doctest/doctest.h>

#include <fstream>

#include "platform/lock.h"
#include "support/temp_folder.h"

using namespace ipc;  // NOLINT: a test of one namespace

namespace {
HostRecord record_of_run(int run) {
  const auto self = platform::identity_of(platform::own_pid());
  return {"app-3", run, *self, *self, 1, "0.1", "/x.sock", "2026-11-21T08:00:00.000Z"};
}
}  // namespace

TEST_CASE("launch, host and exit records come back from the disk") {
  const support::TempFolder folder;
  const LaunchFile launch{"app-3", 2, {"claude", "--", "- \"x\"\n"}, {{"A", "b=c"}}, "/", 90,
                          20,      5};
  REQUIRE(write_launch(folder.path(), launch));
  const auto back = read_launch(folder.path(), 2);
  REQUIRE(back);
  CHECK(back->argv == launch.argv);
  CHECK(back->env == launch.env);
  CHECK(back->cols == 90);
  CHECK(back->scrollback == 5);
  CHECK(read_launch(folder.path(), 1).error().code == base::ErrorCode::not_found);

  REQUIRE(write_host_record(folder.path(), record_of_run(2)));
  CHECK(read_host_record(folder.path())->agent == record_of_run(2).agent);
  REQUIRE(write_exit_record(folder.path(), {2, 137, 9, "now", ""}));
  CHECK(read_exit_record(folder.path())->signal == 9);

  std::ofstream(folder.path() / "host.json") << "{\"pid\":\"x\"}";
  const auto damaged = read_host_record(folder.path());
  CHECK(damaged.error().code == base::ErrorCode::invalid_argument);
  CHECK(damaged.error().message.find("host.json") != std::string::npos);
}

TEST_CASE("what is seen of a run follows lock and records") {
  const support::TempFolder folder;
  CHECK(look_at_host(folder.path(), 1).state == HostState::absent);
  auto lock = platform::FileLock::try_acquire(host_lock_path(folder.path()));
  REQUIRE(*lock);
  CHECK(look_at_host(folder.path(), 1).state == HostState::starting);
  REQUIRE(write_host_record(folder.path(), record_of_run(1)));
  const auto alive = look_at_host(folder.path(), 1);
  CHECK(alive.state == HostState::alive);
  CHECK(alive.agent_alive);
  CHECK(look_at_host(folder.path(), 2).state == HostState::starting);
  *lock = std::nullopt;
  CHECK(look_at_host(folder.path(), 1).state == HostState::lost);
  REQUIRE(write_exit_record(folder.path(), {1, 0, 0, "now", ""}));
  CHECK(look_at_host(folder.path(), 1).state == HostState::exited);
  CHECK(look_at_host(folder.path(), 2).state == HostState::absent);
}
