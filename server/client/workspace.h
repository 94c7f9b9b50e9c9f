// Which workspace a command means.
#pragma once
#include <filesystem>
#include <string>

#include "base/paths.h"
#include "base/result.h"

namespace client {

// In this order: `chosen` (--workspace) if not empty, or the workspace that made it when it is a
// worktree of Operator's; OPERATOR_WORKSPACE; the workspace that made the worktree around `cwd`;
// the nearest folder upwards with `.operator` or `.tickets`; the top of the git checkout; `cwd`.
// Reads the file system only.
base::Result<base::WorkspacePaths> find_workspace(const std::string& chosen,
                                                  const std::filesystem::path& cwd);

}  // namespace client
