#include "client/tui/lists.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "client/tui/words.h"

namespace client::tui {
namespace {

std::string joined(std::initializer_list<std::string> parts) {
  std::vector<std::string> filled;
  for (const auto& part : parts) {
    if (!part.empty()) filled.push_back(part);
  }
  return base::join(filled, " · ");
}

void take_ticket(Row& row, const wire::Ticket& ticket) {
  row.ticket = ticket.id;
  row.path = ticket.path;
  row.type = ticket.type;
  row.colour = colour_of(ticket.color);
  row.title = ticket.title.empty() ? ticket.path : ticket.title;
}

std::string problems_of(const wire::Ticket& ticket) {
  if (ticket.problems.empty()) return "";
  const auto& first = ticket.problems.front();
  return "problem in line " + std::to_string(first.line) + ": " + first.message;
}

Row session_row(const wire::Session& session) {
  Row row;
  row.session = session.id;
  row.ticket = session.ticketId;
  row.sign = sign_of(session);
  row.state = status_words(session);
  row.look = look_of(session);
  row.name = session.id;
  row.type = session.type;
  row.colour = colour_of(session.color);
  row.title = session.name;
  row.note = joined({step_words(session), session.detail});
  row.time = session.evidence.at;
  return row;
}

Row queue_row(const wire::Ticket& ticket) {
  Row row;
  take_ticket(row, ticket);
  row.sign = ticket.hold ? '=' : ticket.reason.empty() && ticket.problems.empty() ? '>' : '.';
  row.state = ticket.hold ? ticket.priority + " hold" : ticket.priority;
  row.name = ticket.id.empty() ? "(no id)" : ticket.id;
  row.note = joined({ticket.reason, problems_of(ticket)});
  return row;
}

Row started_row(const wire::Ticket& ticket, const wire::Session* session) {
  Row row;
  if (session != nullptr) row = session_row(*session);
  take_ticket(row, ticket);
  if (session == nullptr) {
    row.sign = ticket.state == wire::TicketState::completed ? '+' : '-';
    row.state = ticket.state == wire::TicketState::completed ? "done" : "no session";
    row.name = ticket.id.empty() ? "(no id)" : ticket.id;
    row.note = joined({ticket.reason, problems_of(ticket)});
  } else if (ticket.state == wire::TicketState::completed && session->summary) {
    row.note = *session->summary;
  }
  return row;
}

using Newest = std::map<std::string_view, const wire::Session*>;  // by ticket

Newest newest_sessions(const Model& model) {
  Newest newest;
  for (const auto& [id, session] : model.sessions()) {
    const wire::Session*& known = newest[session.ticketId];
    if (known == nullptr || known->createdAt < session.createdAt) known = &session;
  }
  return newest;
}

// The session of a ticket: the one it names, else the newest that worked on it.
const wire::Session* session_for(const Model& model, const Newest& newest,
                                 const wire::Ticket& ticket) {
  if (ticket.sessionId) {
    if (const auto* named = model.session(*ticket.sessionId)) return named;
  }
  const auto found = ticket.id.empty() ? newest.end() : newest.find(ticket.id);
  return found == newest.end() ? nullptr : found->second;
}

bool matches(const Row& row, const std::vector<std::string>& words) {
  const std::string all = base::to_lower(base::join(
      {row.state, row.name, row.ticket, row.session, row.type, row.title, row.note}, " "));
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return all.find(word) != std::string::npos; });
}

std::vector<std::string> words_of(std::string_view filter) {
  std::vector<std::string> words;
  for (std::string& word : base::split(base::to_lower(filter), ' ')) {
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

// Sessions in their order; what has none behind them, as the owner orders it.
void order(const Model& model, std::vector<Row>& rows) {
  const auto rank = [&](const Row& row) {
    const auto* session = model.session(row.session);
    return session == nullptr ? 99 : rank_of(*session);
  };
  const auto created = [&](const Row& row) -> std::string_view {
    const auto* session = model.session(row.session);
    return session == nullptr ? std::string_view() : session->createdAt;
  };
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    const int left = rank(a);
    const int right = rank(b);
    return left != right ? left < right : created(a) > created(b);
  });
}

}  // namespace

std::string_view title_of(ListName list) {
  switch (list) {
    case ListName::inbox: return "Inbox";
    case ListName::progress: return "In progress";
    case ListName::queue: return "Queue";
    case ListName::done: return "Done";
  }
  return "";
}

std::string_view empty_words(ListName list) {
  switch (list) {
    case ListName::inbox: return "nothing needs you";
    case ListName::progress: return "nothing runs";
    case ListName::queue: return "empty: `operator ticket new TASK \"…\"` makes a ticket";
    case ListName::done: return "nothing yet";
  }
  return "";
}

std::string Row::key() const {
  if (!review.empty()) return "review " + review;
  return ticket_name().empty() ? "session " + session : "ticket " + ticket_name();
}

Row row_of(const Model& model, const wire::Review& review) {
  const wire::Session* session = model.session(review.sessionId);
  Row row;
  row.review = review.id;
  row.session = review.sessionId;
  row.ticket = review.ticketId;
  row.sign = '!';
  row.state = kind_words(review.kind);
  row.look = {.colour = Colour::yellow, .bold = true};
  row.name = review.sessionId.empty() ? review.ticketId : review.sessionId;
  if (session != nullptr) {
    row.type = session->type;
    row.colour = colour_of(session->color);
  }
  row.title = review.title;
  row.note = joined({review.round > 1 ? "round " + std::to_string(review.round) : "",
                     review.inTerminalOnly ? "answer in its terminal" : ""});
  row.time = review.since;
  return row;
}

Lists lists_of(const Model& model, std::string_view filter) {
  Lists lists;
  auto& inbox = lists.rows[static_cast<std::size_t>(ListName::inbox)];
  auto& progress = lists.rows[static_cast<std::size_t>(ListName::progress)];
  auto& queue = lists.rows[static_cast<std::size_t>(ListName::queue)];
  auto& done = lists.rows[static_cast<std::size_t>(ListName::done)];
  for (const auto& review : model.reviews()) inbox.push_back(row_of(model, review));
  std::set<std::string> shown;
  const Newest newest = newest_sessions(model);
  for (const auto& ticket : model.tickets()) {
    if (ticket.state == wire::TicketState::queue) {
      queue.push_back(queue_row(ticket));
      continue;
    }
    const wire::Session* session = session_for(model, newest, ticket);
    if (session != nullptr) shown.insert(session->id);
    const bool completed = ticket.state == wire::TicketState::completed;
    (completed ? done : progress).push_back(started_row(ticket, session));
  }
  for (const auto& [id, session] : model.sessions()) {
    if (!shown.contains(id)) (has_ended(session) ? done : progress).push_back(session_row(session));
  }
  order(model, progress);
  order(model, done);
  const auto words = words_of(filter);
  for (std::size_t i = 0; i < kLists; ++i) {
    lists.total[i] = lists.rows[i].size();
    std::erase_if(lists.rows[i], [&](const Row& row) { return !matches(row, words); });
  }
  return lists;
}

}  // namespace client::tui
