// Cleaning up: which ended sessions may leave, and what their leaving means for their tickets. The
// worktrees are looked at and removed elsewhere. Pure.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/draft.h"

namespace rules {

// Sessions with nothing left to do for them: finished, merged or discarded, or never started; not
// those that a person attached to. By id.
std::vector<base::SessionId> finished_sessions(const State& state, const Context& context);

// Why this session may not be cleaned up now: it is at work, or is being cleaned up already.
base::Status may_clean_up(const State& state, const base::SessionId& id, const Context& context);

// Its end, where its agent only waits for it; nothing restores it from here on until
// end_cleanup() or archive().
base::Status begin_cleanup(Draft& draft, const base::SessionId& id);
void end_cleanup(Draft& draft, const base::SessionId& id);

// Its worktree is gone: the session leaves the state. A ticket that it had not finished goes back
// to the queue, on hold, so that it starts again only when a person says so.
void archive(Draft& draft, const base::SessionId& id, const std::string& what_went);

}  // namespace rules
