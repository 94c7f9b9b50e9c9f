// Reading a transcript as it grows: the same totals wherever it was cut, and the state survives
// being written down in between.
#include "agents/transcript.h"

#include "fuzz.h"

namespace {

bool same(const agents::TranscriptState& a, const agents::TranscriptState& b) {
  return agents::to_text(a) == agents::to_text(b);
}

}  // namespace

FUZZ_TARGET(input) {
  const std::size_t cut = input.choice() * 256 + input.choice();
  const std::string_view bytes = input.text();
  agents::TranscriptState whole;
  const auto all = agents::read_transcript_lines(bytes, whole);
  HOLDS(whole.offset <= bytes.size());
  HOLDS(bytes.substr(whole.offset).find('\n') == std::string_view::npos);
  HOLDS(whole.usage.input_tokens >= 0 && whole.usage.output_tokens >= 0);

  agents::TranscriptState state;
  (void)agents::read_transcript_lines(bytes.substr(0, std::min(cut, bytes.size())), state);
  const agents::TranscriptState kept = agents::transcript_state_from(agents::to_text(state));
  HOLDS(same(kept, state));
  state = kept;
  (void)agents::read_transcript_lines(bytes.substr(state.offset), state);
  HOLDS(same(state, whole));

  (void)agents::transcript_state_from(bytes);
}
