// initialize, status, trust, types, client, server.
#include "base/text.h"
#include "serve/check.h"
#include "serve/environment.h"
#include "serve/service.h"
#include "wire/peer.h"

namespace serve {
namespace {

namespace methods = wire::methods;
using base::ErrorCode;

constexpr std::size_t kMaxVariables = 10'000;

base::Status check_protocol(std::int64_t theirs, const std::string& their_version,
                            const std::string& our_version) {
  if (theirs == wire::kProtocol) return {};
  const bool newer = theirs > wire::kProtocol;
  const std::string who = "this client (" + base::printable(their_version, 40) + ", protocol " +
                          std::to_string(theirs) + ")";
  const std::string us =
      "the owner (" + our_version + ", protocol " + std::to_string(wire::kProtocol) + ")";
  return base::fail(ErrorCode::conflict,
                    newer ? who + " is newer than " + us +
                                ": restart it (`operator stop`, then again), agents go on"
                          : who + " is older than " + us + ": update or reload it",
                    {{"path", "params.protocol"}});
}

base::Result<wire::InitializeResult> initialize(Service& service,
                                                const wire::InitializeParams& params,
                                                const wire::Context& context) {
  TRY(check_protocol(params.protocol, params.version, service.facts.version));
  TRY(check::text("name", params.name.value_or(""), check::kMaxName));
  const bool is_person = context.caller.session.empty();
  const std::string kind(name_of(params.client));
  if (context.peer != nullptr) {
    context.peer->caller.name = kind;
    if (service.welcome) service.welcome(context.peer, params);
  }
  if (is_person && params.environment && params.environment->size() <= kMaxVariables) {
    service.operations.set_client_environment(launch_environment(*params.environment));
  }
  // VS Code asks its user; `false` says only that this window was not trusted.
  const bool vouches = params.client == wire::ClientKind::vscode && params.trusted.value_or(false);
  if (is_person && vouches && !service.operations.trust().trusted) {
    TRY(service.operations.set_trust("person:" + kind, true));
  }
  wire::InitializeResult result;
  result.protocol = wire::kProtocol;
  result.version = service.facts.version;
  result.epoch = service.model.epoch();
  result.seq = service.model.newest_seq();
  result.pid = service.facts.pid;
  result.workspace = service.model.paths().workspace.string();
  return result;
}

base::Result<wire::Empty> update_client(Service& service, const wire::ClientUpdateParams& params,
                                        const wire::Context& context) {
  if (params.dirtyPaths) {
    TRY(check::range("dirtyPaths", static_cast<std::int64_t>(params.dirtyPaths->size()), 0,
                     check::kMaxList * 10));
    for (std::size_t i = 0; i < params.dirtyPaths->size(); ++i) {
      TRY(check::text("dirtyPaths[" + std::to_string(i) + "]", (*params.dirtyPaths)[i],
                      check::kMaxPath));
    }
    // By connection: what a window has unsaved is forgotten with it.
    service.operations.set_dirty_paths(client_key(context), *params.dirtyPaths);
  }
  const bool vouches =
      context.caller.name == name_of(wire::ClientKind::vscode) && params.trusted.value_or(false);
  if (vouches && !service.operations.trust().trusted) {
    TRY(service.operations.set_trust(actor_of(context.caller), true));
  }
  return wire::Empty{};
}

wire::TypeListResult list_types(Service& service) {
  wire::TypeListResult result;
  const rules::Settings& settings = service.model.settings();
  for (const auto& type : settings.types) result.types.push_back(to_wire(type));
  for (const auto& project : settings.projects) result.projects.push_back(to_wire(project));
  for (const auto& [name, agent] : settings.agents) {
    result.agents.push_back(to_wire(agent, service.operations.is_installed(name)));
  }
  return result;
}

void stop(Service& service, const wire::ServerStopParams& params, const wire::Context& context,
          wire::Responder<wire::Empty> respond) {
  auto answer = share(std::move(respond));
  const auto end = [&service, answer](base::Status status) {
    if (!status) return answer->fail(std::move(status).error());
    (*answer)(wire::Empty{});
    if (service.stop) service.stop();
  };
  if (!params.agents.value_or(false)) return end({});
  service.operations.stop_all(actor_of(context.caller), false, [end](auto ended) {
    end(ended ? base::Status{} : base::Status(base::fail(std::move(ended).error())));
  });
}

}  // namespace

void add_server_handlers(Service& service) {
  // Not through `handle`: this is the introduction itself.
  service.dispatcher.on<methods::initialize>(
      [&service](const wire::InitializeParams& params, const wire::Context& context) {
        return initialize(service, params, context);
      });
  handle<methods::status_get>(service, [&service](const wire::Empty&, const wire::Context&) {
    return base::Result<wire::StatusResult>(
        wire::StatusResult{status_of(service.model, service.operations, service.facts)});
  });
  handle<methods::trust_get>(service, [&service](const wire::Empty&, const wire::Context&) {
    return base::Result<wire::TrustResult>(to_wire(service.operations.trust()));
  });
  handle<methods::trust_set>(
      service,
      [&service](const wire::TrustSetParams& params,
                 const wire::Context& context) -> base::Result<wire::TrustResult> {
        TRY(service.operations.set_trust(actor_of(context.caller), params.trusted));
        return to_wire(service.operations.trust());
      });
  handle<methods::type_list>(service, [&service](const wire::Empty&, const wire::Context&) {
    return base::Result<wire::TypeListResult>(list_types(service));
  });
  handle<methods::client_update>(
      service, [&service](const wire::ClientUpdateParams& params, const wire::Context& context) {
        return update_client(service, params, context);
      });
  handle<methods::server_stop>(
      service, [&service](const wire::ServerStopParams& params, const wire::Context& context,
                          wire::Responder<wire::Empty> respond) {
        stop(service, params, context, std::move(respond));
      });
}

}  // namespace serve
