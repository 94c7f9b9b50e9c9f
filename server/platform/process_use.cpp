#include "platform/process_use.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <thread>

#include "platform/proc_stat.h"

namespace platform {
namespace {

std::vector<Stat> tree_of(int root) {
  const auto top = root > 0 ? read_stat(root) : std::nullopt;
  if (!top) return {};
  std::vector<Stat> found = tree_below(root);
  found.push_back(*top);
  std::erase_if(found, [](const Stat& stat) { return !stat.alive(); });
  return found;
}

}  // namespace

std::vector<ProcessUse> process_uses(int root, base::Millis look) {
  using Clock = std::chrono::steady_clock;
  std::map<int, Stat> before;
  for (const Stat& stat : tree_of(root)) before.emplace(stat.pid, stat);
  if (before.empty()) return {};
  const auto began = Clock::now();
  std::this_thread::sleep_for(look);
  const std::vector<Stat> after = tree_of(root);
  const std::chrono::duration<double> took = Clock::now() - began;
  const auto per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::vector<ProcessUse> uses;
  for (const Stat& stat : after) {
    ProcessUse use;
    use.pid = stat.pid;
    use.parent = stat.parent;
    use.name = stat.name;
    const double seconds = static_cast<double>(stat.own_ticks) / per_second;
    use.cpu_time = base::Millis{static_cast<std::int64_t>(seconds * 1000)};
    use.memory = stat.resident_pages * page;
    const auto old = before.find(stat.pid);
    const bool same = old != before.end() && old->second.start_time == stat.start_time;
    const std::uint64_t used = stat.own_ticks - (same ? old->second.own_ticks : 0);
    use.cpu_percent = static_cast<double>(used) / per_second / took.count() * 100;
    uses.push_back(std::move(use));
  }
  std::sort(uses.begin(), uses.end(),
            [](const ProcessUse& a, const ProcessUse& b) { return a.pid < b.pid; });
  return uses;
}

}  // namespace platform
