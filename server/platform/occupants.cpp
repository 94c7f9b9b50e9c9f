#include "platform/occupants.h"

#include <unistd.h>

#include "base/text.h"
#include "platform/files.h"
#include "platform/identity.h"
#include "platform/proc_stat.h"

namespace platform {

namespace fs = std::filesystem;

std::vector<Occupant> occupants(const fs::path& folder) {
  std::vector<Occupant> found;
  const std::string inside = folder.string() + "/";
  for (const int pid : all_pids()) {
    if (pid == ::getpid()) continue;
    const fs::path process = fs::path("/proc") / std::to_string(pid);
    std::error_code unreadable;  // gone, a zombie, or another user's
    const fs::path cwd = fs::read_symlink(process / "cwd", unreadable);
    if (unreadable || (cwd != folder && !cwd.string().starts_with(inside))) continue;
    const auto comm = read_file(process / "comm", 4096);
    found.push_back({pid, comm ? std::string(base::trim(*comm)) : ""});
  }
  return found;
}

// A zombie has no environment any more.
std::multimap<std::string, int> processes_by_variable(std::string_view name, std::string_view where,
                                                      std::string_view value) {
  std::multimap<std::string, int> found;
  for (const int pid : all_pids()) {
    if (pid == ::getpid() || environment_value(pid, where) != value) continue;
    if (auto is = environment_value(pid, name)) found.emplace(std::move(*is), pid);
  }
  return found;
}

}  // namespace platform
