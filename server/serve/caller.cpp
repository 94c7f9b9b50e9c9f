#include "serve/caller.h"

#include <algorithm>

#include "base/text.h"
#include "link/host_files.h"

namespace serve {
namespace {

constexpr std::size_t kShownIdBytes = 64;

const base::SessionId* session_at(int pid, const LiveAgents& agents, const ProcessLook& look) {
  for (const auto& [id, one] : agents) {
    if (pid != one.agent.pid && pid != one.host.pid) continue;
    const auto identity = look.identity(pid);
    if (identity && (*identity == one.agent || *identity == one.host)) return &id;
  }
  return nullptr;
}

}  // namespace

const LiveAgents& AgentRecords::of(const Model& model) {
  LiveAgents found;
  for (const auto& [id, session] : model.state().sessions) {
    if (session.phase == rules::Phase::preparing || session.phase == rules::Phase::ended) continue;
    if (const auto& pane = session.adopted) {
      const platform::ProcessIdentity program{pane->pid, pane->start_time, pane->boot};
      found[id] = {session.run, program, program};
      continue;
    }
    const auto known = known_.find(id);
    if (known != known_.end() && known->second.run == session.run) {
      found.insert(known_.extract(known));
    } else if (const auto record = ipc::read_host_record(model.paths().session_dir(id))) {
      found[id] = {record->run, record->agent, record->host};
    }
  }
  return known_ = std::move(found);
}

std::string session_of(int pid, const LiveAgents& agents, const ProcessLook& look) {
  if (pid <= 0) return "unknown";
  std::vector<int> chain{pid};
  for (const int parent : look.ancestry(pid)) chain.push_back(parent);
  // Processes first: what they are cannot be scrubbed, an environment can.
  for (const int one : chain) {
    if (const base::SessionId* session = session_at(one, agents, look)) return session->value;
  }
  for (const int one : chain) {
    const auto value = look.environment(one, "OPERATOR_SESSION_ID");
    if (value && !value->empty()) return base::printable(*value, kShownIdBytes);
  }
  return look.contained(pid) ? "unknown" : "";
}

}  // namespace serve
