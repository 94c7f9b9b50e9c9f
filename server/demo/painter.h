// What the demo agent's screen looks like: a history that scrolls, and below it a part that is
// painted again and again: the input line, or a dialog. Pure: values in, bytes out.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/pty.h"

namespace demo {

enum class Style { plain, banner, prompt, tool, result, good, bad, plan_top, plan, plan_end };

struct Line {
  Style style = Style::plain;
  std::string text;  // one line; printable
};

struct Dialog {
  std::string title;                // "Bash command"
  std::vector<std::string> detail;  // what it is about
  std::string question;             // "Do you want to proceed?"
  std::vector<std::string> options;
  std::size_t selected = 0;
};

struct View {
  std::vector<Line> news;        // lines to add to the history
  std::optional<Dialog> dialog;  // instead of the input line
  std::string busy;              // "Thinking"; empty: waits for a prompt
  std::size_t tick = 0;          // moves the spinner
  std::string input;
};

// Columns that a text takes: wide characters two, combining ones none.
std::size_t width_of(std::string_view text);
// The beginning of `text` that fits.
std::string cut_to(std::string_view text, std::size_t columns);
// The text in rows of at most `columns`, broken at spaces where possible; at least one row.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

class Painter {
 public:
  // The bytes that bring the terminal from what was painted last to `view`. A changed size paints
  // everything anew. Any size from 1x1 is fine.
  std::string paint(const View& view, platform::TerminalSize size);
  // The cursor below everything, the dialog or input line gone.
  std::string leave();

 private:
  std::vector<std::string> region(const View& view, platform::TerminalSize size);
  std::string to_region_top() const;

  std::vector<Line> history_;
  platform::TerminalSize size_{0, 0};
  std::vector<std::string> painted_;  // the rows below the history
  std::size_t cursor_row_ = 0;        // of painted_, where the cursor is
};

}  // namespace demo
