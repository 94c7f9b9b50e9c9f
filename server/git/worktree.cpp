#include "git/worktree.h"

#include <algorithm>

#include "base/paths.h"
#include "base/text.h"
#include "git/branches.h"
#include "git/clone.h"
#include "git/fill.h"
#include "git/half_made.h"
#include "git/program.h"
#include "git/reader.h"
#include "git/worktree_list.h"
#include "platform/files.h"

namespace git {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

constexpr base::Millis kTidyWithin{5000};

struct Found {
  bool ours = false;  // the wanted worktree is there
  fs::path main;      // the repository's own working tree; empty: bare
};

// What of the wanted worktree is there already; a half-made or vanished one is cleared away.
Result<Found> look_for(const WorktreeRequest& request) {
  TRY_ASSIGN(const auto list, list_worktrees(request.repository, request.cancel));
  Found found;
  if (!list.empty() && !list.front().bare) found.main = list.front().path;
  for (const auto& item : list) {
    const bool here = same_path(item.path, request.path);
    if (!here && item.branch == request.branch) {
      return fail(ErrorCode::conflict,
                  "the branch " + request.branch + " is checked out at " + item.path.string());
    }
    if (!here) continue;
    std::error_code ignored;
    const bool whole = fs::exists(request.path / ".git", ignored);
    // git itself locks a worktree with this reason until it is filled.
    const bool half = item.locked && item.lock_reason == "initializing";
    if (whole && !half) {
      if (item.branch == request.branch) {
        found.ours = true;
        return found;
      }
      return fail(ErrorCode::conflict, request.path.string() + " is a worktree of another branch");
    }
    TRY(run(command_in(request.repository,
                       {"worktree", "remove", "--force", "--force", item.path.string()},
                       request.cancel)));
  }
  if (!request.clone || !is_clone(request.path)) return found;
  TRY_ASSIGN(const auto clone, open(request.path, request.cancel));
  TRY_ASSIGN(const Head head, clone->head());
  if (head.branch != request.branch) {
    return fail(ErrorCode::conflict, request.path.string() + " is a clone with another branch");
  }
  found.ours = true;
  return found;
}

Status check_path_free(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (!fs::exists(status)) return {};
  if (fs::is_directory(status) && fs::is_empty(path, error)) return {};
  return fail(ErrorCode::conflict, path.string() + " is there already and not empty");
}

// What a git that failed or was stopped half way left of a worktree that was not there before: its
// folder, its entry, and the new branch as long as it has no commit of its own.
void take_back(const WorktreeRequest& request, const fs::path& common_dir, const std::string& start,
               bool branch_existed) {
  forget_half_made(common_dir, request.path.parent_path());
  const auto tidy = [&](std::vector<std::string> arguments) {
    Command command = command_in(request.repository, std::move(arguments), {});
    command.deadline = kTidyWithin;
    return try_run(command).has_value();
  };
  const bool git_answers =
      tidy({"worktree", "remove", "--force", "--force", request.path.string()});
  std::error_code ignored;
  fs::remove_all(request.path, ignored);
  if (request.clone) fs::remove_all(half_clone(request.path), ignored);
  if (!git_answers || branch_existed) return;
  tidy({"update-ref", "-d", "refs/heads/" + request.branch, start});
}

Status add_worktree(const WorktreeRequest& request, const std::string& start, bool branch_exists) {
  std::error_code error;
  fs::create_directories(request.path.parent_path(), error);
  if (error) {
    return fail(
        ErrorCode::external_failed,
        "cannot make the folder " + request.path.parent_path().string() + ": " + error.message());
  }
  std::vector<std::string> arguments{"worktree", "add", "--quiet", "--no-track"};
  if (branch_exists) {
    arguments = {"worktree", "add", "--quiet", request.path.string(), request.branch};
  } else {
    arguments.insert(arguments.end(), {"-b", request.branch, request.path.string(), start});
  }
  Command command = command_in(request.repository, std::move(arguments), request.cancel);
  command.deadline = request.deadline;
  TRY(run(command));
  return {};
}

Status note_workspace(const WorktreeRequest& request) {
  if (request.workspace.empty()) return {};
  TRY_ASSIGN(const auto there, open(request.path, request.cancel));
  if (!there->place().linked()) return {};
  return platform::write_atomic(there->place().git_dir / base::kWorkspaceNote,
                                request.workspace.string() + "\n");
}

// The worktree is there; what belongs into it, and where it began.
Status complete(const WorktreeRequest& request, Reader& repository, const std::string& base,
                const fs::path& main, MadeWorktree& made) {
  TRY_ASSIGN(made.base_commit, repository.merge_base("refs/heads/" + request.branch, base));
  TRY(note_workspace(request));
  made.notes = fill_submodules(request.path, request.deadline, request.cancel);
  if (request.cancel.stop_requested()) return fail(ErrorCode::cancelled, "stopped");
  for (auto& note : look_for_pointers(request.path, request.cancel)) {
    made.notes.push_back(std::move(note));
  }
  TRY_ASSIGN(made.copied, copy_includes(main, request.path, request.cancel));
  return {};
}

Status check_request(const WorktreeRequest& request) {
  if (!is_branch_name(request.branch)) {
    return fail(ErrorCode::invalid_argument,
                "no branch name: " + base::printable(request.branch, 200));
  }
  if (request.path.is_absolute()) return {};
  return fail(ErrorCode::invalid_argument, "a worktree's path is absolute");
}

}  // namespace

