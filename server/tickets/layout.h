// Where the parts of a ticket's text are: the front matter's fences and each top-level field with
// the exact bytes of its value. Knows as much YAML as it takes to see where a value ends, and
// nothing of what values mean; a value that YAML would refuse has a place all the same. Editing
// works on these places alone, which is what keeps every other byte. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rules/ticket.h"

namespace tickets {

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::string_view of(std::string_view text) const {
    return text.substr(begin, end - begin);
  }
};

struct Field {
  std::string key;
  int line = 0;           // 1-based, in the whole text
  std::size_t begin = 0;  // of the key's line
  std::size_t end = 0;    // after the field's last line end
  std::size_t after_colon = 0;
  Span rest;               // after the colon to the line's end, trimmed
  Span value;              // what of the value begins on the key's line; may span lines
  Span block;              // whole lines below that belong to the value
  bool malformed = false;  // YAML would refuse it: an open quote, text after a quote, …
};

struct Layout {
  bool present = false;         // there is front matter, closed by its fence
  std::size_t start = 0;        // after a byte order mark
  std::size_t close_begin = 0;  // of the closing fence's line
  std::size_t body = 0;         // the text below
  std::string eol = "\n";       // the file's first line end
  std::vector<Field> fields;
  std::vector<rules::Problem> problems;  // of the structure

  [[nodiscard]] const Field* find(std::string_view key) const;  // the first one
};

Layout lay_out(std::string_view text);

}  // namespace tickets
