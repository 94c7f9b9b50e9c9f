#include "client/tui/cells.h"

#include <algorithm>
#include <cwchar>

#include "base/text.h"

namespace client::tui {
namespace {

constexpr std::size_t kLineBytes = 1U << 20;
constexpr std::size_t kMaxCombining = 2;  // curses keeps five characters in a cell
constexpr const char* kTab = "    ";

struct Glyph {
  std::wstring text;
  int width = 1;
};

// Joiners and variation selectors: terminals do not agree on how wide they make what is before.
bool is_joiner(char32_t code) {
  return (code >= 0x200B && code <= 0x200D) || code == 0x2060 ||
         (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0xE0000 && code <= 0xE0FFF);
}

std::vector<Glyph> glyphs_of(std::string_view text) {
  const std::string safe = base::printable(text, kLineBytes);
  std::vector<Glyph> glyphs;
  glyphs.reserve(safe.size());
  for (std::string_view rest = safe; !rest.empty();) {
    const char32_t code = next_code(rest);
    const auto wide = static_cast<wchar_t>(code);
    if (code < 0x7F) {
      glyphs.push_back({std::wstring(1, wide), 1});
      continue;
    }
    if (is_joiner(code)) continue;
    const int width = ::wcwidth(wide);
    if (width == 0) {
      if (!glyphs.empty() && glyphs.back().text.size() <= kMaxCombining) glyphs.back().text += wide;
    } else {
      glyphs.push_back(width > 0 ? Glyph{std::wstring(1, wide), width} : Glyph{L"?", 1});
    }
  }
  return glyphs;
}

int columns_of(const std::vector<Glyph>& glyphs) {
  int width = 0;
  for (const Glyph& glyph : glyphs) width += glyph.width;
  return width;
}

std::string to_utf8(const std::wstring& text) {
  std::string utf8;
  for (const wchar_t code : text) utf8 += tui::to_utf8(static_cast<char32_t>(code));
  return utf8;
}

std::string with_tabs_as_spaces(std::string_view line) {
  std::string text;
  for (const char c : line) {
    if (c == '\t') {
      text += kTab;
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

char32_t next_code(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length && i < text.size(); ++i) code = code << 6 | (byte(i) & 0x3FU);
  text.remove_prefix(std::min(length, text.size()));
  return code;
}

std::string to_utf8(char32_t code) {
  const auto byte = [](char32_t value) { return static_cast<char>(value); };
  const auto rest = [&](int shift) { return byte(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xC0 | code >> 6), rest(0)};
  if (code < 0x10000) return {byte(0xE0 | code >> 12), rest(6), rest(0)};
  return {byte(0xF0 | code >> 18), rest(12), rest(6), rest(0)};
}

Canvas::Canvas(Size size)
    : size_{std::max(size.rows, 0), std::max(size.cols, 0)},
      cells_(static_cast<std::size_t>(size_.rows) * static_cast<std::size_t>(size_.cols)) {}

Cell& Canvas::cell(int row, int col) {
  return cells_[static_cast<std::size_t>(row) * static_cast<std::size_t>(size_.cols) +
                static_cast<std::size_t>(col)];
}

const Cell& Canvas::at(int row, int col) const {
  return cells_.at(static_cast<std::size_t>(row) * static_cast<std::size_t>(size_.cols) +
                   static_cast<std::size_t>(col));
}

int Canvas::put(int row, int col, std::string_view text, Look look, int width) {
  if (row < 0 || row >= size_.rows || col < 0 || col >= size_.cols || width <= 0) return 0;
  const int room = std::min(width, size_.cols - col);
  auto glyphs = glyphs_of(text);
  if (columns_of(glyphs) > room) {
    int used = 0;
    std::size_t kept = 0;
    while (used + glyphs[kept].width < room) used += glyphs[kept++].width;
    glyphs.resize(kept);
    glyphs.push_back({L"…", 1});
  }
  int at = col;
  for (Glyph& glyph : glyphs) {
    cell(row, at) = {std::move(glyph.text), look};
    if (glyph.width == 2) cell(row, at + 1) = {L"", look};
    at += glyph.width;
  }
  return at - col;
}

void Canvas::paint(int row, int col, int width, Look look) {
  if (row < 0 || row >= size_.rows) return;
  for (int i = std::max(col, 0); i < std::min(col + width, size_.cols); ++i)
    cell(row, i).look = look;
}

std::string Canvas::text(int row) const {
  std::wstring line;
  for (int col = 0; col < size_.cols; ++col) line += at(row, col).glyph;
  std::string text = to_utf8(line);
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

void Canvas::to_ascii() {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    std::wstring& glyph = cells_[i].glyph;
    if (glyph.empty()) {
      glyph = L" ";
      continue;
    }
    switch (glyph.front()) {
      case L'…': glyph = L"~"; break;
      case L'·':
      case L'–':
      case L'─': glyph = L"-"; break;
      case L'│': glyph = L"|"; break;
      case L'→': glyph = L">"; break;
      case L'“':
      case L'”': glyph = L"\""; break;
      default: glyph = std::wstring(1, glyph.front() < 0x7F ? glyph.front() : L'?');
    }
  }
}

int width_of(std::string_view text) { return columns_of(glyphs_of(text)); }

std::vector<std::string> wrap(std::string_view line, int width) {
  const auto glyphs = glyphs_of(with_tabs_as_spaces(line));
  const int room = std::max(width, 2);
  std::vector<std::string> lines;
  std::size_t start = 0;
  while (start < glyphs.size()) {
    int used = 0;
    std::size_t end = start;
    std::size_t space = 0;  // behind the last one that fits
    while (end < glyphs.size() && used + glyphs[end].width <= room) {
      used += glyphs[end++].width;
      if (glyphs[end - 1].text == L" ") space = end;
    }
    const bool in_word = end < glyphs.size() && glyphs[end].text != L" ";
    if (in_word && space > start) end = space;
    std::wstring text;
    for (std::size_t i = start; i < end; ++i) text += glyphs[i].text;
    if (end < glyphs.size()) text.erase(text.find_last_not_of(L' ') + 1);
    lines.push_back(to_utf8(text));
    start = end;
    // The space at which it was broken.
    if (!in_word && start < glyphs.size()) ++start;
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

}  // namespace client::tui
