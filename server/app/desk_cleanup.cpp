// Cleaning up: each session on its own way, its answer when all have arrived.
#include <algorithm>

#include "app/cleanup.h"
#include "app/desk.h"
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
    const rules::Session* known = rules::find_session(engine_.state(), id);
    cleanup->cleaned.push_back(known != nullptr ? about(*known) : CleanedSession{id});
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
    const bool over = rules::has_ended(engine_.state(), id);
    if (over) {
      run_cleanup(cleanup, index, [this, cleanup, index] { end_cleanup(cleanup, index); });
    }
    return over;
  });
}

void Desk::run_cleanup(const std::shared_ptr<Cleanup>& cleanup, std::size_t index,
                       std::function<void()> then) {
  const rules::Session* found = rules::find_session(engine_.state(), cleanup->cleaned[index].id);
  if (found == nullptr) return cleanup->kept(index, "it is gone");
  CleanupJob job{*found, cleanup->wish.dry_run, cleanup->wish.yes, cleanup->wish.delete_branch,
                 found->phase != rules::Phase::ended};
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
  const auto* known = rules::find_session(engine_.state(), cleaned.id);
  const bool in_tmux = known != nullptr && known->host == rules::HostKind::tmux;
  const bool adopted = known != nullptr && known->adopted;
  const auto kept = engine_.decide(cleanup->actor, [&](rules::Draft& draft) -> base::Status {
    if (!gone) {
      rules::end_cleanup(draft, cleaned.id);
      return {};
    }
    rules::archive(draft, cleaned.id,
                   adopted                  ? "its folder stays"
                   : cleaned.branch_deleted ? "worktree and branch removed"
                                            : "worktree removed");
    return {};
  });
  if (!kept) {
    // The next cleaning up finds no worktree, and archives it.
    engine_.note("owner", [&](rules::Draft& draft) { rules::end_cleanup(draft, cleaned.id); });
    return cleanup->kept(index, kept.error().message);
  }
  if (gone) {
    if (in_tmux) windows_.close(cleaned.id);
    sweep_.file_away(cleaned.id);
  }
  cleanup->arrived();
}

}  // namespace app
