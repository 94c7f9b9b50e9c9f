// Cleaning up: each session on its own way, its answer when all have arrived.
#include <algorithm>

#include "app/cleanup.h"
#include "app/desk.h"
#include "base/log.h"
#include "rules/cleanup.h"

namespace app {

using base::SessionId;

struct Desk::Cleanup {
  std::string actor;
  CleanupWish wish;
  std::vector<CleanedSession> cleaned;
  std::size_t open = 0;
  Done<std::vector<CleanedSession>> done;

  void arrived(std::size_t index, CleanedSession session) {
    cleaned[index] = std::move(session);
    if (--open == 0) done(std::move(cleaned));
  }
  void kept(std::size_t index, const std::string& reason) {
    CleanedSession session = cleaned[index];
    session.outcome = CleanedSession::Outcome::kept;
    session.reasons.push_back(reason);
    arrived(index, std::move(session));
  }
};

void Desk::clean_up(const std::string& actor, const CleanupWish& wish,
                    Done<std::vector<CleanedSession>> done) {
  const auto ids = wish.ids.empty()
                       ? rules::finished_sessions(engine_.state(), engine_.context(actor))
                       : wish.ids;
  if (ids.empty()) return done(std::vector<CleanedSession>{});
  auto cleanup = std::make_shared<Cleanup>(Cleanup{actor, wish, {}, ids.size(), std::move(done)});
  for (const auto& id : ids) {
    CleanedSession session;
    session.id = id;
    const auto known = engine_.state().sessions.find(id);
    if (known != engine_.state().sessions.end()) {
      session.name = known->second.name;
      session.worktree = known->second.worktree;
      session.branch = known->second.branch;
    }
    cleanup->cleaned.push_back(std::move(session));
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (wish.dry_run) {
      look_before_cleanup(cleanup, i);
    } else {
      begin_cleanup(cleanup, i);
    }
  }
}

void Desk::look_before_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index) {
  const SessionId id = cleanup->cleaned[index].id;
  const auto may = rules::may_clean_up(engine_.state(), id, engine_.context(cleanup->actor));
  if (!may) return cleanup->kept(index, may.error().message);
  const rules::Session& session = engine_.state().sessions.at(id);
  CleanupJob job{session, true, cleanup->wish.yes, cleanup->wish.delete_branch,
                 session.phase != rules::Phase::ended};
  pool_.run([job = std::move(job)](
                std::stop_token cancel) { return app::clean_up(job, std::move(cancel)); },
            [cleanup, index](CleanedSession seen) { cleanup->arrived(index, std::move(seen)); });
}

void Desk::begin_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index) {
  const SessionId id = cleanup->cleaned[index].id;
  const auto begun = engine_.decide(
      cleanup->actor, [&](rules::Draft& draft) { return rules::begin_cleanup(draft, id); });
  if (!begun) return cleanup->kept(index, begun.error().message);
  until([this, cleanup, index, id] {
    const auto session = engine_.state().sessions.find(id);
    const bool over = session == engine_.state().sessions.end() ||
                      session->second.phase == rules::Phase::ended;
    if (over) remove_for_cleanup(cleanup, index);
    return over;
  });
}

void Desk::remove_for_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index) {
  const auto found = engine_.state().sessions.find(cleanup->cleaned[index].id);
  if (found == engine_.state().sessions.end()) return cleanup->kept(index, "it is gone");
  CleanupJob job{found->second, false, cleanup->wish.yes, cleanup->wish.delete_branch};
  pool_.run([job = std::move(job)](
                std::stop_token cancel) { return app::clean_up(job, std::move(cancel)); },
            [this, cleanup, index](CleanedSession cleaned) {
              cleanup->cleaned[index] = std::move(cleaned);
              end_cleanup(cleanup, index);
            });
}

void Desk::end_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index) {
  const CleanedSession& cleaned = cleanup->cleaned[index];
  const bool gone = cleaned.outcome == CleanedSession::Outcome::removed;
  const auto kept = engine_.decide(cleanup->actor, [&](rules::Draft& draft) -> base::Status {
    if (!gone) {
      rules::end_cleanup(draft, cleaned.id);
      return {};
    }
    rules::archive(draft, cleaned.id,
                   cleaned.branch_deleted ? "worktree and branch removed" : "worktree removed");
    return {};
  });
  if (!kept) {
    // The next cleaning up finds no worktree, and archives it.
    engine_.note("owner", [&](rules::Draft& draft) { rules::end_cleanup(draft, cleaned.id); });
    return cleanup->kept(index, kept.error().message);
  }
  if (gone) file_away_later(cleaned.id);
  cleanup->arrived(index, cleaned);
}

void Desk::file_away_later(const SessionId& id) {
  auto archived = engine_.store().archived(id);
  if (!archived || !*archived) return;
  pool_.run([paths = engine_.paths(), one = std::move(**archived)](
                std::stop_token) { return file_away(paths, one); },
            [id](base::Status filed) {
              if (!filed) base::log_warn(id.value + ": its files stay: " + filed.error().message);
            });
}

}  // namespace app
