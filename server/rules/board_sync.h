// What a sync did becomes the owner's state: links, the question where both sides changed the same
// thing, its answer, and a word to the agent that works on what changed. Pure.
#pragma once
#include <optional>
#include <string>

#include "rules/board_plan.h"
#include "rules/draft.h"

namespace rules {

// One issue's plan, carried out.
struct BoardStep {
  std::optional<BoardLink> before;  // what was planned with
  BoardLink after;
  FieldEdits edited, sent;
  bool created = false;
  std::string title, body;  // of the ticket as it now is, where `edited` changed them
  std::string dispute_text;
};

// False when the link was changed meanwhile: nothing is taken, and the next sync looks again.
bool take_step(Draft& draft, const BoardStep& step);
// A part of the plan failed: what was done shows when the issue is looked at again.
void look_again(Draft& draft, const IssueRef& ref);

// A person's word about the question `review`: mine stays, or theirs is taken at the next sync,
// which is asked for. False when the review is about no link.
bool settle_dispute(Draft& draft, const base::ReviewId& review, bool take_theirs);

}  // namespace rules
