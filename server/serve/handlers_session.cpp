#include <algorithm>
#include <set>

#include "app/cleanup.h"
#include "base/text.h"
#include "serve/answers.h"
#include "serve/check.h"
#include "serve/convert_review.h"
#include "serve/convert_session.h"
#include "serve/history.h"
#include "serve/service.h"

namespace serve {
namespace {

namespace methods = wire::methods;
using base::SessionId;
using wire::Context;
using wire::SessionResult;

constexpr int kShownEvents = 100;

// A project that is not there is not one without sessions: a mistyped name must not look like it.
base::Result<wire::SessionListResult> list(Service& service,
                                           const wire::SessionListParams& params) {
  TRY_ASSIGN(auto agents, sessions_to_wire(service.model, params));
  const std::string project = params.project.value_or("");
  const auto& sessions = service.model.state().sessions;
  const bool known = project.empty() || !agents.empty() ||
                     service.model.settings().project(project) != nullptr ||
                     std::any_of(sessions.begin(), sessions.end(),
                                 [&](const auto& one) { return one.second.project == project; });
  if (known) return wire::SessionListResult{std::move(agents)};
  return base::fail(base::ErrorCode::not_found, "no project " + base::printable(project, 80),
                    {{"path", "params.project"}});
}

base::Result<wire::SessionShowResult> shown(Service& service, const RememberedSession& found) {
  const SessionId& id = found.id;
  wire::SessionShowResult result;
  result.session = found.archived ? archived_to_wire(service.model, *found.archived)
                                  : session_to_wire(service.model, id);
  TRY_ASSIGN(const auto events, newest_events(service.model, id, kShownEvents));
  for (const auto& event : events) result.events.push_back(to_wire(event, service.model.epoch()));
  result.reviews = open_reviews_to_wire(service.model.state(), id);
  if (found.archived) {
    result.archive = app::archive_folder(service.model.paths(), *found.archived).string();
  }
  return result;
}

void show(Service& service, const wire::SessionShowParams& params,
          wire::Responder<wire::SessionShowResult> respond) {
  auto found = remembered_session(service.model, params.id);
  if (!found) return respond.fail(std::move(found).error());
  if (found->archived || params.brief.value_or(false)) return respond(shown(service, *found));
  service.operations.look(found->id, [&service, id = found->id, answer = share(std::move(respond))](
                                         base::Result<app::SessionLook> look) {
    if (!look) return answer->fail(std::move(look).error());
    // What it is by now: it may even have been cleaned up meanwhile.
    auto again = remembered_session(service.model, id.value);
    if (!again) return answer->fail(std::move(again).error());
    auto result = shown(service, *again);
    if (result) add_to_wire(*look, *result);
    (*answer)(std::move(result));
  });
}

wire::DeliveryState delivery_to_wire(app::SentText::State state) {
  switch (state) {
    case app::SentText::State::delivered: return wire::DeliveryState::delivered;
    case app::SentText::State::queued: return wire::DeliveryState::queued;
    case app::SentText::State::failed: return wire::DeliveryState::failed;
  }
  return wire::DeliveryState::failed;
}

app::Done<app::SentText> answer_with_delivery(wire::Responder<wire::SessionSendResult> respond) {
  return [answer = share(std::move(respond))](base::Result<app::SentText> sent) {
    if (!sent) return answer->fail(std::move(sent).error());
    (*answer)(wire::SessionSendResult{delivery_to_wire(sent->state), sent->reason});
  };
}

void send(Service& service, const wire::SessionSendParams& params, const Context& context,
          wire::Responder<wire::SessionSendResult> respond) {
  if (params.text.size() > check::kMaxSent) {
    return respond.fail({base::ErrorCode::invalid_argument,
                         "a text for an agent has at most " + std::to_string(check::kMaxSent) +
                             " bytes, and this has " + std::to_string(params.text.size()) +
                             ": put it in a file of its worktree, and send its name",
                         {{"path", "params.text"}}});
  }
  base::Status ok = check::some_text("text", params.text);
  if (ok) ok = check::text("clientToken", params.clientToken.value_or(""), check::kMaxName);
  if (!ok) return respond.fail(std::move(ok).error());
  auto id = known_session(service.model, params.id);
  if (!id) return respond.fail(std::move(id).error());
  service.operations.send(actor_of(context.caller), *id, params.text, params.wait.value_or(true),
                          params.clientToken.value_or(""),
                          answer_with_delivery(std::move(respond)));
}

void redirect(Service& service, const wire::SessionRedirectParams& params, const Context& context,
              wire::Responder<wire::SessionSendResult> respond) {
  base::Status ok = check::some_text("text", params.text);
  if (ok) ok = check::text("clientToken", params.clientToken.value_or(""), check::kMaxName);
  if (!ok) return respond.fail(std::move(ok).error());
  auto id = known_session(service.model, params.id);
  if (!id) return respond.fail(std::move(id).error());
  service.operations.redirect(actor_of(context.caller), *id, params.text,
                              params.clientToken.value_or(""),
                              answer_with_delivery(std::move(respond)));
}

wire::CleanupOutcome cleaned_to_wire(app::CleanedSession::Outcome outcome) {
  switch (outcome) {
    case app::CleanedSession::Outcome::removed: return wire::CleanupOutcome::removed;
    case app::CleanedSession::Outcome::would_remove: return wire::CleanupOutcome::would_remove;
    case app::CleanedSession::Outcome::kept: return wire::CleanupOutcome::kept;
  }
  return wire::CleanupOutcome::kept;
}

base::Result<app::CleanupWish> wish_of(Service& service, const wire::SessionCleanupParams& params) {
  app::CleanupWish wish;
  wish.dry_run = params.dryRun.value_or(false);
  wish.yes = params.yes.value_or(false);
  wish.delete_branch = params.deleteBranch.value_or(false);
  const auto named = params.ids.value_or(std::vector<std::string>{});
  if (params.ids && named.empty()) {
    return base::fail(base::ErrorCode::invalid_argument, "an empty list names no session",
                      {{"path", "params.ids"}});
  }
  std::set<SessionId> known;
  for (const auto& text : named) {
    TRY_ASSIGN(SessionId id, known_session(service.model, text));
    if (known.insert(id).second) wish.ids.push_back(std::move(id));
  }
  return wish;
}

void clean_up(Service& service, const wire::SessionCleanupParams& params, const Context& context,
              wire::Responder<wire::SessionCleanupResult> respond) {
  auto wish = wish_of(service, params);
  if (!wish) return respond.fail(std::move(wish).error());
  service.operations.clean_up(
      actor_of(context.caller), *wish,
      [answer = share(std::move(respond))](base::Result<std::vector<app::CleanedSession>> all) {
        if (!all) return answer->fail(std::move(all).error());
        wire::SessionCleanupResult result;
        for (auto& one : *all) {
          result.sessions.push_back({one.id.value, one.name, cleaned_to_wire(one.outcome),
                                     one.reasons, one.needs_yes, one.worktree, one.branch,
                                     one.branch_deleted});
        }
        (*answer)(std::move(result));
      });
}

// `begin`: (actor, session, done) for a session that is known.
template <class Begin>
void on_known(Service& service, const std::string& text, const Context& context,
              wire::Responder<SessionResult> respond, Begin begin) {
  auto id = known_session(service.model, text);
  if (!id) return respond.fail(std::move(id).error());
  begin(actor_of(context.caller), *id, answer_with_session(service, std::move(respond)));
}

void add_readers(Service& service) {
  handle<methods::session_list>(service,
                                [&service](const wire::SessionListParams& params, const Context&) {
                                  return list(service, params);
                                });
  handle<methods::session_get>(service,
                               [&service](const wire::SessionShowParams& params, const Context&,
                                          wire::Responder<wire::SessionShowResult> respond) {
                                 show(service, params, std::move(respond));
                               });
  handle<methods::session_summary>(
      service, [&service](const wire::SessionIdParams& params, const Context&,
                          wire::Responder<wire::SessionSummaryResult> respond) {
        auto found = remembered_session(service.model, params.id);
        if (!found) return respond.fail(std::move(found).error());
        service.operations.summarize(
            found->id, [answer = share(std::move(respond))](base::Result<std::string> text) {
              if (!text) return answer->fail(std::move(text).error());
              (*answer)(wire::SessionSummaryResult{std::move(*text)});
            });
      });
  handle<methods::session_changes>(
      service, [&service](const wire::SessionIdParams& params, const Context&,
                          wire::Responder<wire::SessionChangesResult> respond) {
        auto id = known_session(service.model, params.id);
        if (!id) return respond.fail(std::move(id).error());
        service.operations.changes(
            *id, [answer = share(std::move(respond))](base::Result<app::WorkChanges> changes) {
              if (!changes) return answer->fail(std::move(changes).error());
              (*answer)(to_wire(*changes));
            });
      });
  handle<methods::session_file>(service, [&service](
                                             const wire::SessionFileParams& params, const Context&,
                                             wire::Responder<wire::SessionFileResult> respond) {
    if (auto ok = check::inner_path("path", params.path); !ok) {
      return respond.fail(std::move(ok).error());
    }
    auto id = known_session(service.model, params.id);
    if (!id) return respond.fail(std::move(id).error());
    service.operations.file_at_base(
        *id, params.path, [answer = share(std::move(respond))](base::Result<app::BaseFile> file) {
          if (!file) return answer->fail(std::move(file).error());
          (*answer)(wire::SessionFileResult{file->exists, file->binary, file->content});
        });
  });
}

void add_quick(Service& service) {
  handle<methods::session_interrupt>(
      service,
      [&service](const wire::SessionIdParams& params,
                 const Context& context) -> base::Result<SessionResult> {
        TRY_ASSIGN(const SessionId id, known_session(service.model, params.id));
        TRY(service.operations.interrupt(actor_of(context.caller), id));
        return session_result(service, id);
      });
  handle<methods::session_rename>(
      service,
      [&service](const wire::SessionRenameParams& params,
                 const Context& context) -> base::Result<SessionResult> {
        TRY(check::line("name", params.name));
        TRY_ASSIGN(const SessionId id, known_session(service.model, params.id));
        TRY(service.operations.rename(actor_of(context.caller), id, params.name));
        return session_result(service, id);
      });
  handle<methods::session_update>(
      service,
      [&service](const wire::SessionUpdateParams& params,
                 const Context& context) -> base::Result<SessionResult> {
        TRY_ASSIGN(const SessionId id, known_session(service.model, params.id));
        if (params.properties.empty()) {
          return base::fail(base::ErrorCode::invalid_argument, "no key is given",
                            {{"path", "params.properties"}});
        }
        TRY(service.operations.set_properties(actor_of(context.caller), id, params.properties));
        return session_result(service, id);
      });
}

}  // namespace

void add_session_handlers(Service& service) {
  add_spawn_handlers(service);
  add_adopt_handlers(service);
  add_readers(service);
  add_quick(service);
  handle<methods::session_send>(
      service, [&service](const wire::SessionSendParams& params, const Context& context,
                          wire::Responder<wire::SessionSendResult> respond) {
        send(service, params, context, std::move(respond));
      });
  handle<methods::session_redirect>(
      service, [&service](const wire::SessionRedirectParams& params, const Context& context,
                          wire::Responder<wire::SessionSendResult> respond) {
        redirect(service, params, context, std::move(respond));
      });
  const auto freezing = [&service](bool on) {
    return [&service, on](const wire::SessionIdParams& params, const Context& context,
                          wire::Responder<SessionResult> respond) {
      on_known(service, params.id, context, std::move(respond),
               [&](const std::string& actor, const SessionId& id, auto done) {
                 service.operations.freeze(actor, id, on, std::move(done));
               });
    };
  };
  handle<methods::session_freeze>(service, freezing(true));
  handle<methods::session_thaw>(service, freezing(false));
  handle<methods::session_park>(
      service, [&service](const wire::SessionParkParams& params, const Context& context,
                          wire::Responder<SessionResult> respond) {
        const bool force = params.force.value_or(false);
        on_known(service, params.id, context, std::move(respond),
                 [&](const std::string& actor, const SessionId& id, auto done) {
                   service.operations.park(actor, id, force, std::move(done));
                 });
      });
  handle<methods::session_kill>(
      service, [&service](const wire::SessionKillParams& params, const Context& context,
                          wire::Responder<SessionResult> respond) {
        const bool force = params.force.value_or(false);
        on_known(service, params.id, context, std::move(respond),
                 [&](const std::string& actor, const SessionId& id, auto done) {
                   service.operations.kill(actor, id, force, std::move(done));
                 });
      });
  handle<methods::session_restore>(
      service, [&service](const wire::SessionRestoreParams& params, const Context& context,
                          wire::Responder<SessionResult> respond) {
        const bool fresh = params.fresh.value_or(false);
        on_known(service, params.id, context, std::move(respond),
                 [&](const std::string& actor, const SessionId& id, auto done) {
                   service.operations.restore(actor, id, fresh, std::move(done));
                 });
      });
  handle<methods::session_cleanup>(
      service, [&service](const wire::SessionCleanupParams& params, const Context& context,
                          wire::Responder<wire::SessionCleanupResult> respond) {
        clean_up(service, params, context, std::move(respond));
      });
  handle<methods::session_restoreLost>(
      service, [&service](const auto&, const Context& context,
                          wire::Responder<wire::RestoreLostResult> respond) {
        service.operations.restore_lost(
            actor_of(context.caller),
            [answer = share(std::move(respond))](base::Result<app::RestoredSessions> restored) {
              if (!restored) return answer->fail(std::move(restored).error());
              wire::RestoreLostResult result;
              for (const auto& id : restored->back) result.ids.push_back(id.value);
              for (const auto& id : restored->left) result.left.push_back(id.value);
              result.reason = restored->reason;
              (*answer)(std::move(result));
            });
      });
  handle<methods::session_stopAll>(
      service, [&service](const wire::StopAllParams& params, const Context& context,
                          wire::Responder<wire::StopAllResult> respond) {
        service.operations.stop_all(
            actor_of(context.caller), params.force.value_or(false),
            [answer = share(std::move(respond))](base::Result<std::vector<SessionId>> ids) {
              if (!ids) return answer->fail(std::move(ids).error());
              wire::StopAllResult result;
              for (const auto& id : *ids) result.ids.push_back(id.value);
              (*answer)(std::move(result));
            });
      });
}

}  // namespace serve
