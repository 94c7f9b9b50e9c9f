#include "demo/painter.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

using demo::Style;
using demo::View;

// What is left of painted bytes without escape sequences, as rows.
std::vector<std::string> rows_in(const std::string& bytes) {
  std::vector<std::string> rows{""};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\x1b') {
      ++i;  // '['
      while (++i < bytes.size() && (bytes[i] < 0x40 || bytes[i] > 0x7E)) {
      }
    } else if (bytes[i] == '\n') {
      rows.emplace_back();
    } else if (bytes[i] != '\r') {
      rows.back() += bytes[i];
    }
  }
  return rows;
}

bool has(const std::vector<std::string>& rows, const std::string& row) {
  return std::find(rows.begin(), rows.end(), row) != rows.end();
}

View busy_view() {
  View view;
  view.news = {{Style::banner, "Operator demo agent · a script"},
               {Style::prompt, "Füge 日本語 und 🎉 hinzu, bitte, in einer recht langen Zeile"},
               {Style::plan_top, "Plan"},
               {Style::plan, "# A heading"},
               {Style::plan, "Averyveryveryverylongwordwithoutanyspaceinitthatmustbebroken"},
               {Style::plan_end, ""},
               {Style::result, ""}};
  view.busy = "Working";
  view.input = "typed 日本語";
  return view;
}

View dialog_view() {
  View view;
  view.dialog = demo::Dialog{"Bash command",
                             {"git status --short && git log --oneline -3"},
                             "Do you want to proceed?",
                             {"Yes", "No"},
                             1};
  return view;
}

}  // namespace

TEST_CASE("no painted row is wider than the screen at any size") {
  for (int cols = 1; cols <= 45; ++cols) {
    for (const int rows : {1, 2, 3, 5, 9, 24}) {
      demo::Painter painter;
      for (const View& view : {busy_view(), dialog_view(), View{}}) {
        for (const std::string& row : rows_in(painter.paint(view, {cols, rows}))) {
          CAPTURE(cols);
          CAPTURE(row);
          REQUIRE(demo::width_of(row) <= static_cast<std::size_t>(std::max(cols, 2)));
        }
      }
      painter.leave();
    }
  }
}

TEST_CASE("a dialog shows its choices with the selected one marked, also on a low screen") {
  demo::Painter painter;
  const auto rows = rows_in(painter.paint(dialog_view(), {80, 24}));
  CHECK(has(rows, " ❯ 2. No"));
  CHECK(has(rows, "   1. Yes"));
  const auto low = rows_in(demo::Painter().paint(dialog_view(), {80, 6}));
  CHECK(low.size() == 5);
  CHECK(has(low, " ❯ 2. No"));
}

TEST_CASE("a new size paints the history again, the same size only what is new") {
  demo::Painter painter;
  View first;
  first.news = {{Style::plain, "hello there"}};
  CHECK(painter.paint(first, {80, 24}).find("hello there") != std::string::npos);
  CHECK(painter.paint(View{}, {80, 24}).find("hello there") == std::string::npos);
  CHECK(painter.paint(View{}, {60, 24}).find("hello there") != std::string::npos);
}

TEST_CASE("wrapping breaks at spaces, and words that are too long anywhere") {
  CHECK(demo::wrap("one two three", 8) == std::vector<std::string>{"one two", "three"});
  CHECK(demo::wrap("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(demo::wrap("日本語", 4) == std::vector<std::string>{"日本", "語"});
  CHECK(demo::wrap("日", 1) == std::vector<std::string>{"日"});
  CHECK(demo::wrap("", 5) == std::vector<std::string>{""});
  CHECK(demo::wrap("   indented", 6).front() == "   ind");
  CHECK(demo::width_of("e\xCC\x81🎉") == 3);
}
