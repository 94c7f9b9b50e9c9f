// decide_review: what each kind of review does with a person's word.
#include <algorithm>

#include "base/text.h"
#include "rules/board_sync.h"
#include "rules/delivery.h"
#include "rules/lifecycle.h"
#include "rules/outbox.h"
#include "rules/prompts.h"
#include "rules/restore.h"
#include "rules/reviews.h"
#include "rules/steps.h"

namespace rules {
namespace {

using base::ErrorCode;

constexpr const char* kGoOn = "Please go on.";

// The mode the agent goes on in after its plan: the next step's, or edits when there is none.
std::string next_mode(const Session& session) {
  const auto next = static_cast<std::size_t>(session.step) + 1;
  if (next >= session.type_copy.steps.size()) return "acceptEdits";
  const PermissionMode mode = session.type_copy.steps[next].permission_mode;
  return wire_name(mode == PermissionMode::plan ? PermissionMode::standard : mode);
}

bool is_planning(const Session& session) {
  return current_step(session).review == StepReview::plan &&
         session.step_state == StepState::running;
}

// A decision for the waiting hook: kept until the hook took it and the agent went on.
void answer_hook(Draft& draft, Review& review, HookAnswer answer) {
  review.answer = std::move(answer);
  const base::ReviewId id = review.id;
  draft.end_review(id, ReviewState::decided, "decided: " + review.choice);
}

// What a finished step brought, a plan or work: on to the next step, or the same again.
base::Status result_verdict(Draft& draft, Review& review, bool yes) {
  Session& session = *draft.edit(review.session);
  const std::string reason = review.text;
  if (!yes) tell_rejection(draft, session, review);
  if (yes && review.kind == ReviewKind::plan) tell_plan(draft, session, review.body);
  draft.end_review(review.id, ReviewState::closed, yes ? "approved" : "rejected: " + reason);
  if (yes) {
    advance(draft, session.id);
  } else {
    redo(draft, session.id);
    queue_text(draft, session.id, feedback_prompt(session, reason), "feedback");
  }
  return {};
}

base::Status plan_verdict(Draft& draft, Review& review, bool yes) {
  Session& session = *draft.edit(review.session);
  if (review.event_id.empty()) return result_verdict(draft, review, yes);
  HookAnswer answer;
  answer.kind = yes ? HookAnswer::Kind::allow : HookAnswer::Kind::deny;
  const bool of_step = is_planning(session);
  if (of_step && yes) tell_plan(draft, session, review.body);
  if (of_step && !yes) tell_rejection(draft, session, review);
  if (yes) answer.set_mode = next_mode(session);
  // Words with a yes would be taken for an answer to a question.
  if (!yes) answer.text = review.text;
  answer_hook(draft, review, std::move(answer));
  if (!of_step) return {};
  if (yes) {
    advance(draft, session.id, DeliveryVia::context);
  } else {
    session.round += 1;
    draft.event("step/again", session.id, session.ticket,
                current_step(session).name + ", round " + std::to_string(session.round));
  }
  return {};
}

base::Status permission_verdict(Draft& draft, Review& review, bool yes) {
  HookAnswer answer;
  answer.kind = yes ? HookAnswer::Kind::allow : HookAnswer::Kind::deny;
  // Words with a yes would be taken for an answer to a question, and refuse the tool.
  if (!yes) {
    answer.text =
        review.text.empty() ? "The person who reviews this session said no." : review.text;
  }
  answer_hook(draft, review, std::move(answer));
  return {};
}

// Questions without choices of their own: words go to the agent, as the question's answer or, when
// no hook waits, as a prompt.
base::Status question_verdict(Draft& draft, Review& review) {
  const base::SessionId session_id = review.session;
  if (!review.event_id.empty()) {
    std::string words = review.text;
    for (const ReviewChoice& choice : review.choices) {
      if (words.empty() && choice.id == review.choice) words = choice.label;
    }
    if (words.empty()) {
      return base::fail(ErrorCode::invalid_argument, "the agent asks: give an answer in words",
                        {{"path", "text"}});
    }
    const bool refused = review.choice == "reject";
    HookAnswer answer{refused ? HookAnswer::Kind::deny : HookAnswer::Kind::allow, words, {}};
    answer_hook(draft, review, std::move(answer));
    return {};
  }
  const std::string choice = review.choice, text = review.text, offered = review.not_delivered;
  draft.end_review(review.id, ReviewState::closed, text.empty() ? choice : text);
  if (choice == "done") {
    ClaimInput claim;
    claim.session = session_id;
    claim.step = current_step(*draft.edit(session_id)).name;
    claim.summary = "counted as finished by a person";
    TRY(claim_step(draft, claim));
    evaluate_step(draft, session_id);
  } else if (choice == "send" || choice == "retry") {
    queue_text(draft, session_id, offered, "message");
  } else if (choice != "drop") {
    queue_text(draft, session_id, text.empty() ? kGoOn : text, "message");
  }
  return {};
}

base::Status failure_verdict(Draft& draft, Review& review) {
  const base::SessionId session_id = review.session;
  const std::string choice = review.choice;
  if (session_id.empty()) {
    decide_lost(draft, choice == "restore");
    return {};
  }
  if (choice == "restore") {
    draft.end_review(review.id, ReviewState::closed, "restored");
    return restore(draft, session_id, false);
  }
  if (choice == "kill") {
    draft.end_review(review.id, ReviewState::closed, "killed");
    return kill(draft, session_id, false);
  }
  if (choice == "wait") {
    draft.end_review(review.id, ReviewState::closed, "waited for");
    // Asked again when a turn as silent would be looked at, not after another short start.
    const SessionSettings& limits = draft.settings().sessions;
    draft.edit(session_id)->started_mono =
        draft.now().mono + (limits.stuck_after - limits.start_timeout);
    return {};
  }
  if (choice == "leave") {
    draft.end_review(review.id, ReviewState::closed, "left as it is");
    // Without a process and without a question it would count as working.
    const bool ended = draft.edit(session_id)->phase == Phase::ended;
    return ended ? kill(draft, session_id, false) : base::Status{};
  }
  return question_verdict(draft, review);
}

base::Status leftover_verdict(Draft& draft, Review& review) {
  const base::SessionId session_id = review.session;
  const std::string choice = review.choice;
  draft.end_review(review.id, ReviewState::closed, choice);
  Session& session = *draft.edit(session_id);
  if (choice == "commit") {
    draft.effect(CommitLeftovers{session_id, session.name});
  } else if (choice == "discard") {
    draft.effect(DiscardLeftovers{session_id});
  } else {
    complete_work(draft, session_id, "finished, with uncommitted work kept in its worktree");
  }
  return {};
}

base::Status conflict_verdict(Draft& draft, Review& review) {
  const base::SessionId session_id = review.session;
  const std::string choice = review.choice;
  if (settle_dispute(draft, review.id, choice == "theirs")) {
    draft.end_review(review.id, ReviewState::closed, choice);
    return {};
  }
  draft.end_review(review.id, ReviewState::closed, choice);
  const Session* session = draft.edit(session_id);
  if (session == nullptr || choice == "keep") return {};
  if (choice == "requeue") return requeue(draft, session->ticket, true);
  return complete_by_hand(draft, session->ticket, true);
}

base::Status consent_verdict(Draft& draft, Review& review, bool yes) {
  const std::string agent = review.tool;
  draft.end_review(review.id, ReviewState::closed, yes ? "yes" : "no");
  draft.set_note("consent/" + agent, yes ? "yes" : "no");
  if (yes) draft.effect(WriteAgentTrust{agent});
  return {};
}

// What happens to work or to a ticket is picked, never guessed from a no or from words.
bool takes_only_choices(const Review& review) {
  return review.kind == ReviewKind::leftover || review.kind == ReviewKind::conflict ||
         review.id.value == kLostReview;
}

base::Status settle_choice(Review& review, const Verdict& verdict) {
  std::vector<std::string> names;
  for (const auto& choice : review.choices) names.push_back(choice.id);
  const bool names_none = verdict.kind == Verdict::Kind::reject ||
                          (verdict.kind == Verdict::Kind::answer && verdict.choice.empty());
  if (names_none && takes_only_choices(review)) {
    return base::fail(ErrorCode::invalid_argument,
                      "pick one of " + base::join(names, ", ") + ": operator answer " +
                          review.id.value + " CHOICE",
                      {{"path", "choice"}});
  }
  if (verdict.kind == Verdict::Kind::approve) {
    if (review.choices.empty()) {
      return base::fail(
          ErrorCode::invalid_argument,
          "this needs an answer in words: operator answer " + review.id.value + " --text …");
    }
    review.choice = review.choices.front().id;
    return {};
  }
  if (verdict.kind == Verdict::Kind::reject) {
    if (base::trim(verdict.text).empty()) {
      return base::fail(ErrorCode::invalid_argument, "say why: a rejection needs a reason",
                        {{"path", "reason"}});
    }
    review.text = verdict.text;
    review.choice = "reject";
    return {};
  }
  if (verdict.choice.empty() && base::trim(verdict.text).empty()) {
    return base::fail(ErrorCode::invalid_argument, "give a choice or a text", {{"path", "choice"}});
  }
  const bool known = verdict.choice.empty() ||
                     std::find(names.begin(), names.end(), verdict.choice) != names.end();
  if (!known) {
    return base::fail(ErrorCode::invalid_argument,
                      "no such choice: " + base::printable(verdict.choice, 40) + "; there is " +
                          base::join(names, ", "),
                      {{"path", "choice"}});
  }
  review.choice = verdict.choice;
  review.text = verdict.text;
  return {};
}

bool says_yes(const Review& review) {
  return !review.choices.empty() && review.choice == review.choices.front().id;
}

}  // namespace

base::Result<Review> decide_review(Draft& draft, const base::ReviewId& id, const Verdict& verdict) {
  Review* review = draft.edit(id);
  if (review == nullptr) return base::fail(ErrorCode::not_found, "no review " + id.value);
  if (review->state != ReviewState::open) {
    return base::fail(ErrorCode::conflict, id.value + " has been decided");
  }
  if (review->hook_gone) {
    return base::fail(ErrorCode::conflict,
                      "its hook is gone: answer in the terminal of " + review->session.value);
  }
  Review decided = *review;
  TRY(settle_choice(decided, verdict));
  decided.by = draft.context.actor;
  decided.decided_at = draft.now().wall;
  *review = decided;
  base::Status done;
  switch (review->kind) {
    case ReviewKind::plan: done = plan_verdict(draft, *review, says_yes(decided)); break;
    case ReviewKind::visual:
    case ReviewKind::pr: done = result_verdict(draft, *review, says_yes(decided)); break;
    case ReviewKind::permission:
      done = permission_verdict(draft, *review, says_yes(decided));
      break;
    case ReviewKind::question:
      done = decided.session.empty() ? consent_verdict(draft, *review, says_yes(decided))
                                     : question_verdict(draft, *review);
      break;
    case ReviewKind::failure: done = failure_verdict(draft, *review); break;
    case ReviewKind::conflict: done = conflict_verdict(draft, *review); break;
    case ReviewKind::leftover: done = leftover_verdict(draft, *review); break;
  }
  if (!done) return base::fail(done.error());
  draft.event(
      "review/decided", decided.session, {},
      decided.title + ": " + decided.choice + (decided.text.empty() ? "" : " — " + decided.text));
  const auto now_as = draft.state.reviews.find(id);
  if (now_as != draft.state.reviews.end()) return now_as->second;
  decided.state = ReviewState::confirmed;
  return decided;
}

}  // namespace rules
