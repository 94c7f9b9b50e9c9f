#include <doctest/doctest.h>

#include "agents/claude.h"
#include "recorded.h"
#include "support/claude.h"

namespace {

template <class T>
T only(const ipc::SpoolRecord& record) {
  const auto events = claude().interpret(record);
  REQUIRE(events.size() == 1);
  REQUIRE(std::holds_alternative<T>(events[0].event));
  return std::get<T>(events[0].event);
}

ipc::SpoolRecord hook(const std::string& payload) {
  return ipc::make_hook_record(payload, false, base::WallTime{7});
}

}  // namespace

TEST_CASE("a recorded conversation becomes the events that happened in it, in order") {
  const auto records = recorded::hooks("r");
  REQUIRE(records.size() == 10);
  const auto started = only<rules::AgentStarted>(records[0]);
  CHECK(started.conversation.size() == 36);
  CHECK(started.transcript.ends_with(started.conversation + ".jsonl"));
  CHECK(only<rules::PromptSubmitted>(records[1]).text.find("SUBGO") != std::string::npos);
  CHECK(only<rules::ToolStarted>(records[2]).summary == "Agent: look");
  CHECK(std::holds_alternative<rules::Alive>(claude().interpret(records[3])[0].event));
  const auto bash = only<rules::ToolStarted>(records[4]);
  const auto asked = only<rules::PermissionAsked>(records[5]);
  const auto ended = only<rules::ToolEnded>(records[6]);
  CHECK(bash.subagent == "a2847e3f5d367baaf");
  CHECK(asked.subagent == bash.subagent);
  CHECK(ended.subagent == bash.subagent);
  CHECK(asked.title == "Bash: touch sub.txt");
  CHECK(asked.body == "```sh\ntouch sub.txt\n```\n");
  CHECK(asked.input_digest == bash.input_digest);
  CHECK(ended.input_digest == bash.input_digest);
  CHECK(ended.tool_use_id == bash.tool_use_id);
  CHECK(only<rules::SubagentEnded>(records[7]).subagent == bash.subagent);
  CHECK(only<rules::ToolEnded>(records[8]).subagent.empty());
  const auto turn = only<rules::TurnEnded>(records[9]);
  CHECK(turn.last_message.starts_with("Finished after tool"));
  CHECK_FALSE(turn.background_work);
}

TEST_CASE("a plan is asked with its markdown and found again when it was accepted") {
  const auto asked = only<rules::PermissionAsked>(recorded::hooks("h", "PermissionRequest")[0]);
  CHECK(asked.is_plan);
  CHECK_FALSE(asked.is_question);
  CHECK(asked.body == "# Real plan\n\n- one\n- two\n");
  const auto same = only<rules::PermissionAsked>(recorded::hooks("c", "PermissionRequest")[0]);
  const auto ended = only<rules::ToolEnded>(recorded::hooks("c", "PostToolUse")[0]);
  CHECK(ended.was_plan);
  CHECK(ended.input_digest == same.input_digest);
}

TEST_CASE("a plan that was edited while it was reviewed is still the same call") {
  const auto asked = only<rules::PermissionAsked>(hook(
      R"({"hook_event_name":"PermissionRequest","tool_name":"ExitPlanMode","tool_input":{"plan":"a"}})"));
  const auto ended = only<rules::ToolEnded>(hook(
      R"({"hook_event_name":"PostToolUse","tool_name":"ExitPlanMode","tool_input":{"plan":"b"}})"));
  CHECK(asked.input_digest == ended.input_digest);
}

TEST_CASE("a subagent's plan is not the session's") {
  const auto ended = only<rules::ToolEnded>(
      hook(R"({"hook_event_name":"PostToolUse","tool_name":"ExitPlanMode","agent_id":"a1"})"));
  CHECK_FALSE(ended.was_plan);
}

TEST_CASE("a question shows its choices and is found again although its input then has answers") {
  const auto asked = only<rules::PermissionAsked>(recorded::hooks("o", "PermissionRequest")[0]);
  CHECK(asked.is_question);
  CHECK(asked.title == "Which color?");
  CHECK(asked.choices == std::vector<std::string>{"Red", "Blue"});
  CHECK(asked.body.find("- Red: r\n- Blue: b\n") != std::string::npos);
  const auto ended = only<rules::ToolEnded>(recorded::hooks("o", "PostToolUse")[0]);
  CHECK(ended.input_digest == asked.input_digest);
}

TEST_CASE("a tool that failed, a turn that failed, and every way a session ends") {
  const auto failed = only<rules::ToolEnded>(recorded::hooks("l", "PostToolUseFailure")[0]);
  CHECK_FALSE(failed.ok);
  CHECK(failed.tool == "Bash");
  CHECK(only<rules::TurnFailed>(recorded::hooks("g", "StopFailure")[0]).reason ==
        "authentication_failed: Invalid API key · Fix external API key");
  CHECK(only<rules::TurnFailed>(recorded::hooks("f", "StopFailure")[0])
            .reason.starts_with("rate_limit"));
  CHECK(only<rules::AgentEnded>(recorded::hooks("i", "SessionEnd")[0]).reason ==
        "prompt_input_exit");
  only<rules::Alive>(hook(R"({"hook_event_name":"SessionEnd","reason":"clear"})"));
  CHECK(only<rules::Notified>(recorded::hooks("h", "Notification")[0]).kind == "idle_prompt");
}

TEST_CASE("a turn with background work says so, compacting starts nothing") {
  CHECK(
      only<rules::TurnEnded>(hook(R"({"hook_event_name":"Stop","background_tasks":[{"id":"1"}]})"))
          .background_work);
  only<rules::Alive>(hook(R"({"hook_event_name":"SessionStart","source":"compact"})"));
  only<rules::AgentStarted>(hook(R"({"hook_event_name":"SessionStart","source":"resume"})"));
}

TEST_CASE("tools with the same name and other input, or the same input and another name, differ") {
  const auto digest = [](const std::string& tool, const std::string& input) {
    return only<rules::ToolStarted>(hook(R"({"hook_event_name":"PreToolUse","tool_name":")" + tool +
                                         R"(","tool_input":)" + input + "}"))
        .input_digest;
  };
  CHECK(digest("Bash", R"({"command":"ls"})") != digest("Bash", R"({"command":"rm"})"));
  CHECK(digest("Read", R"({"path":"x"})") != digest("Write", R"({"path":"x"})"));
}

TEST_CASE("foreign text in a question cannot leave its code block") {
  const auto asked = only<rules::PermissionAsked>(hook(
      R"({"hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":{"command":"```\n# x\n````"}})"));
  CHECK(asked.body == "`````sh\n```\n# x\n````\n`````\n");
}

TEST_CASE("odd payloads are signs of life or nothing, never a crash") {
  for (
      const char* payload :
      {R"({"hook_event_name":"PermissionRequest"})",
       R"({"hook_event_name":"PreToolUse","tool_input":[1]})",
       R"({"hook_event_name":"PermissionRequest","tool_name":"AskUserQuestion","tool_input":{"questions":[1,{"options":7}]}})",
       R"({"hook_event_name":"Stop","background_tasks":"x"})", R"({"hook_event_name":"New"})", "{}",
       "garbage"}) {
    CHECK(claude().interpret(hook(payload)).size() == 1);
  }
  ipc::SpoolRecord damaged;
  damaged.damaged = true;
  CHECK(claude().interpret(damaged).empty());
  CHECK(agents::agent_of(rules::AgentKind::command).interpret(hook("{}")).empty());
}
