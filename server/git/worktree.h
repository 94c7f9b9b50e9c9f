// Making and changing worktrees, and the clones that stand in their place, by the git program. Each
// call is safe to repeat after a crash, is the only change to its repository at a time, blocks, and
// stops on `cancel`.
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace git {

struct WorktreeRequest {
  std::filesystem::path repository;  // any of its working trees
  std::filesystem::path path;        // absolute; not there, or an empty folder
  std::string branch;
  std::string base;                    // a commit, or a name of one
  std::string start;                   // where a new branch begins; empty: at `base`
  bool reuse_branch = false;           // an existing branch is ours to check out
  bool clone = false;                  // a clone of the repository instead of a worktree
  std::filesystem::path workspace;     // noted in its private git folder; empty: no note
  base::Millis deadline{10 * 60'000};  // large repositories take their time
  std::stop_token cancel;
};
struct MadeWorktree {
  std::string base_commit;          // where the branch left `base`
  bool made = false;                // false: it was there already
  bool made_branch = false;         // false: the branch was
  std::vector<std::string> copied;  // by .worktreeinclude
  std::vector<std::string> notes;   // what a person should know: a submodule is not there, …
};

// A worktree at `path` with `branch` checked out, made from `base` when the branch is new, its
// submodules, and the files that .worktreeinclude names. When it is there with this branch, that is
// fine; one that git was stopped in the middle of is made anew. A clone is the same in all of this:
// its branch is the repository's too, and who has it checked out there has it. conflict when the
// path holds something else, the branch exists and is not ours, or is checked out elsewhere. What
// fails leaves nothing that was not there before.
base::Result<MadeWorktree> make_worktree(const WorktreeRequest& request);

// Copies the files that git ignores and .worktreeinclude (patterns like .gitignore) in the
// repository's main working tree names; never over an existing file. Returns all that it ever
// copied to this worktree.
base::Result<std::vector<std::string>> copy_includes(const std::filesystem::path& from,
                                                     const std::filesystem::path& worktree,
                                                     std::stop_token cancel = {});

// Commits every change and untracked file; without a name configured, as "Operator". False when
// there is nothing to commit.
base::Result<bool> commit_all(const std::filesystem::path& worktree, const std::string& message,
                              std::stop_token cancel = {});

// Puts every tracked file back and removes untracked ones; ignored files stay.
base::Status discard_all(const std::filesystem::path& worktree, std::stop_token cancel = {});

// Forgets worktrees whose folders are gone.
base::Status prune(const std::filesystem::path& repository, std::stop_token cancel = {});

// ---- removal ----

// Why a worktree must not be removed. `needs_yes` alone: a person's yes is enough.
struct Obstacle {
  std::string text;  // "3 uncommitted changes: a.txt, …"
  bool needs_yes = false;
  bool processes = false;  // that work in it
  bool operator==(const Obstacle&) const = default;
};
// Empty: removable. A worktree whose folder is gone is removable; one that cannot be read is not.
base::Result<std::vector<Obstacle>> removal_obstacles(const std::filesystem::path& repository,
                                                      const std::filesystem::path& worktree,
                                                      std::stop_token cancel = {});

enum class RemoveConsent {
  none,           // removed only without any obstacle
  ignored_files,  // a person said yes to those obstacles that need one
  everything,     // a person said yes to losing what is there; a process in it still prevents it
};
// Looks again, then removes folder and record; the branch stays. Done when neither is there.
// conflict, with the obstacles as message, otherwise. A symlink in the worktree's place is never
// followed: it is an obstacle.
base::Status remove_worktree(const std::filesystem::path& repository,
                             const std::filesystem::path& worktree, RemoveConsent consent,
                             std::stop_token cancel = {});

}  // namespace git
