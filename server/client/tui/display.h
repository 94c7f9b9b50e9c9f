// The terminal, by curses: draws cells, reads keys. Curses keeps its state in globals, so there is
// one at a time; whoever drops it has the terminal back as it was, and so has the shell when this
// program crashes.
#pragma once
#include <memory>
#include <optional>

#include "base/result.h"
#include "client/tui/cells.h"
#include "client/tui/keys.h"
#include "client/tui/layout.h"
#include "platform/descriptor.h"

namespace client::tui {

class Display {
 public:
  // Sets the process's LC_CTYPE. invalid_argument when there is no terminal, or none that can show
  // a screen.
  static base::Result<std::unique_ptr<Display>> open();
  ~Display();
  Display(const Display&) = delete;
  Display& operator=(const Display&) = delete;

  // The terminal as it is now.
  [[nodiscard]] Size size() const;
  // After the terminal's size changed.
  void resized();
  void draw(const Screen& screen);
  // Everything anew, at the next draw.
  void redraw();
  // The next key, without waiting; nothing when there is none.
  std::optional<Key> read();
  // For waiting until there is something to read. Non-blocking, ours.
  [[nodiscard]] int input() const { return input_.get(); }

  // The shell's screen, until `enter`.
  void leave();
  void enter();

 private:
  Display() = default;
  Key read_paste();
  platform::Descriptor input_;
  void* screen_ = nullptr;  // curses' own
  bool colours_ = false;
  bool ascii_ = false;  // the locale is none of UTF-8
  bool left_ = false;
};

}  // namespace client::tui
