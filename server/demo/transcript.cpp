#include "demo/transcript.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "base/text.h"
#include "platform/append_file.h"

namespace demo {
namespace {

using OrderedJson = nlohmann::ordered_json;

// Made up, in the size of the text: a reader of usage has something to read.
OrderedJson usage_of(const std::string& text) {
  return {{"input_tokens", 100}, {"output_tokens", text.size() / 4 + 1}};
}

void append(const std::filesystem::path& file, const std::string& conversation, OrderedJson line) {
  line["isSidechain"] = false;
  line["uuid"] = base::random_uuid();
  line["timestamp"] = base::to_rfc3339(base::now().wall);
  line["sessionId"] = conversation;
  std::error_code error;
  line["cwd"] = std::filesystem::current_path(error).string();
  std::filesystem::create_directories(file.parent_path(), error);
  const std::string text = line.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  static_cast<void>(platform::append_line(file, text, {}));
}

OrderedJson assistant(const OrderedJson& block, const std::string& text, const char* stop) {
  return {{"type", "assistant"},
          {"message",
           {{"id", "msg_" + base::random_crockford(20)},
            {"type", "message"},
            {"role", "assistant"},
            {"model", "demo"},
            {"content", OrderedJson::array({block})},
            {"stop_reason", stop},
            {"usage", usage_of(text)}}}};
}

}  // namespace

Transcript::Transcript(std::filesystem::path file, std::string conversation)
    : file_(std::move(file)), conversation_(std::move(conversation)) {}

void Transcript::user_text(const std::string& text) {
  const OrderedJson block{{"type", "text"}, {"text", text}};
  append(file_, conversation_,
         {{"type", "user"},
          {"message", {{"role", "user"}, {"content", OrderedJson::array({block})}}}});
}

void Transcript::assistant_text(const std::string& text) {
  append(file_, conversation_, assistant({{"type", "text"}, {"text", text}}, text, "end_turn"));
}

void Transcript::tool_use(const std::string& id, const std::string& tool,
                          const std::string& input_json) {
  const OrderedJson block{{"type", "tool_use"},
                          {"id", id},
                          {"name", tool},
                          {"input", OrderedJson::parse(input_json, nullptr, false)}};
  append(file_, conversation_, assistant(block, input_json, "tool_use"));
}

void Transcript::tool_result(const std::string& id, const std::string& text, bool is_error) {
  const OrderedJson block{
      {"type", "tool_result"}, {"content", text}, {"is_error", is_error}, {"tool_use_id", id}};
  append(file_, conversation_,
         {{"type", "user"},
          {"message", {{"role", "user"}, {"content", OrderedJson::array({block})}}}});
}

void Transcript::turn_ended(std::int64_t duration_ms) {
  append(file_, conversation_,
         {{"type", "system"}, {"subtype", "turn_duration"}, {"durationMs", duration_ms}});
}

std::filesystem::path transcript_file(const std::string& conversation) {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  const std::filesystem::path folder =
      state != nullptr && state[0] == '/'
          ? std::filesystem::path(state)
          : std::filesystem::path(home != nullptr ? home : "/") / ".local" / "state";
  return folder / "operator-demo" / (base::slug(conversation, 64) + ".jsonl");
}

}  // namespace demo
