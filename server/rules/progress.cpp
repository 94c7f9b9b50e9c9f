#include "rules/progress.h"

#include <algorithm>
#include <map>

#include "rules/delivery.h"
#include "rules/idle.h"
#include "rules/lifecycle.h"
#include "rules/prompts.h"
#include "rules/rest.h"
#include "rules/restore.h"
#include "rules/steps.h"

namespace rules {
namespace {

constexpr base::Millis kLookAgain{60'000};

// A finished session that was restored runs until somebody ends it: it has no `done_at`. What a
// person has started a person ends.
bool wants_polite_end(const Session& session) {
  return session.ticket_done && session.done_at.ms != 0 && session.phase == Phase::live &&
         session.viewers == 0 && !session.adopted;
}

bool waits_for_start(const Session& session) {
  return session.agent_kind != AgentKind::command && !session.start_seen &&
         (session.phase == Phase::starting || session.phase == Phase::live);
}

bool has_open_failure(const State& state, const base::SessionId& id) {
  const auto open = open_reviews(state, id);
  return std::any_of(open.begin(), open.end(),
                     [](const Review* r) { return r->kind == ReviewKind::failure; });
}

// A turn without a sign of life for so long that it may be stuck: the processor is looked at. The
// deadline alone decides: one that is due and not looked at would ring for ever.
bool wants_look(const State& state, const Session& session, const Context& context) {
  if (session.phase != Phase::live || session.looking) return false;
  const auto deadline = status_deadline(status_input(state, session, context),
                                        context.settings.sessions, context.now);
  return deadline && *deadline <= context.now.mono;
}

// The ended session's next prompt needs a process: a new run takes it along.
void rerun_for_prompt(Draft& draft, Session& session) {
  const bool parked = is_parked(session);
  const bool may = parked || (session.phase == Phase::ended && session.end_reason == "exited");
  if (!may || session.ticket_done || session.cleaning) return;
  const auto next =
      std::find_if(session.deliveries.begin(), session.deliveries.end(),
                   [](const Delivery& d) { return d.state == DeliveryState::queued; });
  if (next == session.deliveries.end()) return;
  const std::string id = next->id;
  const bool resume = can_resume(draft.settings(), session);
  std::string text = next->text;
  draft.edit(session.id);
  if (parked && !resume && session.step_state == StepState::running) {
    const std::string body = body_of(draft.edit_ticket(session.ticket).text);
    text = step_prompt(session, session.step, body) + "\n\n" + text;
  }
  std::erase_if(session.deliveries, [&](const Delivery& d) { return d.id == id; });
  draft.event("text/delivered", session.id, session.ticket, id + " prompt: with a new run");
  begin_run(draft, session, text, resume);
}

void ask_about_move(Draft& draft, const Session& session, const Ticket& ticket, bool to_queue) {
  const std::string asked = "moved/" + ticket.id.value;
  if (draft.note(asked) == ticket.path) return;
  draft.set_note(asked, ticket.path);
  Review review;
  review.session = session.id;
  review.kind = ReviewKind::conflict;
  review.title = ticket.id.value +
                 (to_queue ? " was moved back to the queue" : " was moved to completed") +
                 " while " + session.id.value + " works on it";
  review.body = "`" + ticket.path + "`";
  review.choices = {{"keep", "Let it go on"},
                    to_queue ? ReviewChoice{"requeue", "End it and requeue the ticket"}
                             : ReviewChoice{"complete", "End it and complete the ticket"}};
  draft.open_review(std::move(review));
}

}  // namespace

void progress(Draft& draft, const base::SessionId& id) {
  const auto found = draft.state.sessions.find(id);
  if (found == draft.state.sessions.end()) return;
  Session& session = found->second;
  evaluate_step(draft, id);
  pump_texts(draft, id);
  rerun_for_prompt(draft, session);
  const auto now = draft.now().mono;
  const auto& limits = draft.settings().sessions;
  if (wants_polite_end(session) && now - session.done_at >= limits.end_after && !session.looking) {
    draft.edit(id);
    if (session.host == HostKind::tmux) {
      // Its window is there whether or not somebody looks: tmux is asked.
      session.looking = true;
      draft.effect(LookAtWindow{id});
    } else {
      end_agent(draft, session, "finished", false);
    }
  }
  if (waits_for_start(session) && now - session.started_mono >= limits.start_timeout &&
      !session.looking && !has_open_failure(draft.state, id)) {
    draft.edit(id)->looking = true;
    draft.effect(LookAtScreen{id, "start"});
  }
  act_on_idleness(draft, session);
  if (wants_look(draft.state, session, draft.context)) {
    draft.edit(id)->looking = true;
    draft.effect(LookAtProcessor{id});
  }
  if (concerns_restores(draft.state, session)) look_after_lost(draft);
}

void window_seen(Draft& draft, const base::SessionId& id, int clients) {
  Session* session = draft.edit(id);
  if (session == nullptr) return;
  session->looking = false;
  if (!wants_polite_end(*session)) return;
  if (clients > 0) {
    // Asked again after another `endAfter`, and not all the time where that is short.
    const base::Millis wait = std::max(draft.settings().sessions.end_after, kLookAgain);
    session->done_at = draft.now().mono + (wait - draft.settings().sessions.end_after);
  } else {
    end_agent(draft, *session, "finished", false);
  }
}

void files_moved(Draft& draft) {
  // A moved file is one that is in one place only: a second copy (git checkout, an editor that
  // saved a moved file again) is a double, and listed as such.
  std::map<base::TicketId, std::vector<const Ticket*>> places;
  for (const Ticket& ticket : draft.context.world.tickets) {
    if (!ticket.id.empty()) places[ticket.id].push_back(&ticket);
  }
  for (const auto& [id, tickets] : places) {
    const Launch* launch = open_launch(draft.state, id);
    if (launch == nullptr || tickets.size() != 1) continue;
    const auto placing = draft.state.placing.find(id);
    if (placing != draft.state.placing.end() &&
        (placing->second.under_way > 0 ||
         placing->second.placed_at >= draft.context.world.scan_began)) {
      continue;
    }
    const Ticket& ticket = *tickets.front();
    const auto found = draft.state.sessions.find(launch->session);
    if (found == draft.state.sessions.end()) continue;
    const Session& session = found->second;
    if (session.phase == Phase::preparing || session.finishing || session.ticket_done) continue;
    if (ticket.folder == Folder::in_progress) {
      if (!draft.note("moved/" + id.value).empty()) draft.set_note("moved/" + id.value, "");
      const auto record = draft.state.tickets.find(id);
      const bool known = record != draft.state.tickets.end() && record->second.path == ticket.path;
      if (!known) draft.edit_ticket(id).path = ticket.path;
      continue;
    }
    const bool to_queue = ticket.folder == Folder::queue;
    if (is_live(session)) {
      ask_about_move(draft, session, ticket, to_queue);
      continue;
    }
    draft.edit_ticket(id).path = ticket.path;
    const base::Status done =
        to_queue ? requeue(draft, id, false) : complete_by_hand(draft, id, false);
    if (!done) draft.event("ticket/moveRefused", session.id, id, done.error().message);
  }
}

void ask_consents(Draft& draft) {
  for (const std::string& agent : draft.context.world.agents_untrusting) {
    const bool used = draft.settings().agent == agent ||
                      std::any_of(draft.context.world.tickets.begin(),
                                  draft.context.world.tickets.end(), [&](const Ticket& ticket) {
                                    return ticket.folder == Folder::queue && ticket.agent == agent;
                                  });
    const base::ReviewId id{"R-consent-" + agent};
    const bool waits = std::any_of(
        draft.context.world.tickets.begin(), draft.context.world.tickets.end(),
        [](const Ticket& ticket) { return ticket.folder == Folder::queue && !ticket.hold; });
    if (!used || !waits || !draft.note("consent/" + agent).empty() ||
        draft.state.reviews.contains(id) || !draft.context.world.trusted) {
      continue;
    }
    Review review;
    review.id = id;
    review.kind = ReviewKind::question;
    review.tool = agent;
    review.title = "May Operator tell " + agent + " to trust its worktrees?";
    review.body =
        agent +
        " asks in every new folder whether it may work there. With your consent Operator "
        "writes once, into the agent's own settings, that the folder below which it makes "
        "its worktrees is trusted. Nothing else is changed.";
    review.choices = {{"yes", "Yes, write it"}, {"no", "No"}};
    draft.open_review(std::move(review));
  }
}

std::optional<base::MonoTime> next_deadline(const State& state, const Session& session,
                                            const Context& context) {
  std::optional<base::MonoTime> earliest = delivery_deadline(session);
  const auto consider = [&](base::MonoTime at) {
    if (!earliest || at < *earliest) earliest = at;
  };
  const auto& limits = context.settings.sessions;
  if (wants_polite_end(session) && !session.looking) consider(session.done_at + limits.end_after);
  if (waits_for_start(session) && !session.looking && !has_open_failure(state, session.id)) {
    consider(session.started_mono + limits.start_timeout);
  }
  if (const auto at = park_deadline(state, session, context)) consider(*at);
  if (session.phase == Phase::live && !session.looking) {
    const auto at = status_deadline(status_input(state, session, context), limits, context.now);
    if (at) consider(*at);
  }
  return earliest;
}

}  // namespace rules
