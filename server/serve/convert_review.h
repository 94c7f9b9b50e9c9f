// A review as people see it, and the inbox's order.
#pragma once
#include <vector>

#include "rules/state.h"
#include "wire/generated/types.h"

namespace serve {

wire::Review review_to_wire(const rules::State& state, const rules::Review& review);

// Lower comes first: a question that stops an agent in the middle of its work is worth more than
// finished work that can wait.
int review_rank(rules::ReviewKind kind);

// The open ones: by rank, then the oldest first.
std::vector<wire::Review> inbox(const rules::State& state);
std::vector<wire::Review> open_reviews_to_wire(const rules::State& state,
                                               const base::SessionId& session);

// The wire's word: "decided", "handed_over", "confirmed", "overtaken", … A decision that no hook
// had to be told is confirmed when it is made.
std::string_view name_of(rules::ReviewState state);

}  // namespace serve
