#include "platform/identity.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <map>

#include "platform/descriptor.h"
#include "platform/files.h"

namespace platform {
namespace {

struct Stat {
  int pid = 0;
  char state = '?';
  int parent = 0;
  int group = 0;
  std::uint64_t ticks = 0;  // user, system, and both of awaited children
  std::uint64_t start_time = 0;
  [[nodiscard]] bool alive() const { return state != 'Z' && state != 'X'; }
};

template <class T>
T to_number(std::string_view text) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The program's name (field 2) may hold spaces and parentheses; the fields after its last ')' may
// not.
std::optional<Stat> read_stat(int pid) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
  if (!text) return std::nullopt;
  const std::size_t close = text->rfind(')');
  if (close == std::string::npos) return std::nullopt;
  std::vector<std::string_view> fields;  // fields[0] is field 3 of the manual
  std::string_view rest = std::string_view(*text).substr(close + 1);
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \n"), rest.size()));
    if (rest.empty()) break;
    const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
    fields.push_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  if (fields.size() < 20) return std::nullopt;
  Stat stat;
  stat.pid = pid;
  stat.state = fields[0].front();
  stat.parent = to_number<int>(fields[1]);
  stat.group = to_number<int>(fields[2]);
  for (std::size_t i = 11; i <= 14; ++i) stat.ticks += to_number<std::uint64_t>(fields[i]);
  stat.start_time = to_number<std::uint64_t>(fields[19]);
  return stat;
}

std::vector<Stat> all_processes() {
  std::vector<Stat> found;
  DIR* folder = ::opendir("/proc");
  if (folder == nullptr) return found;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name.empty() || name.front() < '0' || name.front() > '9') continue;
    if (auto stat = read_stat(to_number<int>(name))) found.push_back(*stat);
  }
  ::closedir(folder);
  return found;
}

// Everything below `root`, from one snapshot.
std::vector<Stat> tree_below(int root) {
  std::multimap<int, Stat> by_parent;
  for (const Stat& stat : all_processes()) by_parent.emplace(stat.parent, stat);
  std::vector<Stat> found;
  std::vector<int> open{root};
  while (!open.empty()) {
    const int parent = open.back();
    open.pop_back();
    const auto [first, last] = by_parent.equal_range(parent);
    for (auto it = first; it != last; ++it) {
      found.push_back(it->second);
      open.push_back(it->first == it->second.pid ? 0 : it->second.pid);
    }
    by_parent.erase(first, last);  // a torn snapshot cannot make us go round in circles
  }
  return found;
}

}  // namespace

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
