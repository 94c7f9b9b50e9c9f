// Looking at a file or folder without touching it: for judging permissions and damage.
#pragma once
#include <filesystem>
#include <string>

namespace platform {

struct Look {
  bool exists = false;  // itself, also a symlink that leads nowhere
  bool symlink = false;
  bool folder = false;    // after following symlinks
  bool writable = false;  // by this process, also by what the file system is mounted as
  unsigned owner = 0;     // user id, of the entry itself
  unsigned mode = 0;      // permission bits, of the entry itself
};
Look look_at(const std::filesystem::path& path);

}  // namespace platform
