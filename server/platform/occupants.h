// Which processes have a folder, or one below it, as their current folder. Source: proc(5)
// /proc/<pid>/cwd; processes of other users are not readable and not seen.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace platform {

struct Occupant {
  int pid = 0;
  std::string name;  // /proc/<pid>/comm
};

// Without this process itself. `folder` is a real path. Thread-safe.
std::vector<Occupant> occupants(const std::filesystem::path& folder);

}  // namespace platform
