#include "platform/look.h"

#include <sys/stat.h>
#include <unistd.h>

namespace platform {

Look look_at(const std::filesystem::path& path) {
  Look look;
  struct stat entry {};
  if (::lstat(path.c_str(), &entry) != 0) return look;
  look.exists = true;
  look.symlink = S_ISLNK(entry.st_mode);
  look.owner = entry.st_uid;
  look.mode = entry.st_mode & 07777U;
  struct stat target {};
  look.folder = ::stat(path.c_str(), &target) == 0 && S_ISDIR(target.st_mode);
  look.writable = ::access(path.c_str(), W_OK) == 0;
  return look;
}

}  // namespace platform
