// What happens to the work on a ticket is told to the board that its issue comes from: how far it
// is, the plan that was approved, why something was rejected, what was done, the pull request. It
// waits in the outbox until the board has it, in order for each issue. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/draft.h"

namespace rules {

// Each does nothing where the ticket has no issue, or its board is not to be told.
void tell_stage(Draft& draft, const base::TicketId& ticket, Stage stage);
void tell_plan(Draft& draft, const Session& session, const std::string& plan);
void tell_rejection(Draft& draft, const Session& session, const Review& review);
void tell_done(Draft& draft, const Session& session);
void tell_pull_request(Draft& draft, const Session& session);

// The first one for each issue of this board, oldest first: what may be sent now. `now`: only what
// is not to wait any more.
std::vector<const Outgoing*> sendable(const State& state, const BoardSettings& board,
                                      std::optional<base::WallTime> now);
// When the first one of this board may be sent; nothing: none waits.
std::optional<base::WallTime> outbox_due(const State& state, const BoardSettings& board);

// The board is about to be told: what comes of it may never be known.
void outgoing_tried(Draft& draft, std::int64_t id);
// The board has it.
void outgoing_sent(Draft& draft, std::int64_t id);
// It is tried again after a time that doubles; `random` is 0..1. Gone for good when `hopeless`.
void outgoing_failed(Draft& draft, std::int64_t id, const std::string& error, bool hopeless,
                     double random);
// A person does not want it told. not_found when it is not there (any more).
base::Status drop_outgoing(Draft& draft, std::int64_t id);
// "comment: The plan of app-1" for lists.
std::string title_of(const Outgoing& outgoing);

}  // namespace rules
