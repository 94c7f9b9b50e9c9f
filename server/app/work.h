// A session's work in git: its worktree, its commits, its changes. Everything here blocks and is
// for worker threads; sessions are copies. `cancel` ends the git that runs.
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>

#include "app/operations.h"
#include "base/clock.h"
#include "base/paths.h"
#include "base/result.h"
#include "rules/effect.h"
#include "rules/lifecycle.h"
#include "rules/settings.h"
#include "rules/state.h"
#include "rules/steps.h"

namespace app {

struct WorktreeJob {
  rules::Session session;
  rules::ProjectSettings project;
  base::WorkspacePaths paths;
  rules::PortRange ports;
};
// Idempotent: a worktree of this session that is there is taken as it is, and an adopted session's
// folder always. A new one starts at what origin has now, where it can be asked. Files that
// .worktreeinclude names are copied, and the ports that the project wants are leased. It bears a
// note of the workspace that it belongs to.
base::Result<rules::WorktreeMade> make_worktree(const WorktreeJob& job, std::stop_token cancel);

// What is uncommitted, how many commits, and a markdown list of the files for a review.
base::Result<rules::WorktreeSeen> look_at_work(const rules::Session& session,
                                               std::stop_token cancel);

base::Status commit_leftovers(const rules::Session& session, const std::string& message,
                              std::stop_token cancel);
base::Status discard_leftovers(const rules::Session& session, std::stop_token cancel);

// What a clone's branch has becomes the repository's, where that loses nothing there; of a worktree
// it is already. Why not, else empty.
std::string keep_in_repository(const rules::Session& session, const std::stop_token& cancel);

// conflict, when Operator did not make the worktree that is there.
base::Status check_ours(const std::filesystem::path& worktree);

// As the effect wants it; conflict says what is in the way. What Operator did not make stays. The
// session's ports are free again.
base::Status remove_worktree(const rules::Session& session, const rules::RemoveWorktree& wish,
                             const base::WorkspacePaths& paths, std::stop_token cancel);

// Whether every artifact glob of the step matches a file that changed after `since`.
base::Result<bool> artifacts_there(const rules::Session& session, const rules::Step& step,
                                   base::WallTime since);

base::Result<WorkChanges> work_changes(const rules::Session& session, std::stop_token cancel);
base::Result<BaseFile> base_file(const rules::Session& session, const std::string& path,
                                 std::stop_token cancel);

}  // namespace app
