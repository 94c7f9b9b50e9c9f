// Becoming the one owner of a workspace.
#pragma once
#include <optional>

#include "base/clock.h"
#include "base/paths.h"
#include "base/result.h"
#include "platform/lock.h"

namespace serve {

// The owner's lock, or nothing when another owner has it.
base::Result<std::optional<platform::FileLock>> lock_owner(const base::WorkspacePaths& paths);

// Asks the owner that runs to end, as often as one answers, and takes the lock. Agents go on.
// conflict when that owner runs in the foreground too; unavailable when it did not end in time.
// Blocks.
base::Result<platform::FileLock> take_over(const base::WorkspacePaths& paths, base::Millis within);

}  // namespace serve
