#include "agents/transcript.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace agents {
namespace {

using simdjson::dom::element;

constexpr std::size_t kRecent = 64;
constexpr std::int64_t kMostTokens = 1'000'000'000'000;  // of one message; what is more is no count
constexpr std::string_view kInterrupted = "[Request interrupted by user";
constexpr std::string_view kRefused = "The user doesn't want to proceed with this tool use";

std::string_view member_text(const element& object, std::string_view key) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS) return {};
  return text;
}

std::int64_t number_at(const element& object, std::string_view key) {
  std::int64_t number = 0;
  if (object[key].get(number) != simdjson::SUCCESS) return 0;
  return std::clamp<std::int64_t>(number, 0, kMostTokens);
}

bool true_at(const element& object, std::string_view key) {
  bool value = false;
  return object[key].get(value) == simdjson::SUCCESS && value;
}

// What a tool_result block says: a string or a list of texts.
std::string_view result_text(const element& block) {
  std::string_view text = member_text(block, "content");
  simdjson::dom::array parts;
  if (text.empty() && block["content"].get(parts) == simdjson::SUCCESS) {
    for (const element part : parts) {
      text = member_text(part, "text");
      if (!text.empty()) break;
    }
  }
  return text;
}

class Lines {
 public:
  explicit Lines(TranscriptState& state) : state_(state) {}

  void take(const element& line) {
    if (true_at(line, "isSidechain")) return;
    const auto at = base::from_rfc3339(member_text(line, "timestamp"));
    if (at) at_ = *at;
    const std::string_view type = member_text(line, "type");
    element message;
    if (line["message"].get(message) != simdjson::SUCCESS) return;
    if (type == "assistant") {
      alive_ = true;
      count(message);
    }
    if (type == "user") user(message);
  }

  std::vector<rules::AgentRecord> finish() {
    if (alive_) add(rules::Alive{});
    if (counted_) add(state_.usage);
    return std::move(records_);
  }

 private:
  void add(rules::AgentEvent event) {
    records_.push_back({rules::AgentSource::transcript, "", at_, false, std::move(event)});
  }

  void user(const element& message) {
    if (member_text(message, "content").starts_with(kInterrupted)) add(rules::Interrupted{});
    simdjson::dom::array blocks;
    if (message["content"].get(blocks) != simdjson::SUCCESS) return;
    for (const element block : blocks) {
      const std::string_view type = member_text(block, "type");
      if (type == "text" && member_text(block, "text").starts_with(kInterrupted)) {
        add(rules::Interrupted{});
      }
      if (type == "tool_result") {
        add(rules::ToolResultSeen{
            std::string(member_text(block, "tool_use_id")),
            true_at(block, "is_error") && result_text(block).starts_with(kRefused)});
      }
    }
  }

  // A message fills several lines that repeat its usage or let it grow; the difference counts.
  void count(const element& message) {
    element usage;
    const std::string_view id = member_text(message, "id");
    if (id.empty() || message["usage"].get(usage) != simdjson::SUCCESS) return;
    auto seen = std::find_if(state_.recent.begin(), state_.recent.end(),
                             [&](const auto& counted) { return counted.message_id == id; });
    if (seen == state_.recent.end()) {
      if (state_.recent.size() >= kRecent) state_.recent.erase(state_.recent.begin());
      seen = state_.recent.insert(state_.recent.end(), {std::string(id), 0, 0});
    }
    const std::int64_t input = number_at(usage, "input_tokens") +
                               number_at(usage, "cache_creation_input_tokens") +
                               number_at(usage, "cache_read_input_tokens");
    const std::int64_t output = number_at(usage, "output_tokens");
    const std::int64_t more_input = std::max<std::int64_t>(input - seen->input_tokens, 0);
    const std::int64_t more_output = std::max<std::int64_t>(output - seen->output_tokens, 0);
    seen->input_tokens += more_input;
    seen->output_tokens += more_output;
    state_.usage.input_tokens += more_input;
    state_.usage.output_tokens += more_output;
    counted_ = counted_ || more_input + more_output > 0;
  }

  TranscriptState& state_;
  std::vector<rules::AgentRecord> records_;
  base::WallTime at_;
  bool alive_ = false;
  bool counted_ = false;
};

bool read_number(std::string_view text, std::int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number >= 0;
}

}  // namespace

std::string to_text(const TranscriptState& state) {
  std::string text = std::to_string(state.inode) + " " + std::to_string(state.offset) + " " +
                     std::to_string(state.usage.input_tokens) + " " +
                     std::to_string(state.usage.output_tokens);
  for (const auto& counted : state.recent) {
    // Ids are the service's ("msg_01…"); one that would break this line is not worth keeping.
    if (counted.message_id.find_first_of(" \n") != std::string::npos) continue;
    text += " " + counted.message_id + " " + std::to_string(counted.input_tokens) + " " +
            std::to_string(counted.output_tokens);
  }
  return text;
}

TranscriptState transcript_state_from(std::string_view text) {
  const std::vector<std::string> words = base::split(text, ' ');
  TranscriptState state;
  std::int64_t inode = 0;
  std::int64_t offset = 0;
  if (words.size() < 4 || !read_number(words[0], inode) || !read_number(words[1], offset) ||
      !read_number(words[2], state.usage.input_tokens) ||
      !read_number(words[3], state.usage.output_tokens)) {
    return {};
  }
  state.inode = static_cast<std::uint64_t>(inode);
  state.offset = static_cast<std::uint64_t>(offset);
  for (std::size_t i = 4; i + 2 < words.size(); i += 3) {
    TranscriptState::Counted counted{words[i], 0, 0};
    if (!read_number(words[i + 1], counted.input_tokens) ||
        !read_number(words[i + 2], counted.output_tokens)) {
      return {};
    }
    state.recent.push_back(std::move(counted));
  }
  return state;
}

std::vector<rules::AgentRecord> read_transcript_lines(std::string_view bytes,
                                                      TranscriptState& state) {
  const std::size_t end = bytes.rfind('\n');
  if (end == std::string_view::npos) return {};
  bytes = bytes.substr(0, end + 1);
  state.offset += bytes.size();
  // simdjson reads some bytes behind each document: one padded copy serves every line.
  const simdjson::padded_string padded(bytes);
  const std::string_view text(padded);
  simdjson::dom::parser parser;
  Lines lines(state);
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t line_end = text.find('\n', start);
    element line;
    const auto error = parser.parse(text.data() + start, line_end - start, false).get(line);
    if (error == simdjson::SUCCESS) lines.take(line);
    start = line_end + 1;
  }
  return lines.finish();
}

}  // namespace agents
