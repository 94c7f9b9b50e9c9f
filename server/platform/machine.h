// What the machine has left, from /proc.
#pragma once
#include <cstdint>
#include <optional>

namespace platform {

struct MachineLoad {
  // Bytes that programs can have without pushing others out: MemAvailable, less where a control
  // group limits it.
  std::uint64_t available_memory = 0;
  double load = 0;  // of the last minute
};
// Nothing where /proc does not say it. Thread-safe.
std::optional<MachineLoad> machine_load();

}  // namespace platform
