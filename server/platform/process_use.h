// What processes use of the machine, looked at when somebody asks; nothing runs in between. Source:
// proc(5) /proc/<pid>/stat. Thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"

namespace platform {

struct ProcessUse {
  int pid = 0;
  int parent = 0;
  std::string name;          // of its program, at most 15 bytes
  double cpu_percent = 0;    // of one processor, during the look
  base::Millis cpu_time{0};  // user and system, since it began
  std::uint64_t memory = 0;  // resident bytes
};

// `root` and everything below it that lives, by pid. Blocks for `look`, in which the processors'
// use is measured (their clock ticks 100 times a second); at once when there is no such process.
std::vector<ProcessUse> process_uses(int root, base::Millis look);

}  // namespace platform
