// The cells of one screen, kept by libvterm 0.1.4. The main and the alternative screen are two
// grids, because libvterm lets nobody read the one that is not shown. What it gets has been
// filtered by Model: it sees no modes but those that change where cells go, and no queries.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "host/attributes.h"
#include "host/scrollback.h"

namespace host {

struct Position {
  int row = 0;
  int col = 0;
  bool operator==(const Position&) const = default;
};

class Grid {
 public:
  // Lines that leave at the top go to `scrollback` (which must outlive the grid), unless it is
  // null.
  Grid(int rows, int cols, Scrollback* scrollback);
  ~Grid();
  Grid(const Grid&) = delete;
  Grid& operator=(const Grid&) = delete;

  void feed(std::string_view bytes);
  // The same, but lines deleted at the top are gone, as in xterm.js (CSI M, CSI S).
  void feed_without_scrollback(std::string_view bytes);
  // The cursor stays.
  void forget_margins();
  void resize(int rows, int cols);
  // libvterm lets lines go at the top although the cursor is among them, and restores a cursor to
  // where a larger screen had it.
  void keep_cursor_inside();

  [[nodiscard]] int rows() const;
  [[nodiscard]] int cols() const;
  [[nodiscard]] Position cursor() const;
  [[nodiscard]] Attributes pen() const;
  [[nodiscard]] int font() const;                 // of the pen; see attributes.h
  [[nodiscard]] std::string line(int row) const;  // a compact line
  // The cell as a compact line of its own; the one to the left when it is the second half.
  [[nodiscard]] std::string cell(Position at) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace host
