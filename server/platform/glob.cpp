#include "platform/glob.h"

#include <fnmatch.h>

#include "platform/files.h"

namespace platform {
namespace fs = std::filesystem;

std::optional<base::WallTime> newest_match(const fs::path& folder, const std::string& pattern) {
  std::optional<base::WallTime> newest;
  std::error_code error;
  fs::recursive_directory_iterator files(folder, fs::directory_options::skip_permission_denied,
                                         error);
  for (; !error && files != fs::recursive_directory_iterator(); files.increment(error)) {
    if (files->path().filename() == ".git") {
      files.disable_recursion_pending();
      continue;
    }
    const std::string path = files->path().lexically_relative(folder).string();
    if (fnmatch(pattern.c_str(), path.c_str(), 0) != 0) continue;
    // A link may lead anywhere: only what lies in the folder is the folder's.
    std::error_code broken;
    if (files->is_symlink(broken)) {
      const fs::path real = fs::canonical(files->path(), broken);
      const std::string inner = real.lexically_relative(fs::canonical(folder, broken)).string();
      if (broken || inner.empty() || inner == ".." || inner.starts_with("../")) continue;
    }
    const auto stamp = stamp_of(files->path());
    if (!stamp || !stamp->regular) continue;
    const base::WallTime at{stamp->modified_ns / 1'000'000};
    if (!newest || *newest < at) newest = at;
  }
  return newest;
}

}  // namespace platform
