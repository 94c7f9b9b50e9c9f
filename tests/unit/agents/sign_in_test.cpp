#include "agents/sign_in.h"

#include <doctest/doctest.h>

#include <fstream>

#include "support/temp_folder.h"

namespace {

namespace fs = std::filesystem;
using agents::SignedIn;

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

agents::SignIn look(const std::string& program, const agents::Environment& environment,
                    const std::map<std::string, std::string>& own = {}) {
  rules::AgentSettings settings;
  settings.command = {program, "{prompt}"};
  settings.env = own;
  const auto sign_in = agents::sign_in_of(settings, environment);
  CHECK_EQ(sign_in.state == SignedIn::no, !sign_in.fix.empty());
  CHECK_EQ(sign_in.state == SignedIn::yes, !sign_in.by.empty());
  return sign_in;
}

TEST_CASE("nobody is signed in without files and variables; what cannot be known is unknown") {
  const support::TempFolder home;
  const agents::Environment bare{{"HOME", home.path()}};
  CHECK_EQ(look("claude", bare).state, SignedIn::no);
  CHECK_EQ(look("/opt/bin/codex", bare).state, SignedIn::no);
  for (const char* program : {"gemini", "opencode", "aider", "anything"}) {
    CHECK_EQ(look(program, bare).state, SignedIn::unknown);
  }
}

TEST_CASE("variables sign in, the agent's own configured ones too") {
  const support::TempFolder home;
  const agents::Environment bare{{"HOME", home.path()}};
  CHECK_EQ(look("claude", {{"ANTHROPIC_API_KEY", "k"}}).by, "ANTHROPIC_API_KEY");
  CHECK_EQ(look("codex", {{"OPENAI_API_KEY", "k"}}).by, "OPENAI_API_KEY");
  CHECK_EQ(look("gemini", {{"GEMINI_API_KEY", "k"}}).by, "GEMINI_API_KEY");
  CHECK_EQ(look("claude", bare, {{"CLAUDE_CODE_USE_BEDROCK", "1"}}).state, SignedIn::yes);
  CHECK_EQ(look("claude", {{"HOME", home.path()}, {"ANTHROPIC_API_KEY", ""}}).state, SignedIn::no);
}

TEST_CASE("credential files sign in where each agent keeps them; damaged ones do not") {
  const support::TempFolder home;
  const agents::Environment bare{{"HOME", home.path()}};
  write(home.path() / ".claude/.credentials.json", "{");
  CHECK_EQ(look("claude", bare).state, SignedIn::no);
  write(home.path() / ".claude/.credentials.json", R"({"claudeAiOauth":{}})");
  CHECK_EQ(look("claude", bare).state, SignedIn::yes);
  const std::string other = home.path() / "other";
  CHECK_EQ(look("claude", {{"HOME", home.path()}, {"CLAUDE_CONFIG_DIR", other}}).state,
           SignedIn::no);
  write(fs::path(other) / "settings.json", R"({"apiKeyHelper":"pass"})");
  CHECK_EQ(look("claude", {{"CLAUDE_CONFIG_DIR", other}}).by, "apiKeyHelper");
  write(home.path() / ".codex/config.toml", "model_provider = \"own\"\n");
  CHECK_EQ(look("codex", bare).state, SignedIn::unknown);
  write(home.path() / ".codex/auth.json", R"({"tokens":{}})");
  CHECK_EQ(look("codex", bare).state, SignedIn::yes);
  write(home.path() / ".gemini/oauth_creds.json", R"({"a":1})");
  CHECK_EQ(look("gemini", bare).state, SignedIn::yes);
  write(home.path() / ".local/share/opencode/auth.json", R"({"a":1})");
  CHECK_EQ(look("opencode", bare).state, SignedIn::yes);
}

}  // namespace
