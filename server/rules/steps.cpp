#include "rules/steps.h"

#include <algorithm>

#include "base/text.h"
#include "rules/delivery.h"
#include "rules/outbox.h"
#include "rules/prompts.h"
#include "rules/rest.h"

namespace rules {
namespace {

std::string step_title(const Session& session) {
  return session.name + " · " + current_step(session).name;
}

// The step's turn is over: the main turn ended without work in the background, or there is no
// process any more, or the agent has no way to tell (then its claim counts as the end).
bool turn_is_over(const Draft& draft, const Session& session) {
  if (session.phase == Phase::ended) return true;
  const std::string turn = draft.fact_value(session.id, Source::hook, "turn");
  if (session.agent_kind == AgentKind::command && turn.empty()) return true;
  return turn == "ended" && draft.fact_value(session.id, Source::hook, "background").empty();
}

void open_plan_review(Draft& draft, Session& session) {
  Review review;
  review.session = session.id;
  review.kind = ReviewKind::plan;
  review.title = step_title(session);
  review.body = session.claim_plan.empty() ? session.claim_summary : session.claim_plan;
  review.round = session.round;
  review.choices = {{"approve", "Approve"}, {"reject", "Reject with feedback"}};
  session.step_state = StepState::review;
  draft.open_review(std::move(review));
}

void end_step(Draft& draft, Session& session) {
  draft.event("step/ended", session.id, session.ticket, current_step(session).name);
  switch (current_step(session).review) {
    case StepReview::none: advance(draft, session.id); break;
    case StepReview::plan: open_plan_review(draft, session); break;
    case StepReview::visual:  // refused at load; treated as pr should one ever get here
    case StepReview::pr:
      session.step_state = StepState::review;
      draft.effect(CheckWorktree{session.id});
      break;
  }
}

void ask_about_open_step(Draft& draft, Session& session) {
  const std::string step = current_step(session).name;
  Review review;
  review.session = session.id;
  review.kind = ReviewKind::question;
  review.title = "The agent ended its turn before step " + step + " was finished";
  review.body = session.last_message;
  review.round = session.round;
  review.choices = {{"continue", "Tell it to go on"},
                    {"done", "Count step " + step + " as finished"}};
  draft.open_review(std::move(review));
}

}  // namespace

const Step& current_step(const Session& session) {
  const auto count = static_cast<int>(session.type_copy.steps.size());
  return session.type_copy.steps.at(static_cast<std::size_t>(std::min(session.step, count - 1)));
}

base::Result<ClaimOutcome> claim_step(Draft& draft, const ClaimInput& input) {
  using base::ErrorCode;
  Session* session = draft.edit(input.session);
  if (session == nullptr) {
    return base::fail(ErrorCode::not_found, "no session " + input.session.value);
  }
  const auto& steps = session->type_copy.steps;
  const Step& current = current_step(*session);
  if (input.step.empty() && steps.size() != 1) {
    return base::fail(ErrorCode::invalid_argument,
                      "name the step: operator step done --step " + current.name,
                      {{"path", "step"}, {"current", current.name}});
  }
  const std::string wanted = input.step.empty() ? current.name : input.step;
  if (session->finishing || session->ticket_done) {
    if (wanted == current.name) return ClaimOutcome{wanted, session->round, true};
    return base::fail(ErrorCode::conflict, "the work of " + session->id.value + " is finished");
  }
  if (wanted != current.name) {
    return base::fail(ErrorCode::conflict,
                      "the current step is " + current.name + ", not " + wanted,
                      {{"path", "step"}, {"current", current.name}});
  }
  const bool already =
      session->step_state == StepState::claimed || session->step_state == StepState::review;
  if (!already) {
    session->step_state = StepState::claimed;
    session->claim_summary = input.summary;
    session->claim_plan = input.plan;
    if (!input.pull_request.empty()) {
      session->pull_request = input.pull_request;
      tell_pull_request(draft, *session);
    }
    session->last_activity = draft.now().wall;
    draft.event("step/claimed", session->id, session->ticket,
                current.name + (input.summary.empty() ? "" : ": " + input.summary));
    // A question "you ended before the step was finished" is answered by the claim itself.
    for (const Review* review : open_reviews(draft.state, session->id)) {
      if (review->kind == ReviewKind::question && review->event_id.empty()) {
        draft.end_review(review->id, ReviewState::closed, "the step was claimed");
      }
    }
  }
  return ClaimOutcome{current.name, session->round, already};
}

void evaluate_step(Draft& draft, const base::SessionId& id) {
  const auto found = draft.state.sessions.find(id);
  if (found == draft.state.sessions.end()) return;
  Session& session = found->second;
  const bool runs = session.phase == Phase::live || session.phase == Phase::ended;
  if (!runs || session.finishing || session.ticket_done) return;
  // A later run may claim and end before its host's hello is heard.
  if (session.phase == Phase::live && !session.start_seen) return;
  const bool may_go_on = session.end_reason == "exited" || is_parked(session);
  if (session.phase == Phase::ended && !may_go_on) return;
  if (!turn_is_over(draft, session)) return;
  if (session.step_state == StepState::claimed) {
    draft.edit(id);
    end_step(draft, session);
    return;
  }
  if (session.step_state != StepState::running || session.phase != Phase::live) return;
  const std::string turn = draft.fact_value(id, Source::hook, "turn");
  if (turn != "ended") return;  // without a turn that ended there is nothing to ask about
  const bool texts_wait = !session.deliveries.empty();
  if (texts_wait || !open_reviews(draft.state, id).empty()) return;
  draft.edit(id);
  ask_about_open_step(draft, session);
  if (!current_step(session).artifacts.empty()) {
    draft.effect(CheckArtifacts{id, session.step, session.round});
  }
}

void artifacts_seen(Draft& draft, const CheckArtifacts& check, bool all_there) {
  Session* session = draft.edit(check.session);
  if (session == nullptr || !all_there || session->step != check.step ||
      session->round != check.round || session->step_state != StepState::running) {
    return;
  }
  ClaimInput claim;
  claim.session = check.session;
  claim.step = current_step(*session).name;
  claim.summary = "its artifacts exist";
  if (claim_step(draft, claim)) evaluate_step(draft, check.session);
}

void advance(Draft& draft, const base::SessionId& id, DeliveryVia via) {
  Session* session = draft.edit(id);
  if (session == nullptr) return;
  if (!session->claim_summary.empty()) session->summary = session->claim_summary;
  const auto count = static_cast<int>(session->type_copy.steps.size());
  if (session->step + 1 >= count) {
    session->step_state = StepState::done;
    session->finishing = true;
    draft.effect(CheckWorktree{id});
    return;
  }
  session->step += 1;
  session->round = 1;
  session->step_began = draft.now().wall;
  session->step_state = StepState::running;
  session->claim_summary.clear();
  session->claim_plan.clear();
  const std::string name = current_step(*session).name;
  draft.event("step/began", id, session->ticket, name);
  TicketRecord& record = draft.edit_ticket(session->ticket);
  draft.effect(
      PlaceTicket{session->ticket, {}, Folder::in_progress, record.path, {{"step", name}}});
  queue_text(draft, id, step_prompt(*session, session->step, body_of(record.text)), "prompt", via);
}

void redo(Draft& draft, const base::SessionId& id) {
  Session* session = draft.edit(id);
  if (session == nullptr) return;
  const std::string back_to = current_step(*session).on_reject;
  const auto& steps = session->type_copy.steps;
  const auto target = std::find_if(steps.begin(), steps.end(),
                                   [&](const Step& step) { return step.name == back_to; });
  if (!back_to.empty() && target != steps.end() && target - steps.begin() < session->step) {
    session->step = static_cast<int>(target - steps.begin());
  }
  session->round += 1;
  session->step_began = draft.now().wall;
  session->step_state = StepState::running;
  session->claim_summary.clear();
  session->claim_plan.clear();
  draft.event("step/again", id, session->ticket,
              current_step(*session).name + ", round " + std::to_string(session->round));
}

void worktree_seen(Draft& draft, const base::SessionId& id, const WorktreeSeen& seen) {
  Session* session = draft.edit(id);
  if (session == nullptr || session->ticket_done) return;
  const bool in_review =
      session->step_state == StepState::review && current_step(*session).review == StepReview::pr;
  if (in_review) {
    for (const Review* review : open_reviews(draft.state, id)) {
      if (review->kind == ReviewKind::pr) return;
    }
    Review review;
    review.session = id;
    review.kind = ReviewKind::pr;
    review.title = step_title(*session);
    review.body =
        (session->claim_summary.empty() ? std::string() : session->claim_summary + "\n\n") +
        std::to_string(seen.commits) + (seen.commits == 1 ? " commit" : " commits") + " on `" +
        session->branch + "` against `" + session->base_branch + "`\n\n" + seen.changes;
    if (!seen.uncommitted.empty()) {
      review.body += "\n\nNot committed:\n\n- " + base::join(seen.uncommitted, "\n- ");
    }
    review.round = session->round;
    review.choices = {{"approve", "Approve"}, {"reject", "Reject with feedback"}};
    draft.open_review(std::move(review));
    return;
  }
  if (!session->finishing) return;
  for (const Review* review : open_reviews(draft.state, id)) {
    if (review->kind == ReviewKind::leftover) return;
  }
  // What is uncommitted in a person's own folder is theirs, and stays.
  if (seen.uncommitted.empty() || session->adopted) {
    complete_work(draft, id, "finished");
    return;
  }
  Review review;
  review.session = id;
  review.kind = ReviewKind::leftover;
  review.title = "Uncommitted work in " + id.value;
  review.body = "- " + base::join(seen.uncommitted, "\n- ");
  review.choices = {
      {"commit", "Commit it"}, {"keep", "Keep it uncommitted"}, {"discard", "Discard it"}};
  draft.open_review(std::move(review));
}

void complete_work(Draft& draft, const base::SessionId& id, const std::string& how) {
  Session* session = draft.edit(id);
  if (session == nullptr || session->ticket_done) return;
  session->ticket_done = true;
  session->finishing = false;
  session->step_state = StepState::done;
  session->done_at = draft.now().mono;
  TicketRecord& record = draft.edit_ticket(session->ticket);
  record.completed = true;
  record.failures = 0;
  record.reason.clear();
  record.failed_digest.clear();
  if (const Launch* launch = open_launch(draft.state, session->ticket)) {
    Launch closed = *launch;
    closed.open = false;
    closed.closed_reason = how;
    draft.put_launch(std::move(closed));
  }
  for (const Review* review : open_reviews(draft.state, id)) {
    if (review->event_id.empty()) {
      draft.end_review(review->id, ReviewState::closed, "the ticket is completed");
    }
  }
  session->deliveries.clear();
  draft.fact(id, Source::owner, "ticket", "completed");
  draft.effect(PlaceTicket{session->ticket, {}, Folder::completed, record.path, {}});
  draft.event("ticket/completed", id, session->ticket,
              session->summary.empty() ? how : session->summary);
  tell_done(draft, *session);
  tell_stage(draft, session->ticket, Stage::done);
}

}  // namespace rules
