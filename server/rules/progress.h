// What follows from the state by itself, after any input and when time has passed: steps end,
// texts are typed, finished agents are ended, moved files are taken as the commands they are. Pure.
#pragma once
#include <optional>

#include "rules/draft.h"

namespace rules {

// For one session; cheap when there is nothing to do.
void progress(Draft& draft, const base::SessionId& id);

// How many clients of tmux show the window of a finished session: without one its agent is ended.
void window_seen(Draft& draft, const base::SessionId& id, int clients);

// Files that a person moved between folders: to queue = requeue, to completed = complete; asks
// first when a session is at work. A vanished file does nothing.
void files_moved(Draft& draft);

// Opens the question whether an agent may be told to trust the worktrees' root, when one is used
// that would otherwise stop at its own trust dialog.
void ask_consents(Draft& draft);

// The earliest time at which progress() may have something to do for this session.
std::optional<base::MonoTime> next_deadline(const State& state, const Session& session,
                                            const Context& context);

}  // namespace rules
