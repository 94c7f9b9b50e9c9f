// A session's working tree as a clone of the repository, where a project wants that instead of a
// worktree: refs and configuration are its own, and its commits its alone until they are brought to
// the repository. Objects are hard links or copies, never borrowed: what git throws away in one is
// not missed in the other. Every call blocks. Used by make_worktree and remove_worktree.
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "git/reader.h"
#include "git/worktree.h"

namespace git {

// Whether add_clone() made the folder.
bool is_clone(const std::filesystem::path& folder);

// Where a clone is while it is made, or being removed: nothing in it is anybody's.
std::filesystem::path half_clone(const std::filesystem::path& path);

// The clone at request.path, whole or not at all, with its branch checked out at `start`. The
// branch is made in the repository too unless it `exists` there: its name is taken. Remotes:
// `origin` as the repository has it, and `local`, the repository.
base::Status add_clone(const WorktreeRequest& request, Reader& repository, const std::string& start,
                       bool exists);

// What the branch has in the clone becomes the repository's branch of that name. conflict, with
// what is in the way, where that branch is checked out or has other commits.
base::Status bring_home(const std::filesystem::path& repository, const std::filesystem::path& clone,
                        const std::string& branch, const std::stop_token& cancel = {});

// Some of the commits, a stash's among them, that neither the repository nor a remote has; empty:
// none.
base::Result<std::string> only_in_clone(const std::filesystem::path& repository,
                                        const std::filesystem::path& clone,
                                        const std::stop_token& cancel);

// Nothing is asked: the folder goes.
base::Status delete_clone(const std::filesystem::path& clone);

}  // namespace git
