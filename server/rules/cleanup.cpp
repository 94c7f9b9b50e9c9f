#include "rules/cleanup.h"

#include "rules/lifecycle.h"
#include "rules/secrets.h"

namespace rules {

using base::ErrorCode;

namespace {

// A program of a person's is not ended because its ticket is done.
bool runs_by_hand(const Session& session) { return session.adopted && is_live(session); }

bool is_finished(const State& state, const Session& session, Status status) {
  switch (status) {
    case Status::merged:
    case Status::cleanup: return true;
    case Status::done: return session.viewers == 0 && !runs_by_hand(session);
    case Status::errored: return !holds_ticket(state, session);
    default: return false;
  }
}

}  // namespace

std::vector<base::SessionId> finished_sessions(const State& state, const Context& context) {
  std::vector<base::SessionId> ids;
  for (const auto& [id, session] : state.sessions) {
    if (is_finished(state, session, view_of(state, session, context).status)) ids.push_back(id);
  }
  return ids;
}

base::Status may_clean_up(const State& state, const base::SessionId& id, const Context& context) {
  const Session* found = find_session(state, id);
  if (found == nullptr) return base::fail(ErrorCode::not_found, "no session " + id.value);
  const Session& session = *found;
  if (session.cleaning) {
    return base::fail(ErrorCode::conflict, "it is being cleaned up already");
  }
  const Status status = view_of(state, session, context).status;
  if (runs_by_hand(session)) {
    return base::fail(ErrorCode::conflict,
                      "its program, started by hand, still runs: kill it first");
  }
  if (session.phase != Phase::ended && status != Status::done && status != Status::merged) {
    return base::fail(ErrorCode::conflict,
                      "it is " + std::string(name_of(status)) + ": kill it first");
  }
  return {};
}

base::Status begin_cleanup(Draft& draft, const base::SessionId& id) {
  TRY(may_clean_up(draft.state, id, draft.context));
  Session* session = draft.edit(id);
  session->cleaning = true;
  if (session->phase == Phase::live || session->phase == Phase::starting) {
    end_agent(draft, *session, "finished", false);
  }
  return {};
}

void end_cleanup(Draft& draft, const base::SessionId& id) {
  if (Session* session = draft.edit(id)) session->cleaning = false;
}

void archive(Draft& draft, const base::SessionId& id, const std::string& what_went) {
  const auto found = draft.state.sessions.find(id);
  if (found == draft.state.sessions.end()) return;
  const base::TicketId ticket = found->second.ticket;
  const Status status = view_of(draft.state, found->second, draft.context).status;
  close_reviews(draft, id, "cleaned up", false);
  if (holds_ticket(draft.state, found->second)) back_to_queue(draft, ticket, id, true);
  // What is kept for long keeps no secrets, and nothing that only a live session needs.
  Session* session = draft.edit(id);
  for (std::string* text : {&session->run_prompt, &session->claim_summary, &session->claim_plan,
                            &session->summary, &session->last_message}) {
    *text = without_secrets(*text);
  }
  session->deliveries.clear();
  session->answers.clear();
  draft.event("session/archived", id, ticket,
              "was " + std::string(name_of(status)) + "; " + what_went);
  draft.archive(id, status);
}

}  // namespace rules
