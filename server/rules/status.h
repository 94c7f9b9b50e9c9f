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
  spawning,
  working,
  needs_input,
  stuck,
  ci_failed,
  changes_requested,
  mergeable,
  approved,
  review_pending,
  pr_open,
  merged,
  done,
  killed,
  terminated,
  cleanup,
  errored,
  parked,
};
// active: a turn runs, or work in the background, or a program without hooks; ready: its turn ended
// less than a minute ago; idle: longer; waiting_input: a review or a dialog is open; blocked: its
// turn failed (rate limit, sign-in); exited: no process.
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
  // Ids of the facts it rests on. Removing one changes the label; where several say the same (two
  // open reviews, several hooks of a running agent), all are named, and removing them all does.
  std::vector<std::int64_t> facts;
};

struct StatusInput {
  std::vector<Fact> facts;         // newest per (source, kind) of one session, any order
  std::int64_t restored_fact = 0;  // the first fact since the newest restore, which cuts older
                                   // hook, transcript, process, screen, human and owner facts, not
                                   // git and forge ones, nor open reviews; 0: never
  std::string boot;  // this boot's id: durations across boots are not compared
};

// DESIGN §5, first match wins, with two changes: an open review outranks `spawning`, so that a
// start that waits for a person is seen to; `parked` comes after all that is owed or open. `now` is
// only used for stuck and idle. Facts without a value are over and count as absent. Without any
// fact a session is `stuck`: nothing is known of it.
StatusView status_of(const StatusInput& input, const SessionSettings& settings, base::Now now);

// When status_of may change by time alone (stuck, idle); nothing when it cannot. One that lies in
// the past means that the processor is to be looked at now (process "cpu").
std::optional<base::MonoTime> status_deadline(const StatusInput& input,
                                              const SessionSettings& settings, base::Now now);

std::string_view name_of(Status status);                    // wire names: "needs_input"
std::optional<Status> status_named(std::string_view name);  // the other way
std::string_view name_of(Activity activity);
std::string_view name_of(Source source);

// Whether `restore` may bring it back: killed, done, terminated, cleanup, errored, parked, unless
// merged.
bool is_restorable(Status status);
// Whether the session has ended (no agent is or will be running by itself).
bool is_ended(Status status);

}  // namespace rules
