#include "client/tui/model.h"

#include <algorithm>
#include <tuple>

#include "client/tui/words.h"

namespace client::tui {

void Model::take(const wire::StatusResult& status) { status_ = status.status; }

void Model::take(const wire::QueueResult& queue) {
  tickets_ = queue.tickets;
  status_.paused = queue.paused;
  status_.running = queue.running;
  status_.limit = queue.limit;
}

void Model::take(const wire::SessionListResult& sessions) {
  sessions_.clear();
  for (const auto& session : sessions.agents) sessions_.insert_or_assign(session.id, session);
}

void Model::take(const wire::ReviewListResult& reviews) {
  reviews_ = reviews.reviews;
  order_reviews();
}

void Model::take(const wire::SessionDidChange& change) {
  sessions_.insert_or_assign(change.session.id, change.session);
}

void Model::take(const wire::SessionDidRemove& change) { sessions_.erase(change.sessionId); }

bool Model::take(const wire::TicketDidChange& change) {
  const wire::Ticket& now = change.ticket;
  // One that moved is the same at another path; without an id the path is all there is.
  const auto same = [&](const wire::Ticket& one) {
    return one.path == now.path || (!now.id.empty() && one.id == now.id && one.state != now.state);
  };
  const auto old = std::find_if(tickets_.begin(), tickets_.end(), same);
  if (old == tickets_.end()) {
    tickets_.push_back(now);
    return true;
  }
  const bool moved = old->state != now.state || old->priority != now.priority ||
                     old->type != now.type || old->blockedBy != now.blockedBy;
  *old = now;
  return moved;
}

void Model::take(const wire::TicketDidRemove& change) {
  std::erase_if(tickets_, [&](const wire::Ticket& one) { return one.path == change.path; });
}

void Model::take(const wire::QueueDidChange& change) {
  status_.paused = change.paused;
  status_.running = change.running;
  status_.limit = change.limit;
}

void Model::take(const wire::ReviewDidChange& change) {
  std::erase_if(reviews_, [&](const wire::Review& one) { return one.id == change.review.id; });
  reviews_.push_back(change.review);
  order_reviews();
}

void Model::take(const wire::ReviewDidClose& change) {
  std::erase_if(reviews_, [&](const wire::Review& one) { return one.id == change.reviewId; });
}

void Model::take(const wire::StatusDidChange& change) { status_ = change.status; }

const wire::Session* Model::session(const std::string& id) const {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? nullptr : &found->second;
}

const wire::Review* Model::review(const std::string& id) const {
  const auto is_it = [&](const wire::Review& one) { return one.id == id; };
  const auto found = std::find_if(reviews_.begin(), reviews_.end(), is_it);
  return found == reviews_.end() ? nullptr : &*found;
}

std::vector<const wire::Review*> Model::reviews_of(const std::string& session) const {
  std::vector<const wire::Review*> all;
  for (const auto& review : reviews_) {
    if (!session.empty() && review.sessionId == session) all.push_back(&review);
  }
  return all;
}

void Model::order_reviews() {
  const auto rank = [](const wire::Review& one) {
    return std::tuple(rank_of(one.kind), std::string_view(one.since), std::string_view(one.id));
  };
  std::sort(reviews_.begin(), reviews_.end(),
            [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
}

}  // namespace client::tui
