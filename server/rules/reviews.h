// Reviews: how they open, how a person decides them, and how they end when the terminal or the
// agent was faster. DESIGN §6 "Questions" and "Plans". Pure.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/agent_event.h"
#include "rules/draft.h"

namespace rules {

// Opens a plan, permission or question review for a waiting hook.
void open_asked(Draft& draft, Session& session, const AgentRecord& record,
                const PermissionAsked& asked);

// Reviews of this session that a hook's question belongs to, decided ones included, oldest first.
std::vector<const Review*> reviews_with_hook(const State& state, const base::SessionId& id);

// The tool that was asked about has ended: the question is over, one way or the other.
void close_matching(Draft& draft, const base::SessionId& id, const ToolEnded& ended);

// Every question of the main agent (or of `subagent`, when given) is over.
void close_hook_reviews(Draft& draft, const base::SessionId& id, const std::string& subagent,
                        const std::string& because);

// The question was answered elsewhere. Feedback that had been decided but not taken is offered
// again.
void overtake(Draft& draft, const base::ReviewId& id, const std::string& because);

// A viewer typed a key: open questions may have been answered by it; the screen will tell.
void keys_typed(Draft& draft, const base::SessionId& id, bool submitted);
// The screen as it was seen after a key, or after the hook's connection ended.
void dialog_seen(Draft& draft, const base::SessionId& id, bool on_screen);
// The waiting hook's process is gone, and whether the dialog still stands on the screen.
void hook_left(Draft& draft, const base::SessionId& id, const std::string& event_id,
               bool on_screen);
// The hook is about to print its answer. False: the question is over, print nothing.
bool hook_took(Draft& draft, const base::SessionId& id, const std::string& event_id);

// `id` is a review's id, or a session's when exactly one is open there (else conflict, naming
// them; not_found when none).
base::Result<base::ReviewId> find_review(const State& state, const std::string& id);

struct Verdict {
  enum class Kind { approve, reject, answer };
  Kind kind = Kind::approve;
  std::string choice;  // answer: a choice's id
  std::string text;    // reject: the reason; answer: words
};
// A person's decision. Returns the review as it was decided.
base::Result<Review> decide_review(Draft& draft, const base::ReviewId& id, const Verdict& verdict);

}  // namespace rules
