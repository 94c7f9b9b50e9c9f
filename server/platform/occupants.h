// Which processes have a folder, or one below it, as their current folder, and which were started
// with a variable. Source: proc(5) /proc/<pid>/cwd and environ; processes of other users are not
// readable and not seen.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace platform {

struct Occupant {
  int pid = 0;
  std::string name;  // /proc/<pid>/comm
};

// Without this process itself. `folder` is a real path. Thread-safe.
std::vector<Occupant> occupants(const std::filesystem::path& folder);

// Live processes by the value of `name` in the environment that they were started with, of those
// that were started with `where` = `value` as well, wherever they are by now: one pass over /proc,
// tens of microseconds for each of this user's processes. Thread-safe.
std::multimap<std::string, int> processes_by_variable(std::string_view name, std::string_view where,
                                                      std::string_view value);

}  // namespace platform
