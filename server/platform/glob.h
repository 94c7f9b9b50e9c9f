// Files of a folder that match a pattern.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"

namespace platform {

// When the newest file below `folder` that matches `pattern` was modified; nothing without a match.
// The pattern is fnmatch(3)'s over the path relative to `folder`; '*' also crosses '/'. Folders
// named .git and symlinked folders are not entered. Blocks.
std::optional<base::WallTime> newest_match(const std::filesystem::path& folder,
                                           const std::string& pattern);

}  // namespace platform
