// What every handler works with, and the one way to add a handler: nothing but a hook's question is
// served before `initialize`.
// Thread: the loop's. Everything in it must outlive the dispatcher's last call.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "app/operations.h"
#include "base/result.h"
#include "serve/caller.h"
#include "serve/convert.h"
#include "serve/model.h"
#include "serve/waits.h"
#include "wire/dispatcher.h"
#include "wire/generated/methods.h"

namespace serve {

struct Service {
  Model& model;
  app::Operations& operations;
  wire::Dispatcher& dispatcher;
  ServerFacts facts;
  HookWaits waits{};
  AgentRecords agents{};
  // A client has said hello; `subscribe` makes it get notifications.
  std::function<void(const std::shared_ptr<wire::Peer>&, const wire::InitializeParams&)> welcome;
  // The owner is to end; called after the answer was given.
  std::function<void()> stop;
};

// "person:vscode", "agent:app-3": who it was, for the history.
std::string actor_of(const wire::Caller& caller);

// Names one connection among all; what it told us is forgotten with it.
std::string client_key(const wire::Peer* peer);
inline std::string client_key(const wire::Context& context) {
  return client_key(context.peer.get());
}

// conflict when the caller has not introduced itself.
base::Status check_introduced(const wire::Context& context, const char* method);

// forbidden when the caller runs inside another session than the one it speaks for.
base::Status check_own_session(const wire::Caller& caller, const base::SessionId& id);

// A session's id as people write it, of one that they or a machine wrote: "app-3" of
// "<hash>-app-3", when the hash is this workspace's. Anything else stays as it is.
std::string id_for_people(const Model& model, const std::string& id);

// `id` as a session that is known, else not_found.
base::Result<base::SessionId> known_session(const Model& model, const std::string& id,
                                            const char* path = "params.id");
// The same, or one that was cleaned up: then `archived` is set.
struct RememberedSession {
  base::SessionId id;
  std::optional<rules::ArchivedSession> archived;
};
base::Result<RememberedSession> remembered_session(Model& model, const std::string& id,
                                                   const char* path = "params.id");

// The answer to an operation that ends later; std::function copies, a responder does not.
template <class R>
using Answer = std::shared_ptr<wire::Responder<R>>;
template <class R>
Answer<R> share(wire::Responder<R> responder) {
  return std::make_shared<wire::Responder<R>>(std::move(responder));
}

// Adds `handler` for M, in one of wire::Dispatcher's two forms.
template <class M, class F>
void handle(Service& service, F handler) {
  using Params = typename M::Params;
  using Result = typename M::Result;
  service.dispatcher.on<M>([handler = std::move(handler)](const Params& params,
                                                          const wire::Context& context,
                                                          wire::Responder<Result> respond) mutable {
    if (auto ok = check_introduced(context, M::method); !ok) {
      return respond.fail(std::move(ok).error());
    }
    if constexpr (std::is_invocable_v<F&, const Params&, const wire::Context&,
                                      wire::Responder<Result>>) {
      handler(params, context, std::move(respond));
    } else {
      respond(handler(params, context));
    }
  });
}

// The table, by noun. Each adds its handlers to the service's dispatcher.
void add_server_handlers(Service& service);  // initialize, status, trust, types, client, stop
void add_queue_handlers(Service& service);
void add_board_handlers(Service& service);
void add_board_setup_handlers(Service& service);  // of the board handlers
void add_ticket_handlers(Service& service);
void add_session_handlers(Service& service);
void add_spawn_handlers(Service& service);  // of the session handlers
void add_adopt_handlers(Service& service);  // of the session handlers
void add_review_handlers(Service& service);
void add_agent_handlers(Service& service);  // step, hook
void add_event_handlers(Service& service);
void add_handlers(Service& service);  // all of them

}  // namespace serve
