// Which tickets of the queue launch now, and why each of the others does not. Pure.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/settings.h"
#include "rules/state.h"
#include "rules/world.h"

namespace rules {

// What the machine has left.
struct MachineLoad {
  std::uint64_t free_memory = 0;  // bytes that programs can have without pushing others out
  double load = 0;                // of the last minute
};

struct QueueInput {
  const State& state;
  const Settings& settings;
  const World& world;
  bool paused = false;
  base::Now now;
  // Asked once per plan, and only when a ticket would launch and a limit is set. None: no limits.
  std::function<std::optional<MachineLoad>()> machine{};
};

// After so many failures in a row a ticket is held.
constexpr int kMaxFailures = 3;
// What a launch of the ticket is tried with: its file and the configuration. One that is held waits
// until this is another.
std::string tried_with(const Settings& settings, const Ticket& ticket);

// One ticket of the queue folder. `ticket` points into World::tickets.
struct QueueRow {
  const Ticket* ticket = nullptr;
  std::string reason;                   // for people; empty: it launches now
  std::optional<base::WallTime> until;  // when the reason ends by time alone
};

struct QueuePlan {
  std::vector<QueueRow> rows;  // in launch order: after their blockers, then order.h
  int running = 0;             // slots in use
  int limit = 0;
  std::vector<const Ticket*> launch;   // what to launch now, in order, within all limits
  std::optional<base::WallTime> next;  // when something may become eligible by time alone
};

QueuePlan plan_queue(const QueueInput& input);

// Whether a person may launch this ticket now. Pause, hold, settling, backoff and the limits of
// automatic launch are no obstacle to a person; blockers, damage, an open launch and (without
// `force`) the slots and the machine's load are. forbidden: the workspace is not trusted; conflict:
// everything else.
base::Status may_launch(const QueueInput& input, const Ticket& ticket, bool force);

// Whether this session takes a slot: its agent runs or is about to, its ticket is unfinished, and,
// without queue.waitingCounts, it does not wait for a person.
bool takes_slot(const State& state, const Session& session, const QueueSettings& settings);

}  // namespace rules
