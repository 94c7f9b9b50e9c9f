#include "serve/caller.h"

#include <algorithm>

#include "base/text.h"
#include "link/host_files.h"

namespace serve {
namespace {

constexpr std::size_t kShownIdBytes = 64;

const LiveAgent* agent_at(int pid, const std::vector<LiveAgent>& agents, const ProcessLook& look) {
  for (const LiveAgent& one : agents) {
    if (pid != one.agent.pid && pid != one.host.pid) continue;
    const auto identity = look.identity(pid);
    if (identity && (*identity == one.agent || *identity == one.host)) return &one;
  }
  return nullptr;
}

}  // namespace

std::vector<LiveAgent> live_agents(const Model& model) {
  std::vector<LiveAgent> found;
  for (const auto& [id, session] : model.state().sessions) {
    if (session.phase == rules::Phase::preparing || session.phase == rules::Phase::ended) continue;
    const auto record = ipc::read_host_record(model.paths().session_dir(id));
    if (record) found.push_back({id, record->agent, record->host});
  }
  return found;
}

std::string session_of(int pid, const std::vector<LiveAgent>& agents, const ProcessLook& look) {
  if (pid <= 0) return "unknown";
  std::vector<int> chain{pid};
  for (const int parent : look.ancestry(pid)) chain.push_back(parent);
  // Processes first: what they are cannot be scrubbed, an environment can.
  for (const int one : chain) {
    if (const LiveAgent* agent = agent_at(one, agents, look)) return agent->session.value;
  }
  for (const int one : chain) {
    const auto value = look.environment(one, "OPERATOR_SESSION_ID");
    if (value && !value->empty()) return base::printable(*value, kShownIdBytes);
  }
  return "";
}

}  // namespace serve
