// A project's setup command, run in a session's new worktree before its agent: with the session's
// environment and isolation, in a process group of its own. Its output is kept in setup.log in the
// session's folder, as it comes. Blocks; for worker threads.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "app/launch.h"
#include "base/clock.h"
#include "base/result.h"

namespace app {

struct SetupCommand {
  LaunchPlan plan;
  std::vector<std::string> argv;
  base::Millis deadline{0};
};

// external_failed with the last lines, when it does not end with 0 in time; cancelled.
base::Status run_setup(const SetupCommand& command, std::stop_token cancel);

}  // namespace app
