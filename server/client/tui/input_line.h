// One line of text being written: the reason of a rejection, a text for an agent, a search. Pure.
#pragma once
#include <string>
#include <string_view>

#include "client/tui/keys.h"

namespace client::tui {

class InputLine {
 public:
  explicit InputLine(std::string_view text = {});
  enum class Outcome { editing, done, cancelled };
  // Readline's keys: arrows, Home, End, Backspace, Delete, Ctrl-A E B F D H U K W. Enter is done,
  // Esc and Ctrl-C cancel. A paste keeps its line ends.
  Outcome take(const Key& key);
  [[nodiscard]] std::string text() const;  // UTF-8
  // As it is shown, line ends as "⏎": what is before the cursor, and what is behind it.
  [[nodiscard]] std::string shown_before() const;
  [[nodiscard]] std::string shown_behind() const;

 private:
  void insert(std::string_view utf8);
  void take_control(char32_t code);
  [[nodiscard]] std::size_t word_start() const;
  std::u32string text_;
  std::size_t at_ = 0;
};

}  // namespace client::tui
