// One line of the terminal in few bytes: runs of characters between changes of attributes, ready to
// be written to a viewer's terminal again. An array of cells would take 40 bytes for each.
//
// The bytes: text in UTF-8, and markers, which no cell can hold:
//   1 attributes: u16 of bits and the kinds of both colours, then 0, 1 or 3 bytes for each colour
//   2 blanks: u16 number of erased cells (only the background of the attributes shows)
//   3 the next character takes two cells        4 the next character joins the one before
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "host/attributes.h"

namespace host {

struct Cell {
  std::u32string text;  // empty: erased; more than one: with combining characters
  int width = 1;        // 2: the next cell of the line belongs to it and is not listed
  Attributes attributes;
};

// Trailing blanks without a background are left out.
class LineEncoder {
 public:
  void add(std::u32string_view text, int width, const Attributes& attributes);
  // The line; the encoder starts anew.
  std::string finish();

 private:
  void flush_blanks();
  void set(const Attributes& attributes);
  std::string bytes_;
  Attributes current_, blank_attributes_;
  int blanks_ = 0;
};

std::vector<Cell> decode_line(std::string_view line);
std::string text_of_line(std::string_view line);  // trailing blanks cut
// Terminal bytes that paint the line from the cursor on, on cleared cells and from default
// attributes; ends with default attributes.
void paint_line(std::string_view line, std::string& out);

void append_utf8(std::string& out, char32_t code);

}  // namespace host
