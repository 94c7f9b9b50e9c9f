// What runs in a session, as its project's isolation wants it. A container is container.h's; a
// sandbox is bubblewrap's: it reads what its user may read and writes
// to its worktree, to what its agent keeps for itself, and to its own spool; of the repository only
// to what commits need, neither to configuration nor to hooks, which would run outside. Its /tmp
// and its processes are its own.
#pragma once
#include <string>
#include <vector>

#include "app/launch.h"
#include "base/result.h"
#include "link/container.h"

namespace app {

struct Contained {
  std::vector<std::string> argv;
  ipc::Container container{};  // that argv is a client of
};
// What runs `argv` as the session's isolation wants it, tried out first. external_failed with the
// reason where that cannot be: nothing ever runs outside instead. `environment` is what it gets;
// `terminal`: it is the agent, on one. Blocks.
base::Result<Contained> contained(const LaunchPlan& plan, std::vector<std::string> argv,
                                  const std::map<std::string, std::string>& environment,
                                  bool terminal);

}  // namespace app
