#include <doctest/doctest.h>
#include <sys/stat.h>

#include "agents/claude.h"
#include "recorded.h"
#include "support/temp_folder.h"

namespace {

using agents::claude_trusts;
using agents::with_claude_trust;

const std::string kConfig = R"({
  "numStartups": 12,
  "cost": 0.10,
  "big": 12345678901234567890123,
  "text": "projects \"{}\" \u00e9 é",
  "projects": {
    "/src/app": {
      "allowedTools": [],
      "hasTrustDialogAccepted": false
    },
    "/src/other": { "history": [{"a": "}"}] }
  },
  "projectsX": {}
}
)";

}  // namespace

TEST_CASE("trust of a folder covers every folder below it and no other") {
  const std::string config =
      R"({"projects":{"/a/b":{"hasTrustDialogAccepted":true},"/c":{"hasTrustDialogAccepted":false}}})";
  CHECK(claude_trusts(config, "/a/b").value());
  CHECK(claude_trusts(config, "/a/b/c/d").value());
  CHECK(claude_trusts(config, "/a/b/").value());
  CHECK_FALSE(claude_trusts(config, "/a").value());
  CHECK_FALSE(claude_trusts(config, "/a/bc").value());
  CHECK_FALSE(claude_trusts(config, "/c/d").value());
  CHECK_FALSE(claude_trusts("{}", "/c").value());
  CHECK_FALSE(claude_trusts("not json", "/c"));
  CHECK_FALSE(claude_trusts(R"({"projects":[]})", "/c"));
}

TEST_CASE("writing trust changes the one value and no other byte") {
  struct Row {
    const char* folder;
    const char* added;    // what is new
    const char* removed;  // what it stands for
  };
  for (const Row& row : {Row{"/src/app", "true", "false"},
                         Row{"/src/other", R"("hasTrustDialogAccepted": true, )", ""},
                         Row{"/src/new",
                             R"("/src/new": {"hasTrustDialogAccepted":true},)"
                             "\n    ",
                             ""}}) {
    CAPTURE(row.folder);
    const auto changed = with_claude_trust(kConfig, row.folder);
    REQUIRE(changed);
    CHECK(claude_trusts(*changed, row.folder).value());
    const std::string added = row.added;
    bool found = false;
    for (auto at = changed->find(added); at != std::string::npos && !found;
         at = changed->find(added, at + 1)) {
      std::string back = *changed;
      back.replace(at, added.size(), row.removed);
      found = back == kConfig;
    }
    CHECK(found);
    CHECK(with_claude_trust(*changed, row.folder) == *changed);
  }
}

TEST_CASE("trust is written into every form of configuration that means something") {
  for (const char* config :
       {"{}", "{ }", "{\"a\":1}", R"({"projects":{}})", R"({"projects":{"/x":{}}})",
        R"({"projects":{"/x":null}})", R"({"projects":{"/x":{"hasTrustDialogAccepted":"no"}}})",
        R"({"projects":{"/\u0078":{"a":[[],{}]}}})", "\n {\t\"a\" : \"\\\\\" }\r\n",
        R"({"projects":1,"projects":{"/x":{}}})"}) {
    CAPTURE(config);
    const auto changed = with_claude_trust(config, "/x");
    REQUIRE(changed);
    CHECK(claude_trusts(*changed, "/x").value());
  }
}

TEST_CASE("a configuration that is not understood is left alone") {
  for (const char* config : {"", "[]", "{", "{\"projects\":[]}", R"({"projects":{"/x":3}})",
                             "// comment\n{}", "\xEF\xBB\xBF{}"}) {
    CAPTURE(config);
    CHECK_FALSE(with_claude_trust(config, "/x"));
  }
}

TEST_CASE("the configuration's file is found where Claude Code looks for it") {
  const support::TempFolder home;
  CHECK(agents::claude_config_file({{"HOME", home.path()}}) == home / ".claude.json");
  CHECK(agents::claude_config_file({{"HOME", "/h"}, {"CLAUDE_CONFIG_DIR", "/c"}}) ==
        "/c/.claude.json");
  support::write_file(home.path() / ".claude" / ".config.json", "{}");
  CHECK(agents::claude_config_file({{"HOME", home.path()}}) ==
        home.path() / ".claude" / ".config.json");
}

TEST_CASE("with consent a folder becomes trusted in the file, whose mode and link stay") {
  const support::TempFolder home;
  support::write_file(home.path() / "dotfiles" / "claude.json", kConfig);
  ::chmod((home.path() / "dotfiles" / "claude.json").c_str(), 0600);
  std::filesystem::create_symlink("dotfiles/claude.json", home / ".claude.json");
  const agents::Agent& claude = agents::agent_of(rules::AgentKind::claude);
  const agents::Environment environment{{"HOME", home.path()}};
  rules::AgentSettings settings;
  settings.command = {"/usr/bin/claude", "{prompt}"};
  using agents::FolderTrust;
  CHECK(claude.folder_trust(settings, environment, "/work/trees") == FolderTrust::untrusted);
  REQUIRE(claude.trust_folder(environment, "/work/trees"));
  CHECK(claude.folder_trust(settings, environment, "/work/trees/app-1") == FolderTrust::trusted);
  CHECK(std::filesystem::is_symlink(home / ".claude.json"));
  struct stat info {};
  REQUIRE(::stat((home / ".claude.json").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  settings.command = {"some-other-agent"};
  CHECK(claude.folder_trust(settings, environment, "/x") == FolderTrust::not_needed);
}

TEST_CASE("an unreadable configuration is never written") {
  const support::TempFolder home;
  const agents::Agent& claude = agents::agent_of(rules::AgentKind::claude);
  rules::AgentSettings settings;
  settings.command = {"claude"};
  const agents::Environment environment{{"HOME", home.path()}};
  CHECK(claude.folder_trust(settings, environment, "/x") == agents::FolderTrust::unknown);
  CHECK_FALSE(claude.trust_folder(environment, "/x"));
  CHECK_FALSE(std::filesystem::exists(home / ".claude.json"));
  support::write_file(home / ".claude.json", "{ half");
  CHECK(claude.folder_trust(settings, environment, "/x") == agents::FolderTrust::unknown);
  CHECK_FALSE(claude.trust_folder(environment, "/x"));
  CHECK(support::read_all(home / ".claude.json") == "{ half");
}
