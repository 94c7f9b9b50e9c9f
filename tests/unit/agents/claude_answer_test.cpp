#include <doctest/doctest.h>

#include "agents/claude.h"
#include "recorded.h"

namespace {

using Json = nlohmann::json;
using Kind = rules::HookAnswer::Kind;

Json answered(const ipc::SpoolRecord& asked, const rules::HookAnswer& answer) {
  return Json::parse(agents::claude_answer(asked, answer))["hookSpecificOutput"];
}

}  // namespace

TEST_CASE("the four answers have the form that Claude Code was seen to take") {
  const ipc::SpoolRecord asked = recorded::hooks("h", "PermissionRequest")[0];
  CHECK(answered(asked, {Kind::allow, "", "acceptEdits"}) ==
        Json::parse(R"({"hookEventName":"PermissionRequest","decision":{"behavior":"allow",
          "updatedPermissions":[{"type":"setMode","mode":"acceptEdits","destination":"session"}]}})"));
  CHECK(answered(asked, {Kind::allow, "", {}})["decision"] == Json{{"behavior", "allow"}});
  CHECK(answered(asked, {Kind::deny, "no\n\"x\"", {}})["decision"] ==
        Json{{"behavior", "deny"}, {"message", "no\n\"x\""}});
  const ipc::SpoolRecord post = recorded::hooks("c", "PostToolUse")[0];
  CHECK(answered(post, {Kind::context, "go on", {}}) ==
        Json{{"hookEventName", "PostToolUse"}, {"additionalContext", "go on"}});
  CHECK(agents::claude_answer(asked, {}).empty());
}

TEST_CASE("a question is answered by its own input with the answers filled in") {
  const ipc::SpoolRecord asked = recorded::hooks("o", "PermissionRequest")[0];
  const Json decision = answered(asked, {Kind::allow, "Blue", {}})["decision"];
  CHECK(decision["behavior"] == "allow");
  CHECK(decision["updatedInput"]["answers"] == Json{{"Which color?", "Blue"}});
  CHECK(decision["updatedInput"]["questions"] ==
        Json::parse(asked.payload)["tool_input"]["questions"]);
}

TEST_CASE("several questions take a line each") {
  const auto asked = ipc::make_hook_record(
      R"({"tool_input":{"questions":[{"question":"A?"},{"question":"B?"}]}})", true, {});
  CHECK(answered(asked, {Kind::allow, "one\ntwo", {}})["decision"]["updatedInput"]["answers"] ==
        Json{{"A?", "one"}, {"B?", "two"}});
  CHECK(answered(asked, {Kind::allow, "both", {}})["decision"]["updatedInput"]["answers"] ==
        Json{{"A?", "both"}, {"B?", "both"}});
}

TEST_CASE("an answer whose question is not known any more still reaches the agent") {
  const Json decision = answered({}, {Kind::allow, "Blue", {}})["decision"];
  CHECK(decision["behavior"] == "deny");
  CHECK(decision["message"] == "The user answered: Blue");
}

TEST_CASE("words with a yes to a tool or a plan do not turn it into a no") {
  for (const char* from : {"h", "k"}) {
    const auto asked = recorded::hooks(from, "PermissionRequest").at(0);
    CHECK(answered(asked, {Kind::allow, "fine", {}})["decision"] == Json{{"behavior", "allow"}});
  }
}

TEST_CASE("text that is no UTF-8 is still an answer") {
  CHECK(answered({}, {Kind::deny, "\xff", {}})["decision"]["message"] == "\xEF\xBF\xBD");
}
