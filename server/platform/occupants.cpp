#include "platform/occupants.h"

#include <unistd.h>

#include <charconv>

#include "base/text.h"
#include "platform/files.h"
#include "platform/identity.h"

namespace platform {

namespace fs = std::filesystem;

namespace {

template <class Use>
void for_each_other(Use use) {
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    int pid = 0;
    const auto [rest, problem] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (problem != std::errc{} || rest != name.data() + name.size() || pid == ::getpid()) continue;
    use(pid, at->path());
  }
}

}  // namespace

std::vector<Occupant> occupants(const fs::path& folder) {
  std::vector<Occupant> found;
  const std::string inside = folder.string() + "/";
  for_each_other([&](int pid, const fs::path& process) {
    std::error_code unreadable;  // gone, a zombie, or another user's
    const fs::path cwd = fs::read_symlink(process / "cwd", unreadable);
    if (unreadable || (cwd != folder && !cwd.string().starts_with(inside))) return;
    const auto comm = read_file(process / "comm", 4096);
    found.push_back({pid, comm ? std::string(base::trim(*comm)) : ""});
  });
  return found;
}

// A zombie has no environment any more.
std::multimap<std::string, int> processes_by_variable(std::string_view name, std::string_view where,
                                                      std::string_view value) {
  std::multimap<std::string, int> found;
  for_each_other([&](int pid, const fs::path&) {
    if (environment_value(pid, where) != value) return;
    if (auto is = environment_value(pid, name)) found.emplace(std::move(*is), pid);
  });
  return found;
}

}  // namespace platform
