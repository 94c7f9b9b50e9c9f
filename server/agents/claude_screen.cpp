#include <algorithm>
#include <cctype>

#include "agents/claude.h"
#include "base/text.h"

namespace agents {
namespace {

constexpr std::string_view kRule = "─";
constexpr std::string_view kPointer = "❯";
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

bool contains(std::string_view row, std::string_view text) {
  return row.find(text) != std::string_view::npos;
}

// A line across the screen: the input box has one above and one below.
bool is_rule(std::string_view row) {
  std::string_view text = base::trim(row);
  std::size_t marks = 0;
  while (text.starts_with(kRule)) {
    text.remove_prefix(kRule.size());
    ++marks;
  }
  return marks >= 8;
}

// "❯ 2. No" and "  2. No": the text behind the number; empty for other rows.
std::string_view option_text(std::string_view row, bool& selected) {
  std::string_view text = base::trim(row);
  selected = text.starts_with(kPointer);
  if (selected) text = base::trim(text.substr(kPointer.size()));
  std::size_t digits = 0;
  while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])) != 0) {
    ++digits;
  }
  if (digits == 0 || !text.substr(digits).starts_with(". ")) return {};
  return text.substr(digits + 2);
}

// The first row of the input box at the bottom, or -1: "❯ …" between two rules.
int input_row(const std::vector<std::string>& rows) {
  for (int below = static_cast<int>(rows.size()) - 1; below >= 2; --below) {
    if (!is_rule(rows[static_cast<std::size_t>(below)])) continue;
    for (int row = below - 1; row >= 1; --row) {
      const std::string& text = rows[static_cast<std::size_t>(row)];
      if (is_rule(text)) return -1;
      if (base::trim(text).starts_with(kPointer) &&
          is_rule(rows[static_cast<std::size_t>(row) - 1])) {
        return row;
      }
    }
    return -1;
  }
  return -1;
}

struct Options {
  int first = -1;  // row
  bool has_selected = false;
  bool says_yes = false;
  bool says_trust = false;
};

// The list of numbered choices nearest to the bottom that has one selected.
Options options_of(const std::vector<std::string>& rows) {
  Options options;
  for (int row = static_cast<int>(rows.size()) - 1; row >= 0; --row) {
    bool selected = false;
    const std::string_view text = option_text(rows[static_cast<std::size_t>(row)], selected);
    if (text.empty()) continue;
    options.first = row;
    options.has_selected = options.has_selected || selected;
    options.says_yes = options.says_yes || text.starts_with("Yes");
    options.says_trust = options.says_trust || contains(text, "trust this folder");
    if (base::trim(rows[static_cast<std::size_t>(row)]).find("1. ") <= kPointer.size() + 1) break;
  }
  return options;
}

// What stands between the rule above the choices and the choices.
std::string title_above(const std::vector<std::string>& rows, int first) {
  int top = first;
  while (top > 0 && first - top < 12 && !is_rule(rows[static_cast<std::size_t>(top - 1)])) --top;
  std::vector<std::string> lines;
  for (int row = top; row < first && lines.size() < 2; ++row) {
    const std::string_view text = base::trim(rows[static_cast<std::size_t>(row)]);
    if (!text.empty()) lines.push_back(base::printable(text, 200));
  }
  return base::join(lines, ": ");
}

// Below the input box "esc to interrupt" (cut off on narrow screens), above it the spinner:
// "✢ Discombobulating…", which ends as "✻ Cogitated for 3s".
bool shows_work(const std::vector<std::string>& rows, int input) {
  for (std::size_t row = static_cast<std::size_t>(input); row < rows.size(); ++row) {
    if (contains(rows[row], "esc to interrupt")) return true;
  }
  int seen = 0;
  for (int row = input - 2; row >= 0 && seen < 6; --row) {
    const std::string_view text = base::trim(rows[static_cast<std::size_t>(row)]);
    if (text.empty()) continue;
    ++seen;
    for (const std::string_view mark : {"·", "✢", "✳", "✶", "✻", "✽"}) {
      if (text.starts_with(mark)) return contains(text, "…");
    }
  }
  return false;
}

// Only the pointer between the rules. Claude Code puts a no-break space behind it.
bool input_is_empty(const std::vector<std::string>& rows, int input) {
  const auto row = static_cast<std::size_t>(input);
  if (!is_rule(rows[row + 1])) return false;
  std::string_view text = base::trim(rows[row]).substr(kPointer.size());
  while (text.starts_with(kNoBreakSpace)) text.remove_prefix(kNoBreakSpace.size());
  return base::trim(text).empty();
}

}  // namespace

Screen claude_screen(const std::vector<std::string>& rows) {
  const int input = input_row(rows);
  const Options options = options_of(rows);
  // An input box below the choices means that they are history, or text that a person types.
  if (options.has_selected && input < options.first) {
    const std::string title = title_above(rows, options.first);
    if (options.says_trust) return {ScreenShows::trust_dialog, title, false};
    if (options.says_yes) return {ScreenShows::permission_dialog, title, false};
    return {ScreenShows::question_dialog, title, false};
  }
  if (input < 0) return {};  // without the box the text may be anybody's words
  return {shows_work(rows, input) ? ScreenShows::working : ScreenShows::input_line, "",
          input_is_empty(rows, input)};
}

}  // namespace agents
