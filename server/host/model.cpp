#include "host/model.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/version.h"
#include "host/compact_line.h"

namespace host {
namespace {

int clamp_size(int value, int most) { return std::clamp(value, 2, most); }

std::string move_to(Position at) {
  return "\x1b[" + std::to_string(at.row + 1) + ";" + std::to_string(at.col + 1) + "H";
}

// Enough for every character with what people combine it with; libvterm keeps six of those.
constexpr std::size_t kMaxCharacter = 32;

// Where the character that ends at `end` begins.
std::size_t start_of(std::string_view text, std::size_t end) {
  std::size_t start = end - 1;
  while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
  return start;
}

// Whether a text begins with a character that belongs to the one before.
bool is_combining(std::string_view text) {
  return text.starts_with('\xCC') || text.starts_with('\xCD') || text.starts_with("\xE2\x80\x8D") ||
         text.starts_with("\xEF\xB8");
}

// Where the last character of a text begins that takes a cell (combining ones belong to it).
// npos: the text ends with a control character.
std::size_t last_character(std::string_view text) {
  for (std::size_t at = text.size(); at > 0;) {
    at = start_of(text, at);
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x20 || lead == 0x7F) return std::string_view::npos;
    if (!is_combining(text.substr(at))) return at;
  }
  return std::string_view::npos;
}

// Where a control of C1, U+0080 to U+009F, begins. npos: nowhere.
std::size_t find_c1(std::string_view text) {
  for (std::size_t at = text.find('\xC2'); at != text.npos; at = text.find('\xC2', at + 2))
    if (static_cast<unsigned char>(text[at + 1]) < 0xA0) return at;
  return std::string_view::npos;
}

// How many bytes at the front belong to the character before.
std::size_t leading_combining(std::string_view text) {
  std::size_t end = 0;
  while (is_combining(text.substr(end))) end += text[end] == '\xCC' || text[end] == '\xCD' ? 2 : 3;
  return end;
}

// Of a character set, for libvterm; one that it does not know is text as it is, as in xterm.js.
std::string designation(std::size_t place, char set) {
  const bool known = set == '0' || set == 'A';
  return {'\x1b', static_cast<char>('(' + place), known ? set : 'B'};
}

}  // namespace

Model::Model(int rows, int cols, std::size_t scrollback)
    : scrollback_(scrollback),
      main_(clamp_size(rows, kMaxRows), clamp_size(cols, kMaxCols), &scrollback_) {
  default_tabs();
}

void Model::feed(std::string_view bytes, bool answers) {
  answers_ = answers;
  scanner_.feed(bytes, *this);
}

void Model::resize(int rows, int cols) {
  rows = clamp_size(rows, kMaxRows);
  cols = clamp_size(cols, kMaxCols);
  if (rows == main_.rows() && cols == main_.cols()) return;
  // As xterm does; libvterm would keep those of the larger screen and scroll beyond the smaller
  // one.
  if (margins_[0].bottom != 0) main_.forget_margins();
  if (alternate_ && margins_[1].bottom != 0) alternate_->forget_margins();
  margins_ = {};
  main_.resize(rows, cols);
  if (alternate_) alternate_->resize(rows, cols);
  for (Saved& saved : saved_)
    saved.at = {std::min(saved.at.row, rows - 1), std::min(saved.at.col, cols - 1)};
  wrap_pending_ = false;
}

void Model::answer(const std::string& bytes) {
  if (answers_ && reply) reply(bytes);
}

void Model::default_tabs() {
  tabs_.reset();
  for (std::size_t col = 0; col < kMaxCols; col += 8) tabs_.set(col);
}

// ---- what the scanner finds ----

