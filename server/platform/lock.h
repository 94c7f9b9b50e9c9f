// An flock(2) on a file of its own. The kernel frees it when the last process holding the
// descriptor ends, however it ends: "lock held" is the one proof of life that survives SIGKILL and
// reuse of pids.
#pragma once
#include <filesystem>
#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "platform/descriptor.h"

namespace platform {

enum class Inherit { no, by_exec };  // whether a program started from here keeps holding the lock

class FileLock {
 public:
  // Held as long as the object lives. Creates the file (0600); it is never removed, because a lock
  // on a removed file guards nothing. Nothing in the optional: somebody else holds it. Tries for
  // `wait`, since a prober (`is_locked`) holds it for a moment.
  static base::Result<std::optional<FileLock>> try_acquire(const std::filesystem::path& path,
                                                           Inherit inherit = Inherit::no,
                                                           base::Millis wait = base::Millis{50});

 private:
  explicit FileLock(Descriptor fd) : fd_(std::move(fd)) {}
  Descriptor fd_;
};

// Whether somebody holds it now. A file that does not exist is not locked.
bool is_locked(const std::filesystem::path& path);

}  // namespace platform
