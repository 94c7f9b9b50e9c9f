#include "app/cleanup.h"

#include <algorithm>
#include <system_error>

#include "app/ports.h"
#include "app/work.h"
#include "base/text.h"
#include "git/branches.h"
#include "git/reader.h"
#include "git/worktree.h"
#include "link/host_files.h"
#include "platform/files.h"
#include "platform/lock.h"

namespace app {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr base::Millis kHostLingers{3000};

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

void keep(CleanedSession& cleaned, const std::string& reason) {
  cleaned.outcome = CleanedSession::Outcome::kept;
  cleaned.reasons.push_back(reason);
}

base::Status look(const CleanupJob& job, CleanedSession& cleaned, const std::stop_token& cancel) {
  const rules::Session& session = job.session;
  if (!is_there(session.worktree)) return {};
  TRY(check_ours(session.worktree));
  TRY_ASSIGN(const auto obstacles,
             git::removal_obstacles(session.repository, session.worktree, cancel));
  bool only_yes = true;
  for (const auto& obstacle : obstacles) {
    if (obstacle.needs_yes && job.yes) continue;
    if (obstacle.processes && job.agent_waits) continue;
    only_yes = only_yes && obstacle.needs_yes;
    keep(cleaned, obstacle.text);
  }
  cleaned.needs_yes = !cleaned.reasons.empty() && only_yes;
  return {};
}

void remove_branch(const CleanupJob& job, CleanedSession& cleaned, const std::stop_token& cancel) {
  const rules::Session& session = job.session;
  if (!job.delete_branch || session.branch.empty()) return;
  const auto deleted = git::delete_branch(session.repository, session.branch, session.base_branch,
                                          git::BranchConsent::merged_or_pushed, cancel);
  cleaned.branch_deleted = deleted.has_value();
  if (!deleted) cleaned.reasons.push_back("the branch stays: " + deleted.error().message);
}

base::Status remove(const CleanupJob& job, CleanedSession& cleaned, const std::stop_token& cancel) {
  const rules::Session& session = job.session;
  // With its repository gone, git has no record of it either.
  const bool nothing =
      session.worktree.empty() || (!is_there(session.worktree) && !is_there(session.repository));
  if (nothing) return {};
  const auto consent = job.yes ? git::RemoveConsent::ignored_files : git::RemoveConsent::none;
  TRY(git::remove_worktree(session.repository, session.worktree, consent, cancel));
  remove_branch(job, cleaned, cancel);
  return {};
}

std::string file_time(base::WallTime at) {
  std::string text = base::to_rfc3339(at).substr(0, 19) + "Z";
  std::erase_if(text, [](char c) { return c == ':' || c == '-'; });
  return text;
}

std::string summary_text(const rules::ArchivedSession& archived) {
  const rules::Session& session = archived.session;
  std::string text = "# " + session.id.value + ": " + session.name + "\n\n";
  const auto line = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += "- " + std::string(name) + ": " + value + "\n";
  };
  line("ticket", session.ticket.value);
  line("status", std::string(rules::name_of(archived.status)));
  line("agent", session.agent);
  line("branch", session.branch);
  line("base", session.base_branch);
  line("started", base::to_rfc3339(session.created_at));
  line("cleaned up", base::to_rfc3339(archived.at));
  if (!session.summary.empty()) text += "\n" + session.summary + "\n";
  return text;
}

base::Status move_in(const fs::path& from, const fs::path& to) {
  if (!is_there(from)) return {};
  return platform::rename_noreplace(from, to);
}

}  // namespace

CleanedSession about(const rules::Session& session) {
  CleanedSession cleaned;
  cleaned.id = session.id;
  cleaned.name = session.name;
  cleaned.worktree = session.worktree;
  cleaned.branch = session.branch;
  return cleaned;
}

CleanedSession clean_up(const CleanupJob& job, std::stop_token cancel) {
  CleanedSession cleaned = about(job.session);
  cleaned.outcome =
      job.dry_run ? CleanedSession::Outcome::would_remove : CleanedSession::Outcome::removed;
  if (const auto seen = look(job, cleaned, cancel); !seen) keep(cleaned, seen.error().message);
  if (job.dry_run || cleaned.outcome == CleanedSession::Outcome::kept) return cleaned;
  if (const auto gone = remove(job, cleaned, cancel); !gone) keep(cleaned, gone.error().message);
  return cleaned;
}

base::Status file_away(const base::WorkspacePaths& paths, const rules::ArchivedSession& archived) {
  const auto& id = archived.session.id;
  const fs::path from = paths.session_dir(id);
  const fs::path to = paths.state / "archive" / (id.value + "_" + file_time(archived.at));
  // Its host writes its terminal's text last, and then lets go of the lock.
  if (is_there(from)) {
    const auto lock = platform::FileLock::try_acquire(ipc::host_lock_path(from),
                                                      platform::Inherit::no, kHostLingers);
    if (!lock) return base::fail(lock.error());
  }
  TRY(platform::make_private_dir(to.parent_path()));
  if (!is_there(to)) TRY(move_in(from, to));
  TRY(platform::make_private_dir(to));
  TRY(move_in(paths.spool(id), to / "hooks.jsonl"));
  TRY(return_ports(paths, id));
  return platform::write_atomic(to / "summary.md", summary_text(archived));
}

}  // namespace app
