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

  void arrived() {
    if (--open == 0) done(std::move(cleaned));
  }
  void kept(std::size_t index, const std::string& reason) {
    cleaned[index].outcome = CleanedSession::Outcome::kept;
    cleaned[index].reasons.push_back(reason);
    arrived();
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
    const auto known = engine_.state().sessions.find(id);
    const bool is_known = known != engine_.state().sessions.end();
    cleanup->cleaned.push_back(is_known ? about(known->second) : CleanedSession{id});
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
  const auto may = rules::may_clean_up(engine_.state(), cleanup->cleaned[index].id,
                                       engine_.context(cleanup->actor));
  if (!may) return cleanup->kept(index, may.error().message);
  run_cleanup(cleanup, index, [cleanup] { cleanup->arrived(); });
}

void Desk::begin_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index) {
  const SessionId id = cleanup->cleaned[index].id;
  const auto begun = engine_.decide(
      cleanup->actor, [&](rules::Draft& draft) { return rules::begin_cleanup(draft, id); });
  if (!begun) return cleanup->kept(index, begun.error().message);
  until([this, cleanup, index, id] {
    const auto session = engine_.state().sessions.find(id);
    const bool over =
        session == engine_.state().sessions.end() || session->second.phase == rules::Phase::ended;
    if (over) {
      run_cleanup(cleanup, index, [this, cleanup, index] { end_cleanup(cleanup, index); });
    }
    return over;
  });
}

void Desk::run_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index,
                       std::function<void()> then) {
  const auto found = engine_.state().sessions.find(cleanup->cleaned[index].id);
  if (found == engine_.state().sessions.end()) return cleanup->kept(index, "it is gone");
  CleanupJob job{found->second, cleanup->wish.dry_run, cleanup->wish.yes,
                 cleanup->wish.delete_branch, found->second.phase != rules::Phase::ended};
  git_.run([job = std::move(job)](
               std::stop_token cancel) { return app::clean_up(job, std::move(cancel)); },
           [cleanup, index, then = std::move(then)](CleanedSession cleaned) {
             cleanup->cleaned[index] = std::move(cleaned);
             then();
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
  cleanup->arrived();
}

void Desk::file_away_later(const SessionId& id) {
  auto archived = engine_.store().archived(id);
  if (!archived || !*archived) return;
  git_.run([paths = engine_.paths(),
            one = std::move(**archived)](std::stop_token) { return file_away(paths, one); },
           [id](base::Status filed) {
             if (!filed) base::log_warn(id.value + ": its files stay: " + filed.error().message);
           });
}

}  // namespace app
