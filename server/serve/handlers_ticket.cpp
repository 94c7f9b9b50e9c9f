#include "base/text.h"
#include "serve/answers.h"
#include "serve/check.h"
#include "serve/convert_session.h"
#include "serve/convert_ticket.h"
#include "serve/service.h"
#include "tickets/edit.h"

namespace serve {
namespace {

namespace methods = wire::methods;
using wire::Context;
using wire::TicketResult;

TicketResult result_of(Service& service, const rules::Ticket& ticket) {
  return {ticket_to_wire(service.model, ticket), service.operations.body_of(ticket)};
}

app::Done<rules::Ticket> answer_with_ticket(Service& service,
                                            wire::Responder<TicketResult> respond) {
  return [&service, answer = share(std::move(respond))](base::Result<rules::Ticket> ticket) {
    if (!ticket) return answer->fail(std::move(ticket).error());
    (*answer)(result_of(service, *ticket));
  };
}

base::Result<tickets::NewTicket> new_ticket(const wire::TicketCreateParams& params) {
  tickets::NewTicket ticket;
  TRY(check::line("type", params.type, check::kMaxName));
  TRY(check::line("title", params.title));
  TRY(check::text("project", params.project.value_or(""), check::kMaxName));
  TRY(check::text("body", params.body.value_or("")));
  TRY(check::text("agent", params.agent.value_or(""), check::kMaxName));
  TRY(check::text("clientToken", params.clientToken.value_or(""), check::kMaxName));
  if (params.priority) {
    TRY_ASSIGN(ticket.priority, check::priority("priority", *params.priority));
  }
  const auto blockers = params.blockedBy.value_or(std::vector<std::string>{});
  TRY(check::range("blockedBy", static_cast<std::int64_t>(blockers.size()), 0, check::kMaxList));
  for (std::size_t i = 0; i < blockers.size(); ++i) {
    TRY(check::line("blockedBy[" + std::to_string(i) + "]", blockers[i], check::kMaxName));
    ticket.blocked_by.push_back({blockers[i]});
  }
  ticket.type = params.type;
  ticket.title = params.title;
  ticket.project = params.project.value_or("");
  ticket.body = params.body.value_or("");
  ticket.agent = params.agent.value_or("");
  ticket.hold = params.hold.value_or(false);
  return ticket;
}

base::Status check_choices(const rules::Settings& settings,
                           const wire::TicketCreateParams& params) {
  const auto unknown = [](const std::string& path, const std::string& what) {
    return base::fail(base::ErrorCode::invalid_argument, "params." + path + ": " + what,
                      {{"path", "params." + path}});
  };
  if (settings.type(params.type) == nullptr) {
    return unknown("type", "no issue type " + base::printable(params.type, 40) +
                               "; `operator types` shows them");
  }
  if (params.project && !params.project->empty() && settings.project(*params.project) == nullptr) {
    return unknown("project", "no project " + base::printable(*params.project, 80));
  }
  if (params.agent && !params.agent->empty() && !settings.agents.contains(*params.agent)) {
    return unknown("agent", "no agent " + base::printable(*params.agent, 80));
  }
  return {};
}

using Fields = std::vector<std::pair<std::string, tickets::FieldValue>>;

base::Result<Fields> fields_of(const wire::TicketUpdateParams& params) {
  Fields fields;
  if (params.hold) fields.emplace_back("hold", *params.hold);
  if (params.priority) {
    TRY(check::priority("priority", *params.priority));
    fields.emplace_back("priority", *params.priority);
  }
  if (params.title) {
    TRY(check::line("title", *params.title));
    fields.emplace_back("title", *params.title);
  }
  if (!fields.empty()) return fields;
  return base::fail(base::ErrorCode::invalid_argument,
                    "nothing to change: give hold, priority or title", {{"path", "params"}});
}

base::Status check_id(const std::string& id) { return check::line("id", id, check::kMaxPath); }

void create(Service& service, const wire::TicketCreateParams& params, const Context& context,
            wire::Responder<TicketResult> respond) {
  auto ticket = new_ticket(params);
  if (!ticket) return respond.fail(std::move(ticket).error());
  if (auto known = check_choices(service.model.settings(), params); !known) {
    return respond.fail(std::move(known).error());
  }
  service.operations.create_ticket(actor_of(context.caller), std::move(*ticket),
                                   params.clientToken.value_or(""),
                                   answer_with_ticket(service, std::move(respond)));
}

void launch(Service& service, const wire::TicketLaunchParams& params, const Context& context,
            wire::Responder<wire::SessionResult> respond) {
  base::Status ok = check_id(params.id);
  if (ok) ok = check::text("agent", params.agent.value_or(""), check::kMaxName);
  if (ok) ok = check::text("clientToken", params.clientToken.value_or(""), check::kMaxName);
  if (!ok) return respond.fail(std::move(ok).error());
  service.operations.launch(actor_of(context.caller), params.id, params.force.value_or(false),
                            params.agent.value_or(""), host_of(params.host),
                            params.clientToken.value_or(""),
                            answer_with_session(service, std::move(respond)));
}

}  // namespace

void add_ticket_handlers(Service& service) {
  handle<methods::ticket_get>(
      service,
      [&service](const wire::TicketIdParams& params, const Context&) -> base::Result<TicketResult> {
        TRY(check_id(params.id));
        TRY_ASSIGN(const rules::Ticket ticket, service.operations.find_ticket(params.id));
        return result_of(service, ticket);
      });
  handle<methods::ticket_create>(
      service, [&service](const wire::TicketCreateParams& params, const Context& context,
                          wire::Responder<TicketResult> respond) {
        create(service, params, context, std::move(respond));
      });
  handle<methods::ticket_update>(
      service, [&service](const wire::TicketUpdateParams& params, const Context& context,
                          wire::Responder<TicketResult> respond) {
        if (auto ok = check_id(params.id); !ok) return respond.fail(std::move(ok).error());
        auto fields = fields_of(params);
        if (!fields) return respond.fail(std::move(fields).error());
        service.operations.edit_ticket(actor_of(context.caller), params.id, std::move(*fields),
                                       answer_with_ticket(service, std::move(respond)));
      });
  handle<methods::ticket_launch>(
      service, [&service](const wire::TicketLaunchParams& params, const Context& context,
                          wire::Responder<wire::SessionResult> respond) {
        launch(service, params, context, std::move(respond));
      });
  handle<methods::ticket_retry>(
      service,
      [&service](const wire::TicketIdParams& params,
                 const Context& context) -> base::Result<TicketResult> {
        TRY(check_id(params.id));
        TRY(service.operations.retry(actor_of(context.caller), params.id));
        TRY_ASSIGN(const rules::Ticket ticket, service.operations.find_ticket(params.id));
        return result_of(service, ticket);
      });
  handle<methods::ticket_requeue>(
      service, [&service](const wire::TicketRequeueParams& params, const Context& context,
                          wire::Responder<TicketResult> respond) {
        if (auto ok = check_id(params.id); !ok) return respond.fail(std::move(ok).error());
        service.operations.requeue(actor_of(context.caller), params.id, params.kill.value_or(false),
                                   answer_with_ticket(service, std::move(respond)));
      });
  handle<methods::ticket_complete>(service, [&service](const wire::TicketRequeueParams& params,
                                                       const Context& context,
                                                       wire::Responder<TicketResult> respond) {
    if (auto ok = check_id(params.id); !ok) return respond.fail(std::move(ok).error());
    service.operations.complete(actor_of(context.caller), params.id, params.kill.value_or(false),
                                answer_with_ticket(service, std::move(respond)));
  });
  handle<methods::ticket_discard>(
      service, [&service](const wire::TicketDiscardParams& params, const Context& context,
                          wire::Responder<TicketResult> respond) {
        if (auto ok = check_id(params.id); !ok) return respond.fail(std::move(ok).error());
        service.operations.discard(actor_of(context.caller), params.id, params.yes.value_or(false),
                                   answer_with_ticket(service, std::move(respond)));
      });
}

}  // namespace serve
