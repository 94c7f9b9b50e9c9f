// Operations on sessions.
#include <algorithm>

#include "app/desk.h"
#include "app/look.h"
#include "app/work.h"
#include "base/text.h"
#include "platform/timer.h"
#include "rules/delivery.h"
#include "rules/lifecycle.h"
#include "rules/properties.h"
#include "rules/rest.h"
#include "rules/reviews.h"

namespace app {

using base::ErrorCode;
using base::SessionId;

namespace {

// Agents stop at once, or do not mind Esc at all.
constexpr base::Millis kTurnEndsWithin{10'000};

const rules::Delivery* delivery_of(const rules::State& state, const SessionId& id,
                                   const std::string& delivery) {
  const auto session = state.sessions.find(id);
  if (session == state.sessions.end()) return nullptr;
  for (const auto& one : session->second.deliveries) {
    if (one.id == delivery) return &one;
  }
  return nullptr;
}

}  // namespace

void Desk::send(const std::string& actor, const SessionId& id, const std::string& text, bool wait,
                const std::string& token, Done<SentText> done) {
  if (base::trim(text).empty()) {
    return done(
        base::fail(ErrorCode::invalid_argument, "there is no text to send", {{"path", "text"}}));
  }
  if (!token.empty()) {
    auto known = engine_.store().token(token, "session/send");
    if (known && *known) return done(SentText{SentText::State::queued, "was sent before"});
  }
  auto queued = engine_.decide(actor, [&](rules::Draft& draft) -> base::Result<std::string> {
    const auto session = draft.state.sessions.find(id);
    if (session == draft.state.sessions.end()) {
      return base::fail(ErrorCode::not_found, "no session " + base::printable(id.value, 64));
    }
    const rules::Session& known = session->second;
    const bool takes_texts = rules::is_live(known) || known.phase == rules::Phase::preparing ||
                             (rules::is_parked(known) && !known.cleaning);
    if (!takes_texts) {
      return base::fail(ErrorCode::conflict, id.value + " is not running: restore it first");
    }
    rules::close_asides(draft, id);
    const std::string delivery = rules::queue_text(draft, id, text, "message");
    if (!token.empty()) draft.token({token, "session/send", delivery});
    return delivery;
  });
  if (!queued) return done(base::fail(queued.error()));
  const auto may_wait = [wait](const rules::Delivery& one) {
    return !wait || (one.state == rules::DeliveryState::queued && !one.reason.empty());
  };
  follow_text(id, *queued, may_wait, std::move(done));
}

void Desk::redirect(const std::string& actor, const SessionId& id, const std::string& text,
                    const std::string& token, Done<SentText> done) {
  if (base::trim(text).empty()) {
    return done(base::fail(ErrorCode::invalid_argument, "there is no text to go on with",
                           {{"path", "text"}}));
  }
  if (!token.empty()) {
    auto known = engine_.store().token(token, "session/redirect");
    if (known && *known) return done(SentText{SentText::State::queued, "was sent before"});
  }
  auto queued = engine_.decide(actor, [&](rules::Draft& draft) -> base::Result<std::string> {
    TRY_ASSIGN(const std::string delivery, rules::redirect(draft, id, text));
    if (!token.empty()) draft.token({token, "session/redirect", delivery});
    return delivery;
  });
  if (!queued) return done(base::fail(queued.error()));
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
    const auto session = engine_.state().sessions.find(id);
    const bool over = session == engine_.state().sessions.end() ||
                      rules::is_as_wanted(engine_.state(), session->second);
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
  const auto session = engine_.state().sessions.find(id);
  if (session == engine_.state().sessions.end()) {
    return done(base::fail(ErrorCode::not_found, "no session " + base::printable(id.value, 64)));
  }
  git_.run([copy = session->second, dir = engine_.paths().session_dir(id)](
               std::stop_token cancel) { return look_at(copy, dir, cancel); },
           [done = std::move(done)](base::Result<SessionLook> look) { done(std::move(look)); });
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
    const auto session = engine_.state().sessions.find(id);
    const bool over =
        session == engine_.state().sessions.end() || session->second.phase == rules::Phase::ended;
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
      const auto session = engine_.state().sessions.find(id);
      return session == engine_.state().sessions.end() ||
             session->second.phase == rules::Phase::ended;
    });
    if (over) done(ids);
    return over;
  });
}

void Desk::changes(const SessionId& id, Done<WorkChanges> done) {
  const auto session = engine_.state().sessions.find(id);
  if (session == engine_.state().sessions.end()) {
    return done(base::fail(ErrorCode::not_found, "no session " + base::printable(id.value, 64)));
  }
  git_.run(
      [copy = session->second](std::stop_token cancel) { return work_changes(copy, cancel); },
      [done = std::move(done)](base::Result<WorkChanges> changes) { done(std::move(changes)); });
}

void Desk::file_at_base(const SessionId& id, const std::string& path, Done<BaseFile> done) {
  const auto session = engine_.state().sessions.find(id);
  if (session == engine_.state().sessions.end()) {
    return done(base::fail(ErrorCode::not_found, "no session " + base::printable(id.value, 64)));
  }
  git_.run([copy = session->second,
            path](std::stop_token cancel) { return base_file(copy, path, cancel); },
           [done = std::move(done)](base::Result<BaseFile> file) { done(std::move(file)); });
}

}  // namespace app
