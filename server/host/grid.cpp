#include "host/grid.h"

#include <vterm.h>

#include <algorithm>

#include "host/compact_line.h"

namespace host {
namespace {

constexpr std::uint32_t kSecondHalf = 0xFFFFFFFFU;

Color to_color(const VTermColor& color) {
  if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color)) return {};
  if (VTERM_COLOR_IS_INDEXED(&color)) return {Color::indexed, color.indexed.idx, 0, 0};
  return {Color::rgb, color.rgb.red, color.rgb.green, color.rgb.blue};
}

VTermColor from_color(const Color& color, bool foreground) {
  VTermColor out{};
  if (color.kind == Color::indexed) {
    vterm_color_indexed(&out, color.red);
  } else if (color.kind == Color::rgb) {
    vterm_color_rgb(&out, color.red, color.green, color.blue);
  } else {
    out.type = foreground ? VTERM_COLOR_DEFAULT_FG : VTERM_COLOR_DEFAULT_BG;
  }
  return out;
}

Attributes to_attributes(const VTermScreenCell& cell) {
  Attributes out;
  unsigned bits = bits_of_font(static_cast<int>(cell.attrs.font));
  if (cell.attrs.bold) bits |= kBold;
  bits |= cell.attrs.underline * kUnderline;
  if (cell.attrs.italic) bits |= kItalic;
  if (cell.attrs.blink) bits |= kBlink;
  if (cell.attrs.reverse) bits |= kReverse;
  if (cell.attrs.strike) bits |= kStrike;
  out.bits = static_cast<std::uint16_t>(bits);
  out.foreground = to_color(cell.fg);
  out.background = to_color(cell.bg);
  return out;
}

void add_cell(LineEncoder& encoder, const VTermScreenCell& cell) {
  if (cell.chars[0] == kSecondHalf) return;
  char32_t text[VTERM_MAX_CHARS_PER_CELL];
  std::size_t count = 0;
  while (count < VTERM_MAX_CHARS_PER_CELL && cell.chars[count] != 0) {
    text[count] = cell.chars[count];
    ++count;
  }
  encoder.add({text, count}, cell.width, to_attributes(cell));
}

}  // namespace

