#include "serve/service.h"

#include "base/text.h"
#include "serve/check.h"
#include "wire/peer.h"

namespace serve {

using base::ErrorCode;

std::string actor_of(const wire::Caller& caller) {
  if (!caller.session.empty()) return "agent:" + caller.session;
  return "person:" + (caller.name.empty() ? std::string("unknown") : caller.name);
}

std::string client_key(const wire::Peer* peer) {
  return "client-" + std::to_string(reinterpret_cast<std::uintptr_t>(peer));
}

base::Status check_introduced(const wire::Context& context, const char* method) {
  // Without a peer it is REST or a test: who accepted the call has named the caller.
  if (context.peer == nullptr || !context.caller.name.empty()) return {};
  return base::fail(ErrorCode::conflict, std::string("say initialize before ") + method,
                    {{"method", method}});
}

base::Status check_own_session(const wire::Caller& caller, const base::SessionId& id) {
  if (caller.session.empty() || caller.session == id.value) return {};
  return base::fail(ErrorCode::forbidden,
                    "a caller inside session " + caller.session + " cannot speak for " +
                        base::printable(id.value, 64),
                    {{"session", caller.session}});
}

std::string id_for_people(const Model& model, const std::string& id) {
  const std::string own = model.paths().hash + "-";
  return own.size() > 1 && id.starts_with(own) ? id.substr(own.size()) : id;
}

base::Result<base::SessionId> known_session(const Model& model, const std::string& id,
                                            const char* path) {
  TRY_ASSIGN(base::SessionId session, check::session_id(id_for_people(model, id)));
  if (model.state().sessions.contains(session)) return session;
  return base::fail(ErrorCode::not_found,
                    "no session " + session.value + "; `operator ls` shows them", {{"path", path}});
}

base::Result<RememberedSession> remembered_session(Model& model, const std::string& id,
                                                   const char* path) {
  auto known = known_session(model, id, path);
  if (known) return RememberedSession{std::move(*known), std::nullopt};
  TRY_ASSIGN(base::SessionId session, check::session_id(id_for_people(model, id)));
  TRY_ASSIGN(auto archived, model.archived(session));
  if (!archived) return base::fail(std::move(known).error());
  return RememberedSession{std::move(session), std::move(archived)};
}

void add_handlers(Service& service) {
  add_server_handlers(service);
  add_queue_handlers(service);
  add_board_handlers(service);
  add_ticket_handlers(service);
  add_session_handlers(service);
  add_review_handlers(service);
  add_agent_handlers(service);
  add_event_handlers(service);
}

}  // namespace serve
