#include "app/cleanup.h"

#include <algorithm>
#include <system_error>

#include "app/ports.h"
#include "app/work.h"
#include "base/log.h"
#include "base/text.h"
#include "git/branches.h"
#include "git/reader.h"
#include "git/worktree.h"
#include "link/host_files.h"
#include "link/spool.h"
#include "platform/files.h"
#include "platform/lock.h"
#include "rules/secrets.h"

namespace app {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr base::Millis kHostLingers{3000};
constexpr const char* kSummary = "summary.md";

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
  if (session.adopted || !is_there(session.worktree)) return {};
  TRY(check_ours(session.worktree));
  const std::string apart = keep_in_repository(session, cancel);
  TRY_ASSIGN(const auto obstacles,
             git::removal_obstacles(session.repository, session.worktree, cancel));
  bool only_yes = true;
  for (const auto& obstacle : obstacles) {
    if (obstacle.needs_yes && job.yes) continue;
    if (obstacle.processes && job.agent_waits) continue;
    only_yes = only_yes && obstacle.needs_yes;
    keep(cleaned, obstacle.text);
  }
  if (!apart.empty() && !cleaned.reasons.empty()) cleaned.reasons.push_back(apart);
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
  if (nothing || session.adopted) return {};
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

fs::path archive_of(const base::WorkspacePaths& paths) { return paths.state / "archive"; }

std::string folder_name(const rules::ArchivedSession& archived) {
  return archived.session.id.value + "_" + file_time(archived.at);
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

namespace {

// What was written for people to read, and what would start the agent anew: its environment. The
// other files are records of ours.
base::Status take_secrets_out(const fs::path& folder) {
  const auto any = [](std::string_view) { return true; };
  for (const auto& entry : platform::list_folder(folder, any)) {
    const fs::path file = folder / entry.name;
    std::error_code ignored;
    if (entry.name.starts_with("launch-")) fs::remove(file, ignored);
    const auto kind = file.extension();
    const bool is_file = !entry.symlink && entry.stamp && entry.stamp->regular;
    if (!is_file || (kind != ".txt" && kind != ".log" && kind != ".md")) continue;
    const auto text = platform::read_file(file);
    if (!text) {
      base::log_warn(text.error().message + ": its secrets were not looked for");
      continue;
    }
    const std::string kept = rules::without_secrets(*text);
    if (kept != *text) TRY(platform::write_atomic(file, kept));
  }
  return {};
}

}  // namespace

base::Status file_away(const base::WorkspacePaths& paths, SessionStory story,
                       std::stop_token cancel) {
  const auto& id = story.session.session.id;
  const fs::path from = paths.session_dir(id);
  const fs::path to = archive_folder(paths, story.session);
  // Its host writes its terminal's text last, and then lets go of the lock.
  if (is_there(from)) {
    const auto lock = platform::FileLock::try_acquire(ipc::host_lock_path(from),
                                                      platform::Inherit::no, kHostLingers);
    if (!lock) return base::fail(lock.error());
  }
  TRY(platform::make_private_dir(to.parent_path()));
  TRY(move_in(from, to));
  TRY(platform::make_private_dir(to));
  const fs::path spool = paths.spool(id);
  TRY(ipc::copy_spool(spool, to / "hooks.jsonl", [](std::string_view name, std::string_view text) {
    return rules::without_secrets(name, text);
  }));
  std::error_code ignored;
  fs::remove(spool, ignored);
  TRY(return_ports(paths, id));
  if (is_there(to / kSummary)) return {};
  TRY(take_secrets_out(to));
  ask_git(story, cancel);
  return platform::write_atomic(to / kSummary, summary_of(story), 0600);
}

base::Result<std::string> summary_text(const base::WorkspacePaths& paths, SessionStory story,
                                       std::stop_token cancel) {
  if (story.session.at.ms != 0) {
    auto kept = platform::read_file(archive_folder(paths, story.session) / kSummary);
    if (kept) return kept;
  }
  ask_git(story, cancel);
  return summary_of(story);
}

std::vector<base::SessionId> left_to_file(const base::WorkspacePaths& paths) {
  const auto any = [](std::string_view) { return true; };
  std::vector<base::SessionId> left;
  for (const auto& entry : platform::list_folder(paths.state / "sessions", any)) {
    left.push_back({entry.name});
  }
  for (const auto& name : archives_without_summary(paths)) {
    left.push_back({name.substr(0, name.rfind('_'))});
  }
  return left;
}

std::vector<std::string> archives_without_summary(const base::WorkspacePaths& paths) {
  const auto ours = [](std::string_view name) { return name.find('_') != std::string_view::npos; };
  std::vector<std::string> found;
  for (const auto& entry : platform::list_folder(archive_of(paths), ours)) {
    if (!is_there(archive_of(paths) / entry.name / kSummary)) found.push_back(entry.name);
  }
  return found;
}

bool remove_archived(const base::WorkspacePaths& paths, const rules::ArchivedSession& archived) {
  std::error_code error;
  fs::remove_all(archive_of(paths) / folder_name(archived), error);
  if (error) base::log_warn(archived.session.id.value + ": its archive stays: " + error.message());
  return !error;
}

fs::path archive_folder(const base::WorkspacePaths& paths, const rules::ArchivedSession& archived) {
  return archive_of(paths) / folder_name(archived);
}

}  // namespace app