struct Grid::Impl {
  Impl(int rows, int cols, Scrollback* lines)
      : terminal(vterm_new(rows, cols)),
        state(vterm_obtain_state(terminal)),
        screen(vterm_obtain_screen(terminal)),
        scrollback(lines) {
    vterm_set_utf8(terminal, 1);
    static const VTermScreenCallbacks kCallbacks = [] {
      VTermScreenCallbacks callbacks{};
      callbacks.sb_pushline = push_line;
      callbacks.sb_popline = pop_line;
      return callbacks;
    }();
    vterm_screen_set_callbacks(screen, &kCallbacks, this);
    vterm_screen_set_damage_merge(screen, VTERM_DAMAGE_SCROLL);
    vterm_screen_reset(screen, 1);
  }
  ~Impl() { vterm_free(terminal); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  static int push_line(int cols, const VTermScreenCell* cells, void* user) {
    auto* self = static_cast<Impl*>(user);
    if (self->scrollback == nullptr || self->discard) return 1;
    for (int i = 0; i < cols; ++i) add_cell(self->encoder, cells[i]);
    self->scrollback->push(self->encoder.finish());
    return 1;
  }

  // The screen grew: its new lines at the top come from the scrollback.
  static int pop_line(int cols, VTermScreenCell* cells, void* user) {
    auto* self = static_cast<Impl*>(user);
    if (self->scrollback == nullptr || self->scrollback->size() == 0) return 0;
    const auto line = decode_line(self->scrollback->pop());
    int at = 0;
    for (const Cell& cell : line) {
      if (at + cell.width > cols) break;
      fill(cells[at], cell);
      if (cell.width == 2) {
        fill(cells[at + 1], Cell{{}, 1, cell.attributes});
        cells[at + 1].chars[0] = kSecondHalf;
      }
      at += cell.width;
    }
    for (; at < cols; ++at) fill(cells[at], Cell{});
    return 1;
  }

  static void fill(VTermScreenCell& out, const Cell& cell) {
    out = VTermScreenCell{};
    const std::size_t count = std::min<std::size_t>(cell.text.size(), VTERM_MAX_CHARS_PER_CELL);
    for (std::size_t i = 0; i < count; ++i) out.chars[i] = cell.text[i];
    out.width = static_cast<char>(cell.width);
    const std::uint16_t bits = cell.attributes.bits;
    out.attrs.bold = (bits & kBold) != 0;
    out.attrs.underline = ((bits & kUnderlineMask) / kUnderline) & 3U;
    out.attrs.italic = (bits & kItalic) != 0;
    out.attrs.blink = (bits & kBlink) != 0;
    out.attrs.reverse = (bits & kReverse) != 0;
    out.attrs.strike = (bits & kStrike) != 0;
    out.attrs.font = static_cast<unsigned>(font_of(bits)) & 7U;
    out.fg = from_color(cell.attributes.foreground, true);
    out.bg = from_color(cell.attributes.background, false);
  }

  VTerm* terminal;
  VTermState* state;
  VTermScreen* screen;
  Scrollback* scrollback;
  LineEncoder encoder;
  bool discard = false;
};

Grid::Grid(int rows, int cols, Scrollback* scrollback)
    : impl_(std::make_unique<Impl>(rows, cols, scrollback)) {}
Grid::~Grid() = default;

void Grid::feed(std::string_view bytes) {
  vterm_input_write(impl_->terminal, bytes.data(), bytes.size());
}

void Grid::feed_without_scrollback(std::string_view bytes) {
  impl_->discard = true;
  feed(bytes);
  vterm_screen_flush_damage(impl_->screen);
  impl_->discard = false;
}

void Grid::forget_margins() {
  const Position at = cursor();
  feed("\x1b[r\x1b[" + std::to_string(at.row + 1) + ";" + std::to_string(at.col + 1) + "H");
}

void Grid::resize(int rows, int cols) {
  vterm_set_size(impl_->terminal, rows, cols);
  keep_cursor_inside();
}

void Grid::keep_cursor_inside() {
  const Position at = cursor();
  const Position inside{std::clamp(at.row, 0, rows() - 1), std::clamp(at.col, 0, cols() - 1)};
  if (at == inside) return;
  feed("\x1b[" + std::to_string(inside.row + 1) + ";" + std::to_string(inside.col + 1) + "H");
}

int Grid::rows() const {
  int rows = 0, cols = 0;
  vterm_get_size(impl_->terminal, &rows, &cols);
  return rows;
}

int Grid::cols() const {
  int rows = 0, cols = 0;
  vterm_get_size(impl_->terminal, &rows, &cols);
  return cols;
}

Position Grid::cursor() const {
  VTermPos at{};
  vterm_state_get_cursorpos(impl_->state, &at);
  return {at.row, at.col};
}

int Grid::font() const {
  VTermValue value{};
  vterm_state_get_penattr(impl_->state, VTERM_ATTR_FONT, &value);
  return value.number;
}

Attributes Grid::pen() const {
  const auto number = [&](VTermAttr attribute) {
    VTermValue value{};
    vterm_state_get_penattr(impl_->state, attribute, &value);
    return value.number;
  };
  const auto flag = [&](VTermAttr attribute) {
    VTermValue value{};
    vterm_state_get_penattr(impl_->state, attribute, &value);
    return value.boolean != 0;
  };
  const auto color = [&](VTermAttr attribute) {
    VTermValue value{};
    vterm_state_get_penattr(impl_->state, attribute, &value);
    return to_color(value.color);
  };
  unsigned bits = bits_of_font(number(VTERM_ATTR_FONT));
  if (flag(VTERM_ATTR_BOLD)) bits |= kBold;
  bits |= (static_cast<unsigned>(number(VTERM_ATTR_UNDERLINE)) & 3U) * kUnderline;
  if (flag(VTERM_ATTR_ITALIC)) bits |= kItalic;
  if (flag(VTERM_ATTR_BLINK)) bits |= kBlink;
  if (flag(VTERM_ATTR_REVERSE)) bits |= kReverse;
  if (flag(VTERM_ATTR_STRIKE)) bits |= kStrike;
  return {static_cast<std::uint16_t>(bits), color(VTERM_ATTR_FOREGROUND),
          color(VTERM_ATTR_BACKGROUND)};
}

std::string Grid::line(int row) const {
  LineEncoder encoder;
  const int width = cols();
  VTermScreenCell cell;
  for (int col = 0; col < width; ++col) {
    vterm_screen_get_cell(impl_->screen, VTermPos{row, col}, &cell);
    add_cell(encoder, cell);
  }
  return encoder.finish();
}

std::string Grid::cell(Position at) const {
  LineEncoder encoder;
  VTermScreenCell cell;
  vterm_screen_get_cell(impl_->screen, VTermPos{at.row, at.col}, &cell);
  if (cell.chars[0] == kSecondHalf && at.col > 0)
    vterm_screen_get_cell(impl_->screen, VTermPos{at.row, at.col - 1}, &cell);
  add_cell(encoder, cell);
  return encoder.finish();
}

}  // namespace host
