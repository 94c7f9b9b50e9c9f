// Status, derived: the label a person reads, from the newest facts. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "rules/fact.h"
#include "rules/settings.h"

namespace rules {

enum class Status {
  spawning, working, needs_input, stuck, ci_failed, changes_requested, mergeable, approved,
  review_pending, pr_open, merged, done, killed, terminated, cleanup, errored,
};
enum class Activity { active, ready, idle, waiting_input, blocked, exited };

struct Evidence {
  Source source = Source::owner;
  std::string what;  // "permission hook", "exit code 1", "no sign of life for 5 min"
  base::WallTime at;
};

struct StatusView {
  Status status = Status::spawning;
  Activity activity = Activity::active;
  Evidence evidence;
  std::vector<std::int64_t> facts;  // ids of the facts it rests on; removing one changes the label
};

struct StatusInput {
  std::vector<Fact> facts;          // newest per (source, kind) of one session, any order
  base::WallTime restored_at{};     // cuts older hook, transcript, process, screen, human and owner
                                    // facts, not git and forge ones; 0 when never restored
  std::string boot;                 // this boot's id: durations across boots are not compared
};

// DESIGN §5, first match wins. `now` is only used for stuck and idle.
StatusView status_of(const StatusInput& input, const SessionSettings& settings, base::Now now);

// When status_of may change by time alone (stuck, idle); nothing when it cannot.
std::optional<base::MonoTime> status_deadline(const StatusInput& input,
                                              const SessionSettings& settings, base::Now now);

std::string_view name_of(Status status);      // wire names: "needs_input"
std::string_view name_of(Activity activity);
std::string_view name_of(Source source);

// Whether `restore` may bring it back: killed, done, terminated, cleanup, errored, unless merged.
bool is_restorable(Status status);
// Whether the session has ended (no agent is or will be running by itself).
bool is_ended(Status status);

}  // namespace rules
