// A session's terminal under any bytes, sizes and queries: what it shows is text, its cursor is on
// the screen, its scrollback bounded; and a repaint asks the viewer's terminal nothing.
#include "base/text.h"
#include "fuzz.h"
#include "host/model.h"

namespace {

constexpr std::size_t kScrollback = 20;

void check(const host::Model& model) {
  for (const std::string& row : model.text_rows(100)) HOLDS(base::is_valid_utf8(row));
  HOLDS(model.cursor().row >= 0 && model.cursor().row < model.rows());
  HOLDS(model.cursor().col >= 0 && model.cursor().col < model.cols());
  HOLDS(model.scrollback().size() <= kScrollback);
}

}  // namespace

FUZZ_TARGET(input) {
  const int cols = 1 + static_cast<int>(input.choice() % 24);
  const int rows = 1 + static_cast<int>(input.choice() % 8);
  const std::size_t piece = input.choice() % 20;
  host::Model model(rows, cols, kScrollback);
  std::string replies;
  model.reply = [&](const std::string& said) { replies += said; };
  fuzz::in_pieces(input.text(), piece, [&](std::string_view part) { model.feed(part, true); });
  check(model);

  host::Model viewer(model.rows(), model.cols(), kScrollback);
  viewer.reply = [](const std::string&) { HOLDS(!"a repaint asks nothing"); };
  viewer.feed(model.repaint(true), true);
  check(viewer);

  model.resize(1 + static_cast<int>(piece), 1 + static_cast<int>(piece * 7 % 30));
  check(model);
  model.feed(input.text(), true);
  check(model);
  (void)model.repaint(false);
}
