// A session's work in git: its worktree, its commits, its changes. Everything here blocks and is
// for worker threads; sessions are copies. `cancel` ends the git that runs.
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>

#include "app/operations.h"
#include "base/clock.h"
#include "base/result.h"
#include "rules/lifecycle.h"
#include "rules/state.h"
#include "rules/steps.h"

namespace app {

// Idempotent: a worktree of this session that is there is taken as it is. Files that
// .worktreeinclude names are copied. It bears a note that it belongs to `workspace`.
base::Result<rules::WorktreeMade> make_worktree(const rules::Session& session,
                                                const std::filesystem::path& workspace,
                                                std::stop_token cancel);

// What is uncommitted, how many commits, and a markdown list of the files for a review.
base::Result<rules::WorktreeSeen> look_at_work(const rules::Session& session,
                                               std::stop_token cancel);

base::Status commit_leftovers(const rules::Session& session, const std::string& message,
                              std::stop_token cancel);
base::Status discard_leftovers(const rules::Session& session, std::stop_token cancel);

// Without `force` only what is removable without loss; then conflict says what is in the way.
base::Status remove_worktree(const rules::Session& session, bool force, bool delete_branch,
                             std::stop_token cancel);

// Whether every artifact glob of the step matches a file that changed after `since`.
base::Result<bool> artifacts_there(const rules::Session& session, const rules::Step& step,
                                   base::WallTime since);

base::Result<WorkChanges> work_changes(const rules::Session& session, std::stop_token cancel);
base::Result<BaseFile> base_file(const rules::Session& session, const std::string& path,
                                 std::stop_token cancel);

}  // namespace app
