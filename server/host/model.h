// The model of a session's terminal: what a viewer that attaches now has to be sent. It reads the
// same bytes as the viewers do, later than they. Single-threaded; no I/O.
#pragma once
#include <array>
#include <bitset>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/grid.h"
#include "host/modes.h"
#include "host/scrollback.h"
#include "host/vt_scanner.h"

namespace host {

inline constexpr int kMaxCols = 1000;
inline constexpr int kMaxRows = 500;

class Model : private VtSink {
 public:
  Model(int rows, int cols, std::size_t scrollback);

  // `answers`: nobody else sees these bytes, so queries in them are answered here, through `reply`.
  void feed(std::string_view bytes, bool answers);
  void resize(int rows, int cols);
  // Bytes for the program, in answer to its queries.
  std::function<void(std::string)> reply;

  // Everything that makes a viewer's terminal of the same size equal to ours. `fresh`: its first
  // ones; else its scrollback, which has a gap, is replaced.
  [[nodiscard]] std::string repaint(bool fresh) const;

  [[nodiscard]] int rows() const { return main_.rows(); }
  [[nodiscard]] int cols() const { return main_.cols(); }
  [[nodiscard]] bool alternate() const { return alternate_ != nullptr; }
  [[nodiscard]] const std::string& title() const { return modes_.title(); }
  [[nodiscard]] Position cursor() const { return grid().cursor(); }
  [[nodiscard]] bool bracketed_paste() const { return modes_.get_private(2004); }
  // The screen's rows as text, with up to `before` rows of scrollback in front.
  [[nodiscard]] std::vector<std::string> text_rows(std::size_t before) const;
  [[nodiscard]] const Scrollback& scrollback() const { return scrollback_; }

  // For skipping what would scroll away anyway (see skim.h).
  [[nodiscard]] bool can_skim() const;
  void skipped(std::string_view attributes);  // SGR sequences to apply; the cursor is at column 0

 private:
  // What DECSC keeps, and the margins, of each screen.
  struct Saved {
    bool set = false;
    Position at;
    Attributes pen;
  };
  struct Margins {
    int top = 0;     // first row
    int bottom = 0;  // one behind the last; 0: the whole screen
  };

  void text(std::string_view bytes) override;
  void shift(char control) override;
  void escape(std::string_view raw) override;
  void csi(const Csi& sequence) override;
  void string(char kind, std::string_view body) override;

  Grid& grid() { return alternate_ ? *alternate_ : main_; }
  [[nodiscard]] const Grid& grid() const { return alternate_ ? *alternate_ : main_; }
  [[nodiscard]] std::size_t index() const { return alternate_ ? 1 : 0; }
  void write(std::string_view bytes);
  void combine(std::string_view bytes);
  void repeat(int count);
  void private_modes(const Csi& sequence);
  void private_mode(int mode, bool on);
  void enter_alternate(int mode);
  void leave_alternate(int mode);
  void carry_over(const Grid& from, Grid& to);
  void save_cursor();
  void restore_cursor();
  void select_attributes(const Csi& sequence);
  bool erase_or_move(const Csi& sequence);
  void set_margins(const Csi& sequence);
  void clear_tabs(const Csi& sequence);
  void window(const Csi& sequence);
  bool query(const Csi& sequence);
  void osc(std::string_view body);
  void soft_reset();
  void reset();
  void answer(const std::string& bytes);
  void default_tabs();

  void paint_screen(const Grid& screen, bool history, std::string& out) const;
  void paint_saved(std::size_t which, std::string& out) const;
  void paint_margins(std::size_t which, std::string& out) const;
  void paint_tabs(std::string& out) const;
  void paint_cursor(std::string& out) const;

  Scrollback scrollback_;
  Grid main_;
  std::unique_ptr<Grid> alternate_;
  VtScanner scanner_;
  Modes modes_;
  std::array<Saved, 2> saved_;
  std::array<Margins, 2> margins_;
  std::array<char, 4> charsets_{'B', 'B', 'B', 'B'};
  int shift_ = 0;  // which of them is in use
  int entered_by_ = 1049;
  std::bitset<kMaxCols> tabs_;
  bool tabs_changed_ = false;
  // The last character was put into the last column and the next one will wrap.
  bool wrap_pending_ = false;
  std::string repeatable_;  // the character that REP would repeat
  bool answers_ = false;
};

}  // namespace host
