#include "serve/convert_review.h"

#include <algorithm>
#include <tuple>

#include "base/clock.h"
#include "rules/draft.h"
#include "serve/convert.h"

namespace serve {

int review_rank(rules::ReviewKind kind) {
  switch (kind) {
    case rules::ReviewKind::permission: return 0;
    case rules::ReviewKind::question: return 1;
    case rules::ReviewKind::plan: return 2;
    case rules::ReviewKind::failure: return 3;
    case rules::ReviewKind::conflict: return 4;
    case rules::ReviewKind::pr: return 5;
    case rules::ReviewKind::visual: return 6;
    case rules::ReviewKind::leftover: return 7;
  }
  return 8;
}

std::string_view name_of(rules::ReviewState state) {
  switch (state) {
    case rules::ReviewState::open: return "open";
    case rules::ReviewState::decided: return "decided";
    case rules::ReviewState::handed_over: return "handed_over";
    case rules::ReviewState::confirmed: return "confirmed";
    case rules::ReviewState::overtaken: return "overtaken";
    case rules::ReviewState::closed: return "confirmed";
  }
  return "decided";
}

wire::Review review_to_wire(const rules::State& state, const rules::Review& review) {
  wire::Review to;
  to.id = review.id.value;
  to.sessionId = review.session.value;
  const auto session = state.sessions.find(review.session);
  if (session != state.sessions.end()) {
    to.ticketId = session->second.ticket.value;
    to.project = session->second.project;
  }
  to.kind = to_wire(review.kind);
  to.title = review.title;
  to.since = base::to_rfc3339(review.since);
  to.body = review.body;
  to.round = review.round;
  for (const auto& choice : review.choices) to.choices.push_back({choice.id, choice.label});
  to.inTerminalOnly = review.hook_gone;
  to.notDelivered = review.not_delivered;
  return to;
}

std::vector<wire::Review> inbox(const rules::State& state) {
  std::vector<const rules::Review*> open;
  for (const auto& [id, review] : state.reviews) {
    if (review.state == rules::ReviewState::open) open.push_back(&review);
  }
  std::sort(open.begin(), open.end(), [](const rules::Review* a, const rules::Review* b) {
    return std::tuple(review_rank(a->kind), a->since, a->id.value) <
           std::tuple(review_rank(b->kind), b->since, b->id.value);
  });
  std::vector<wire::Review> all;
  for (const rules::Review* review : open) all.push_back(review_to_wire(state, *review));
  return all;
}

std::vector<wire::Review> open_reviews_to_wire(const rules::State& state,
                                               const base::SessionId& session) {
  std::vector<wire::Review> all;
  for (const rules::Review* review : rules::open_reviews(state, session)) {
    all.push_back(review_to_wire(state, *review));
  }
  return all;
}

}  // namespace serve
