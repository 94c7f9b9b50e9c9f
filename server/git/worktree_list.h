// The worktrees that a repository knows. Internal to git/.
#pragma once
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"

namespace git {

struct ListedWorktree {
  std::filesystem::path path;
  std::string branch;  // short; empty: detached
  bool bare = false;   // the first one's folder is the repository itself
  bool locked = false;
  std::string lock_reason;
};

base::Result<std::vector<ListedWorktree>> list_worktrees(const std::filesystem::path& repository,
                                                         const std::stop_token& cancel);

// The same folder, also when one side is written through symlinks or is not there.
bool same_path(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace git
