#include "agents/resume.h"

#include <doctest/doctest.h>

#include <fstream>

#include "support/temp_folder.h"

namespace {

using rules::AgentKind;

TEST_CASE("a conversation is gone on with in its own folder only") {
  const support::TempFolder folder;
  const auto file = folder.path() / "talk.jsonl";
  const auto check = [&](const std::string& text, const std::string& worktree = "/trees/app-1") {
    std::ofstream(file) << text;
    const auto may = agents::may_resume(AgentKind::claude, file, "talk", worktree);
    return may ? std::string("yes") : may.error().message;
  };
  const std::string begin = "{\"type\":\"summary\"}\nno JSON\n";
  const std::string line = R"({"sessionId":"talk","cwd":"/trees/app-1","type":"user"})"
                           "\n";
  const std::string later = R"({"sessionId":"talk","cwd":"/trees/app-1/src","type":"user"})"
                            "\n";
  CHECK(check(begin + line + later) == "yes");
  CHECK(check(begin + line, "/trees/../trees/app-1") == "yes");
  CHECK(check(begin + line, "/trees/app-2") == "its old one belongs to /trees/app-1");
  CHECK(check(begin) == "the record of its old one does not say whose it is");
  CHECK(check(R"({"sessionId":"other","cwd":"/trees/app-1"})"
              "\n") == "the record is of another conversation");
  const auto none =
      agents::may_resume(AgentKind::claude, folder.path() / "none", "talk", "/trees/app-1");
  REQUIRE_FALSE(none);
  CHECK(none.error().detail.contains("resume"));
  CHECK(agents::may_resume(AgentKind::command, "", "", ""));
}

}  // namespace