void Model::text(std::string_view bytes) {
  // libvterm would wait for the rest of what is no UTF-8, and take it from what comes later.
  if (!base::is_valid_utf8(bytes)) return text(base::to_valid_utf8(bytes));
  // To libvterm such a character is -1 wide: the cursor would leave the screen.
  if (const std::size_t c1 = find_c1(bytes); c1 != std::string_view::npos) {
    std::string rest;
    for (std::size_t at = c1; at != bytes.npos; at = find_c1(bytes)) {
      rest += bytes.substr(0, at);
      bytes.remove_prefix(at + 2);
    }
    rest += bytes;
    if (!rest.empty()) text(rest);
    return;
  }
  if (const std::size_t more = leading_combining(bytes); more > 0) {
    combine(bytes.substr(0, more));
    bytes.remove_prefix(more);
    if (bytes.empty()) return;
  }
  const std::size_t last = last_character(bytes);
  if (last == std::string_view::npos) {
    repeatable_.clear();
    write(bytes);
    wrap_pending_ = false;
    return;
  }
  write(bytes.substr(0, last));
  const Position before = grid().cursor();
  write(bytes.substr(last));
  repeatable_ = base::cut_utf8(bytes.substr(last), kMaxCharacter);
  // Only a character in the last column leaves the cursor where it was.
  wrap_pending_ = grid().cursor() == before && before.col >= cols() - 2 && modes_.get_private(7);
}

