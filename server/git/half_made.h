// What a git that was killed, or met a full disk, in the middle of `git worktree add` leaves in a
// repository: an entry whose first files are empty, at which every later git of it ends ("failed to
// read .git/worktrees/…/commondir"). Source: git's worktree.c and setup.c, seen with git 2.39.
#pragma once
#include <filesystem>

namespace git {

// Removes such entries of worktrees below `folder`, and of nobody knows where when they are older
// than a minute. They come before the first file is checked out, so no work is in them. The caller
// holds the repository's lock. What cannot be removed stays.
void forget_half_made(const std::filesystem::path& common_dir, const std::filesystem::path& folder);

}  // namespace git
