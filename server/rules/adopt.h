// A program that a person has started by hand becomes a session. It has no host: what is known of
// it is that it runs, and when its terminal last showed something new.
#pragma once
#include <string>

#include "rules/draft.h"

namespace rules {

struct Adoption {
  AdoptedPane pane;
  std::string program;   // what runs in it: the session's agent by name
  std::string worktree;  // top folder of the working tree that it works in
};

// A claim of the ticket for what runs already; nothing is launched, and no slot is asked for.
base::SessionId adopt(Draft& draft, const Ticket& ticket, const std::string& ticket_text,
                      const Adoption& adoption);
// The session that has this program; null: none whose agent runs.
const Session* adopter_of(const State& state, const std::string& socket, const std::string& pane,
                          int pid);
// Whether its terminal has shown anything new of late.
void output_seen(Draft& draft, const base::SessionId& id, bool quiet);

}  // namespace rules
