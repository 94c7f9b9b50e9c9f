#include "agents/transcript.h"

#include <doctest/doctest.h>

#include "agents/agent.h"
#include "recorded.h"
#include "support/temp_folder.h"

namespace {

template <class T>
std::vector<T> all(const std::vector<rules::AgentRecord>& records) {
  std::vector<T> found;
  for (const auto& record : records) {
    if (const T* event = std::get_if<T>(&record.event)) found.push_back(*event);
  }
  return found;
}

std::string assistant(const std::string& id, int input, int output, const char* more = "") {
  return R"({"type":"assistant",)" + std::string(more) + R"("message":{"id":")" + id +
         R"(","usage":{"input_tokens":)" + std::to_string(input) + R"(,"output_tokens":)" +
         std::to_string(output) + "}}}\n";
}

}  // namespace

TEST_CASE("Esc on a dialog is seen in the transcript: the tool refused, the turn interrupted") {
  agents::TranscriptState state;
  const auto records =
      agents::read_transcript_lines(recorded::text("interrupted.transcript.jsonl"), state);
  const auto results = all<rules::ToolResultSeen>(records);
  REQUIRE(results.size() == 1);
  CHECK(results[0].tool_use_id == "toolu_37_1");
  CHECK(results[0].refused);
  REQUIRE(all<rules::Interrupted>(records).size() == 1);
  CHECK(base::to_rfc3339(records[0].at).starts_with("2026-11-21T09:"));
}

TEST_CASE("an answer through a hook, allowed or denied, is a result but no interruption") {
  for (const char* name : {"denied.transcript.jsonl", "allowed.transcript.jsonl"}) {
    agents::TranscriptState state;
    const auto records = agents::read_transcript_lines(recorded::text(name), state);
    const auto results = all<rules::ToolResultSeen>(records);
    REQUIRE(results.size() == 1);
    CHECK_FALSE(results[0].refused);
    CHECK(all<rules::Interrupted>(records).empty());
    const auto usage = all<rules::UsageSeen>(records);
    REQUIRE(usage.size() == 1);
    CHECK(usage[0].output_tokens == 84);  // two messages, although they fill three lines
    CHECK(usage[0].input_tokens == 2 * 115);
  }
}

TEST_CASE("cut anywhere, a transcript gives the same events and totals") {
  const std::string text = recorded::text("interrupted.transcript.jsonl");
  agents::TranscriptState whole;
  const auto expected = agents::read_transcript_lines(text, whole);
  for (std::size_t cut = 0; cut < text.size(); cut += 7) {
    agents::TranscriptState state;
    auto first = agents::read_transcript_lines(std::string_view(text).substr(0, cut), state);
    // As after a change of owners: the state went through its text.
    state = agents::transcript_state_from(agents::to_text(state));
    const auto second =
        agents::read_transcript_lines(std::string_view(text).substr(state.offset), state);
    first.insert(first.end(), second.begin(), second.end());
    REQUIRE(state.offset == text.size());
    REQUIRE(all<rules::Interrupted>(first).size() == 1);
    REQUIRE(all<rules::ToolResultSeen>(first).size() == 1);
    REQUIRE(state.usage.output_tokens == whole.usage.output_tokens);
    REQUIRE(state.usage.input_tokens == whole.usage.input_tokens);
  }
  CHECK(all<rules::UsageSeen>(expected).size() == 1);
}

TEST_CASE("a message's usage counts once, growing counts what it grew by, subagents not at all") {
  agents::TranscriptState state;
  agents::read_transcript_lines(assistant("m1", 10, 1) + assistant("m1", 10, 1) +
                                    assistant("m1", 10, 40) + assistant("m2", 5, 2) +
                                    assistant("m3", 900, 900, R"("isSidechain":true,)"),
                                state);
  CHECK(state.usage.input_tokens == 15);
  CHECK(state.usage.output_tokens == 42);
  CHECK(all<rules::UsageSeen>(agents::read_transcript_lines(assistant("m2", 5, 2), state)).empty());
}

TEST_CASE("absurd counts do not overflow") {
  agents::TranscriptState state;
  const std::string most = "9223372036854775807";
  const std::string usage = R"({"input_tokens":)" + most + R"(,"cache_read_input_tokens":)" + most +
                            R"(,"output_tokens":)" + most + "}";
  const std::string line = R"({"type":"assistant","message":{"id":"a","usage":)" + usage + "}}\n";
  (void)agents::read_transcript_lines(line, state);
  CHECK(state.usage.input_tokens == 2'000'000'000'000);
}

TEST_CASE("broken and unknown lines are passed over") {
  agents::TranscriptState state;
  const std::string text =
      "{broken\n\n[]\n\"x\"\n{\"type\":\"user\"}\n{\"type\":7,\"message\":7}\n" +
      assistant("m1", 1, 1) + "\xff\xfe\n";
  const auto records = agents::read_transcript_lines(text, state);
  CHECK(all<rules::UsageSeen>(records).size() == 1);
  CHECK(state.offset == text.size());
}

TEST_CASE("only what was appended is read; a replaced file is read from its beginning") {
  const support::TempFolder folder;
  const auto file = folder / "t.jsonl";
  const agents::Agent& claude = agents::agent_of(rules::AgentKind::claude);
  agents::TranscriptState state;
  CHECK(agents::follow_transcript(claude, file, state).value().records.empty());
  support::write_file(file, assistant("m1", 1, 1));
  CHECK(agents::follow_transcript(claude, file, state).value().records.size() == 2);
  CHECK(agents::follow_transcript(claude, file, state).value().records.empty());
  std::ofstream(file, std::ios::app) << assistant("m2", 1, 1) << "{\"half";
  CHECK(agents::follow_transcript(claude, file, state).value().records.size() == 2);
  CHECK(state.usage.output_tokens == 2);
  std::filesystem::remove(file);
  support::write_file(folder / "other", "keeps the inode from being used again");
  support::write_file(file, assistant("m9", 1, 7));
  CHECK(agents::follow_transcript(claude, file, state).value().records.size() == 2);
  CHECK(state.usage.output_tokens == 7);
}

TEST_CASE("a transcript of 100 MB is read in pieces") {
  const support::TempFolder folder;
  const auto file = folder / "t.jsonl";
  {
    std::ofstream out(file);
    const std::string filler =
        R"({"type":"attachment","x":")" + std::string(900'000, 'x') + "\"}\n";
    for (int i = 0; i < 110; ++i) out << filler << assistant("m" + std::to_string(i), 1, 1);
  }
  const agents::Agent& claude = agents::agent_of(rules::AgentKind::claude);
  agents::TranscriptState state;
  for (int reads = 0; reads < 50; ++reads) {
    if (!agents::follow_transcript(claude, file, state).value().more) break;
  }
  CHECK(state.usage.output_tokens == 110);
  CHECK(state.offset == std::filesystem::file_size(file));
}

TEST_CASE("an unreadable state starts over") {
  CHECK(agents::transcript_state_from("").offset == 0);
  CHECK(agents::transcript_state_from("1 2 x 4").offset == 0);
  CHECK(agents::transcript_state_from("1 2 3 4 id").usage.output_tokens == 4);
}
