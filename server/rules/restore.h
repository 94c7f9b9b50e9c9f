// Sessions whose host died without a word (its machine did, or somebody killed it): offered to a
// person in one review, or taken up without one where the configuration says so, and brought back
// one after another, no further when one does not come back.
// And a conversation that cannot be gone on with. Pure.
#pragma once
#include <string>
#include <vector>

#include "rules/draft.h"

namespace rules {

inline constexpr const char* kLostReview = "R-lost";

// Those that are lost and can be restored, oldest first.
std::vector<base::SessionId> lost_sessions(const State& state);
// It is to be restored, after others.
bool waits_for_restore(const State& state, const base::SessionId& id);

// Whether a change of this session can matter to look_after_lost().
bool concerns_restores(const State& state, const Session& session);
// Goes on with what is being restored, and offers the rest. To be called when something changed.
void look_after_lost(Draft& draft);
// A person's word: restore all that are lost, or leave them as they are.
void decide_lost(Draft& draft, bool yes);
// Some are being restored, or are to be.
bool is_restoring(const State& state);
// Why the last time went no further, while there are some to be offered again.
std::string why_stopped(const State& state);

// The run that was to go on with a conversation cannot, and its agent was not started: the next one
// begins anew, with the step's own prompt. Nothing for another run than the current one.
void start_afresh(Draft& draft, const base::SessionId& id, int run, const std::string& why);

}  // namespace rules
