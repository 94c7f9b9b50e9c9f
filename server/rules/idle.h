// What time without work leads to: a stuck turn is nudged, an idle session parked, a finished one
// cleaned up; each as the configuration says, and off without it. Pure.
#pragma once
#include <optional>

#include "rules/draft.h"

namespace rules {

// Parks what has been idle for long enough; nudges a stuck turn, once per step and round.
void act_on_idleness(Draft& draft, Session& session);

// When it is to be parked; nothing: not by itself.
std::optional<base::MonoTime> park_deadline(const State& state, const Session& session,
                                            const Context& context);

// When a finished session is to be cleaned up; nothing: not by itself, or it was tried and kept.
std::optional<base::WallTime> cleanup_deadline(const State& state, const Session& session,
                                               const Context& context);
// It stays, for this reason; it is not tried again.
void cleanup_kept(Draft& draft, const base::SessionId& id, const std::string& reason);

// What its host says of its terminal when it is found.
void terminal_found(Draft& draft, const base::SessionId& id, int viewers, bool user_typing);

// Its last viewer left: idle counts from here.
void viewers_seen(Draft& draft, const base::SessionId& id, int count);

}  // namespace rules
