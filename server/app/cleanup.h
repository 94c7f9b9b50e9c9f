// Cleaning up ended sessions: what is in the way of removing a worktree, its removal, and where an
// archived session's files go. Everything here blocks and is for worker threads; sessions are
// copies.
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "app/operations.h"
#include "app/summary.h"
#include "base/paths.h"
#include "rules/state.h"

namespace app {

// Which session it is; nothing has been looked at yet.
CleanedSession about(const rules::Session& session);

struct CleanupJob {
  rules::Session session;
  bool dry_run = false;
  bool yes = false;            // files that git ignores may go
  bool delete_branch = false;  // where it is merged or pushed
  bool agent_waits = false;    // an agent that will have ended by then is in the worktree
};
// Looks, and without `dry_run` looks again and removes. Nothing but a worktree that Operator made
// and that can go without loss is ever removed; whatever cannot be read is kept.
CleanedSession clean_up(const CleanupJob& job, std::stop_token cancel);

// The session's folder (its terminal's text, its exit records) and its hooks' records go to
// `archive/<id>_<time>` in the state folder, without secrets, and with a summary to
// read; `story` without what git knows. Safe to repeat.
base::Status file_away(const base::WorkspacePaths& paths, SessionStory story,
                       std::stop_token cancel);
// The session's story so far, or as it was filed away; `story` without what git knows. Blocks.
base::Result<std::string> summary_text(const base::WorkspacePaths& paths, SessionStory story,
                                       std::stop_token cancel);
// Sessions whose files may still have to be filed away, live ones among them.
std::vector<base::SessionId> left_to_file(const base::WorkspacePaths& paths);
// False when not all of its files could be removed.
bool remove_archived(const base::WorkspacePaths& paths, const rules::ArchivedSession& archived);
// Names of folders in the archive that were not filed to their end, or lost their summary since.
std::vector<std::string> archives_without_summary(const base::WorkspacePaths& paths);
std::filesystem::path archive_folder(const base::WorkspacePaths& paths,
                                     const rules::ArchivedSession& archived);

}  // namespace app
