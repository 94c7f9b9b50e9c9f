#include "platform/lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <thread>

namespace platform {

base::Result<std::optional<FileLock>> FileLock::try_acquire(const std::filesystem::path& path,
                                                            Inherit inherit, base::Millis wait) {
  const int flags = O_RDWR | O_CREAT | O_NOCTTY | (inherit == Inherit::no ? O_CLOEXEC : 0);
  Descriptor fd(::open(path.c_str(), flags, 0600));
  if (!fd) return base::fail_errno("cannot open " + path.string(), errno);
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return base::fail_errno("cannot lock " + path.string(), errno);
    if (std::chrono::steady_clock::now() >= deadline) return std::optional<FileLock>();
    std::this_thread::sleep_for(base::Millis{2});
  }
  return std::optional<FileLock>(FileLock(std::move(fd)));
}

bool is_locked(const std::filesystem::path& path) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd) return false;
  // Shared, so that probers do not see each other.
  return ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

}  // namespace platform
