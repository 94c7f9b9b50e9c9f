#include "demo/painter.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace demo {
namespace {

constexpr std::size_t kHistoryLines = 2000;
constexpr std::size_t kBoxColumns = 90;
constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kAccent = "\x1b[36m";

struct Character {
  std::string_view text;
  std::size_t width = 1;
};

std::size_t width_of_code(char32_t code) {
  const bool combining = (code >= 0x300 && code <= 0x36F) || (code >= 0x200B && code <= 0x200F) ||
                         (code >= 0xFE00 && code <= 0xFE0F);
  if (combining) return 0;
  const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                    (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                    (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
                    (code >= 0x1F300 && code <= 0x1FAFF) || (code >= 0x20000 && code <= 0x3FFFD);
  return wide ? 2 : 1;
}

// The first character of valid UTF-8 text.
Character first_of(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
  const std::string_view whole = text.substr(0, length);
  char32_t code = length == 1 ? byte : byte & (0xFFU >> (length + 1));
  for (const char c : whole.substr(1)) code = (code << 6) | (static_cast<unsigned char>(c) & 0x3FU);
  return {whole, width_of_code(code)};
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string styled(std::string_view style, const std::string& text) {
  return std::string(style) + text + std::string(kReset);
}

// "prefix text" over as many rows as needed, the later ones indented like the first.
std::vector<std::string> hanging(std::string_view style, std::string_view prefix,
                                 const std::string& text, std::size_t columns) {
  const std::size_t indent = width_of(prefix);
  if (columns <= indent + 4) return {styled(style, cut_to(text, columns))};
  std::vector<std::string> rows;
  for (const std::string& row : wrap(text, columns - indent)) {
    const std::string lead = rows.empty() ? std::string(prefix) : std::string(indent, ' ');
    rows.push_back(styled(style, lead + row));
  }
  return rows;
}

std::vector<std::string> box(const Line& line, std::size_t columns) {
  if (columns < 8) return {cut_to(line.text, columns)};
  const std::size_t inner = std::min(columns, kBoxColumns) - 4;
  if (line.style == Style::plan_top) {
    const std::string title = cut_to(line.text, inner);
    return {styled(kAccent, "╭─ " + title + repeated("─", inner - width_of(title)) + "╮")};
  }
  if (line.style == Style::plan_end) return {styled(kAccent, "╰" + repeated("─", inner + 2) + "╯")};
  std::vector<std::string> rows;
  const bool heading = line.text.starts_with("#");
  for (const std::string& row : wrap(line.text, inner)) {
    const std::string text = heading ? styled(kBold, row) : row;
    rows.push_back(styled(kAccent, "│ ") + text + std::string(inner - width_of(row), ' ') +
                   styled(kAccent, " │"));
  }
  return rows;
}

std::vector<std::string> rows_of(const Line& line, std::size_t columns) {
  switch (line.style) {
    case Style::plain: return hanging("", "● ", line.text, columns);
    case Style::banner: return hanging(kAccent, " ", line.text, columns);
    case Style::prompt: return hanging(kDim, "❯ ", line.text, columns);
    case Style::tool: return hanging(kBold, "● ", line.text, columns);
    case Style::result: return hanging(kDim, "  ⎿  ", line.text, columns);
    case Style::good: return hanging("\x1b[32m", "✓ ", line.text, columns);
    case Style::bad: return hanging("\x1b[31m", "✗ ", line.text, columns);
    case Style::plan_top:
    case Style::plan:
    case Style::plan_end: return box(line, columns);
  }
  return {};
}

std::vector<std::string> dialog_rows(const Dialog& dialog, std::size_t columns) {
  std::vector<std::string> rows{styled(kAccent, repeated("─", columns)),
                                styled(kBold, cut_to(" " + dialog.title, columns)), ""};
  for (const std::string& detail : dialog.detail) {
    for (const std::string& row : wrap(detail, columns > 8 ? columns - 3 : columns)) {
      rows.push_back(cut_to("   " + row, columns));
    }
  }
  rows.push_back("");
  rows.push_back(cut_to(" " + dialog.question, columns));
  for (std::size_t i = 0; i < dialog.options.size(); ++i) {
    const bool selected = i == dialog.selected;
    const std::string text =
        (selected ? " ❯ " : "   ") + std::to_string(i + 1) + ". " + dialog.options[i];
    rows.push_back(selected ? styled(kAccent, cut_to(text, columns)) : cut_to(text, columns));
  }
  rows.push_back("");
  rows.push_back(styled(kDim, cut_to(" Enter to choose · Esc to cancel", columns)));
  return rows;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character character = first_of(text);
    width += character.width;
    text.remove_prefix(std::min(text.size(), character.text.size()));
  }
  return width;
}

std::string cut_to(std::string_view text, std::size_t columns) {
  std::string out;
  std::size_t width = 0;
  while (!text.empty()) {
    const Character character = first_of(text);
    if (width + character.width > columns) break;
    width += character.width;
    out += character.text;
    text.remove_prefix(std::min(text.size(), character.text.size()));
  }
  return out;
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 1);
  std::vector<std::string> rows;
  while (true) {
    std::string row = cut_to(text, columns);
    if (row.empty() && !text.empty()) row = first_of(text).text;  // wider than the screen
    if (row.size() < text.size() && text[row.size()] != ' ') {
      const std::size_t space = row.rfind(' ');
      if (space != std::string::npos && row.find_first_not_of(' ') < space) row.resize(space);
    }
    text.remove_prefix(row.size());
    rows.push_back(std::move(row));
    if (text.empty()) return rows;
    if (text.front() == ' ') text.remove_prefix(1);
    if (text.empty()) return rows;
  }
}

std::vector<std::string> Painter::region(const View& view, platform::TerminalSize size) {
  const auto columns = static_cast<std::size_t>(std::max(size.cols - 1, 1));
  std::vector<std::string> rows{""};
  cursor_row_ = 0;
  if (view.dialog) {
    for (std::string& row : dialog_rows(*view.dialog, columns)) rows.push_back(std::move(row));
    cursor_row_ = rows.size() - 1;
  } else {
    if (!view.busy.empty()) {
      static constexpr std::array<std::string_view, 6> kSpinner{"·", "✢", "✳", "✶", "✻", "✽"};
      const std::string mark(kSpinner[view.tick % kSpinner.size()]);
      rows.push_back(styled("\x1b[35m", cut_to(mark + " " + view.busy + "…", columns)));
      rows.push_back("");
    }
    const std::string rule = styled(kDim, repeated("─", columns));
    rows.push_back(rule);
    // The end of a long input is what its writer wants to see.
    std::string input = base::printable(view.input, 1U << 20);
    while (width_of(input) + 3 > columns && !input.empty()) {
      input.erase(0, first_of(input).text.size());
    }
    rows.push_back(cut_to("❯ " + input, columns));
    cursor_row_ = rows.size() - 1;
    rows.push_back(rule);
    rows.push_back(
        styled(kDim, cut_to(view.busy.empty() ? "  demo agent · type a message · /exit to leave"
                                              : "  demo agent · esc to interrupt",
                            columns)));
  }
  // On a screen that is too low the top is left out: the choice is at the bottom.
  const auto most = static_cast<std::size_t>(std::max(size.rows - 1, 1));
  if (rows.size() > most) {
    const std::size_t surplus = rows.size() - most;
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(surplus));
    cursor_row_ -= std::min(cursor_row_, surplus);
  }
  return rows;
}

std::string Painter::to_region_top() const {
  std::string out = "\r";
  if (cursor_row_ > 0 && !painted_.empty()) out += "\x1b[" + std::to_string(cursor_row_) + "A";
  return out;
}

std::string Painter::paint(const View& view, platform::TerminalSize size) {
  std::string out = "\x1b[?25l";
  const auto columns = static_cast<std::size_t>(std::max(size.cols - 1, 1));
  std::vector<std::string> fresh;
  const bool resized = size != size_;
  if (!resized) {
    out += to_region_top() + "\x1b[J";
  } else {
    out += "\x1b[H\x1b[2J";
    for (const Line& line : history_) {
      for (std::string& row : rows_of(line, columns)) fresh.push_back(std::move(row));
    }
  }
  size_ = size;
  for (const Line& line : view.news) {
    for (std::string& row : rows_of(line, columns)) fresh.push_back(std::move(row));
    history_.push_back(line);
  }
  if (history_.size() > kHistoryLines) {
    history_.erase(history_.begin(), history_.end() - static_cast<std::ptrdiff_t>(kHistoryLines));
  }
  std::vector<std::string> rows = region(view, size);
  const auto screen = static_cast<std::size_t>(std::max(size.rows, 1));
  std::size_t from = 0;
  if (resized && fresh.size() + rows.size() > screen) from = fresh.size() + rows.size() - screen;
  for (std::size_t i = std::min(from, fresh.size()); i < fresh.size(); ++i) {
    out += fresh[i] + "\r\n";
  }
  out += base::join(rows, "\r\n");
  painted_ = std::move(rows);
  const std::size_t up = painted_.size() - 1 - cursor_row_;
  if (up > 0) out += "\x1b[" + std::to_string(up) + "A";
  out += "\r";
  if (!view.dialog) {
    const std::size_t column = width_of(painted_[cursor_row_]);
    if (column > 0) out += "\x1b[" + std::to_string(column) + "C";
    out += "\x1b[?25h";
  }
  return out;
}

std::string Painter::leave() {
  if (painted_.empty()) return "";
  std::string out = to_region_top() + "\x1b[J\x1b[?25h";
  painted_.clear();
  cursor_row_ = 0;
  return out;
}

}  // namespace demo
