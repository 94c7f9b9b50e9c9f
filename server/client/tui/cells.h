// What is on the screen, as values: a grid of cells, each a character with its look. Everything
// that is put there may come from outside; no control character gets in. Pure, but for the widths
// of characters, which are the C library's (LC_CTYPE), because curses moves by the same ones.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace client::tui {

enum class Colour { none, cyan, red, green, magenta, yellow, blue };

// A colour never says what no word or sign says.
struct Look {
  Colour colour = Colour::none;
  bool bold = false;
  bool dim = false;
  bool reverse = false;
  bool operator==(const Look&) const = default;
};

struct Size {
  int rows = 0;
  int cols = 0;
  bool operator==(const Size&) const = default;
};

struct Cell {
  std::wstring glyph = L" ";  // with its combining characters; empty: the right half of a wide one
  Look look;
};

class Canvas {
 public:
  explicit Canvas(Size size);
  [[nodiscard]] Size size() const { return size_; }
  // Puts text into at most `width` columns of the row; what is longer ends in "…". Outside of the
  // canvas nothing happens. Gives the columns used.
  int put(int row, int col, std::string_view text, Look look = {}, int width = 1 << 20);
  // A whole row's look, its characters kept.
  void paint(int row, int col, int width, Look look);
  [[nodiscard]] const Cell& at(int row, int col) const;
  // A row as a person reads it, without trailing blanks.
  [[nodiscard]] std::string text(int row) const;
  // For terminals that do not take UTF-8: every other character becomes one of ASCII's.
  void to_ascii();

 private:
  Cell& cell(int row, int col);
  Size size_;
  std::vector<Cell> cells_;
};

// The first character of valid, not empty UTF-8, taken off it; and back.
char32_t next_code(std::string_view& text);
std::string to_utf8(char32_t code);

// Of text that may be anything, as it will be shown.
int width_of(std::string_view text);
// Lines of at most `width` columns, broken between words where there are any; at least one. Tabs
// become spaces.
std::vector<std::string> wrap(std::string_view line, int width);

}  // namespace client::tui
