// What an agent was seen to do becomes facts, reviews and steps. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/agent_event.h"
#include "rules/draft.h"

namespace rules {

// Where reading of a source stopped; what is absent stays.
struct ReadMark {
  std::optional<std::int64_t> spool_offset;
  std::optional<std::string> transcript_state;
};

// Records in order and the mark behind them: committed together, so that nothing is lost or counted
// twice. A record that waits always gets an answer: a review's, or one of Session::answers.
void agent_seen(Draft& draft, const base::SessionId& id, const std::vector<AgentRecord>& records,
                const ReadMark& mark);

// Whether an event of this kind only tells what the agent said, and its records say it again should
// a power cut take it: nothing else follows from it.
bool only_tells(std::string_view kind);

// What a hook that waits for `event_id` is told now: nothing yet (nullopt), or its answer.
// `gone` when the question is over.
struct WaitAnswer {
  bool gone = false;
  HookAnswer answer;
};
std::optional<WaitAnswer> answer_for(const State& state, const base::SessionId& id,
                                     const std::string& event_id);

}  // namespace rules
