#include "app/work.h"

#include <filesystem>

#include "base/paths.h"
#include "base/text.h"
#include "git/branches.h"
#include "git/reader.h"
#include "git/worktree.h"
#include "platform/files.h"
#include "platform/glob.h"
#include "rules/prompts.h"

namespace app {
namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr std::size_t kFilesInReview = 50;

// The branch of the worktree that an attempt before this one has made, if any.
std::string branch_of_earlier_attempt(const rules::Session& session,
                                      const std::stop_token& cancel) {
  std::error_code error;
  if (!fs::exists(fs::path(session.worktree) / ".git", error)) return "";
  auto there = git::open(session.worktree, cancel);
  if (!there) return "";
  const auto head = (*there)->head();
  const bool ours = head && head->branch.starts_with(session.branch);
  return ours ? head->branch : "";
}

base::Status note_workspace(const fs::path& worktree, const fs::path& workspace,
                            const std::stop_token& cancel) {
  TRY_ASSIGN(auto there, git::open(worktree, cancel));
  if (!there->place().linked()) return {};
  return platform::write_atomic(there->place().git_dir / base::kWorkspaceNote,
                                workspace.string() + "\n");
}

std::string file_list(const std::vector<git::Change>& changes) {
  std::string list;
  std::size_t shown = 0;
  for (const auto& change : changes) {
    if (++shown > kFilesInReview) {
      list += "- … and " + std::to_string(changes.size() - kFilesInReview) + " more\n";
      break;
    }
    list += "- `" + base::printable(change.path, 200) + "` +" + std::to_string(change.additions) +
            " −" + std::to_string(change.deletions) + "\n";
  }
  return list;
}

}  // namespace

base::Result<rules::WorktreeMade> make_worktree(const rules::Session& session,
                                                const fs::path& workspace, std::stop_token cancel) {
  TRY_ASSIGN(auto repository, git::open(session.repository, cancel));
  TRY_ASSIGN(const git::Base base, repository->base_branch(session.base_branch));
  git::WorktreeRequest request;
  request.repository = session.repository;
  request.path = session.worktree;
  request.branch = session.branch;
  request.base = base.commit;
  request.cancel = cancel;
  const std::string earlier = branch_of_earlier_attempt(session, cancel);
  if (!earlier.empty()) {
    request.branch = earlier;
  } else {
    // A branch that a person named in the ticket is theirs to have worked on; one that we gave to an
    // attempt before is left alone.
    const std::string given =
        rules::branch_name(session.type, session.ticket.value, session.name);
    const bool named = !rules::is_attempt_at(session.branch, given);
    TRY_ASSIGN(const bool exists, repository->branch_exists(session.branch));
    request.reuse_branch = named && exists;
    if (!named) {
      TRY_ASSIGN(request.branch, git::free_branch(*repository, given));
    }
  }
  auto made = git::make_worktree(request);
  if (!made && made.error().code == ErrorCode::conflict && request.reuse_branch) {
    request.reuse_branch = false;
    TRY_ASSIGN(request.branch, git::free_branch(*repository, session.branch));
    made = git::make_worktree(request);
  }
  if (!made) return base::fail(made.error());
  TRY(note_workspace(session.worktree, workspace, cancel));
  rules::WorktreeMade result;
  result.path = session.worktree;
  result.branch = request.branch;
  result.base_branch = base.name.empty() ? base.commit : base.name;
  result.base_commit = made->base_commit;
  return result;
}

base::Result<rules::WorktreeSeen> look_at_work(const rules::Session& session,
                                               std::stop_token cancel) {
  TRY_ASSIGN(auto worktree, git::open(session.worktree, cancel));
  TRY_ASSIGN(const auto dirty, worktree->status());
  TRY_ASSIGN(const auto work, git::work_of(*worktree, session.base_commit));
  rules::WorktreeSeen seen;
  for (const auto& entry : dirty) {
    if (seen.uncommitted.size() == kFilesInReview) {
      seen.uncommitted.push_back("… and more");
      break;
    }
    seen.uncommitted.push_back(base::printable(entry.path, 200));
  }
  seen.commits = work.commits;
  seen.changes = file_list(work.changes);
  return seen;
}

base::Status commit_leftovers(const rules::Session& session, const std::string& message,
                              std::stop_token cancel) {
  TRY(git::commit_all(session.worktree, message, cancel));
  return {};
}

base::Status discard_leftovers(const rules::Session& session, std::stop_token cancel) {
  return git::discard_all(session.worktree, cancel);
}

base::Status remove_worktree(const rules::Session& session, bool force, bool delete_branch,
                             std::stop_token cancel) {
  TRY(git::remove_worktree(session.repository, session.worktree,
                           force ? git::RemoveConsent::everything : git::RemoveConsent::none,
                           cancel));
  if (!delete_branch) return {};
  // Without a yes, a branch that has commits of its own simply stays.
  const auto deleted = git::delete_branch(
      session.repository, session.branch, session.base_branch,
      force ? git::BranchConsent::everything : git::BranchConsent::merged_or_pushed, cancel);
  if (!deleted && deleted.error().code != ErrorCode::conflict) return deleted;
  return {};
}

base::Result<bool> artifacts_there(const rules::Session& session, const rules::Step& step,
                                   base::WallTime since) {
  for (const auto& glob : step.artifacts) {
    const auto newest = platform::newest_match(session.worktree, glob);
    if (!newest || *newest < since) return false;
  }
  return !step.artifacts.empty();
}

base::Result<WorkChanges> work_changes(const rules::Session& session, std::stop_token cancel) {
  if (session.worktree.empty()) {
    return base::fail(ErrorCode::conflict, session.id.value + " has no worktree");
  }
  TRY_ASSIGN(auto worktree, git::open(session.worktree, cancel));
  TRY_ASSIGN(const auto work, git::work_of(*worktree, session.base_commit));
  WorkChanges changes;
  changes.base = work.base;
  changes.head = work.head;
  changes.worktree = session.worktree;
  changes.uncommitted = work.uncommitted;
  changes.commits = work.commits;
  for (const auto& change : work.changes) {
    ChangedFile file;
    file.path = change.path;
    file.old_path = change.old_path;
    file.additions = change.additions;
    file.deletions = change.deletions;
    switch (change.kind) {
      case git::Change::Kind::added: file.kind = ChangedFile::Kind::added; break;
      case git::Change::Kind::modified: file.kind = ChangedFile::Kind::modified; break;
      case git::Change::Kind::deleted: file.kind = ChangedFile::Kind::deleted; break;
      case git::Change::Kind::renamed: file.kind = ChangedFile::Kind::renamed; break;
    }
    changes.files.push_back(std::move(file));
  }
  return changes;
}

base::Result<BaseFile> base_file(const rules::Session& session, const std::string& path,
                                 std::stop_token cancel) {
  TRY_ASSIGN(auto worktree, git::open(session.worktree, cancel));
  TRY_ASSIGN(const auto work, git::work_of(*worktree, session.base_commit));
  TRY_ASSIGN(const auto file, worktree->file_at(work.base, path));
  return BaseFile{file.exists, file.binary, file.content};
}

}  // namespace app
