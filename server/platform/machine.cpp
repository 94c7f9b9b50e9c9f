#include "platform/machine.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "platform/files.h"

namespace platform {

std::optional<MachineLoad> machine_load() {
  constexpr std::string_view kKey = "MemAvailable:";
  const auto memory = read_file("/proc/meminfo", 65536);
  const auto at = memory ? memory->find(kKey) : std::string::npos;
  MachineLoad now;
  if (at == std::string::npos || ::getloadavg(&now.load, 1) != 1) return std::nullopt;
  now.available_memory = std::strtoull(memory->c_str() + at + kKey.size(), nullptr, 10) * 1024;
  const auto used = read_file("/sys/fs/cgroup/memory.current", 100);
  const auto limit = read_file("/sys/fs/cgroup/memory.max", 100);
  if (used && limit && !limit->starts_with("max")) {
    const std::uint64_t most = std::strtoull(limit->c_str(), nullptr, 10);
    const std::uint64_t taken = std::strtoull(used->c_str(), nullptr, 10);
    now.available_memory = std::min(now.available_memory, most > taken ? most - taken : 0);
  }
  return now;
}

}  // namespace platform
