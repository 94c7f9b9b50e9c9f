#include <algorithm>
#include <nlohmann/json.hpp>

#include "agents/claude.h"
#include "base/paths.h"
#include "base/text.h"

namespace agents {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kTitleBytes = 200;
constexpr std::size_t kTargetBytes = 2000;
constexpr std::size_t kBodyBytes = 64 * 1024;

std::string print(const Json& value, int indent = -1) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string text_at(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& input_of(const Json& payload) {
  static const Json kNone = Json::object();
  const auto found = payload.find("tool_input");
  return found != payload.end() && found->is_object() ? *found : kNone;
}

// Tool and input as one number, so that a PermissionRequest, which has no tool_use_id, finds the
// call that it belongs to. What changes between asking and ending is left out: a plan may be
// edited while it is reviewed, a question comes back with its answers.
std::string digest_of(const std::string& tool, const ipc::SpoolRecord& record,
                      const Json& payload) {
  std::string input = record.input_digest;
  if (tool == "ExitPlanMode") input.clear();
  if (tool == "AskUserQuestion") {
    const auto questions = input_of(payload).find("questions");
    if (questions != input_of(payload).end()) input = print(*questions);
  }
  return base::sha256_hex(tool + '\n' + input).substr(0, 24);
}

std::string title_of(const std::string& tool, const Json& input) {
  if (tool == "ExitPlanMode") return "Plan";
  for (const char* key : {"command", "file_path", "notebook_path", "url", "query", "pattern",
                          "description", "skill", "path", "prompt"}) {
    const std::string value = text_at(input, key);
    if (!value.empty()) return base::printable(tool + ": " + value, kTitleBytes);
  }
  const auto questions = input.find("questions");
  if (questions != input.end() && questions->is_array() && !questions->empty()) {
    return base::printable(text_at(questions->front(), "question"), kTitleBytes);
  }
  return base::printable(tool, kTitleBytes);
}

// A markdown code block that its text cannot end early.
std::string fenced(std::string_view language, std::string_view text) {
  std::size_t longest = 2;
  for (std::size_t at = 0, run = 0; at < text.size(); ++at) {
    run = text[at] == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  std::string block = fence + std::string(language) + "\n" + std::string(text);
  if (block.back() != '\n') block += '\n';
  return block + fence + "\n";
}

std::string prefixed(const char* prefix, const std::string& text) {
  std::string out;
  for (const std::string_view line : base::split_lines(text)) {
    out += prefix + std::string(line) + "\n";
  }
  return out;
}

std::string questions_text(const Json& questions) {
  std::string out;
  for (const Json& question : questions) {
    out += "**" + text_at(question, "question") + "**\n\n";
    const auto options = question.is_object() ? question.find("options") : question.end();
    if (!question.is_object() || options == question.end() || !options->is_array()) continue;
    for (const Json& option : *options) {
      out += "- " + text_at(option, "label");
      const std::string description = text_at(option, "description");
      out += description.empty() ? "\n" : ": " + description + "\n";
    }
    out += "\n";
  }
  return out;
}

std::string body_of(const std::string& tool, const Json& input) {
  if (tool == "ExitPlanMode") return text_at(input, "plan");
  const auto questions = input.find("questions");
  if (questions != input.end() && questions->is_array()) return questions_text(*questions);
  const std::string command = text_at(input, "command");
  const std::string file = text_at(input, "file_path");
  const std::string description = text_at(input, "description");
  std::string body;
  if (!command.empty()) {
    if (!description.empty()) body += description + "\n\n";
    return body + fenced("sh", command);
  }
  if (!file.empty()) body += "`" + base::printable(file) + "`\n\n";
  const std::string before = text_at(input, "old_string");
  const std::string after = text_at(input, "new_string");
  if (!before.empty() || !after.empty()) {
    return body + fenced("diff", prefixed("- ", before) + prefixed("+ ", after));
  }
  if (!text_at(input, "content").empty()) return body + fenced("", text_at(input, "content"));
  return body + fenced("json", print(input, 2));
}

std::vector<std::string> choices_of(const Json& input) {
  std::vector<std::string> choices;
  const auto questions = input.find("questions");
  // Labels answer one question; for several the person writes a line for each.
  if (questions == input.end() || !questions->is_array() || questions->size() != 1) return choices;
  const Json& question = questions->front();
  const auto options = question.is_object() ? question.find("options") : question.end();
  if (!question.is_object() || options == question.end() || !options->is_array()) return choices;
  for (const Json& option : *options) {
    const std::string label = text_at(option, "label");
    if (!label.empty()) choices.push_back(label);
  }
  return choices;
}

rules::AgentEvent permission(const ipc::SpoolRecord& record, const Json& payload) {
  rules::PermissionAsked asked;
  const Json& input = input_of(payload);
  asked.tool = text_at(payload, "tool_name");
  asked.input_digest = digest_of(asked.tool, record, payload);
  asked.subagent = text_at(payload, "agent_id");
  asked.title = title_of(asked.tool, input);
  asked.body = base::to_valid_utf8(base::cut_utf8(body_of(asked.tool, input), kBodyBytes));
  asked.is_plan = asked.tool == "ExitPlanMode";
  asked.is_question = asked.tool == "AskUserQuestion";
  if (asked.is_question) asked.choices = choices_of(input);
  return asked;
}

rules::AgentEvent tool_started(const ipc::SpoolRecord& record, const Json& payload) {
  rules::ToolStarted started;
  started.tool = text_at(payload, "tool_name");
  started.input_digest = digest_of(started.tool, record, payload);
  started.tool_use_id = text_at(payload, "tool_use_id");
  started.subagent = text_at(payload, "agent_id");
  started.summary = title_of(started.tool, input_of(payload));
  return started;
}

// What a finished call did, as the history tells it.
void tell_deed(rules::ToolEnded& ended, const Json& input) {
  using rules::ToolDeed;
  const std::string& tool = ended.tool;
  if (tool == "Bash") ended.deed = ToolDeed::ran;
  if (tool == "Read" || tool == "NotebookRead") ended.deed = ToolDeed::read;
  if (tool == "Edit" || tool == "MultiEdit" || tool == "Write" || tool == "NotebookEdit") {
    ended.deed = ToolDeed::changed;
  }
  for (const char* key : {"command", "file_path", "notebook_path", "url", "query", "pattern",
                          "description", "skill", "path"}) {
    ended.target = base::printable(text_at(input, key), kTargetBytes);
    if (!ended.target.empty()) return;
  }
}

rules::AgentEvent tool_ended(const ipc::SpoolRecord& record, const Json& payload, bool ok) {
  rules::ToolEnded ended;
  ended.tool = text_at(payload, "tool_name");
  ended.input_digest = digest_of(ended.tool, record, payload);
  ended.tool_use_id = text_at(payload, "tool_use_id");
  ended.subagent = text_at(payload, "agent_id");
  ended.ok = ok;
  tell_deed(ended, input_of(payload));
  ended.was_plan = ok && ended.tool == "ExitPlanMode" && ended.subagent.empty();
  return ended;
}

rules::AgentEvent turn_ended(const Json& payload) {
  const auto tasks = payload.find("background_tasks");
  return rules::TurnEnded{text_at(payload, "last_assistant_message"),
                          tasks != payload.end() && tasks->is_array() && !tasks->empty()};
}

rules::AgentEvent turn_failed(const Json& payload) {
  const std::string code = text_at(payload, "error");
  const std::string words = text_at(payload, "last_assistant_message");
  return rules::TurnFailed{base::printable(words.empty() ? code : code + ": " + words, 1000)};
}

rules::AgentEvent session_end(const Json& payload) {
  const std::string reason = text_at(payload, "reason");
  // The program goes on with another conversation; its SessionStart follows.
  if (reason == "clear" || reason == "resume") return rules::Alive{};
  return rules::AgentEnded{base::printable(reason, 100)};
}

rules::AgentEvent event_of(const ipc::SpoolRecord& record, const Json& payload) {
  const std::string& name = record.event;
  if (name == "SessionStart") {
    // After compacting, the same conversation goes on within its turn.
    if (text_at(payload, "source") == "compact") return rules::Alive{};
    return rules::AgentStarted{text_at(payload, "session_id"), text_at(payload, "transcript_path")};
  }
  if (name == "UserPromptSubmit") return rules::PromptSubmitted{text_at(payload, "prompt")};
  if (name == "PreToolUse") return tool_started(record, payload);
  if (name == "PostToolUse") return tool_ended(record, payload, true);
  if (name == "PostToolUseFailure") return tool_ended(record, payload, false);
  if (name == "PermissionRequest") return permission(record, payload);
  if (name == "Stop") return turn_ended(payload);
  if (name == "StopFailure") return turn_failed(payload);
  if (name == "SubagentStop") return rules::SubagentEnded{text_at(payload, "agent_id")};
  if (name == "SessionEnd") return session_end(payload);
  if (name == "Notification") {
    return rules::Notified{text_at(payload, "notification_type"),
                           base::printable(text_at(payload, "message"), 1000)};
  }
  return rules::Alive{};
}

}  // namespace

std::vector<rules::AgentRecord> claude_events(const ipc::SpoolRecord& record) {
  if (record.damaged || record.kind != "hook") return {};
  Json payload = Json::parse(record.payload, nullptr, false);
  if (!payload.is_object()) payload = Json::object();
  return {rules::AgentRecord{rules::AgentSource::hook, record.id, record.at, record.waits,
                             event_of(record, payload)}};
}

}  // namespace agents
