// A session at rest: frozen, its processes stopped where they are; or parked, its agent ended so
// that it takes no memory and no slot, to go on in the same conversation when it is wanted. Pure.
#pragma once
#include "base/result.h"
#include "rules/draft.h"

namespace rules {

// Stops the agent where it is, or lets it go on. For a session whose agent runs; twice is no error.
// The host's word that it is so comes by frozen_seen.
base::Status freeze(Draft& draft, const base::SessionId& id);
base::Status thaw(Draft& draft, const base::SessionId& id);

// The session, where its agent runs; else conflict, while it is still starting with what to do.
base::Result<Session*> running_session(Draft& draft, const base::SessionId& id,
                                       const std::string& when_starting);

// Ends the agent politely. The session keeps its ticket and its questions that no hook holds open;
// a text for it, or restore, brings it back. conflict where something would be lost by it, unless
// `force`. A finished session's agent is just ended. Twice is no error.
base::Status park(Draft& draft, const base::SessionId& id, bool force);
// The same after a time without work, where nothing would be lost.
void park_idle(Draft& draft, Session& session);
// What parking would lose, in words; empty: nothing.
std::string lost_by_parking(const State& state, const Session& session, const Settings& settings);
bool is_parked(const Session& session);

// Its host says whether the agent's processes are stopped.
void frozen_seen(Draft& draft, const base::SessionId& id, bool frozen);
// The same, from a host that was just found: what is wanted and is not so is wanted again.
void frozen_found(Draft& draft, const base::SessionId& id, bool frozen);

// Whether it is to be frozen.
bool is_frozen(const State& state, const Session& session);
// Whether what is wanted, frozen or not, has taken effect.
bool is_as_wanted(const State& state, const Session& session);

}  // namespace rules
