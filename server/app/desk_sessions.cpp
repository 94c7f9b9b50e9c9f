// Operations on sessions.
#include <algorithm>

#include "app/cleanup.h"
#include "app/desk.h"
#include "app/look.h"
#include "app/work.h"
#include "base/text.h"
#include "platform/timer.h"
#include "rules/delivery.h"
#include "rules/lifecycle.h"
#include "rules/properties.h"
#include "rules/rest.h"
#include "rules/restore.h"
#include "rules/reviews.h"

namespace app {

using base::ErrorCode;
using base::SessionId;

namespace {

// Agents stop at once, or do not mind Esc at all.
constexpr base::Millis kTurnEndsWithin{10'000};

const rules::Delivery* delivery_of(const rules::State& state, const SessionId& id,
                                   const std::string& delivery) {
  const rules::Session* session = rules::find_session(state, id);
  if (session == nullptr) return nullptr;
  for (const auto& one : session->deliveries) {
    if (one.id == delivery) return &one;
  }
  return nullptr;
}

}  // namespace

base::Result<rules::Session> Desk::session_of(const SessionId& id) const {
  const rules::Session* session = rules::find_session(engine_.state(), id);
  if (session != nullptr) return *session;
  return base::fail(ErrorCode::not_found, "no session " + base::printable(id.value, 64));
}

std::optional<std::string> Desk::deliver(const TextCall& call, const TextRule& rule,
                                         const Done<SentText>& done) {
  if (base::trim(call.text).empty()) {
    done(base::fail(ErrorCode::invalid_argument, "there is no text", {{"path", "params.text"}}));
    return std::nullopt;
  }
  if (!call.token.empty()) {
    const auto known = engine_.store().token(call.token, call.method);
    if (known && *known) {
      done(SentText{SentText::State::queued, "was sent before"});
      return std::nullopt;
    }
  }
  auto queued = engine_.decide(call.actor, [&](rules::Draft& draft) -> base::Result<std::string> {
    TRY_ASSIGN(const std::string delivery, rule(draft));
    if (!call.token.empty()) draft.token({call.token, call.method, delivery});
    return delivery;
  });
  if (queued) return *queued;
  done(base::fail(queued.error()));
  return std::nullopt;
}

void Desk::send(const std::string& actor, const SessionId& id, const std::string& text, bool wait,
                const std::string& token, Done<SentText> done) {
  const auto queued = deliver(
      {actor, "session/send", text, token},
      [&](rules::Draft& draft) { return rules::send(draft, id, text); }, done);
  if (!queued) return;
  const auto may_wait = [wait](const rules::Delivery& one) {
    return !wait || (one.state == rules::DeliveryState::queued && !one.reason.empty());
  };
  follow_text(id, *queued, may_wait, std::move(done));
}

void Desk::redirect(const std::string& actor, const SessionId& id, const std::string& text,
                    const std::string& token, Done<SentText> done) {
  const auto queued = deliver(
      {actor, "session/redirect", text, token},
      [&](rules::Draft& draft) { return rules::redirect(draft, id, text); }, done);
  if (!queued) return;
  const auto late = std::make_shared<bool>(false);
  platform::run_after(engine_.loop(), kTurnEndsWithin, [this, late] {
    *late = true;
    look_at_waiting();
  });
  const auto may_wait = [late](const rules::Delivery& one) {
    const bool blocked = one.state == rules::DeliveryState::queued && !one.reason.empty();
    return blocked && (*late || one.reason != rules::kTurnRuns);
  };
  follow_text(id, *queued, may_wait, std::move(done));
}

void Desk::follow_text(const SessionId& id, const std::string& delivery,
                       std::function<bool(const rules::Delivery&)> may_wait, Done<SentText> done) {
  // The history's newest entry before now: what becomes of the text comes after it.
  const std::int64_t since = engine_.store().newest_seq() - 16;
  until([this, id, delivery, since, may_wait = std::move(may_wait), done = std::move(done)] {
    if (const auto* one = delivery_of(engine_.state(), id, delivery)) {
      if (!may_wait(*one)) return false;
      done(SentText{SentText::State::queued, one->reason});
      return true;
    }
    SentText sent{SentText::State::failed, "the session ended before it was delivered"};
    const auto events = engine_.store().events(std::max<std::int64_t>(since, 0), id, 1000);
    if (events) {
      for (const auto& event : *events) {
        if (!event.text.starts_with(delivery + " ")) continue;
        sent.state =
            event.kind == "text/delivered" ? SentText::State::delivered : SentText::State::failed;
        sent.reason = event.text.substr(delivery.size() + 1);
      }
    }
    done(sent);
    return true;
  });
}

base::Status Desk::interrupt(const std::string& actor, const SessionId& id) {
  return engine_.decide(actor, [&](rules::Draft& draft) { return rules::interrupt(draft, id); });
}

void Desk::freeze(const std::string& actor, const SessionId& id, bool on, Done<SessionId> done) {
  auto begun = engine_.decide(actor, [&](rules::Draft& draft) -> base::Status {
    TRY(on ? rules::freeze(draft, id) : rules::thaw(draft, id));
    return on ? hosts_.may_freeze(id) : base::Status{};
  });
  if (!begun) return done(base::fail(begun.error()));
  until([this, id, done = std::move(done)] {
    const rules::Session* session = rules::find_session(engine_.state(), id);
    const bool over = session == nullptr || rules::is_as_wanted(engine_.state(), *session);
    if (over) done(id);
    return over;
  });
}

base::Status Desk::rename(const std::string& actor, const SessionId& id, const std::string& name) {
  return engine_.decide(actor, [&](rules::Draft& draft) { return rules::rename(draft, id, name); });
}

base::Status Desk::set_properties(const std::string& actor, const SessionId& id,
                                  const std::map<std::string, std::string>& changes) {
  return engine_.decide(
      actor, [&](rules::Draft& draft) { return rules::set_properties(draft, id, changes); });
}

void Desk::look(const SessionId& id, Done<SessionLook> done) {
  auto session = session_of(id);
  if (!session) return done(base::fail(session.error()));
  git_.run([copy = std::move(*session), dir = engine_.paths().session_dir(id)](
               std::stop_token cancel) { return look_at(copy, dir, cancel); },
           [done = std::move(done)](base::Result<SessionLook> look) { done(std::move(look)); });
}

void Desk::summarize(const SessionId& id, Done<std::string> done) {
  auto story = story_of(engine_, id);
  if (!story) return done(base::fail(story.error()));
  git_.run([paths = engine_.paths(), told = std::move(*story)](
               std::stop_token cancel) { return summary_text(paths, told, std::move(cancel)); },
           [done = std::move(done)](base::Result<std::string> text) { done(std::move(text)); });
}

void Desk::park(const std::string& actor, const SessionId& id, bool force, Done<SessionId> done) {
  end_by(
      actor, id, [&](rules::Draft& draft) { return rules::park(draft, id, force); },
      std::move(done));
}

void Desk::kill(const std::string& actor, const SessionId& id, bool force, Done<SessionId> done) {
  end_by(
      actor, id, [&](rules::Draft& draft) { return rules::kill(draft, id, force); },
      std::move(done));
}

void Desk::end_by(const std::string& actor, const SessionId& id, const SessionRule& rule,
                  Done<SessionId> done) {
  auto begun = engine_.decide(actor, rule);
  if (!begun) return done(base::fail(begun.error()));
  until([this, id, done = std::move(done)] {
    const bool over = rules::has_ended(engine_.state(), id);
    if (over) done(id);
    return over;
  });
}

void Desk::restore(const std::string& actor, const SessionId& id, bool fresh,
                   Done<SessionId> done) {
  auto begun =
      engine_.decide(actor, [&](rules::Draft& draft) { return rules::restore(draft, id, fresh); });
  if (!begun) return done(base::fail(begun.error()));
  wait_for_start(id, engine_.state().sessions.at(id).run, std::move(done));
}

void Desk::restore_lost(const std::string& actor, Done<RestoredSessions> done) {
  auto begun =
      engine_.decide(actor, [](rules::Draft& draft) -> base::Result<std::vector<SessionId>> {
        auto lost = rules::lost_sessions(draft.state);
        if (!lost.empty()) rules::decide_lost(draft, true);
        return lost;
      });
  if (!begun) return done(base::fail(begun.error()));
  until([this, ids = *begun, done = std::move(done)] {
    const rules::State& state = engine_.state();
    if (rules::is_restoring(state)) return false;
    RestoredSessions result;
    for (const auto& id : ids) {
      const rules::Session* session = rules::find_session(state, id);
      const bool back = session != nullptr && rules::is_live(*session);
      // Its agent's hook may be read before its host's hello.
      if (back && !hosts_.is_connected(id)) return false;
      (back ? result.back : result.left).push_back(id);
    }
    if (!result.left.empty()) {
      result.reason = rules::why_stopped(state);
      if (result.reason.empty()) result.reason = result.left.front().value + " did not come back";
    }
    done(std::move(result));
    return true;
  });
}

void Desk::stop_all(const std::string& actor, bool force, Done<std::vector<SessionId>> done) {
  std::vector<SessionId> ids;
  for (const auto& [id, session] : engine_.state().sessions) {
    if (session.phase != rules::Phase::ended) ids.push_back(id);
  }
  auto begun =
      engine_.decide(actor, [&](rules::Draft& draft) { return rules::kill_all(draft, force); });
  if (!begun) return done(base::fail(begun.error()));
  until([this, ids, done = std::move(done)] {
    const bool over = std::all_of(ids.begin(), ids.end(), [&](const SessionId& id) {
      return rules::has_ended(engine_.state(), id);
    });
    if (over) done(ids);
    return over;
  });
}

void Desk::changes(const SessionId& id, Done<WorkChanges> done) {
  auto session = session_of(id);
  if (!session) return done(base::fail(session.error()));
  git_.run(
      [copy = std::move(*session)](std::stop_token cancel) { return work_changes(copy, cancel); },
      [done = std::move(done)](base::Result<WorkChanges> changes) { done(std::move(changes)); });
}

void Desk::file_at_base(const SessionId& id, const std::string& path, Done<BaseFile> done) {
  auto session = session_of(id);
  if (!session) return done(base::fail(session.error()));
  git_.run([copy = std::move(*session),
            path](std::stop_token cancel) { return base_file(copy, path, cancel); },
           [done = std::move(done)](base::Result<BaseFile> file) { done(std::move(file)); });
}

}  // namespace app
