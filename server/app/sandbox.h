// A sandbox for what runs in a session, by bubblewrap: it reads what its user may read and writes
// to its worktree, to what its agent keeps for itself, and to its own spool; of the repository only
// to what commits need, neither to configuration nor to hooks, which would run outside. Its /tmp
// and its processes are its own.
#pragma once
#include <string>
#include <vector>

#include "app/launch.h"
#include "base/result.h"

namespace app {

// The argv that runs `argv` as the session's isolation wants it, tried out first. external_failed
// with the reason where no sandbox can be made: nothing ever runs outside instead. Blocks.
base::Result<std::vector<std::string>> contained(const LaunchPlan& plan,
                                                 std::vector<std::string> argv);

}  // namespace app
