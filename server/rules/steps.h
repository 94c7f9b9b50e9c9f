// Steps: begin, claim, end, review, next, and the end of the whole work. DESIGN §6 "Steps". Pure.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/draft.h"

namespace rules {

const Step& current_step(const Session& session);

struct ClaimInput {
  base::SessionId session;
  std::string step;  // empty: the current one of a one-step type
  std::string summary;
  std::string plan;
  std::string pull_request{};  // its address
};
struct ClaimOutcome {
  std::string step;
  int round = 1;
  bool already = false;
};
// The agent says that its step is finished. Idempotent per session, step and round; fails for
// another step, naming the current one.
base::Result<ClaimOutcome> claim_step(Draft& draft, const ClaimInput& input);

// Ends the step when it was claimed and its turn is over; asks when the turn ended without a claim.
void evaluate_step(Draft& draft, const base::SessionId& id);

// The step's result was accepted: on to the next, or to the end. `via` is how the next prompt
// travels.
void advance(Draft& draft, const base::SessionId& id, DeliveryVia via = DeliveryVia::typing);

// The step's result was refused: a new round of it, or of the step that on_reject names.
void redo(Draft& draft, const base::SessionId& id);

struct WorktreeSeen {
  std::vector<std::string> uncommitted;  // paths
  int commits = 0;                       // ahead of the base
  std::string changes;                   // markdown list of files for the pr review
};
// CheckWorktree's result: opens the pr review, or the leftover one, or completes the ticket.
void worktree_seen(Draft& draft, const base::SessionId& id, const WorktreeSeen& seen);

void artifacts_seen(Draft& draft, const CheckArtifacts& check, bool all_there);

// The ticket is done: launch closed, file to completed, slot free.
void complete_work(Draft& draft, const base::SessionId& id, const std::string& how);

}  // namespace rules
