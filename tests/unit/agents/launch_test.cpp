#include <doctest/doctest.h>

#include "agents/agent.h"
#include "agents/claude.h"
#include "agents/placeholders.h"
#include "recorded.h"
#include "support/claude.h"

namespace {

using Json = nlohmann::json;

agents::LaunchInput input_of(const std::string& prompt) {
  agents::LaunchInput input;
  input.settings.name = "claude";
  input.settings.command = {"claude",       "--settings",  "{settings}",
                            "--session-id", "{sessionId}", "--permission-mode={mode}",
                            "--",           "{prompt}"};
  input.settings.resume = {"claude", "--resume", "{sessionId}", "--", "{prompt}"};
  input.session = base::SessionId{"app-1"};
  input.conversation = "c0ffee";
  input.prompt = prompt;
  input.mode = rules::PermissionMode::plan;
  input.session_dir = "/s/app-1";
  input.programs = "/it's here/bin";
  input.spool = "/s/spool/app-1.jsonl";
  input.bell = "/r/bell.sock";
  input.owner_socket = "/r/owner.sock";
  return input;
}

}  // namespace

TEST_CASE("placeholders are filled in, each within its element") {
  const auto spec = claude().make_launch(input_of("-x; $(rm) {settings}\n\"y\"")).value();
  CHECK(spec.argv == std::vector<std::string>{
                         "claude", "--settings", "/s/app-1/agent-settings.json", "--session-id",
                         "c0ffee", "--permission-mode=plan", "--", "-x; $(rm) {settings}\n\"y\""});
  REQUIRE(spec.files.size() == 2);
  CHECK(spec.files[0].path == "/s/app-1/agent-settings.json");
  CHECK(spec.files[1].text == "-x; $(rm) {settings}\n\"y\"");
}

TEST_CASE("resuming without a prompt leaves the prompt and its dashes out") {
  auto input = input_of("");
  input.resume = true;
  CHECK(claude().make_launch(input).value().argv ==
        std::vector<std::string>{"claude", "--resume", "c0ffee"});
  input.prompt = "go on";
  CHECK(claude().make_launch(input).value().argv.back() == "go on");
  input.settings.resume.clear();
  CHECK(claude().make_launch(input).error().code == base::ErrorCode::conflict);
  CHECK_FALSE(claude().can_resume(input.settings));
}

TEST_CASE("a prompt too long for an argument goes by its file") {
  const auto spec = claude().make_launch(input_of(std::string(300'000, 'x'))).value();
  CHECK(spec.argv.back().size() < 1000);
  CHECK(spec.argv.back().find("/s/app-1/prompt.md") != std::string::npos);
  CHECK(spec.files.back().text.size() == 300'000);
}

TEST_CASE("commands that cannot run are refused") {
  auto input = input_of(std::string("a\0b", 3));
  CHECK(claude().make_launch(input).error().code == base::ErrorCode::invalid_argument);
  input = input_of("x");
  input.settings.command.clear();
  CHECK_FALSE(claude().make_launch(input));
}

TEST_CASE("braces that name nothing stay, values are not looked at again") {
  const auto argv = agents::fill_command({"a", "{x}", "{{prompt}}", "{", "{prompt"},
                                         {{"prompt", "{sessionId}"}, {"sessionId", "no"}});
  CHECK(argv.value() == std::vector<std::string>{"a", "{x}", "{{sessionId}}", "{", "{prompt"});
}

TEST_CASE("the launch's settings hook every event; only questions wait, for as long as possible") {
  const Json settings = Json::parse(agents::claude_settings(input_of("x")));
  const auto hook = [&](const char* event) { return settings["hooks"][event][0]["hooks"][0]; };
  const std::string command = hook("Stop")["command"];
  CHECK(command ==
        "'/it'\\''s here/bin/operator' hook --session 'app-1' --spool '/s/spool/app-1.jsonl' "
        "--bell '/r/bell.sock' --owner '/r/owner.sock'");
  CHECK(hook("PermissionRequest")["command"] == command + " --wait");
  CHECK(hook("PermissionRequest")["timeout"] == 2147483);
  CHECK(hook("PostToolUse")["command"] == command + " --wait-tool ExitPlanMode --deadline 10");
  for (const char* event : {"SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUseFailure",
                            "Notification", "StopFailure", "SubagentStop", "SessionEnd"}) {
    CHECK(hook(event)["command"] == command);
  }
  CHECK(settings["permissions"]["allow"][0] == "Bash(operator step done:*)");
}

TEST_CASE("typed text is a paste that cannot end early, then Enter") {
  const auto typed = claude().type_prompt("a\x1b[201~\rb\nc\x03");
  CHECK(typed.text == "\x1b[200~a[201~b\nc\x1b[201~");
  CHECK(typed.submit == "\r");
  CHECK(agents::agent_of(rules::AgentKind::command).exit_command().text.empty());
}

TEST_CASE("a command agent gets its prompt as an argument or as a file") {
  auto input = input_of("do it");
  input.settings.command = {"my-agent", "--file={promptFile}"};
  input.settings.env = {{"A", "b"}};
  const agents::Agent& command = agents::agent_of(rules::AgentKind::command);
  const auto spec = command.make_launch(input).value();
  CHECK(spec.argv == std::vector<std::string>{"my-agent", "--file=/s/app-1/prompt.md"});
  CHECK(spec.env.at("A") == "b");
  REQUIRE(spec.files.size() == 1);
  CHECK(spec.files[0].text == "do it");
  CHECK_FALSE(command.has_hooks());
}

TEST_CASE("the first installed of the wanted agents is taken") {
  rules::Settings settings;
  settings.agents["none"].command = {"no-such-program-here"};
  settings.agents["shell"].command = {"sh"};
  CHECK(agents::first_installed(settings, {"missing", "none", "shell"}, "/bin:/usr/bin") ==
        "shell");
  CHECK(agents::first_installed(settings, {"none"}, "/bin").empty());
}
