#include "git/worktree.h"

#include <algorithm>

#include "base/text.h"
#include "git/branches.h"
#include "git/program.h"
#include "git/reader.h"
#include "git/worktree_list.h"

namespace git {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

constexpr base::Millis kTidyWithin{5000};

Command command_in(const fs::path& folder, std::vector<std::string> arguments,
                   const std::stop_token& cancel) {
  Command command;
  command.folder = folder;
  command.arguments = std::move(arguments);
  command.cancel = cancel;
  return command;
}

enum class Found { nothing, ours };

// What of the wanted worktree is there already; a half-made or vanished one is cleared away.
Result<Found> look_for(const WorktreeRequest& request) {
  TRY_ASSIGN(const auto list, list_worktrees(request.repository, request.cancel));
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
      if (item.branch == request.branch) return Found::ours;
      return fail(ErrorCode::conflict, request.path.string() + " is a worktree of another branch");
    }
    TRY(run(command_in(request.repository,
                       {"worktree", "remove", "--force", "--force", item.path.string()},
                       request.cancel)));
  }
  return Found::nothing;
}

Status check_path_free(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(path, error))) return {};
  if (fs::is_directory(path, error) && fs::is_empty(path, error)) return {};
  return fail(ErrorCode::conflict, path.string() + " is there already and not empty");
}

// What a git that failed or was stopped half way left of a worktree that was not there before: its
// folder, its entry, and the new branch as long as it has no commit of its own.
void take_back(const WorktreeRequest& request, const std::string& base, bool branch_existed) {
  const auto tidy = [&](std::vector<std::string> arguments) {
    Command command = command_in(request.repository, std::move(arguments), {});
    command.deadline = kTidyWithin;
    return try_run(command).has_value();
  };
  const bool git_answers =
      tidy({"worktree", "remove", "--force", "--force", request.path.string()});
  std::error_code ignored;
  fs::remove_all(request.path, ignored);
  if (!git_answers || branch_existed) return;
  tidy({"update-ref", "-d", "refs/heads/" + request.branch, base});
}

Status add_worktree(const WorktreeRequest& request, const std::string& base, bool branch_exists) {
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
    arguments.insert(arguments.end(), {"-b", request.branch, request.path.string(), base});
  }
  Command command = command_in(request.repository, std::move(arguments), request.cancel);
  command.deadline = request.deadline;
  const auto added = run(command);
  if (added) return {};
  take_back(request, base, branch_exists);
  return fail(added.error());
}

}  // namespace

Result<MadeWorktree> make_worktree(const WorktreeRequest& request) {
  if (!is_branch_name(request.branch)) {
    return fail(ErrorCode::invalid_argument,
                "no branch name: " + base::printable(request.branch, 200));
  }
  if (!request.path.is_absolute()) {
    return fail(ErrorCode::invalid_argument, "a worktree's path is absolute");
  }
  TRY_ASSIGN(const auto reader, open(request.repository, request.cancel));
  TRY_ASSIGN(const Head head, reader->head());
  auto base = reader->resolve(request.base);
  if (!base && head.commit.empty()) {
    return fail(ErrorCode::conflict, "the repository has no commit yet: make the first one");
  }
  if (!base) return fail(base.error());

  TRY_ASSIGN(const auto lock, lock_repository(reader->place().common_dir, request.cancel));
  TRY_ASSIGN(const Found found, look_for(request));
  MadeWorktree made;
  if (found == Found::nothing) {
    TRY(check_path_free(request.path));
    TRY_ASSIGN(const bool exists, reader->branch_exists(request.branch));
    if (exists && !request.reuse_branch) {
      return fail(ErrorCode::conflict, "the branch " + request.branch + " exists already");
    }
    TRY(add_worktree(request, *base, exists));
    made.made = true;
  }
  TRY_ASSIGN(made.base_commit, reader->merge_base("refs/heads/" + request.branch, *base));
  const fs::path main = reader->place().linked() ? reader->place().common_dir.parent_path()
                                                 : reader->place().worktree;
  TRY_ASSIGN(made.copied, copy_includes(main, request.path, request.cancel));
  return made;
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
