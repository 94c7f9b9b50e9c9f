// A fact: the newest thing one source said about a session. Status is derived from these and never
// stored. The store keeps one row per (session, source, kind), upserted.
#pragma once
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/ids.h"

namespace rules {

enum class Source { hook, transcript, process, screen, git, forge, human, owner };

// Kinds, by source; `value` in brackets. A fact whose cause is over is put again with value "".
//   hook        "start" [conversation id]  "turn" [running | ended | failed: reason]
//               "tool" [summary of the open call, "" when none]  "life" [name of the newest event]
//               "background" [yes | ""]  "end" [reason]
//   transcript  "life" [what]  "interrupted" [yes | ""]
//   process     "host" [alive | gone]  "agent" [alive | gone]  "exit" [code]  "cpu" [used | still]
//               "output" [changing | quiet]: of a program that was started by hand
//               "stopped" [yes | ""]: by a freeze that has taken effect
//   screen      "waiting" [what | ""]  "working" [what | ""]
//   forge       "pr" [open | merged | closed]  "ci" [passed | failed | running]
//               "decision" [approved | changes_requested | pending]  "mergeable" [yes | no]
//   human       "kill" [killed | terminated]  "cleanup" [yes]  "freeze" [frozen | thawed]
//               "park" [parked]  "looked" [yes]: its last viewer has left
//   owner       "launch" [starting | setup: command | running | failed: reason]  "ticket"
//   [completed | ""]
//               "review/<id>" [the review's kind; "" when closed]  "runtime" [lost | ""]
//               "park" [idle]: parked by itself  "nudge" [step/round]: where it was nudged
//               "cleanup" [kept: reason]: it could not be cleaned up by itself
struct Fact {
  std::int64_t id = 0;  // the store's sequence: the one order of things
  base::SessionId session;
  Source source = Source::owner;
  std::string kind;
  std::string value;
  base::WallTime at;
  base::MonoTime mono;  // valid while `boot` is this boot
  std::string boot;     // boot id
};

}  // namespace rules
