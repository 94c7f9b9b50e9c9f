#include "rules/cleanup.h"

#include "rules/lifecycle.h"

namespace rules {

using base::ErrorCode;

namespace {

bool is_finished(const State& state, const Session& session, Status status) {
  switch (status) {
    case Status::merged:
    case Status::cleanup: return true;
    case Status::done: return session.viewers == 0;
    case Status::errored: {
      const Launch* launch = open_launch(state, session.ticket);
      return launch == nullptr || launch->session != session.id;
    }
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
  const auto found = state.sessions.find(id);
  if (found == state.sessions.end()) {
    return base::fail(ErrorCode::not_found, "no session " + id.value);
  }
  const Session& session = found->second;
  if (session.cleaning) {
    return base::fail(ErrorCode::conflict, "it is being cleaned up already");
  }
  const Status status = view_of(state, session, context).status;
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
  const Launch* launch = open_launch(draft.state, ticket);
  if (launch != nullptr && launch->session == id) back_to_queue(draft, ticket, id, true);
  draft.event("session/archived", id, ticket,
              "was " + std::string(name_of(status)) + "; " + what_went);
  draft.archive(id, status);
}

}  // namespace rules
