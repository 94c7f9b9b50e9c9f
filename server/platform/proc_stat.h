// What /proc says of the processes that there are: proc(5) /proc/<pid>/stat. Internal to platform/.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace platform {

struct Stat {
  int pid = 0;
  std::string name;  // of the program, at most 15 bytes
  char state = '?';
  int parent = 0;
  int group = 0;
  std::uint64_t own_ticks = 0;  // user and system
  std::uint64_t ticks = 0;      // the same, with those of awaited children
  std::uint64_t start_time = 0;
  std::uint64_t resident_pages = 0;
  [[nodiscard]] bool alive() const { return state != 'Z' && state != 'X'; }
  [[nodiscard]] bool stopped() const { return state == 'T' || state == 't'; }
};

// Of every process that /proc shows, this one included.
std::vector<int> all_pids();
std::optional<Stat> read_stat(int pid);
std::vector<Stat> all_processes();
// Everything below `root`, from one snapshot; without `root` itself.
std::vector<Stat> tree_below(int root);

}  // namespace platform
