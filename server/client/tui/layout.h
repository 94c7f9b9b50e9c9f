// The screen: what is known and chosen in, cells out. Lists share the rows that there are; a wide
// screen has two columns of them. Pure.
#pragma once
#include <optional>

#include "base/clock.h"
#include "client/tui/cells.h"
#include "client/tui/lists.h"
#include "client/tui/model.h"
#include "client/tui/view.h"

namespace client::tui {

struct Cursor {
  int row = 0;
  int col = 0;
};

struct Screen {
  Canvas canvas;
  std::optional<Cursor> cursor;  // where something is being written
};

// `connection`: empty while the lists are live, else what is the matter.
Screen paint(const View& view, const Model& model, const Lists& lists,
             const std::string& connection, base::WallTime now);

// How many rows each list gets out of `rows`, its heading included: as many as it has, as long as
// there are any, row by row in turn. Zero for all but `focus` when not even the headings fit.
std::array<int, kLists> share_rows(int rows, const std::array<int, kLists>& wanted, ListName focus);

}  // namespace client::tui
