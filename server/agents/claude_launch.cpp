#include <nlohmann/json.hpp>

#include "agents/claude.h"
#include "agents/placeholders.h"

namespace agents {
namespace {

using OrderedJson = nlohmann::ordered_json;

// Seconds. Claude turns them into 32-bit milliseconds: one more ends the hook at once.
constexpr int kLongestTimeout = 2147483;
constexpr int kShortTimeout = 60;
constexpr int kPlanDeadline = 10;

std::string hook_command(const LaunchInput& input) {
  std::string command = shell_quoted((input.programs / "operator").string()) + " hook";
  const auto flag = [&](const char* name, const std::string& value) {
    command += std::string(" ") + name + " " + shell_quoted(value);
  };
  flag("--session", input.session.value);
  flag("--spool", input.spool.string());
  flag("--bell", input.bell.string());
  flag("--owner", input.owner_socket.string());
  return command;
}

}  // namespace

std::string claude_mode(rules::PermissionMode mode) {
  switch (mode) {
    case rules::PermissionMode::standard: return "default";
    case rules::PermissionMode::plan: return "plan";
    case rules::PermissionMode::accept_edits: return "acceptEdits";
  }
  return "default";
}

std::string claude_settings(const LaunchInput& input) {
  const std::string command = hook_command(input);
  OrderedJson hooks = OrderedJson::object();
  const auto add = [&](const char* event, const std::string& flags, int timeout) {
    const OrderedJson hook{{"type", "command"}, {"command", command + flags}, {"timeout", timeout}};
    hooks[event] = OrderedJson::array({OrderedJson{{"hooks", OrderedJson::array({hook})}}});
  };
  for (const char* event :
       {"SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUseFailure", "Notification",
        "Stop", "StopFailure", "SubagentStart", "SubagentStop", "PreCompact", "SessionEnd"}) {
    add(event, "", kShortTimeout);
  }
  add("PermissionRequest", " --wait", kLongestTimeout);
  // An accepted plan's turn goes straight on: what the next step is has to come with this answer.
  add("PostToolUse", " --wait-tool ExitPlanMode --deadline " + std::to_string(kPlanDeadline),
      kShortTimeout);
  const OrderedJson allow = OrderedJson::array({"Bash(operator step done:*)"});
  return OrderedJson{{"hooks", hooks}, {"permissions", {{"allow", allow}}}}.dump(2) + "\n";
}

}  // namespace agents
