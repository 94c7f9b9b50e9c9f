#include "serve/convert_ticket.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "rules/draft.h"
#include "rules/rest.h"
#include "rules/steps.h"
#include "serve/convert.h"

namespace serve {
namespace {

// The sessions that the rows name, looked up once for all of them.
class Sessions {
 public:
  explicit Sessions(const rules::State& state) : state_(state) {
    for (const auto& [id, session] : state.sessions) {
      const rules::Session*& newest = newest_[session.ticket.value];
      if (newest == nullptr || session.created_at >= newest->created_at) newest = &session;
    }
  }
  // Of the ticket's open launch, else its newest; null when it never had one.
  const rules::Session* of(const base::TicketId& id, const rules::Launch* launch) const {
    if (launch != nullptr) {
      const auto found = state_.sessions.find(launch->session);
      if (found != state_.sessions.end()) return &found->second;
    }
    const auto newest = id.empty() ? newest_.end() : newest_.find(id.value);
    return newest == newest_.end() ? nullptr : newest->second;
  }

 private:
  const rules::State& state_;
  std::unordered_map<std::string_view, const rules::Session*> newest_;  // by ticket
};

std::string in_progress_reason(const Model& model, const rules::Launch* launch) {
  if (launch == nullptr) return "nobody works on it: move it to the queue";
  const auto session = model.state().sessions.find(launch->session);
  if (session == model.state().sessions.end()) return "";
  if (session->second.phase != rules::Phase::ended || session->second.finishing) return "";
  if (rules::is_parked(session->second)) {
    return launch->session.value + " is parked: a text for it, or restore, brings it back";
  }
  const rules::StatusView view = model.view(launch->session);
  if (!rules::is_ended(view.status)) return "";
  return launch->session.value + " has ended (" + view.evidence.what +
         "): restore it, or retry, requeue or complete the ticket";
}

// `reason`: of the queue's row.
wire::Ticket row_to_wire(const Model& model, const Sessions& sessions, const rules::Ticket& ticket,
                         std::string reason) {
  const rules::Launch* launch =
      ticket.id.empty() ? nullptr : rules::open_launch(model.state(), ticket.id);
  const rules::Session* session = sessions.of(ticket.id, launch);
  const Look look = look_of(model.settings().type(ticket.type));
  wire::Ticket to;
  to.id = ticket.id.value;
  to.type = ticket.type;
  to.title = ticket.title;
  to.project = ticket.project;
  if (to.project.empty() && session != nullptr) to.project = session->project;
  to.priority = "P" + std::to_string(ticket.priority);
  to.state = to_wire(ticket.folder);
  to.step = ticket.step;
  if (launch != nullptr && session != nullptr && !session->type_copy.steps.empty()) {
    to.step = rules::current_step(*session).name;
  }
  if (session != nullptr) to.sessionId = session->id.value;
  for (const auto& id : ticket.blocked_by) to.blockedBy.push_back(id.value);
  to.hold = ticket.hold;
  to.reason = ticket.folder == rules::Folder::in_progress ? in_progress_reason(model, launch)
                                                          : std::move(reason);
  for (const auto& problem : ticket.problems)
    to.problems.push_back({problem.line, problem.message});
  if (to.reason.empty() && ticket.folder == rules::Folder::in_progress) {
    const auto link = model.state().links.find(ticket.board_ref);
    if (link != model.state().links.end()) to.reason = rules::remote_reason(link->second);
  }
  if (!ticket.board_key.empty()) to.boardKey = ticket.board_key;
  to.path = ticket.path;
  to.color = look.color;
  to.icon = look.icon;
  return to;
}

// Its launch is open and its file is nowhere: what the store knows of it.
rules::Ticket vanished(const rules::State& state, const rules::Launch& launch) {
  rules::Ticket ticket;
  ticket.id = launch.ticket;
  ticket.folder = rules::Folder::in_progress;
  const auto session = state.sessions.find(launch.session);
  if (session != state.sessions.end()) {
    ticket.type = session->second.type;
    ticket.title = session->second.name;
    ticket.project = session->second.project;
  }
  const auto record = state.tickets.find(launch.ticket);
  if (record != state.tickets.end()) ticket.path = record->second.path;
  ticket.problems.push_back({0, "its file is gone; the work goes on, its text is kept"});
  return ticket;
}

}  // namespace

std::vector<wire::Ticket> tickets_to_wire(Model& model, const std::set<base::TicketId>* only) {
  const auto wanted = [only](const base::TicketId& id) {
    return only == nullptr || only->contains(id);
  };
  const Sessions sessions(model.state());
  std::vector<wire::Ticket> all;
  if (only == nullptr) all.reserve(model.world().tickets.size());
  for (const auto& row : model.queue().rows) {
    if (wanted(row.ticket->id))
      all.push_back(row_to_wire(model, sessions, *row.ticket, row.reason));
  }
  std::vector<const rules::Ticket*> rest;
  std::set<base::TicketId> gone;  // worked on, but no file has them
  for (const auto& [id, launch] : model.state().launches) {
    if (launch.open && wanted(id)) gone.insert(id);
  }
  for (const rules::Ticket& ticket : model.world().tickets) {
    if (!wanted(ticket.id)) continue;
    gone.erase(ticket.id);
    if (ticket.folder != rules::Folder::queue) rest.push_back(&ticket);
  }
  std::sort(rest.begin(), rest.end(), [](const rules::Ticket* a, const rules::Ticket* b) {
    if (a->folder != b->folder) return a->folder < b->folder;
    if (a->modified != b->modified) return a->modified > b->modified;
    return a->path < b->path;
  });
  std::vector<wire::Ticket> completed;
  for (const rules::Ticket* ticket : rest) {
    auto& into = ticket->folder == rules::Folder::completed ? completed : all;
    into.push_back(row_to_wire(model, sessions, *ticket, ""));
  }
  for (const base::TicketId& id : gone) {
    const rules::Launch& launch = model.state().launches.at(id);
    all.push_back(row_to_wire(model, sessions, vanished(model.state(), launch), ""));
  }
  std::move(completed.begin(), completed.end(), std::back_inserter(all));
  return all;
}

wire::Ticket ticket_to_wire(Model& model, const rules::Ticket& ticket) {
  const Sessions sessions(model.state());
  for (const auto& row : model.queue().rows) {
    if (row.ticket->path == ticket.path) return row_to_wire(model, sessions, ticket, row.reason);
  }
  return row_to_wire(model, sessions, ticket, "");
}

}  // namespace serve
