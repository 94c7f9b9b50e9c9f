// Which session a connecting process belongs to. An agent must not be able to approve its own work,
// so its word about itself is not asked: the process, its parents, and the environment each of them
// was started with are looked at.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "platform/identity.h"
#include "serve/model.h"

namespace serve {

// The processes of one session that is at work.
struct LiveAgent {
  int run = 0;
  platform::ProcessIdentity agent;
  platform::ProcessIdentity host;  // adopts what the agent's programs leave behind
};
using LiveAgents = std::map<base::SessionId, LiveAgent>;

// Those of every session whose host has recorded itself. host.json is written once for each run and
// so read once: somebody connects for every command.
// Thread: the loop's.
class AgentRecords {
 public:
  // Valid until the next call.
  const LiveAgents& of(const Model& model);

 private:
  LiveAgents known_;
};

// How processes are looked at; replaced in tests.
struct ProcessLook {
  std::function<std::vector<int>(int)> ancestry = platform::ancestry;
  std::function<std::optional<std::string>(int, std::string_view)> environment =
      platform::environment_value;
  std::function<std::optional<platform::ProcessIdentity>(int)> identity = platform::identity_of;
  std::function<bool(int)> contained = platform::in_other_pid_namespace;
};

// The session's id; empty for a process outside any session. A process that cannot be looked at
// (pid 0: in a namespace that we cannot see into) or that is in a container, whose parents may be
// no host's, counts as inside one, called "unknown".
std::string session_of(int pid, const LiveAgents& agents, const ProcessLook& look = {});

}  // namespace serve
