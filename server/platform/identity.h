// Which process is meant. A pid alone is reused; pid + start time + boot id is not, and is checked
// before every signal. Sources: proc(5) /proc/<pid>/stat fields 4 (parent), 5 (group), 14-17
// (times) and 22 (start time), /proc/<pid>/environ, /proc/sys/kernel/random/boot_id. All functions
// are thread-safe and only read; none keeps state.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace platform {

struct ProcessIdentity {
  int pid = 0;
  std::uint64_t start_time = 0;  // clock ticks since boot
  std::string boot_id;
  bool operator==(const ProcessIdentity&) const = default;
};

std::string boot_id();
int own_pid();
unsigned own_uid();
unsigned own_gid();

// Nothing when there is no such process, or only its zombie.
std::optional<ProcessIdentity> identity_of(int pid);
bool is_alive(const ProcessIdentity& identity);

// The parents of `pid`, nearest first, without `pid` itself; ends at pid 1 (included).
std::vector<int> ancestry(int pid);
// The value of a variable as the process was started with it; nothing when unset or unreadable.
std::optional<std::string> environment_value(int pid, std::string_view name);

// It sees other processes than we do, as in a container; false when that cannot be looked at.
bool in_other_pid_namespace(int pid);

// Live (not zombie) processes only.
std::vector<int> group_members(int group);
// Children, their children, …, parents before their children; without `pid` itself.
std::vector<int> descendants(int pid);
// Those of them that no SIGSTOP has stopped.
std::vector<int> running_descendants(int pid);

// CPU time, user and system, used by `pid` and every live descendant, with what their ended and
// awaited children used.
base::Millis cpu_time(int pid);

// Sends `signal` if, and only if, it is still that process (by pidfd, so it cannot become another
// in between). not_found when it is gone.
base::Status signal_process(const ProcessIdentity& identity, int signal);
// kill(-group). False when no such group exists. Call only while a member is known to be ours.
bool signal_group(int group, int signal);
// kill(pid): for own, not yet awaited children only.
bool signal_pid(int pid, int signal);

}  // namespace platform
