#include "rules/delivery.h"

#include <algorithm>

#include "base/text.h"
#include "rules/lifecycle.h"
#include "rules/rest.h"

namespace rules {
namespace {

using base::ErrorCode;

constexpr base::Millis kConfirmWithin{20'000};
// After a refusal of the host, so that the two do not go in circles.
constexpr base::Millis kAgainAfter{1000};

Delivery* find(Session& session, const std::string& id) {
  const auto found = std::find_if(session.deliveries.begin(), session.deliveries.end(),
                                  [&](const Delivery& d) { return d.id == id; });
  return found == session.deliveries.end() ? nullptr : &*found;
}

// `id` by value: it may be the id of the element that leaves.
void finish(Draft& draft, Session& session, const std::string id, DeliveryState state,
            const std::string& reason) {
  const Delivery* delivery = find(session, id);
  if (delivery == nullptr) return;
  const bool ok = state == DeliveryState::delivered;
  // The history keeps what became of a text: `send` waits for exactly this.
  draft.event(ok ? "text/delivered" : "text/failed", session.id, session.ticket,
              id + " " + delivery->purpose + ": " + reason);
  std::erase_if(session.deliveries, [&](const Delivery& d) { return d.id == id; });
}

}  // namespace

std::string queue_text(Draft& draft, const base::SessionId& id, const std::string& text,
                       const std::string& purpose, DeliveryVia via) {
  Session* session = draft.edit(id);
  if (session == nullptr) return "";
  Delivery delivery;
  delivery.id = "T-" + draft.context.random(8);
  delivery.text = text;
  delivery.purpose = purpose;
  delivery.via = via;
  delivery.at = draft.now().wall;
  const std::string delivery_id = delivery.id;
  draft.event("text/queued", id, session->ticket, purpose + ": " + text);
  session->deliveries.push_back(std::move(delivery));
  return delivery_id;
}

void close_asides(Draft& draft, const base::SessionId& id) {
  for (const Review* review : open_reviews(draft.state, id)) {
    const bool aside = review->kind == ReviewKind::question && review->event_id.empty() &&
                       review->not_delivered.empty();
    if (aside) draft.end_review(review->id, ReviewState::closed, "answered with a text");
  }
}

base::Result<std::string> send(Draft& draft, const base::SessionId& id, const std::string& text) {
  const Session* session = find_session(draft.state, id);
  if (session == nullptr) {
    return base::fail(ErrorCode::not_found, "no session " + base::printable(id.value, 64));
  }
  const bool takes_texts = is_live(*session) || session->phase == Phase::preparing ||
                           (is_parked(*session) && !session->cleaning);
  if (!takes_texts) {
    return base::fail(ErrorCode::conflict, id.value + " is not running: restore it first");
  }
  close_asides(draft, id);
  return queue_text(draft, id, text, "message");
}

base::Result<std::string> redirect(Draft& draft, const base::SessionId& id,
                                   const std::string& text) {
  TRY_ASSIGN(Session * session, running_session(draft, id, "send it a text when it runs"));
  if (is_frozen(draft.state, *session)) {
    return base::fail(ErrorCode::conflict, id.value + " is frozen: thaw it first");
  }
  close_asides(draft, id);
  // Esc would refuse the open question without a word, and the text would come after it.
  for (const Review* review : open_reviews(draft.state, id)) {
    return base::fail(ErrorCode::conflict,
                      id.value + " waits for your decision (" + review->title + "): reject " +
                          review->id.value + " with the new instruction as the reason",
                      {{"review", review->id.value}});
  }
  const bool has_turns = session->agent_kind != AgentKind::command;
  const bool runs = draft.fact_value(id, Source::hook, "turn") == "running";
  if (runs && session->step_state == StepState::claimed) {
    session->step_state = StepState::running;
    session->claim_summary.clear();
    session->claim_plan.clear();
  }
  if (runs || !has_turns) draft.effect(Interrupt{id});
  draft.event("session/redirected", id, session->ticket, base::printable(text, 200));
  const std::string delivery = queue_text(draft, id, text, "message");
  const auto first =
      std::find_if(session->deliveries.begin(), session->deliveries.end(),
                   [](const Delivery& d) { return d.state == DeliveryState::queued; });
  std::rotate(first, std::prev(session->deliveries.end()), session->deliveries.end());
  return delivery;
}

std::string typing_blocked(const Draft& draft, const Session& session) {
  if (session.phase != Phase::live) return "the agent does not run";
  if (!session.start_seen) return "the agent is starting";
  if (is_frozen(draft.state, session)) return "it is frozen: thaw it first";
  // Typed onto an open dialog, Enter would choose its first answer (seen with Claude Code).
  for (const Review* review : open_reviews(draft.state, session.id)) {
    if (!review->event_id.empty() || review->kind == ReviewKind::failure) {
      return "a " + std::string(review->kind == ReviewKind::plan ? "plan" : "decision") +
             " waits: " + review->title;
    }
    return "a decision waits: " + review->title;
  }
  if (draft.fact_value(session.id, Source::hook, "turn") == "running") {
    return std::string(kTurnRuns);
  }
  if (!draft.fact_value(session.id, Source::screen, "waiting").empty()) {
    return "a dialog is on its screen";
  }
  if (session.user_typing) return "somebody is typing in its terminal";
  for (const auto& delivery : session.deliveries) {
    if (delivery.state == DeliveryState::typed) return "the text before it is not taken yet";
  }
  return "";
}

void pump_texts(Draft& draft, const base::SessionId& id) {
  const auto found = draft.state.sessions.find(id);
  if (found == draft.state.sessions.end() || found->second.deliveries.empty()) return;
  Session& session = found->second;
  const auto now = draft.now();
  for (const auto& delivery : session.deliveries) {
    const bool late = delivery.state == DeliveryState::typed && delivery.typed_at.ms != 0 &&
                      now.mono - delivery.typed_at >= kConfirmWithin;
    if (!late) continue;
    draft.edit(id);
    Review review;
    review.session = id;
    review.kind = ReviewKind::failure;
    review.title = "A text was typed, but the agent did not take it";
    review.body = delivery.text;
    review.choices = {{"retry", "Type it again"}, {"drop", "Leave it"}};
    review.not_delivered = delivery.text;
    finish(draft, session, delivery.id, DeliveryState::failed, "typed, but not taken in 20 s");
    draft.open_review(std::move(review));
    return;
  }
  const auto next =
      std::find_if(session.deliveries.begin(), session.deliveries.end(), [](const Delivery& d) {
        return d.state == DeliveryState::queued && d.via == DeliveryVia::typing;
      });
  if (next == session.deliveries.end()) return;
  const std::string blocked = typing_blocked(draft, session);
  if (next->reason != blocked) {
    draft.edit(id);
    next->reason = blocked;
  }
  if (!blocked.empty()) {
    // What is in the way ends with an event of its own: no timer is needed any more.
    if (next->typed_at.ms != 0) draft.edit(id);
    next->typed_at = {};
    return;
  }
  if (next->typed_at.ms != 0 && now.mono - next->typed_at < kAgainAfter) return;
  draft.edit(id);
  next->state = DeliveryState::typed;
  next->typed_at = now.mono;
  next->at = now.wall;
  draft.effect(TypeText{id, next->id, next->text});
}

std::optional<base::MonoTime> delivery_deadline(const Session& session) {
  std::optional<base::MonoTime> earliest;
  for (const auto& delivery : session.deliveries) {
    if (delivery.typed_at.ms == 0) continue;
    const bool typed = delivery.state == DeliveryState::typed;
    const auto at = delivery.typed_at + (typed ? kConfirmWithin : kAgainAfter);
    if (!earliest || at < *earliest) earliest = at;
  }
  return earliest;
}

void text_typed(Draft& draft, const base::SessionId& id, const std::string& delivery_id,
                const base::Status& typed) {
  Session* session = draft.edit(id);
  Delivery* delivery = session != nullptr ? find(*session, delivery_id) : nullptr;
  if (delivery == nullptr) return;
  if (!typed) {
    delivery->state = DeliveryState::queued;
    delivery->reason = typed.error().message;
    delivery->typed_at = draft.now().mono;
    const auto code = typed.error().detail.find("code");
    if (code != typed.error().detail.end() && code->second == "typed") session->user_typing = true;
    return;
  }
  // An agent without hooks cannot confirm: what its terminal took is all there is to know.
  if (session->agent_kind == AgentKind::command) {
    finish(draft, *session, delivery_id, DeliveryState::delivered, "typed into its terminal");
  }
}

bool prompt_taken(Draft& draft, const base::SessionId& id, const std::string& text) {
  Session* session = draft.edit(id);
  if (session == nullptr) return false;
  const auto same = [&](const Delivery& d) {
    if (d.state != DeliveryState::typed) return false;
    // Agents may trim or fold a pasted text; its beginning is enough to know it by.
    const std::string_view ours = base::trim(d.text), theirs = base::trim(text);
    const std::size_t length = std::min<std::size_t>({ours.size(), theirs.size(), 24});
    return length == 0 || ours.substr(0, length) == theirs.substr(0, length) ||
           theirs.find(ours.substr(0, length)) != std::string_view::npos;
  };
  const auto found = std::find_if(session->deliveries.begin(), session->deliveries.end(), same);
  if (found == session->deliveries.end()) return false;
  finish(draft, *session, found->id, DeliveryState::delivered, "taken by the agent");
  return true;
}

}  // namespace rules
