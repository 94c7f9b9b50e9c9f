#include "rules/rest.h"

#include <algorithm>

#include "rules/lifecycle.h"
#include "rules/reviews.h"

namespace rules {

using base::ErrorCode;

base::Result<Session*> running_session(Draft& draft, const base::SessionId& id,
                                       const std::string& when_starting) {
  Session* session = draft.edit(id);
  if (session == nullptr) return base::fail(ErrorCode::not_found, "no session " + id.value);
  if (session->phase == Phase::live && session->start_seen) return session;
  if (is_parked(*session)) {
    return base::fail(ErrorCode::conflict,
                      id.value + " is parked: a text for it, or restore, brings it back");
  }
  const bool starts = session->phase == Phase::preparing || session->phase == Phase::starting ||
                      session->phase == Phase::live;
  return base::fail(ErrorCode::conflict, id.value + (starts ? " is still starting: " + when_starting
                                                            : " is not running"));
}

namespace {

tl::unexpected<base::Error> not_ours(const Session& session, const std::string& what) {
  return base::fail(ErrorCode::conflict, session.id.value + " is not " + what +
                                             ": its program was started by hand, and has no host "
                                             "of Operator's");
}

void set_frozen(Draft& draft, Session& session, bool on) {
  draft.fact(session.id, Source::human, "freeze", on ? "frozen" : "thawed");
  draft.effect(Freeze{session.id, on});
  // What was typed is read when it goes on: the wait for its confirmation begins then.
  for (Delivery& delivery : session.deliveries) {
    if (delivery.state == DeliveryState::typed) {
      delivery.typed_at = on ? base::MonoTime{} : draft.now().mono;
    }
  }
  draft.event(on ? "session/frozen" : "session/thawed", session.id, session.ticket, "");
}

}  // namespace

bool is_frozen(const State& state, const Session& session) {
  return session.phase == Phase::live &&
         fact_value(state, session.id, Source::human, "freeze") == "frozen";
}

bool is_as_wanted(const State& state, const Session& session) {
  const bool stopped = fact_value(state, session.id, Source::process, "stopped") == "yes";
  return session.phase != Phase::live || stopped == is_frozen(state, session);
}

base::Status freeze(Draft& draft, const base::SessionId& id) {
  TRY_ASSIGN(Session * session, running_session(draft, id, "freeze it when it runs"));
  if (session->adopted) return not_ours(*session, "frozen");
  if (session->isolation == Isolation::container) {
    return base::fail(ErrorCode::conflict, id.value +
                                               " runs in a container, which is not frozen: "
                                               "interrupt it, or park it");
  }
  if (!is_frozen(draft.state, *session)) set_frozen(draft, *session, true);
  return {};
}

base::Status thaw(Draft& draft, const base::SessionId& id) {
  TRY_ASSIGN(Session * session, running_session(draft, id, "it is not frozen"));
  if (is_frozen(draft.state, *session)) set_frozen(draft, *session, false);
  return {};
}

bool is_parked(const Session& session) {
  return session.phase == Phase::ended && session.end_reason == "parked" && !session.ticket_done;
}

std::string lost_by_parking(const State& state, const Session& session, const Settings& settings) {
  for (const Review* review : reviews_with_hook(state, session.id)) {
    if (review->state == ReviewState::open) {
      return "it waits for your decision (" + review->title + ")";
    }
  }
  if (fact_value(state, session.id, Source::hook, "turn") == "running") {
    return "its turn is running: interrupt it first";
  }
  if (!fact_value(state, session.id, Source::hook, "background").empty()) {
    return "it works in the background";
  }
  if (session.user_typing) return "somebody's words stand unsent in its terminal";
  if (!can_resume(settings, session)) {
    return "agent " + session.agent + " cannot go on with a conversation: its next run begins anew";
  }
  return "";
}

base::Status park(Draft& draft, const base::SessionId& id, bool force) {
  Session* known = draft.edit(id);
  const bool under_way = known != nullptr && known->end_reason == "parked" &&
                         (known->phase == Phase::ending || is_parked(*known));
  if (under_way) return {};
  TRY_ASSIGN(Session * session, running_session(draft, id, "park it when it runs, or kill it"));
  if (session->adopted) return not_ours(*session, "parked");
  if (session->ticket_done) {
    end_agent(draft, *session, "finished", false);
    return {};
  }
  if (!session->deliveries.empty()) {
    return base::fail(ErrorCode::conflict,
                      id.value + " is not parked: texts wait for it, which would bring it back");
  }
  const std::string lost = lost_by_parking(draft.state, *session, draft.settings());
  if (!lost.empty() && !force) {
    return base::fail(ErrorCode::conflict,
                      id.value + " is not parked: " + lost + "; by force (--force) it is");
  }
  close_reviews(draft, id, "parked", true);
  draft.fact(id, Source::human, "park", "parked");
  end_agent(draft, *session, "parked", false);
  return {};
}

void park_idle(Draft& draft, Session& session) {
  draft.edit(session.id);
  draft.fact(session.id, Source::owner, "park", "idle");
  end_agent(draft, session, "parked", false);
}

void frozen_seen(Draft& draft, const base::SessionId& id, bool frozen) {
  draft.fact(id, Source::process, "stopped", frozen ? "yes" : "", false);
}

void frozen_found(Draft& draft, const base::SessionId& id, bool frozen) {
  frozen_seen(draft, id, frozen);
  const auto found = draft.state.sessions.find(id);
  if (found == draft.state.sessions.end() || is_as_wanted(draft.state, found->second)) return;
  draft.effect(Freeze{id, is_frozen(draft.state, found->second)});
}

}  // namespace rules
