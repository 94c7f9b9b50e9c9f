// Of <curses.h>: wide characters, and functions instead of macros named `move` or `erase`.
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include "client/tui/display.h"

#include <curses.h>

#include <array>
#include <clocale>
#include <cstdlib>
#include <cwchar>

#include "platform/io.h"
#include "platform/terminal.h"

namespace client::tui {
namespace {

constexpr int kPasteBegins = KEY_MAX + 1;
constexpr int kPasteEnds = KEY_MAX + 2;
constexpr int kEscapeDelay = 50;  // ms; how long a key's later bytes may take
constexpr std::size_t kMaxPaste = 1U << 20;
constexpr std::string_view kPasteOn = "\x1b[?2004h";
constexpr std::string_view kPasteOff = "\x1b[?2004l";
// What a crash leaves to be undone: colours, keypad, paste, cursor, the other screen.
constexpr const char* kAfterCrash = "\x1b[m\x1b[?1l\x1b>\x1b[?2004l\x1b[?25h\x1b[?1049l\r\n";

// Whether text goes to this terminal as UTF-8. When not, we still compute with it.
bool take_locale() {
  std::setlocale(LC_CTYPE, "");
  if (MB_CUR_MAX > 1) return true;
  std::setlocale(LC_CTYPE, "C.UTF-8");
  return false;
}

bool wants_colours() {
  const char* refused = std::getenv("NO_COLOR");
  return (refused == nullptr || refused[0] == '\0') && has_colors();
}

void make_colours() {
  start_color();
  const short background = use_default_colors() == OK ? -1 : COLOR_BLACK;
  const std::array<short, 6> colours = {COLOR_CYAN,    COLOR_RED,    COLOR_GREEN,
                                        COLOR_MAGENTA, COLOR_YELLOW, COLOR_BLUE};
  for (std::size_t i = 0; i < colours.size(); ++i)
    init_pair(static_cast<short>(i + 1), colours[i], background);
}

void take_keyboard() {
  raw();
  noecho();
  nonl();
  intrflush(stdscr, FALSE);
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  scrollok(stdscr, FALSE);
  set_escdelay(kEscapeDelay);
  define_key("\x1b[200~", kPasteBegins);
  define_key("\x1b[201~", kPasteEnds);
}

std::optional<Key::Kind> kind_of(int code) {
  switch (code) {
    case KEY_UP: return Key::Kind::up;
    case KEY_DOWN: return Key::Kind::down;
    case KEY_LEFT: return Key::Kind::left;
    case KEY_RIGHT: return Key::Kind::right;
    case KEY_HOME: return Key::Kind::home;
    case KEY_END: return Key::Kind::end;
    case KEY_PPAGE: return Key::Kind::page_up;
    case KEY_NPAGE: return Key::Kind::page_down;
    case KEY_ENTER: return Key::Kind::enter;
    case KEY_BTAB: return Key::Kind::back_tab;
    case KEY_BACKSPACE: return Key::Kind::backspace;
    case KEY_DC: return Key::Kind::remove;
    default: return std::nullopt;
  }
}

attr_t attributes_of(const Look& look) {
  attr_t attributes = A_NORMAL;
  if (look.bold) attributes |= A_BOLD;
  if (look.dim) attributes |= A_DIM;
  if (look.reverse) attributes |= A_REVERSE;
  return attributes;
}

}  // namespace

base::Result<std::unique_ptr<Display>> Display::open() {
  if (!platform::is_terminal(0) || !platform::is_terminal(1)) {
    return base::fail(base::ErrorCode::invalid_argument,
                      "tui needs a terminal on its standard input and output");
  }
  platform::restore_terminal_on_crash(kAfterCrash);
  std::unique_ptr<Display> display(new Display());
  display->ascii_ = !take_locale();
  const char* name = std::getenv("TERM");
  const std::string term = name == nullptr ? "" : name;
  const std::string advice = "; `export TERM=xterm-256color` fits most";
  SCREEN* screen = term.empty() ? nullptr : newterm(nullptr, stdout, stdin);
  if (screen == nullptr) {
    return base::fail(base::ErrorCode::invalid_argument,
                      "no terminal is known by the name TERM=" + term + advice);
  }
  display->screen_ = screen;
  // Without it a program can only print line after line.
  if (tigetstr("cup") == nullptr) {
    return base::fail(base::ErrorCode::invalid_argument,
                      "TERM=" + term + " cannot show a screen" + advice);
  }
  display->input_ = platform::reopen_terminal();
  if (!display->input_) {
    return base::fail(base::ErrorCode::external_failed, "cannot open the terminal");
  }
  take_keyboard();
  display->colours_ = wants_colours();
  if (display->colours_) make_colours();
  refresh();
  platform::write_all(1, kPasteOn);
  return display;
}

Display::~Display() {
  if (screen_ == nullptr) return;
  if (input_) platform::write_all(1, kPasteOff);
  if (!left_) endwin();
  delscreen(static_cast<SCREEN*>(screen_));
}

Size Display::size() const {
  const auto now = platform::terminal_size(1);
  return now ? Size{now->rows, now->cols} : Size{LINES, COLS};
}

void Display::resized() {
  const Size now = size();
  resizeterm(now.rows, now.cols);
  clearok(curscr, TRUE);
}

void Display::redraw() { clearok(curscr, TRUE); }

void Display::draw(const Screen& screen) {
  if (left_) return;
  Canvas canvas = screen.canvas;
  if (ascii_) canvas.to_ascii();
  erase();
  for (int row = 0; row < canvas.size().rows; ++row) {
    std::wstring run;
    Look look;
    int start = 0;
    const auto flush = [&] {
      const short pair = colours_ ? static_cast<short>(look.colour) : short{0};
      attr_set(attributes_of(look), pair, nullptr);
      // The last cell of the last row answers ERR: the cursor has nowhere to go from there.
      mvaddnwstr(row, start, run.c_str(), static_cast<int>(run.size()));
      run.clear();
    };
    for (int col = 0; col < canvas.size().cols; ++col) {
      const Cell& cell = canvas.at(row, col);
      if (!run.empty() && !(cell.look == look)) flush();
      if (run.empty()) {
        look = cell.look;
        start = col;
      }
      run += cell.glyph;
    }
    flush();
  }
  curs_set(screen.cursor ? 1 : 0);
  if (screen.cursor) ::move(screen.cursor->row, screen.cursor->col);
  refresh();
}

std::optional<Key> Display::read() {
  while (true) {
    wint_t code = 0;
    const int got = get_wch(&code);
    if (got == ERR) return std::nullopt;
    if (got == OK) return key_of(static_cast<char32_t>(code));
    if (static_cast<int>(code) == kPasteBegins) return read_paste();
    if (const auto kind = kind_of(static_cast<int>(code))) return Key{*kind, 0, {}};
  }
}

// All of it, however slowly it comes: none of it may be taken for keys.
Key Display::read_paste() {
  Key paste{Key::Kind::paste, 0, {}};
  timeout(2000);
  wint_t code = 0;
  for (int got = get_wch(&code); got != ERR; got = get_wch(&code)) {
    if (got == KEY_CODE_YES && static_cast<int>(code) == kPasteEnds) break;
    if (got == OK && paste.text.size() < kMaxPaste)
      paste.text += to_utf8(static_cast<char32_t>(code));
  }
  nodelay(stdscr, TRUE);
  return paste;
}

void Display::leave() {
  platform::write_all(1, kPasteOff);
  endwin();
  left_ = true;
}

void Display::enter() {
  left_ = false;
  clearok(curscr, TRUE);
  refresh();
  platform::write_all(1, kPasteOn);
  resized();
}

}  // namespace client::tui
