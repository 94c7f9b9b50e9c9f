// What a terminal remembers besides its cells: the modes a program has set, in our own table,
// because libvterm 0.1.4 swallows most of them. Replayed to a viewer that attaches, and the source
// of the answers to mode queries when nobody is attached.
//
// Sources: xterm's ctlseqs (modes, titles, DECSCUSR, modifyOtherKeys) and kitty's keyboard
// protocol. Where xterm.js, which most viewers are, differs from xterm (one mouse mode at a time),
// its way is taken.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/vt_scanner.h"

namespace host {

class Modes {
 public:
  // DEC private mode (CSI ? n h/l) and ANSI mode (CSI n h/l). Screens (47, 1047, 1048, 1049) are
  // Model's.
  void set_private(int mode, bool on);
  [[nodiscard]] bool get_private(int mode) const;
  void set_ansi(int mode, bool on);
  [[nodiscard]] bool get_ansi(int mode) const;

  void kitty(const Csi& sequence, bool alternate);  // CSI > u, CSI < u, CSI = u
  void other_keys(const Csi& sequence);             // CSI > … m
  void cursor_shape(int shape) { cursor_shape_ = shape; }
  void set_title(std::string_view title) { title_ = title; }
  void set_icon(std::string_view title) { icon_ = title; }
  [[nodiscard]] const std::string& title() const { return title_; }
  void push_title();
  void pop_title();
  // OSC 4, 5, 10-19, 104, 110-119: `body` is the whole string.
  void set_color(int command, std::string_view body);
  void set_link(std::string_view body) { link_ = body; }  // OSC 8; without URI: none

  void forget_alternate() { kitty_[1] = {}; }
  void soft_reset();  // DECSTR
  void hard_reset();  // RIS

  // DECRPM's value: 0 unknown, 1 set, 2 reset.
  [[nodiscard]] int report(int mode, bool ansi) const;

  // Sequences that bring any viewer to the defaults. `fresh`: the terminal was not ours before, so
  // what another program pushed there stays.
  [[nodiscard]] static std::string defaults(bool fresh);
  // Sequences that bring a viewer from the defaults to here. Origin and insert mode are not among
  // them: they change how what follows is read.
  [[nodiscard]] std::string replay(bool alternate) const;
  // The keyboard protocol of one screen; part of `replay`.
  [[nodiscard]] std::string replay_keyboard(bool alternate) const;

 private:
  struct Kitty {
    std::vector<int> stack;
    int flags = 0;
  };
  std::map<int, bool> private_;
  std::map<int, bool> ansi_;
  int mouse_ = 0;           // 9, 1000, 1002, 1003
  int mouse_encoding_ = 0;  // 1005, 1006, 1015, 1016
  int cursor_shape_ = 0;
  Kitty kitty_[2];
  std::map<int, int> other_keys_;
  std::string title_, icon_, link_;
  std::vector<std::string> titles_;
  std::map<std::string, std::string> colors_;  // "4;7" or "10" → specification
};

}  // namespace host