Result<MadeWorktree> make_worktree(const WorktreeRequest& request) {
  TRY(check_request(request));
  TRY_ASSIGN(const auto reader, open(request.repository, request.cancel));
  TRY_ASSIGN(const Head head, reader->head());
  auto base = reader->resolve(request.base);
  if (!base && head.commit.empty()) {
    return fail(ErrorCode::conflict, "the repository has no commit yet: make the first one");
  }
  if (!base) return fail(base.error());
  std::string start = *base;
  if (!request.start.empty()) {
    TRY_ASSIGN(start, reader->resolve(request.start));
  }

  TRY_ASSIGN(const auto lock, lock_repository(reader->place().common_dir, request.cancel));
  const fs::path& common_dir = reader->place().common_dir;
  forget_half_made(common_dir, request.path.parent_path());
  TRY_ASSIGN(const Found found, look_for(request));
  MadeWorktree made;
  bool existed = true;
  if (!found.ours) {
    TRY(check_path_free(request.path));
    TRY_ASSIGN(existed, reader->branch_exists(request.branch));
    if (existed && !request.reuse_branch) {
      return fail(ErrorCode::conflict, "the branch " + request.branch + " exists already");
    }
    const auto added = request.clone ? add_clone(request, *reader, start, existed)
                                     : add_worktree(request, start, existed);
    if (!added) {
      take_back(request, common_dir, start, existed);
      return fail(added.error().code, added.error().message + lfs_is_missing(request.repository));
    }
    made.made = true;
    made.made_branch = !existed;
  }
  const auto whole = complete(request, *reader, *base, found.main, made);
  if (whole) return made;
  if (made.made) take_back(request, common_dir, start, existed);
  return fail(whole.error());
}

Result<bool> commit_all(const fs::path& worktree, const std::string& message,
                        std::stop_token cancel) {
  TRY_ASSIGN(const auto reader, open(worktree, cancel));
  TRY_ASSIGN(const auto lock, lock_repository(reader->place().common_dir, cancel));
  const fs::path top = reader->place().worktree;
  TRY(run(command_in(top, {"add", "--all"}, cancel)));
  TRY_ASSIGN(const Outcome staged,
             try_run(command_in(top, {"diff", "--cached", "--quiet"}, cancel)));
  if (staged.exit_code == 0) return false;
  TRY_ASSIGN(const Outcome identity,
             try_run(command_in(top, {"var", "GIT_COMMITTER_IDENT"}, cancel)));
  Command commit = command_in(top, {"commit", "--quiet", "--file=-"}, cancel);
  commit.input = base::trim(message).empty() ? "Uncommitted work\n" : message + "\n";
  if (identity.exit_code != 0) {
    commit.environment = {"GIT_AUTHOR_NAME=Operator", "GIT_AUTHOR_EMAIL=operator@localhost",
                          "GIT_COMMITTER_NAME=Operator", "GIT_COMMITTER_EMAIL=operator@localhost"};
  }
  commit.deadline = base::Millis{5 * 60'000};  // hooks may test
  TRY(run(commit));
  return true;
}

Status discard_all(const fs::path& worktree, std::stop_token cancel) {
  TRY_ASSIGN(const auto reader, open(worktree, cancel));
  TRY_ASSIGN(const auto lock, lock_repository(reader->place().common_dir, cancel));
  const fs::path top = reader->place().worktree;
  TRY(run(command_in(top, {"reset", "--quiet", "--hard"}, cancel)));
  TRY(run(command_in(top, {"clean", "--quiet", "--force", "--force", "-d"}, cancel)));
  return {};
}

Status prune(const fs::path& repository, std::stop_token cancel) {
  TRY_ASSIGN(const auto reader, open(repository, cancel));
  TRY_ASSIGN(const auto lock, lock_repository(reader->place().common_dir, cancel));
  TRY(run(command_in(repository, {"worktree", "prune"}, cancel)));
  return {};
}

}  // namespace git
