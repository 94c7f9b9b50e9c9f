#include <nlohmann/json.hpp>

#include "agents/claude.h"
#include "base/text.h"

namespace agents {
namespace {

using Json = nlohmann::json;

std::string compact(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string decision(const Json& value) {
  return compact(
      {{"hookSpecificOutput", {{"hookEventName", "PermissionRequest"}, {"decision", value}}}});
}

// AskUserQuestion is answered by allowing it with the answers filled in. With several questions,
// as many lines answer one each; otherwise the text answers them all.
Json answered_input(const Json& input, const std::string& text) {
  Json filled = input;
  const Json& questions = input["questions"];
  const auto lines = base::split_lines(text);
  Json answers = Json::object();
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const auto question = questions[i].find("question");
    if (question == questions[i].end() || !question->is_string()) continue;
    answers[question->get<std::string>()] =
        lines.size() == questions.size() ? std::string(lines[i]) : text;
  }
  filled["answers"] = answers;
  return filled;
}

}  // namespace

std::string claude_answer(const ipc::SpoolRecord& asked, const rules::HookAnswer& answer) {
  using Kind = rules::HookAnswer::Kind;
  const std::string text = base::to_valid_utf8(answer.text);
  switch (answer.kind) {
    case Kind::nothing: return "";
    case Kind::deny: return decision({{"behavior", "deny"}, {"message", text}});
    case Kind::context: {
      const std::string event = asked.event.empty() ? "PostToolUse" : asked.event;
      return compact(
          {{"hookSpecificOutput", {{"hookEventName", event}, {"additionalContext", text}}}});
    }
    case Kind::allow: break;
  }
  Json allow{{"behavior", "allow"}};
  if (!text.empty()) {
    const Json payload = Json::parse(asked.payload, nullptr, false);
    const Json input = payload.is_object() ? payload.value("tool_input", Json()) : Json();
    const bool has_questions =
        input.is_object() && input.contains("questions") && input["questions"].is_array();
    // Without the whole question the answer still reaches the agent, as a refusal's reason. Of
    // another tool words with a yes mean nothing.
    if (asked.truncated || input.empty()) {
      return decision({{"behavior", "deny"}, {"message", "The user answered: " + text}});
    }
    if (has_questions) allow["updatedInput"] = answered_input(input, text);
  }
  if (answer.set_mode) {
    allow["updatedPermissions"] = Json::array(
        {{{"type", "setMode"}, {"mode", *answer.set_mode}, {"destination", "session"}}});
  }
  return decision(allow);
}

}  // namespace agents
