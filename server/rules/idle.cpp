#include "rules/idle.h"

#include <algorithm>

#include "rules/delivery.h"
#include "rules/prompts.h"
#include "rules/rest.h"
#include "rules/steps.h"

namespace rules {
namespace {

void nudge(Draft& draft, Session& session) {
  const std::string place = std::to_string(session.step) + "/" + std::to_string(session.round);
  if (draft.fact_value(session.id, Source::owner, "nudge") == place) return;
  if (!session.deliveries.empty()) return;
  if (view_of(draft.state, session, draft.context).status != Status::stuck) return;
  draft.fact(session.id, Source::owner, "nudge", place);
  if (const auto sent = redirect(draft, session.id, nudge_prompt(session)); !sent) return;
  draft.event("session/nudged", session.id, session.ticket, current_step(session).name);
}

}  // namespace

std::optional<base::MonoTime> park_deadline(const State& state, const Session& session,
                                            const Context& context) {
  const base::Millis after = context.settings.sessions.park_after;
  const bool runs = session.phase == Phase::live && session.start_seen && !session.ticket_done &&
                    !session.finishing && session.viewers == 0 && session.deliveries.empty();
  if (after.count() == 0 || !runs || is_frozen(state, session)) return std::nullopt;
  const Fact* idle = find_fact(state, session.id, Source::hook, "turn");
  if (idle != nullptr && idle->value != "ended") return std::nullopt;
  if (idle == nullptr) idle = find_fact(state, session.id, Source::hook, "start");
  if (idle == nullptr || idle->boot != context.world.boot) return std::nullopt;
  if (!lost_by_parking(state, session, context.settings).empty()) return std::nullopt;
  base::MonoTime since = idle->mono;
  const Fact* looked = find_fact(state, session.id, Source::human, "looked");
  if (looked != nullptr && looked->boot == idle->boot) since = std::max(since, looked->mono);
  return since + after;
}

void act_on_idleness(Draft& draft, Session& session) {
  if (session.phase != Phase::live) return;
  const auto park_at = park_deadline(draft.state, session, draft.context);
  if (park_at && *park_at <= draft.now().mono) return park_idle(draft, session);
  if (draft.settings().sessions.on_stuck == StuckReaction::nudge) nudge(draft, session);
}

std::optional<base::WallTime> cleanup_deadline(const State& state, const Session& session,
                                               const Context& context) {
  const base::Millis after = context.settings.sessions.clean_up_after;
  if (after.count() == 0 || session.phase != Phase::ended || !session.ticket_done ||
      session.cleaning || find_fact(state, session.id, Source::owner, "cleanup") != nullptr) {
    return std::nullopt;
  }
  const Fact* done = find_fact(state, session.id, Source::owner, "ticket");
  if (done == nullptr) return std::nullopt;
  const Status status = view_of(state, session, context).status;
  if (status != Status::done && status != Status::merged) return std::nullopt;
  return base::WallTime{done->at.ms + after.count()};
}

void cleanup_kept(Draft& draft, const base::SessionId& id, const std::string& reason) {
  const Session* session = draft.edit(id);
  if (session == nullptr) return;
  draft.fact(id, Source::owner, "cleanup", "kept: " + reason);
  draft.event("session/kept", id, session->ticket, reason);
}

// Viewers and who types are no rows of the store: the session is touched, not edited.
void terminal_found(Draft& draft, const base::SessionId& id, int viewers, bool user_typing) {
  const auto found = draft.state.sessions.find(id);
  if (found == draft.state.sessions.end()) return;
  found->second.viewers = viewers;
  found->second.user_typing = user_typing;
  draft.touch(id);
}

void viewers_seen(Draft& draft, const base::SessionId& id, int count) {
  const auto found = draft.state.sessions.find(id);
  if (found == draft.state.sessions.end()) return;
  const bool left = found->second.viewers > 0 && count == 0;
  found->second.viewers = count;
  draft.touch(id);
  if (left && draft.settings().sessions.park_after.count() > 0) {
    draft.fact(id, Source::human, "looked", "yes");
  }
}

}  // namespace rules
