#include "platform/identity.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "platform/descriptor.h"
#include "platform/files.h"
#include "platform/proc_stat.h"

namespace platform {

// OPERATOR_BOOT_ID: tests have no other way to reboot.
std::string boot_id() {
  static const std::string id = [] {
    if (const char* given = std::getenv("OPERATOR_BOOT_ID")) return std::string(given);
    auto text = read_file("/proc/sys/kernel/random/boot_id", 128).value_or(std::string());
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
  }();
  return id;
}

int own_pid() { return ::getpid(); }
unsigned own_uid() { return ::getuid(); }
bool in_other_pid_namespace(int pid) {
  std::error_code error;
  const auto link = [&](const std::string& of) {
    return std::filesystem::read_symlink("/proc/" + of + "/ns/pid", error).string();
  };
  const std::string own = link("self");
  const std::string its = error ? "" : link(std::to_string(pid));
  return !error && own != its;
}
unsigned own_gid() { return ::getgid(); }

std::optional<ProcessIdentity> identity_of(int pid) {
  const auto stat = pid > 0 ? read_stat(pid) : std::nullopt;
  if (!stat || !stat->alive()) return std::nullopt;
  return ProcessIdentity{pid, stat->start_time, boot_id()};
}

bool is_alive(const ProcessIdentity& identity) { return identity_of(identity.pid) == identity; }

std::vector<int> ancestry(int pid) {
  std::vector<int> parents;
  while (pid > 1 && parents.size() < 1024) {
    const auto stat = read_stat(pid);
    if (!stat || stat->parent <= 0) break;
    pid = stat->parent;
    parents.push_back(pid);
  }
  return parents;
}

std::optional<std::string> environment_value(int pid, std::string_view name) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/environ", 4U << 20U);
  if (!text) return std::nullopt;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::string_view entry = rest.substr(0, rest.find('\0'));
    if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
      return std::string(entry.substr(name.size() + 1));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
  }
  return std::nullopt;
}

std::vector<int> group_members(int group) {
  std::vector<int> members;
  for (const Stat& stat : all_processes())
    if (stat.group == group && stat.alive()) members.push_back(stat.pid);
  return members;
}

std::vector<int> descendants(int pid) {
  std::vector<int> found;
  for (const Stat& stat : tree_below(pid))
    if (stat.alive()) found.push_back(stat.pid);
  return found;
}

std::vector<int> running_descendants(int pid) {
  std::vector<int> found;
  for (const Stat& stat : tree_below(pid))
    if (stat.alive() && !stat.stopped()) found.push_back(stat.pid);
  return found;
}

base::Millis cpu_time(int pid) {
  std::uint64_t ticks = 0;
  if (const auto stat = read_stat(pid)) ticks += stat->ticks;
  for (const Stat& stat : tree_below(pid)) ticks += stat.ticks;
  const auto per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return base::Millis{static_cast<std::int64_t>(ticks * 1000 / per_second)};
}

base::Status signal_process(const ProcessIdentity& identity, int signal) {
  const auto gone = [&] {
    return base::fail(base::ErrorCode::not_found,
                      "process " + std::to_string(identity.pid) + " is gone");
  };
  const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, identity.pid, 0)));
  if (!handle) return gone();
  if (!is_alive(identity)) return gone();
  if (::syscall(SYS_pidfd_send_signal, handle.get(), signal, nullptr, 0) == 0) return {};
  if (errno == ESRCH) return gone();
  return base::fail_errno("cannot signal process " + std::to_string(identity.pid), errno);
}

bool signal_group(int group, int signal) { return group > 1 && ::kill(-group, signal) == 0; }
bool signal_pid(int pid, int signal) { return pid > 1 && ::kill(pid, signal) == 0; }

}  // namespace platform
