#include "client/doctor_terminal.h"

#include <doctest/doctest.h>

namespace {

using client::judge_terminal;
using Environment = std::map<std::string, std::string>;

int warnings(const Environment& environment, std::optional<platform::TerminalSize> size) {
  int count = 0;
  for (const auto& check : judge_terminal({environment, size})) {
    CHECK_EQ(check.verdict == "ok", check.fix.empty());
    if (check.verdict != "ok") ++count;
  }
  return count;
}

TEST_CASE("a terminal is judged by size, TERM and locale") {
  const platform::TerminalSize size{120, 40};
  const Environment good{{"LANG", "en_GB.UTF-8"}, {"TERM", "xterm"}};
  CHECK_EQ(warnings(good, size), 0);
  CHECK_EQ(warnings(good, platform::TerminalSize{60, 40}), 1);
  CHECK_EQ(warnings({{"TERM", "xterm"}}, size), 1);
  CHECK_EQ(warnings({{"LANG", "C.UTF-8"}, {"TERM", "dumb"}}, size), 1);
  CHECK_EQ(warnings({}, platform::TerminalSize{10, 10}), 3);
}

TEST_CASE("the first locale variable that is set counts") {
  const Environment posix{{"LC_ALL", "POSIX"}, {"LANG", "C.UTF-8"}, {"TERM", "xterm"}};
  CHECK_EQ(warnings(posix, platform::TerminalSize{120, 40}), 1);
  const Environment empty{{"LC_ALL", ""}, {"LC_CTYPE", "de_DE.utf8"}, {"LANG", "C"}};
  CHECK_EQ(warnings(empty, std::nullopt), 0);
}

TEST_CASE("without a terminal only the locale is judged") {
  CHECK_EQ(warnings({{"LANG", "C.UTF-8"}}, std::nullopt), 0);
}

}  // namespace
