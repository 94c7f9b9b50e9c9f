// What verbs print: text that is made safe, aligned, coloured only for a terminal that wants it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "wire/generated/types.h"

namespace client {

// Colours when standard output is a terminal, unless NO_COLOR is set or TERM is "dumb".
class Style {
 public:
  explicit Style(bool colours) : colours_(colours) {}
  static Style of_stdout();
  [[nodiscard]] std::string bold(const std::string& text) const { return paint(text, "1"); }
  [[nodiscard]] std::string dim(const std::string& text) const { return paint(text, "2"); }
  [[nodiscard]] std::string green(const std::string& text) const { return paint(text, "32"); }
  [[nodiscard]] std::string yellow(const std::string& text) const { return paint(text, "33"); }
  [[nodiscard]] std::string red(const std::string& text) const { return paint(text, "31"); }
  [[nodiscard]] std::string cyan(const std::string& text) const { return paint(text, "36"); }
  // By what the status asks of a person.
  [[nodiscard]] std::string status(wire::Status status) const;

 private:
  [[nodiscard]] std::string paint(const std::string& text, const char* code) const;
  bool colours_;
};

// Rows under a heading, columns as wide as their widest cell; the last one is cut to `width`.
class Table {
 public:
  explicit Table(std::vector<std::string> heading);
  // Cells are made printable here; `colour` paints the cell of column `column`.
  void add(std::vector<std::string> cells);
  template <class F>
  void add(std::vector<std::string> cells, std::size_t column, F colour) {
    add(std::move(cells));
    painted_.back() = Painted{column, colour(rows_.back().at(column))};
  }
  [[nodiscard]] std::string text(const Style& style, std::optional<int> width) const;
  [[nodiscard]] bool empty() const { return rows_.empty(); }

 private:
  struct Painted {
    std::size_t column = 0;
    std::string text;
  };
  [[nodiscard]] std::string line(const std::vector<std::string>& cells, const Painted* painted,
                                 const std::vector<std::size_t>& widths,
                                 std::optional<int> width) const;

  std::vector<std::string> heading_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::optional<Painted>> painted_;
};

// Characters, not bytes; of text that is printable.
std::size_t display_width(std::string_view text);
// Several lines of foreign text (markdown, a plan), each made printable.
std::string printable_lines(std::string_view text, std::string_view indent);
// "3 min ago" of an RFC 3339 time; the text itself when it is none.
std::string age(const std::string& time);
// Of standard output; nothing when it is no terminal.
std::optional<int> output_columns();
// To standard output.
void print(std::string_view text);
// To standard error, as "operator: …".
void complain(std::string_view text);

}  // namespace client
