#include <doctest/doctest.h>

#include <clocale>

#include "client/tui/cells.h"

using client::tui::Canvas;
using client::tui::Look;
using client::tui::width_of;
using client::tui::wrap;

namespace {

// Widths are the C library's.
const bool kUtf8 = std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr;

}  // namespace

TEST_CASE("what is too long for its columns ends in an ellipsis, a wide character never in half") {
  REQUIRE(kUtf8);
  Canvas canvas({1, 10});
  CHECK(canvas.put(0, 0, "a long title", {}, 6) == 6);
  CHECK(canvas.text(0) == "a lon…");
  Canvas wide({1, 10});
  CHECK(wide.put(0, 0, "日本語日本語", {}, 6) == 5);
  CHECK(wide.text(0) == "日本…");
  CHECK(wide.at(0, 1).glyph.empty());
  CHECK(width_of("日本語") == 6);
}

TEST_CASE("nothing is put outside of the canvas") {
  Canvas canvas({2, 4});
  CHECK(canvas.put(2, 0, "x") == 0);
  CHECK(canvas.put(0, 4, "x") == 0);
  CHECK(canvas.put(-1, 0, "x") == 0);
  CHECK(canvas.put(0, 2, "abc") == 2);
  CHECK(canvas.text(0) == "  a…");
  CHECK(Canvas({0, 0}).put(0, 0, "x") == 0);
}

TEST_CASE("no control character, joiner or heap of accents gets into a cell") {
  Canvas canvas({1, 40});
  canvas.put(0, 0, "\x1b]0;boo\x07 a\u202Eb\u200Dc \x9b e\u0301\u0301\u0301\u0301\u0301 \xff");
  CHECK(canvas.text(0) == "]0;boo abc � e\u0301\u0301 �");
  for (int col = 0; col < 40; ++col) {
    for (const wchar_t code : canvas.at(0, col).glyph) CHECK(code >= 0x20);
    CHECK(canvas.at(0, col).glyph.size() <= 3);
  }
}

TEST_CASE("a terminal without UTF-8 gets ASCII, column by column") {
  Canvas canvas({1, 20});
  canvas.put(0, 0, "1–2 · 日 → é…");
  canvas.to_ascii();
  CHECK(canvas.text(0) == "1-2 - ?  > ?~");
}

TEST_CASE("lines are broken between words, and within one that is too long") {
  CHECK(wrap("", 10) == std::vector<std::string>{""});
  CHECK(wrap("one two three", 8) == std::vector<std::string>{"one two", "three"});
  CHECK(wrap("one two", 7) == std::vector<std::string>{"one two"});
  CHECK(wrap("abcdefghij kl", 4) == std::vector<std::string>{"abcd", "efgh", "ij", "kl"});
  CHECK(wrap("\tx", 10) == std::vector<std::string>{"    x"});
  CHECK(wrap("日本語日本", 5) == std::vector<std::string>{"日本", "語日", "本"});
}
