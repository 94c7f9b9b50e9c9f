// Model::repaint: the model as bytes for a viewer's terminal.
//
// The order matters: defaults; scrollback and main screen as one text, so that the former scrolls
// out of the latter; what the main screen remembers; then the other screen, if it is shown; modes;
// and last the cursor, because some of the sequences before move it.
#include "host/compact_line.h"
#include "host/model.h"

namespace host {
namespace {

std::string move_to(int row, int col) {
  return "\x1b[" + std::to_string(row + 1) + ";" + std::to_string(col + 1) + "H";
}

}  // namespace

std::string Model::repaint(bool fresh) const {
  // CAN and ST end whatever sequence the viewer's terminal was in.
  std::string out = fresh ? "" : "\x18\x1b\\";
  out += Modes::defaults(fresh) + "\x1b[?25l\x1b[H\x1b[2J";
  if (!fresh) out += "\x1b[3J";
  out.reserve(out.size() + scrollback_.memory() * 3 / 2);
  bool history = false;
  scrollback_.for_each(0, [&](std::string_view line) {
    history = true;
    paint_line(line, out);
    out += "\r\n";
  });
  paint_screen(main_, history, out);
  paint_saved(0, out);
  if (tabs_changed_) paint_tabs(out);
  if (alternate_) {
    paint_margins(0, out);
    out += modes_.replay_keyboard(false);
    const Position at = main_.cursor();
    out += move_to(at.row, at.col);
    // Entering by 1049 saves the cursor again: where, and as what, it was saved.
    if (entered_by_ == 1049 && saved_[0].set)
      out += move_to(saved_[0].at.row, saved_[0].at.col) + to_sgr(saved_[0].pen);
    out += "\x1b[?" + std::to_string(entered_by_) + "h\x1b[m\x1b[H\x1b[2J";
    paint_screen(*alternate_, false, out);
    paint_saved(1, out);
    if (margins_[1].bottom == 0) out += "\x1b[r";
  }
  paint_margins(index(), out);
  out += modes_.replay(alternate());
  paint_cursor(out);
  out += scanner_.pending();
  return out;
}

// From the cursor's row on, downwards. Blank rows at the end only matter where they push history
// out of the screen: without it, a terminal with fewer rows than the model keeps what there is to
// see.
void Model::paint_screen(const Grid& screen, bool history, std::string& out) const {
  std::size_t end = out.size();
  for (int row = 0; row < screen.rows(); ++row) {
    const std::size_t before = out.size();
    paint_line(screen.line(row), out);
    if (out.size() != before) end = out.size();
    if (row + 1 < screen.rows()) out += "\r\n";
  }
  if (!history) out.resize(end);
}

void Model::paint_saved(std::size_t which, std::string& out) const {
  if (!saved_[which].set) return;
  out += move_to(saved_[which].at.row, saved_[which].at.col) + to_sgr(saved_[which].pen) +
         "\x1b"
         "7\x1b[m";
}

void Model::paint_margins(std::size_t which, std::string& out) const {
  const Margins& margins = margins_[which];
  if (margins.bottom != 0)
    out += "\x1b[" + std::to_string(margins.top + 1) + ";" + std::to_string(margins.bottom) + "r";
}

void Model::paint_tabs(std::string& out) const {
  out += "\x1b[3g";
  for (int col = 0; col < cols(); ++col)
    if (tabs_.test(static_cast<std::size_t>(col)))
      out += "\x1b[" + std::to_string(col + 1) + "G\x1bH";
}

void Model::paint_cursor(std::string& out) const {
  const Position at = grid().cursor();
  const bool origin = modes_.get_private(6), insert = modes_.get_ansi(4);
  const int top = origin ? margins_[index()].top : 0;
  // The last character is painted once more where nothing else does: that leaves a terminal about
  // to wrap, or ready to repeat the character or to join an accent to it.
  const bool again = wrap_pending_ || (!repeatable_.empty() && at.col > 0 && !insert);
  const std::string cell = again ? grid().cell({at.row, wrap_pending_ ? at.col : at.col - 1}) : "";
  const auto decoded = decode_line(cell);
  const int width = decoded.empty() ? 1 : decoded.front().width;
  const bool last = again && !repeatable_.empty() && !insert && !decoded.empty();
  if (origin) out += "\x1b[?6h";
  if (wrap_pending_ || last) {
    out += move_to(at.row - top, (wrap_pending_ ? cols() : at.col) - width);
    if (!last && (decoded.empty() || decoded.front().text.empty())) {
      out += " ";
    } else if (!last) {
      paint_line(cell, out);
    }
  } else {
    out += move_to(at.row - top, at.col);
  }
  out += to_sgr(grid().pen());
  for (std::size_t i = 0; i < charsets_.size(); ++i)
    if (charsets_[i] != 'B') out += {'\x1b', static_cast<char>('(' + i), charsets_[i]};
  if (shift_ != 0) out += shift_ == 1 ? "\x0e" : shift_ == 2 ? "\x1bn" : "\x1bo";
  if (insert) out += "\x1b[4h";
  if (modes_.get_private(25)) out += "\x1b[?25h";
  if (last) out += text_of_line(cell).empty() ? " " : text_of_line(cell);
}

}  // namespace host
