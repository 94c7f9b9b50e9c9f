#include "base/ids.h"
#include "base/text.h"
#include "client/verbs.h"
#include "platform/files.h"

namespace client {
namespace {

namespace methods = wire::methods;
using base::printable;

constexpr std::size_t kMaxBody = 8U << 20;

void show_ticket(const Style& style, const wire::TicketResult& result) {
  const wire::Ticket& ticket = result.ticket;
  print(style.bold(printable(ticket.id.empty() ? "(no id yet)" : ticket.id)) + "  " +
        printable(ticket.title) + "\n");
  print("type      " + printable(ticket.type) + "\n");
  print("state     " + std::string(name_of(ticket.state)) +
        (ticket.hold ? ", " + style.yellow("on hold") : "") + "\n");
  print("priority  " + printable(ticket.priority) + "\n");
  if (!ticket.project.empty()) print("project   " + printable(ticket.project) + "\n");
  if (ticket.sessionId) print("session   " + printable(*ticket.sessionId) + "\n");
  if (!ticket.blockedBy.empty())
    print("waits for " + printable(base::join(ticket.blockedBy, ", ")) + "\n");
  if (!ticket.reason.empty()) print("why       " + printable(ticket.reason) + "\n");
  print("file      " + printable(ticket.path) + "\n");
  for (const auto& problem : ticket.problems) {
    print(style.red("problem") + "   line " + std::to_string(problem.line) + ": " +
          printable(problem.message) + "\n");
  }
}

// One line after a change.
void show_ticket_change(const wire::TicketResult& result) {
  const wire::Ticket& ticket = result.ticket;
  print(printable((ticket.id.empty() ? ticket.path : ticket.id) + " is in " +
                  std::string(name_of(ticket.state)) +
                  (ticket.reason.empty() ? "" : ": " + ticket.reason)) +
        "\n");
}

bool has_ended(wire::Status status) {
  switch (status) {
    case wire::Status::merged:
    case wire::Status::done:
    case wire::Status::killed:
    case wire::Status::terminated:
    case wire::Status::cleanup:
    case wire::Status::errored: return true;
    default: return false;
  }
}

std::string status_line(const Style& style, const wire::Session& session) {
  return printable(session.id) + "  " + style.status(session.status) + "  " +
         printable(session.detail) + "\n";
}

}  // namespace

int ticket_new(Face& face, TicketNew options) {
  if (options.body == "-") {
    options.params.body = read_stdin();
  } else if (!options.body.empty()) {
    auto text = platform::read_file(options.body, kMaxBody);
    if (!text) return face.fail(text.error());
    options.params.body = std::move(*text);
  }
  options.params.clientToken = base::random_uuid();
  return face.ask<methods::ticket_create>(options.params, [](const wire::TicketResult& result) {
    print(printable(result.ticket.id + "  " + result.ticket.path) + "\n");
  });
}

int ticket_show(Face& face, const std::string& id) {
  return face.ask<methods::ticket_get>({id}, [&](const wire::TicketResult& result) {
    show_ticket(face.style(), result);
    if (!result.body.empty()) print("\n" + printable_lines(result.body, ""));
  });
}

int ticket_set(Face& face, const wire::TicketUpdateParams& params) {
  return face.ask<methods::ticket_update>(params, show_ticket_change);
}

int ticket_retry(Face& face, const std::string& id) {
  return face.ask<methods::ticket_retry>({id}, show_ticket_change);
}

int ticket_requeue(Face& face, const wire::TicketRequeueParams& params) {
  return face.ask<methods::ticket_requeue>(params, show_ticket_change);
}

int ticket_complete(Face& face, const wire::TicketRequeueParams& params) {
  return face.ask<methods::ticket_complete>(params, show_ticket_change);
}

int ticket_discard(Face& face, wire::TicketDiscardParams params) {
  if (!params.yes.value_or(false)) {
    params.yes =
        face.confirm("Drop the worktree and branch of " + params.id + ", with all work in them?");
  }
  return face.ask<methods::ticket_discard>(params, show_ticket_change);
}

int launch(Face& face, const Launch& options) {
  wire::TicketLaunchParams params = options.params;
  params.clientToken = base::random_uuid();
  if (!options.host.empty()) {
    auto host = wire::decode<wire::HostKind>(nlohmann::json(options.host), "--host");
    if (!host) return face.usage(host.error().message);
    params.host = *host;
  }
  if (const auto status = face.connect(true); !status) return face.fail(status.error());
  auto launched = face.get<methods::ticket_launch>(params);
  if (!launched) return face.fail(launched.error());
  wire::Session session = launched->session;
  std::string shown;
  const auto take = [&](const wire::Session& now) {
    session = now;
    const std::string line = status_line(face.style(), now);
    if (!face.json() && line != shown) print(shown = line);
  };
  const auto is_over = [&] {
    if (options.no_wait) return true;
    return options.wait ? has_ended(session.status) : session.status != wire::Status::spawning;
  };
  take(session);
  face.owner().on<wire::notifications::session_didChange>(
      [&](const wire::SessionDidChange& change) {
        if (change.session.id == session.id) take(change.session);
      });
  // What changed between the answer and the first notification.
  if (!is_over()) {
    auto again = face.get<methods::session_get>({session.id, true});
    if (again) take(again->session);
  }
  if (!face.owner().wait_until(is_over)) {
    return face.fail(
        {base::ErrorCode::unavailable, "the owner ended; " + session.id + " goes on", {}});
  }
  if (face.json()) face.show_json(encode(wire::SessionResult{session}));
  const bool good = !has_ended(session.status) || session.status == wire::Status::done ||
                    session.status == wire::Status::merged;
  return good ? kDone : kFailed;
}

}  // namespace client
