#include "rules/adopt.h"

#include "rules/lifecycle.h"

namespace rules {

base::SessionId adopt(Draft& draft, const Ticket& ticket, const std::string& ticket_text,
                      const Adoption& adoption) {
  const base::SessionId id = claim(draft, ticket, ticket_text);
  Session& session = *draft.edit(id);
  session.adopted = adoption.pane;
  session.agent = adoption.program;
  session.agent_kind = AgentKind::command;  // without our hooks it tells us nothing
  session.host = HostKind::builtin;
  session.workspace = WorkspaceKind::worktree;
  session.isolation = Isolation::none;
  session.network = true;
  session.branch.clear();
  session.worktree = adoption.worktree;
  draft.event("session/adopted", id, session.ticket,
              adoption.program + " in " + adoption.pane.server + ":" + adoption.pane.pane);
  return id;
}

const Session* adopter_of(const State& state, const std::string& socket, const std::string& pane,
                          int pid) {
  for (const auto& [id, session] : state.sessions) {
    if (session.phase == Phase::ended || !session.adopted) continue;
    const AdoptedPane& its = *session.adopted;
    if (its.socket == socket && its.pane == pane && its.pid == pid) return &session;
  }
  return nullptr;
}

void output_seen(Draft& draft, const base::SessionId& id, bool quiet) {
  const std::string now = quiet ? "quiet" : "changing";
  if (draft.fact_value(id, Source::process, "output") == now) return;
  Session* session = draft.edit(id);
  if (session == nullptr || session->phase != Phase::live) return;
  draft.fact(id, Source::process, "output", now);
  if (!quiet) session->last_activity = draft.now().wall;
}

}  // namespace rules
