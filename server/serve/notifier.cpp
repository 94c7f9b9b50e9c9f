#include "serve/notifier.h"

#include <utility>

#include "serve/convert_board.h"
#include "serve/convert_review.h"
#include "serve/convert_session.h"
#include "serve/convert_ticket.h"

namespace serve {
namespace {

namespace notifications = wire::notifications;

std::map<std::string, wire::Ticket> tickets_by_path(
    Model& model, const std::set<base::TicketId>* only = nullptr) {
  std::map<std::string, wire::Ticket> by_path;
  for (auto& ticket : tickets_to_wire(model, only)) {
    std::string path = ticket.path;
    by_path.insert_or_assign(std::move(path), std::move(ticket));
  }
  return by_path;
}

}  // namespace

Notifier::Notifier(Service& service, std::function<void(wire::Frame)> send)
    : service_(service), send_(std::move(send)) {}

void Notifier::begin() {
  if (std::exchange(on_, true)) return;
  const rules::State& state = service_.model.state();
  for (const auto& [id, session] : state.sessions) {
    sent_sessions_.insert_or_assign(id, session_to_wire(service_.model, id));
  }
  for (const auto& [id, review] : state.reviews) {
    if (review.state != rules::ReviewState::open) continue;
    sent_reviews_.insert_or_assign(id, review_to_wire(state, review));
  }
  sent_tickets_ = tickets_by_path(service_.model);
  sent_queue_ = queue_now();
  sent_status_ = status_of(service_.model, service_.operations, service_.facts);
  sent_boards_ = boards_to_wire(service_.operations);
}

void Notifier::end() {
  on_ = false;
  sessions_.clear();
  reviews_.clear();
  events_.clear();
  tickets_due_ = boards_due_ = false;
  sent_sessions_.clear();
  sent_reviews_.clear();
  sent_tickets_.clear();
  sent_queue_.reset();
  sent_status_.reset();
  sent_boards_.clear();
}

bool Notifier::add(const app::Changes& changes) {
  if (!on_) return false;
  sessions_.insert(changes.sessions.begin(), changes.sessions.end());
  reviews_.insert(changes.reviews.begin(), changes.reviews.end());
  events_.insert(events_.end(), changes.events.begin(), changes.events.end());
  tickets_due_ = tickets_due_ || changes.queue;
  boards_due_ = boards_due_ || changes.boards || changes.status;
  return !std::exchange(scheduled_, true);
}

void Notifier::flush() {
  scheduled_ = false;
  if (!on_) return;
  const std::set<base::TicketId> worked_on = tickets_of_sessions();
  send_sessions();
  send_reviews();
  if (std::exchange(tickets_due_, false)) {
    send_tickets(nullptr);
  } else if (!worked_on.empty()) {
    send_tickets(&worked_on);
  }
  send_queue();
  send_status();
  if (std::exchange(boards_due_, false)) send_boards();
  send_events();
}

void Notifier::send_sessions() {
  for (const auto& id : std::exchange(sessions_, {})) {
    if (!service_.model.state().sessions.contains(id)) {
      if (sent_sessions_.erase(id) > 0) send<notifications::session_didRemove>({id.value, 0});
      continue;
    }
    wire::Session session = session_to_wire(service_.model, id);
    const auto [sent, is_new] = sent_sessions_.try_emplace(id);
    if (!is_new && sent->second == session) continue;
    sent->second = session;
    send<notifications::session_didChange>({std::move(session), 0});
  }
}

void Notifier::send_reviews() {
  const rules::State& state = service_.model.state();
  for (const auto& id : std::exchange(reviews_, {})) {
    const auto review = state.reviews.find(id);
    const bool open =
        review != state.reviews.end() && review->second.state == rules::ReviewState::open;
    const auto sent = sent_reviews_.find(id);
    if (!open) {
      if (sent == sent_reviews_.end()) continue;  // opened and closed before anybody saw it
      const std::string session = sent->second.sessionId;
      sent_reviews_.erase(sent);
      send<notifications::review_didClose>({id.value, session, 0});
      continue;
    }
    wire::Review now = review_to_wire(state, review->second);
    if (sent != sent_reviews_.end() && sent->second == now) continue;
    sent_reviews_.insert_or_assign(id, now);
    send<notifications::review_didChange>({std::move(now), 0});
  }
}

// A ticket's row also shows its session: its id, its step, and that it ended.
std::set<base::TicketId> Notifier::tickets_of_sessions() {
  std::set<base::TicketId> ids;
  for (const auto& id : sessions_) {
    const auto session = service_.model.state().sessions.find(id);
    if (session == service_.model.state().sessions.end()) {
      tickets_due_ = true;  // it is not known any more which one it had
    } else if (!session->second.ticket.empty()) {
      ids.insert(session->second.ticket);
    }
  }
  return ids;
}

// Looks at all of them, or at those of these ids: there may be thousands, and a session that works
// changes several times a second.
void Notifier::send_tickets(const std::set<base::TicketId>* only) {
  auto now = tickets_by_path(service_.model, only);
  // Removed first: a moved file is one ticket at a new path, never two at a time.
  std::erase_if(sent_tickets_, [&](const auto& sent) {
    const auto& [path, ticket] = sent;
    const bool looked_at = only == nullptr || only->contains(base::TicketId{ticket.id});
    if (!looked_at || now.contains(path)) return false;
    send<notifications::ticket_didRemove>({path, ticket.id, 0});
    return true;
  });
  for (auto& [path, ticket] : now) {
    const auto [sent, is_new] = sent_tickets_.try_emplace(path);
    if (!is_new && sent->second == ticket) continue;
    sent->second = ticket;
    send<notifications::ticket_didChange>({std::move(ticket), 0});
  }
}

wire::QueueDidChange Notifier::queue_now() {
  const rules::QueuePlan& plan = service_.model.queue();
  return {service_.operations.paused(), plan.running, plan.limit, 0};
}

void Notifier::send_queue() {
  const wire::QueueDidChange now = queue_now();
  if (sent_queue_ && *sent_queue_ == now) return;
  sent_queue_ = now;
  send<notifications::queue_didChange>(now);
}

void Notifier::send_status() {
  wire::ServerStatus now = status_of(service_.model, service_.operations, service_.facts);
  if (sent_status_ && *sent_status_ == now) return;
  sent_status_ = now;
  send<notifications::status_didChange>({std::move(now), 0});
}

void Notifier::send_boards() {
  std::vector<wire::Board> now = boards_to_wire(service_.operations);
  if (now == sent_boards_) return;
  sent_boards_ = now;
  send<notifications::boards_didChange>({std::move(now), 0});
}

void Notifier::send_events() {
  const rules::State& state = service_.model.state();
  for (const rules::Event& event : std::exchange(events_, {})) {
    send<notifications::event_didAppend>({to_wire(event, service_.model.epoch())});
    if (event.kind != "session/started") continue;
    const auto session = state.sessions.find(event.session);
    if (session == state.sessions.end()) continue;
    const bool paired = session->second.type_copy.mode == rules::TypeMode::paired;
    send<notifications::terminal_didRequest>({event.session.value, paired, 0});
  }
}

}  // namespace serve
