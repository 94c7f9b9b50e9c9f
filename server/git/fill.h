// What a checkout does not bring by itself: submodules, and the contents that Git LFS keeps
// elsewhere. Neither is worth failing for: what is not there is said.
#pragma once
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"

namespace git {

// Initialises submodules that are not checked out yet. Returns what a person should know: "the
// submodule lib is not there: …". Blocks.
std::vector<std::string> fill_submodules(const std::filesystem::path& worktree,
                                         base::Millis deadline, const std::stop_token& cancel);

// The same for files that are still LFS pointers.
std::vector<std::string> look_for_pointers(const std::filesystem::path& worktree,
                                           const std::stop_token& cancel);

// Why a checkout may have failed: " (…)" when Git LFS is set up and not installed, else "".
std::string lfs_is_missing(const std::filesystem::path& repository);

}  // namespace git
