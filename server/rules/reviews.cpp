#include "rules/reviews.h"

#include <algorithm>

#include "base/text.h"
#include "rules/agent_events.h"
#include "rules/steps.h"

namespace rules {

void open_asked(Draft& draft, Session& session, const AgentRecord& record,
                const PermissionAsked& asked) {
  Review review;
  review.session = session.id;
  review.kind = asked.is_plan       ? ReviewKind::plan
                : asked.is_question ? ReviewKind::question
                                    : ReviewKind::permission;
  review.title = asked.title;
  review.body = asked.body;
  review.round = session.round;
  review.event_id = record.id;
  review.hook_gone = !record.waits;
  review.tool = asked.tool;
  review.input_digest = asked.input_digest;
  review.subagent = asked.subagent;
  if (asked.is_plan) {
    review.title = session.name + " · " + current_step(session).name;
    review.choices = {{"approve", "Approve"}, {"reject", "Reject with feedback"}};
    session.claim_plan = asked.body;
  } else if (asked.is_question) {
    for (std::size_t i = 0; i < asked.choices.size(); ++i) {
      review.choices.push_back({std::to_string(i + 1), asked.choices[i]});
    }
  } else {
    review.choices = {{"allow", "Allow"}, {"deny", "Deny"}};
  }
  // The same question asked again (its hook restarted) replaces the one before.
  for (const Review* old : reviews_with_hook(draft.state, session.id)) {
    if (old->tool == review.tool && old->input_digest == review.input_digest &&
        old->subagent == review.subagent) {
      overtake(draft, old->id, "asked again");
    }
  }
  draft.open_review(std::move(review));
}

std::vector<const Review*> reviews_with_hook(const State& state, const base::SessionId& id) {
  std::vector<const Review*> found;
  for (const auto& [key, review] : state.reviews) {
    if (review.session == id && !review.event_id.empty()) found.push_back(&review);
  }
  std::sort(found.begin(), found.end(), [](const Review* a, const Review* b) {
    return std::pair(a->since, a->id.value) < std::pair(b->since, b->id.value);
  });
  return found;
}

void close_matching(Draft& draft, const base::SessionId& id, const ToolEnded& ended) {
  for (const Review* review : reviews_with_hook(draft.state, id)) {
    if (review->tool != ended.tool || review->subagent != ended.subagent) continue;
    if (review->input_digest != ended.input_digest && !ended.was_plan) continue;
    if (review->state == ReviewState::open) {
      overtake(draft, review->id,
               ended.ok ? "allowed in the terminal" : "answered in the terminal");
    } else if (review->answer.kind == HookAnswer::Kind::allow) {
      draft.end_review(review->id, ReviewState::confirmed, "the agent went on");
    } else {
      overtake(draft, review->id, "allowed in the terminal");
    }
    return;
  }
}

void close_hook_reviews(Draft& draft, const base::SessionId& id, const std::string& subagent,
                        const std::string& because) {
  for (const Review* review : reviews_with_hook(draft.state, id)) {
    if (review->subagent != subagent) continue;
    if (review->state == ReviewState::open) {
      overtake(draft, review->id, because);
    } else if (review->state == ReviewState::handed_over) {
      draft.end_review(review->id, ReviewState::confirmed, because);
    } else {
      overtake(draft, review->id, because);
    }
  }
}

void overtake(Draft& draft, const base::ReviewId& id, const std::string& because) {
  const auto found = draft.state.reviews.find(id);
  if (found == draft.state.reviews.end()) return;
  const Review old = found->second;
  draft.end_review(id, ReviewState::overtaken, because);
  const bool lost_words = old.state != ReviewState::open &&
                          old.answer.kind == HookAnswer::Kind::deny && !old.text.empty();
  if (!lost_words) return;
  Review offer;
  offer.session = old.session;
  offer.kind = ReviewKind::question;
  offer.title = "Your answer was not delivered (" + because + "): send it now?";
  offer.body = old.text;
  offer.not_delivered = old.text;
  offer.choices = {{"send", "Send it now"}, {"drop", "Leave it"}};
  draft.open_review(std::move(offer));
}

void keys_typed(Draft& draft, const base::SessionId& id, bool submitted) {
  Session* session = draft.edit(id);
  if (session == nullptr) return;
  session->user_typing = !submitted;
  for (const Review* review : reviews_with_hook(draft.state, id)) {
    if (review->state == ReviewState::open) draft.edit(review->id)->key_after = true;
  }
}

void dialog_seen(Draft& draft, const base::SessionId& id, bool on_screen) {
  draft.fact(id, Source::screen, "waiting", on_screen ? "dialog" : "", false);
  if (on_screen) return;
  for (const Review* review : reviews_with_hook(draft.state, id)) {
    if (review->key_after && review->state == ReviewState::open) {
      overtake(draft, review->id, "answered in the terminal");
    }
  }
}

void hook_left(Draft& draft, const base::SessionId& id, const std::string& event_id,
               bool on_screen) {
  for (const Review* review : reviews_with_hook(draft.state, id)) {
    if (review->event_id != event_id || review->state == ReviewState::handed_over) continue;
    if (!on_screen) {
      overtake(draft, review->id, "answered in the terminal");
    } else if (review->state == ReviewState::open) {
      draft.edit(review->id)->hook_gone = true;
    } else {
      overtake(draft, review->id, "the agent stopped listening: answer in the terminal");
    }
    return;
  }
}

bool hook_took(Draft& draft, const base::SessionId& id, const std::string& event_id) {
  for (const Review* review : reviews_with_hook(draft.state, id)) {
    if (review->event_id != event_id) continue;
    if (review->state != ReviewState::decided) return review->state == ReviewState::handed_over;
    Review* taken = draft.edit(review->id);
    taken->state = ReviewState::handed_over;
    draft.event("review/handedOver", id, {}, taken->title);
    // A refusal needs no tool to end: the agent has it with the hook's output.
    if (taken->answer.kind == HookAnswer::Kind::deny) {
      draft.end_review(taken->id, ReviewState::confirmed, "handed to the agent");
    }
    return true;
  }
  const auto answer = answer_for(draft.state, id, event_id);
  return answer && !answer->gone;
}

base::Result<base::ReviewId> find_review(const State& state, const std::string& id) {
  const auto review = state.reviews.find(base::ReviewId{id});
  if (review != state.reviews.end()) {
    if (review->second.state == ReviewState::open) return review->first;
    return base::fail(base::ErrorCode::conflict, id + " has been decided");
  }
  const auto open = open_reviews(state, base::SessionId{id});
  if (open.size() == 1) return open.front()->id;
  if (open.empty()) {
    const bool session = state.sessions.contains(base::SessionId{id});
    return base::fail(base::ErrorCode::not_found,
                      session ? "nothing of " + id + " waits for a decision"
                              : "no open review and no session " + base::printable(id, 64));
  }
  std::vector<std::string> names;
  for (const Review* one : open) names.push_back(one->id.value + " (" + one->title + ")");
  return base::fail(base::ErrorCode::conflict,
                    "several decisions of " + id + " wait; name one: " + base::join(names, ", "),
                    {{"path", "id"}});
}

}  // namespace rules