// libvterm reads what follows a character beyond ASCII, to the end of what it is given, without the
// character set: so that ends before the next ASCII one.
void Model::write(std::string_view bytes) {
  const auto is_ascii = [](char byte) { return (static_cast<unsigned char>(byte) & 0x80U) == 0; };
  while (charsets_[static_cast<std::size_t>(shift_)] != 'B' && !bytes.empty()) {
    const auto other = std::ranges::find_if_not(bytes, is_ascii);
    const auto next = std::find_if(other, bytes.end(), is_ascii);
    const auto length = static_cast<std::size_t>(next - bytes.begin());
    grid().feed(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  grid().feed(bytes);
}

// Characters that belong to the one before.
void Model::combine(std::string_view bytes) {
  if (!repeatable_.empty())
    repeatable_ = base::cut_utf8(repeatable_ + std::string(bytes), kMaxCharacter);
  if (!wrap_pending_) return grid().feed(bytes);
  // libvterm would begin the next line with them; so the character is written once more, with them.
  if (!repeatable_.empty())
    grid().feed("\x1b[" + std::to_string(grid().cursor().col + 1) + "G" + repeatable_);
}

// REP, CSI n b. Not libvterm's, which never comes back from it at the end of a line.
void Model::repeat(int count) {
  const std::string character = std::exchange(repeatable_, {});
  if (character.empty()) return;
  std::string run;
  for (int i = std::clamp(count, 1, rows() * cols()); i > 0; --i) run += character;
  text(run);
  repeatable_.clear();
}

void Model::shift(char control) {
  shift_ = control == 0x0e ? 1 : 0;
  grid().feed({&control, 1});
}

void Model::escape(std::string_view raw) {
  repeatable_.clear();
  const char kind = raw[1];
  if (raw.size() == 3 && kind >= '(' && kind <= '+') {
    const auto place = static_cast<std::size_t>(kind - '(');
    // These begin another sequence wherever libvterm meets them; as character sets nobody has them.
    const bool opens = std::string_view("[]PX^_\\").find(raw[2]) != std::string_view::npos;
    charsets_[place] = opens ? 'B' : raw[2];
    grid().feed(designation(place, charsets_[place]));
    return;
  }
  if (raw.size() != 2) {
    if (raw == "\x1b#8") {
      grid().feed(raw);
      wrap_pending_ = false;
    }
    return;
  }
  switch (kind) {
    case '7': save_cursor(); return;
    case '8': restore_cursor(); return;
    case '=': modes_.set_private(66, true); return;
    case '>': modes_.set_private(66, false); return;
    case 'c': reset(); return;
    case 'n': shift_ = 2; break;
    case 'o': shift_ = 3; break;
    case 'H':
      tabs_.set(static_cast<std::size_t>(grid().cursor().col));
      tabs_changed_ = true;
      break;
    case 'D':
    case 'E':
    case 'M': wrap_pending_ = false; break;
    default: return;
  }
  grid().feed(raw);
}

void Model::csi(const Csi& sequence) {
  if (sequence.is(0, "", 'b')) return repeat(sequence.at(0, 1));
  repeatable_.clear();
  if (sequence.is(0, "", 'm')) return select_attributes(sequence);
  if (sequence.leader == '?' && sequence.intermediates.empty() &&
      (sequence.final == 'h' || sequence.final == 'l'))
    return private_modes(sequence);
  if (sequence.count > kMaxParameters) return;
  if (erase_or_move(sequence) || query(sequence)) return;
  const std::string_view between = sequence.intermediates;
  if (sequence.leader == 0 && between.empty()) {
    switch (sequence.final) {
      case 's': return save_cursor();
      case 'u': return restore_cursor();
      case 'r': return set_margins(sequence);
      case 'g': return clear_tabs(sequence);
      case 't': return window(sequence);
      case 'h':
      case 'l':
        for (std::size_t i = 0; i < sequence.count; ++i)
          modes_.set_ansi(sequence.at(i, 0), sequence.final == 'h');
        grid().feed(sequence.raw);
        return;
      default: return;
    }
  }
  if (sequence.is(0, " ", 'q')) return modes_.cursor_shape(sequence.at(0, 0));
  if (sequence.is(0, "!", 'p')) return soft_reset();
  if (sequence.final == 'u' && between.empty() && sequence.leader != '?')
    return modes_.kitty(sequence, alternate());
  if (sequence.is('>', "", 'm')) return modes_.other_keys(sequence);
}

void Model::string(char kind, std::string_view body) {
  if (kind == ']') return osc(body);
  if (kind != 'P') return;
  if (body.starts_with("$q")) answer("\x1bP0$r\x1b\\");  // DECRQSS: not told
  if (body.starts_with("+q")) answer("\x1bP0+r\x1b\\");  // XTGETTCAP: not known
}

// ---- text attributes, cursor and cells ----

void Model::select_attributes(const Csi& sequence) {
  int extra = grid().font();
  const std::string rewritten = rewrite_sgr(sequence, extra);
  grid().feed(rewritten.empty() ? sequence.raw : std::string_view(rewritten));
}

// Sequences that libvterm does as xterm does. True when it was one of them.
bool Model::erase_or_move(const Csi& sequence) {
  if (!sequence.intermediates.empty()) return false;
  if (sequence.leader == '?' && (sequence.final == 'J' || sequence.final == 'K')) {
    grid().feed(sequence.raw);
    return true;
  }
  if (sequence.leader != 0) return false;
  if (sequence.final == 'J' && sequence.at(0, 0) == 3) {
    scrollback_.clear();
    return true;
  }
  static constexpr std::string_view kPassed = "@ABCDEFGHIJKLMPSTXZ`adefj";
  if (kPassed.find(sequence.final) == std::string_view::npos) return false;
  if (sequence.final == 'M' || sequence.final == 'S') {
    grid().feed_without_scrollback(sequence.raw);
  } else {
    grid().feed(sequence.raw);
  }
  // Erasing leaves the cursor, and with it what hangs in the last column, alone.
  if (std::string_view("JKXLMPST@").find(sequence.final) == std::string_view::npos)
    wrap_pending_ = false;
  return true;
}

void Model::save_cursor() {
  saved_[index()] = {true, grid().cursor(), grid().pen()};
  grid().feed(
      "\x1b"
      "7");
}

void Model::restore_cursor() {
  // Of a cursor that was never saved, libvterm makes black on black.
  grid().feed(saved_[index()].set ? "\x1b\x38" : "\x1b[H\x1b[m");
  grid().keep_cursor_inside();
  wrap_pending_ = false;
}

void Model::set_margins(const Csi& sequence) {
  const int top = std::max(sequence.at(0, 1), 1);
  const int given = sequence.at(1, 0);
  const int bottom = given <= 0 || given > rows() ? rows() : given;
  if (bottom <= top) return;
  margins_[index()] = top == 1 && bottom == rows() ? Margins{} : Margins{top - 1, bottom};
  // Spelled out, because libvterm takes a bottom of 0 for none at all.
  grid().feed("\x1b[" + std::to_string(top) + ";" + std::to_string(bottom) + "r");
  wrap_pending_ = false;
}

void Model::clear_tabs(const Csi& sequence) {
  if (sequence.at(0, 0) == 3) {
    tabs_.reset();
  } else if (sequence.at(0, 0) == 0) {
    tabs_.reset(static_cast<std::size_t>(grid().cursor().col));
  } else {
    return;
  }
  tabs_changed_ = true;
  grid().feed(sequence.raw);
}

// ---- modes and screens ----

void Model::private_modes(const Csi& sequence) {
  for (std::size_t i = 0; i < sequence.count; ++i)
    private_mode(sequence.at(i, 0), sequence.final == 'h');
}

void Model::private_mode(int mode, bool on) {
  switch (mode) {
    case 47:
    case 1047:
    case 1049: return on ? enter_alternate(mode) : leave_alternate(mode);
    case 1048: return on ? save_cursor() : restore_cursor();
    case 3:
    case 69: return;  // 132 columns, left and right margins: xterm.js has neither
    default: break;
  }
  modes_.set_private(mode, on);
  if (mode != 6 && mode != 7) return;
  grid().feed("\x1b[?" + std::to_string(mode) + (on ? "h" : "l"));
  // Nothing wraps any more: what comes next goes into the last column, which libvterm forgets.
  if (mode == 7 && !on && wrap_pending_)
    grid().feed("\x1b[" + std::to_string(grid().cursor().col + 1) + "G");
  if (mode == 6 || !on) wrap_pending_ = false;
}

// What goes along when the screen is switched: one pen, one cursor, one set of modes.
void Model::carry_over(const Grid& from, Grid& to) {
  std::string bytes;
  bytes += modes_.get_private(7) ? "\x1b[?7h" : "\x1b[?7l";
  bytes += modes_.get_ansi(4) ? "\x1b[4h" : "\x1b[4l";
  bytes += modes_.get_ansi(20) ? "\x1b[20h" : "\x1b[20l";
  for (std::size_t i = 0; i < charsets_.size(); ++i) bytes += designation(i, charsets_[i]);
  bytes += shift_ == 1 ? "\x0e" : "\x0f";
  bytes += "\x1b[?6l" + move_to(from.cursor());
  Attributes pen = from.pen();
  int extra = font_of(pen.bits);
  pen.bits &= static_cast<std::uint16_t>(~bits_of_font(7));
  bytes += to_sgr(pen) + "\x1b[" + std::to_string(10 + extra) + "m";
  if (modes_.get_private(6)) {
    const int top = &to == &main_ ? margins_[0].top : 0;
    bytes += "\x1b[?6h" + move_to({from.cursor().row - top, from.cursor().col});
  }
  to.feed(bytes);
}

void Model::enter_alternate(int mode) {
  if (mode == 1049) save_cursor();
  if (alternate_) return;
  entered_by_ = mode;
  auto screen = std::make_unique<Grid>(rows(), cols(), nullptr);
  carry_over(main_, *screen);
  // Columns where tabs stop belong to the terminal, not to a screen.
  if (tabs_changed_) {
    const Position at = screen->cursor();
    std::string bytes = "\x1b[3g";
    for (int col = 0; col < cols(); ++col)
      if (tabs_.test(static_cast<std::size_t>(col))) bytes += move_to({0, col}) + "\x1bH";
    screen->feed(bytes + move_to(at));
  }
  alternate_ = std::move(screen);
  margins_[1] = {};
  saved_[1] = {};
  wrap_pending_ = false;
}

void Model::leave_alternate(int mode) {
  if (alternate_) {
    carry_over(*alternate_, main_);
    alternate_.reset();
    modes_.forget_alternate();
    wrap_pending_ = false;
  }
  if (mode == 1049) restore_cursor();
}

// DECSTR. Spelled out, because libvterm's leaves margins and character sets as they were.
void Model::soft_reset() {
  const Position at = grid().cursor();
  modes_.soft_reset();
  margins_[index()] = {};
  saved_[index()] = {};
  charsets_ = {'B', 'B', 'B', 'B'};
  shift_ = 0;
  grid().feed("\x1b[?6l\x1b[?7h\x1b[4l\x1b(B\x1b)B\x1b*B\x1b+B\x0f\x1b[r\x1b[m" + move_to(at));
  wrap_pending_ = false;
}

void Model::reset() {
  alternate_.reset();
  main_.feed(
      "\x1b"
      "c");
  scrollback_.clear();
  modes_.hard_reset();
  saved_ = {};
  margins_ = {};
  charsets_ = {'B', 'B', 'B', 'B'};
  shift_ = 0;
  default_tabs();
  tabs_changed_ = false;
  wrap_pending_ = false;
}

// ---- strings and queries ----

void Model::osc(std::string_view body) {
  int command = 0;
  std::size_t digits = 0;
  while (digits < body.size() && body[digits] >= '0' && body[digits] <= '9' && digits < 5)
    command = command * 10 + (body[digits++] - '0');
  if (digits == 0) return;
  const bool has_text = digits < body.size() && body[digits] == ';';
  if (digits < body.size() && !has_text) return;
  const std::string_view rest = has_text ? body.substr(digits + 1) : std::string_view();
  if (command == 0 || command == 2) modes_.set_title(rest.substr(0, 1024));
  if (command == 0 || command == 1) modes_.set_icon(rest.substr(0, 1024));
  // What is kept is said again to every viewer: nothing that is more than words, and no question.
  if (command >= 4 && base::printable(body, body.size()) != body) return;
  if (command == 8) modes_.set_link(rest.size() > rest.find(';') + 1 ? body : std::string_view());
  const bool color = command == 4 || (command >= 10 && command <= 19) || command == 104 ||
                     (command >= 110 && command <= 119);
  if (!color) return;
  if (rest.find('?') == std::string_view::npos) return modes_.set_color(command, body);
  if (rest != "?") return;
  // Nobody looks: a dark terminal, the common case.
  if (command == 10) answer("\x1b]10;rgb:cccc/cccc/cccc\x1b\\");
  if (command == 11) answer("\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\");
  if (command == 12) answer("\x1b]12;rgb:cccc/cccc/cccc\x1b\\");
}

void Model::window(const Csi& sequence) {
  switch (sequence.at(0, 0)) {
    case 18: answer("\x1b[8;" + std::to_string(rows()) + ";" + std::to_string(cols()) + "t"); break;
    case 22:
      if (sequence.at(1, 0) != 1) modes_.push_title();
      break;
    case 23:
      if (sequence.at(1, 0) != 1) modes_.pop_title();
      break;
    default: break;
  }
}

// Answers as VS Code's terminal gives them, so that a viewer that comes later is no surprise.
// Keyboard protocols stay unanswered: the next viewer may not have them.
bool Model::query(const Csi& sequence) {
  if (sequence.is(0, "", 'c')) {
    answer("\x1b[?1;2c");
  } else if (sequence.is('>', "", 'c')) {
    answer("\x1b[>0;276;0c");
  } else if (sequence.is('>', "", 'q')) {
    answer(std::string("\x1bP>|operator(") + base::kVersion + ")\x1b\\");
  } else if (sequence.final == 'n' && (sequence.leader == 0 || sequence.leader == '?')) {
    const std::string lead = sequence.leader == '?' ? "\x1b[?" : "\x1b[";
    if (sequence.at(0, 0) == 5) answer("\x1b[0n");
    if (sequence.at(0, 0) == 6) {
      Position at = grid().cursor();
      if (modes_.get_private(6)) at.row -= margins_[index()].top;
      answer(lead + std::to_string(at.row + 1) + ";" + std::to_string(at.col + 1) + "R");
    }
  } else if (sequence.is('?', "$", 'p') || sequence.is(0, "$", 'p')) {
    const bool ansi = sequence.leader == 0;
    int value = modes_.report(sequence.at(0, 0), ansi);
    const int mode = sequence.at(0, 0);
    if (!ansi && (mode == 47 || mode == 1047 || mode == 1049)) value = alternate() ? 1 : 2;
    answer(std::string(ansi ? "\x1b[" : "\x1b[?") + std::to_string(mode) + ";" +
           std::to_string(value) + "$y");
  } else if (!sequence.is('?', "", 'u')) {
    return false;
  }
  return true;
}

// ---- what others ask ----

std::vector<std::string> Model::text_rows(std::size_t before) const {
  std::vector<std::string> rows_of_text;
  const std::size_t lines = alternate_ ? 0 : std::min(before, scrollback_.size());
  scrollback_.for_each(scrollback_.size() - lines,
                       [&](std::string_view line) { rows_of_text.push_back(text_of_line(line)); });
  for (int row = 0; row < rows(); ++row) rows_of_text.push_back(text_of_line(grid().line(row)));
  return rows_of_text;
}

bool Model::can_skim() const {
  return !alternate_ && scanner_.pending().empty() && margins_[0].bottom == 0;
}

void Model::skipped(std::string_view attributes) {
  const bool answers = answers_;
  feed("\r", false);
  feed(attributes, false);
  answers_ = answers;
}

}  // namespace host
