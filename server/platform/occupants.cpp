#include "platform/occupants.h"

#include <unistd.h>

#include <charconv>

#include "base/text.h"
#include "platform/files.h"

namespace platform {

namespace fs = std::filesystem;

std::vector<Occupant> occupants(const fs::path& folder) {
  std::vector<Occupant> found;
  const std::string inside = folder.string() + "/";
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    int pid = 0;
    const auto [rest, problem] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (problem != std::errc{} || rest != name.data() + name.size() || pid == ::getpid()) continue;
    std::error_code unreadable;  // gone, a zombie, or another user's
    const fs::path cwd = fs::read_symlink(at->path() / "cwd", unreadable);
    if (unreadable || (cwd != folder && !cwd.string().starts_with(inside))) continue;
    const auto comm = read_file(at->path() / "comm", 4096);
    found.push_back({pid, comm ? std::string(base::trim(*comm)) : ""});
  }
  return found;
}

}  // namespace platform
