// Reading a Claude transcript (JSONL) as it grows. The vendor calls the format internal, so lines
// that are unknown or broken are passed over.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/agent_event.h"

namespace agents {

// Where reading stopped; kept by the owner with the facts, so that a new owner goes on there.
struct TranscriptState {
  std::uint64_t inode = 0;
  std::uint64_t offset = 0;  // behind the last whole line
  rules::UsageSeen usage;    // of everything before `offset`
  // The usage of the last messages, already counted: one message fills several lines.
  struct Counted {
    std::string message_id;
    std::int64_t input_tokens = 0;
    std::int64_t output_tokens = 0;
  };
  std::vector<Counted> recent;
};

// One line of text each way; an unreadable one is an empty state (read from the beginning).
std::string to_text(const TranscriptState& state);
TranscriptState transcript_state_from(std::string_view text);

// Pure: takes the whole lines of `bytes`, which begin at `state.offset`, and moves `state` behind
// them. Usage counts once per message id; subagents' lines (isSidechain) are skipped. At most one
// UsageSeen comes out, last, with the new totals.
std::vector<rules::AgentRecord> read_transcript_lines(std::string_view bytes,
                                                      TranscriptState& state);

}  // namespace agents
