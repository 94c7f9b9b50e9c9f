#include <doctest/doctest.h>

#include "agents/claude.h"
#include "recorded.h"

namespace {

using agents::ScreenShows;

agents::Screen shown(const std::string& name) {
  return agents::claude_screen(recorded::rows(name + ".screen.txt"));
}

}  // namespace

TEST_CASE("recorded dialogs are recognised, with what they ask") {
  CHECK(shown("permission").shows == ScreenShows::permission_dialog);
  CHECK(shown("permission").title == "Bash command: touch made.txt");
  CHECK(shown("permission-narrow").shows == ScreenShows::permission_dialog);
  CHECK(shown("permission-subagent").shows == ScreenShows::permission_dialog);
  CHECK(shown("plan").shows == ScreenShows::permission_dialog);
  CHECK(shown("plan-file").shows == ScreenShows::permission_dialog);
  CHECK(shown("question").shows == ScreenShows::question_dialog);
  CHECK(shown("trust").shows == ScreenShows::trust_dialog);
}

TEST_CASE("recorded work and waiting at the input line are recognised") {
  CHECK(shown("working").shows == ScreenShows::working);
  CHECK(shown("subagent").shows == ScreenShows::working);
  CHECK(shown("input-narrow").shows == ScreenShows::input_line);
}

TEST_CASE("choices that a person types, or that scrolled up, are no dialog") {
  CHECK(shown("typed-yes").shows == ScreenShows::input_line);
  auto rows = recorded::rows("permission.screen.txt");
  const auto below = recorded::rows("input-narrow.screen.txt");
  rows.insert(rows.end(), below.begin(), below.end());
  CHECK(agents::claude_screen(rows).shows == ScreenShows::input_line);
}

TEST_CASE("an input line without text is told from one with") {
  CHECK(shown("input-narrow").input_is_empty);
  CHECK(shown("working").input_is_empty);
  CHECK_FALSE(shown("typed-yes").input_is_empty);
  CHECK_FALSE(shown("permission").input_is_empty);
  const std::vector<std::string> two_rows{"──────────", "❯", "  second line", "──────────"};
  CHECK_FALSE(agents::claude_screen(two_rows).input_is_empty);
}

TEST_CASE("other screens prove nothing") {
  CHECK(agents::claude_screen({}).shows == ScreenShows::nothing_known);
  CHECK(agents::claude_screen({"", ""}).shows == ScreenShows::nothing_known);
  CHECK(agents::claude_screen({"$ cat notes", "press esc to interrupt", "1. Yes"}).shows ==
        ScreenShows::nothing_known);
  CHECK(agents::claude_screen({"────────────", "────────────", "❯ "}).shows ==
        ScreenShows::nothing_known);
  CHECK_FALSE(agents::is_dialog(ScreenShows::working));
  CHECK(agents::is_dialog(ScreenShows::trust_dialog));
}
