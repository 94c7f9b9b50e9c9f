// Which tickets launch now, in which order, and why each of the others waits. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/settings.h"
#include "rules/state.h"
#include "rules/world.h"

namespace rules {

struct QueueInput {
  const State& state;
  const Settings& settings;
  const World& world;
  bool paused = false;
  base::Now now;
};

struct QueueRow {
  const Ticket* ticket = nullptr;  // into World::tickets
  std::string reason;              // a sentence for people; empty: launches now
  std::optional<base::WallTime> until;  // when time alone changes that
};

struct QueuePlan {
  std::vector<QueueRow> rows;          // the files in queue/, in launch order
  std::vector<const Ticket*> launch;   // what launches now, in order, within all limits
  int running = 0;                     // slots in use
  int limit = 0;                       // slots in all
  std::optional<base::WallTime> next;  // the earliest `until` of a row
};

// Valid as long as `input.world` is unchanged.
QueuePlan plan_queue(const QueueInput& input);

// A person's explicit launch: pause, hold, settling, back-off and trust of the folder's tickets do
// not stop it; a damaged file, blockers, an open launch, limits (but for `force`) and an untrusted
// workspace do.
base::Status may_launch(const QueueInput& input, const Ticket& ticket, bool force);

}  // namespace rules
