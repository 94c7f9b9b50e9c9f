#include "platform/proc_stat.h"

#include <dirent.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "platform/files.h"

namespace platform {
namespace {

template <class T>
T to_number(std::string_view text) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

// The program's name (field 2) may hold spaces and parentheses; the fields after its last ')' may
// not.
std::optional<Stat> read_stat(int pid) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
  if (!text) return std::nullopt;
  const std::size_t open = text->find('(');
  const std::size_t close = text->rfind(')');
  if (open == std::string::npos || close == std::string::npos) return std::nullopt;
  std::vector<std::string_view> fields;  // fields[0] is field 3 of the manual
  std::string_view rest = std::string_view(*text).substr(close + 1);
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \n"), rest.size()));
    if (rest.empty()) break;
    const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
    fields.push_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  if (fields.size() < 22) return std::nullopt;
  Stat stat;
  stat.pid = pid;
  stat.name = text->substr(open + 1, close - open - 1);
  stat.state = fields[0].front();
  stat.parent = to_number<int>(fields[1]);
  stat.group = to_number<int>(fields[2]);
  for (std::size_t i = 11; i <= 12; ++i) stat.own_ticks += to_number<std::uint64_t>(fields[i]);
  stat.ticks = stat.own_ticks;
  for (std::size_t i = 13; i <= 14; ++i) stat.ticks += to_number<std::uint64_t>(fields[i]);
  stat.start_time = to_number<std::uint64_t>(fields[19]);
  stat.resident_pages = to_number<std::uint64_t>(fields[21]);
  return stat;
}

std::vector<int> all_pids() {
  std::vector<int> pids;
  DIR* folder = ::opendir("/proc");
  if (folder == nullptr) return pids;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (!name.empty() && name.front() >= '0' && name.front() <= '9') {
      pids.push_back(to_number<int>(name));
    }
  }
  ::closedir(folder);
  return pids;
}

std::vector<Stat> all_processes() {
  std::vector<Stat> found;
  for (const int pid : all_pids()) {
    if (auto stat = read_stat(pid)) found.push_back(std::move(*stat));
  }
  return found;
}

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

}  // namespace platform
