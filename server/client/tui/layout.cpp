#include "client/tui/layout.h"

#include <algorithm>
#include <filesystem>

#include "client/tui/words.h"

namespace client::tui {
namespace {

constexpr int kTwoColumns = 140;  // from this width on
constexpr int kGap = 3;
constexpr int kMaxState = 12;
constexpr int kMaxName = 14;
constexpr int kMaxType = 6;
constexpr int kMinTitle = 12;
constexpr int kMaxMessage = 4;  // lines
constexpr Look kBar{.reverse = true};

struct Area {
  int row = 0;
  int col = 0;
  int rows = 0;
  int cols = 0;
};

// What is seen of a list: its rows from `first` on.
struct Part {
  ListName list = ListName::inbox;
  Area area;
  std::size_t first = 0;
  std::size_t count = 0;
};

struct Widths {
  int state = 0;
  int name = 0;
  int type = 0;
};

Part part_of(const View& view, const Lists& lists, ListName list, Area area) {
  const int rows = std::max(area.rows - 1, 0);
  const int all = static_cast<int>(lists.of(list).size());
  const int first = std::clamp(view.chosen(list) - rows / 2, 0, std::max(all - rows, 0));
  return {list, area, static_cast<std::size_t>(first),
          static_cast<std::size_t>(std::min(rows, all - first))};
}

std::vector<Part> arrange(const View& view, const Lists& lists) {
  const Size size = view.size();
  const int body = body_rows(size);
  std::array<int, kLists> wanted{};
  for (const ListName list : kAllLists)
    wanted[static_cast<std::size_t>(list)] =
        1 + std::max(static_cast<int>(lists.of(list).size()), 1);
  std::vector<Part> parts;
  const auto column = [&](std::array<int, kLists> want, int col, int cols) {
    const auto heights = share_rows(body, want, view.focus());
    int row = 1;
    for (const ListName list : kAllLists) {
      const int rows = heights[static_cast<std::size_t>(list)];
      if (rows == 0) continue;
      parts.push_back(part_of(view, lists, list, {row, col, rows, cols}));
      row += rows;
    }
  };
  if (size.cols < kTwoColumns || body < 4) {
    column(wanted, 0, size.cols);
    return parts;
  }
  const int left = (size.cols - kGap) / 2;
  column({wanted[0], wanted[1], 0, 0}, 0, left);
  column({0, 0, wanted[2], wanted[3]}, left + kGap, size.cols - left - kGap);
  return parts;
}

// One width for all lists, so that their columns stand below each other.
Widths widths_of(const std::vector<Part>& parts, const Lists& lists) {
  Widths widths;
  for (const Part& part : parts) {
    for (std::size_t i = part.first; i < part.first + part.count; ++i) {
      const Row& row = lists.of(part.list)[i];
      widths.state = std::max(widths.state, std::min(width_of(row.state), kMaxState));
      widths.name = std::max(widths.name, std::min(width_of(row.name), kMaxName));
      widths.type = std::max(widths.type, std::min(width_of(row.type), kMaxType));
    }
  }
  return widths;
}

void paint_heading(Canvas& canvas, const View& view, const Lists& lists, const Part& part) {
  const bool focused = view.focus() == part.list;
  const std::size_t shown = lists.of(part.list).size();
  const std::size_t total = lists.total[static_cast<std::size_t>(part.list)];
  std::string text = focused ? "> " : "  ";
  text += std::to_string(static_cast<int>(part.list) + 1) + " " + std::string(title_of(part.list)) +
          "  " + std::to_string(shown);
  if (shown != total) text += " of " + std::to_string(total);
  if (part.count < shown) {
    text += "  (" + std::to_string(part.first + 1) + "–" + std::to_string(part.first + part.count) +
            ")";
  }
  const Area& area = part.area;
  const Look look{.bold = focused, .dim = !focused};
  const int used = canvas.put(area.row, area.col, text + " ", look, area.cols);
  for (int col = area.col + used; col < area.col + area.cols; ++col)
    canvas.put(area.row, col, "─", {.dim = !focused});
}

void paint_row(Canvas& canvas, const Row& row, const Area& at, const Widths& widths, bool chosen,
               base::WallTime now) {
  int col = at.col;
  const int end = at.col + at.cols;
  const auto cell = [&](std::string_view text, int width, Look look) {
    if (col + width < end) canvas.put(at.row, col, text, look, width);
    col += width + 1;
  };
  cell(chosen ? ">" : "", 1, {.bold = true});
  cell(std::string(1, row.sign), 1, row.look);
  cell(row.state, widths.state, row.look);
  cell(row.name, widths.name, {});
  cell(row.type, widths.type, {.colour = row.colour});
  const std::string age = row.time.empty() ? "" : age_of(row.time, now);
  const int room = end - col - (age.empty() ? 0 : width_of(age) + 1);
  const int note = width_of(row.note);
  // The note has what the title leaves, and some of it at least.
  const int title =
      std::min(width_of(row.title), note == 0 ? room : std::max(room * 3 / 5, room - note - 2));
  if (room >= kMinTitle) {
    canvas.put(at.row, col, row.title, {}, title);
    if (room - title - 2 > 3)
      canvas.put(at.row, col + title + 2, row.note, {.dim = true}, room - title - 2);
    if (!age.empty()) canvas.put(at.row, end - width_of(age), age, {.dim = true});
  } else {
    canvas.put(at.row, col, row.title, {}, end - col);
  }
  if (chosen) {
    for (int i = at.col; i < end; ++i) {
      Look look = canvas.at(at.row, i).look;
      look.reverse = true;
      look.dim = false;
      canvas.paint(at.row, i, 1, look);
    }
  }
}

void paint_lists(Canvas& canvas, const View& view, const Lists& lists, base::WallTime now) {
  const auto parts = arrange(view, lists);
  const Widths widths = widths_of(parts, lists);
  for (const Part& part : parts) {
    paint_heading(canvas, view, lists, part);
    const auto& rows = lists.of(part.list);
    if (rows.empty() && part.area.rows > 1) {
      const std::string words(view.filter().empty() ? empty_words(part.list) : "nothing found");
      canvas.put(part.area.row + 1, part.area.col + 4, words, {.dim = true}, part.area.cols - 4);
    }
    for (std::size_t i = 0; i < part.count; ++i) {
      const auto index = part.first + i;
      const bool chosen =
          view.focus() == part.list && view.chosen(part.list) == static_cast<int>(index);
      const Area at{part.area.row + 1 + static_cast<int>(i), part.area.col, 1, part.area.cols};
      paint_row(canvas, rows[index], at, widths, chosen, now);
    }
  }
}

void paint_lines(Canvas& canvas, const View& view, const std::vector<Line>& lines, int top) {
  for (int i = 0; i < body_rows(view.size()); ++i) {
    const auto at = static_cast<std::size_t>(top + i);
    if (at < lines.size()) canvas.put(1 + i, 0, lines[at].text, lines[at].look);
  }
}

std::string header_of(const View& view, const Model& model) {
  if (view.in_help()) return "Keys";
  if (const Details* details = view.details()) {
    const Row& row = details->row;
    std::string text = row.state.empty() ? "" : row.state + "  ";
    text += row.name + (row.type.empty() ? "" : "  " + row.type) + "  " + row.title;
    return text;
  }
  return "Operator  " + std::filesystem::path(model.status().workspace).filename().string();
}

std::string place_in(const View& view, const std::vector<Line>& lines, int top) {
  const int all = static_cast<int>(lines.size());
  const int last = std::min(top + body_rows(view.size()), all);
  return "lines " + std::to_string(std::min(top + 1, all)) + "–" + std::to_string(last) + " of " +
         std::to_string(all);
}

std::string state_of(const View& view, const Model& model, const std::string& connection) {
  if (!connection.empty()) return connection;
  if (view.in_help()) return place_in(view, help_lines(), view.help_top());
  if (const Details* details = view.details())
    return details->complete ? place_in(view, details->shown, details->top) : "reading…";
  const wire::ServerStatus& status = model.status();
  const std::size_t waiting = model.reviews().size();
  std::string text = std::to_string(status.running) + " of " + std::to_string(status.limit) +
                     " running · " + std::to_string(waiting) +
                     (waiting == 1 ? " needs you" : " need you");
  if (status.paused) text += " · PAUSED";
  if (!status.trusted) text += " · NOT TRUSTED";
  return text;
}

void paint_header(Canvas& canvas, const View& view, const Model& model,
                  const std::string& connection) {
  const int cols = canvas.size().cols;
  canvas.paint(0, 0, cols, kBar);
  const std::string state = state_of(view, model, connection);
  const int at = std::max(cols - width_of(state) - 1, 0);
  canvas.put(0, 1, header_of(view, model), {.bold = true, .reverse = true}, std::max(at - 2, 0));
  canvas.put(0, at, state, kBar);
}

// Where nothing was said, what a person should know anyway.
Message standing_message(const View& view, const Model& model) {
  if (!view.message().text.empty()) return view.message();
  if (!view.filter().empty()) return {"Search: " + view.filter() + "   (Esc shows all)", false};
  const wire::ServerStatus& status = model.status();
  if (!status.workspace.empty() && !status.trusted) {
    return {
        "Nothing launches: " +
            (status.trustReason.empty() ? "this workspace is not trusted" : status.trustReason) +
            "; `operator trust` asks",
        true};
  }
  if (!status.problems.empty()) {
    const auto& first = status.problems.front();
    return {first.file + (first.line > 0 ? ":" + std::to_string(first.line) : "") + ": " +
                first.message,
            true};
  }
  return {};
}

std::optional<Cursor> paint_message(Canvas& canvas, const View& view, const Model& model) {
  const Size size = canvas.size();
  const int row = size.rows - 2;
  if (const View::Prompt* prompt = view.prompt()) {
    canvas.paint(row, 0, size.cols, {});
    const int label = canvas.put(row, 0, prompt->label, {.bold = true}, size.cols * 2 / 3);
    // The end of what is before the cursor is always seen.
    std::string before = prompt->line.shown_before();
    const int room = std::max(size.cols - label - 1, 1);
    while (width_of(before) >= room) {
      std::string_view rest = before;
      next_code(rest);
      before = std::string(rest);
    }
    const int col = label + canvas.put(row, label, before);
    canvas.put(row, col, prompt->line.shown_behind());
    if (!view.message().text.empty())
      canvas.put(row - 1, 0, "! " + view.message().text, {.colour = Colour::red, .bold = true});
    return Cursor{row, std::min(col, size.cols - 1)};
  }
  if (!view.question().empty()) {
    const int col =
        canvas.put(row, 0, view.question() + " [y/N] ", {.colour = Colour::yellow, .bold = true});
    return Cursor{row, std::min(col, size.cols - 1)};
  }
  const Message message = standing_message(view, model);
  if (message.text.empty()) return std::nullopt;
  auto lines = wrap((message.bad ? "! " : "") + message.text, size.cols);
  if (lines.size() > kMaxMessage) lines.resize(kMaxMessage);
  const Look look = message.bad ? Look{.colour = Colour::red, .bold = true} : Look{.bold = true};
  const int first = row - static_cast<int>(lines.size()) + 1;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int at = first + static_cast<int>(i);
    canvas.put(at, 0, std::string(static_cast<std::size_t>(size.cols), ' '));
    canvas.put(at, 0, lines[i], look);
  }
  return std::nullopt;
}

// As many as fit; how to get help and away always.
void paint_hints(Canvas& canvas, const View& view) {
  const int row = canvas.size().rows - 1;
  const Where where = view.in_help() ? kInHelp : view.details() != nullptr ? kInDetails : kInLists;
  if (view.prompt() != nullptr) {
    canvas.put(row, 0, "Enter sends   Esc leaves it", {.dim = true});
    return;
  }
  const std::string always = where == kInLists ? "? help  q quit" : "Space more  q back";
  const int end = canvas.size().cols - width_of(always);
  int col = 0;
  for (const Binding& one : bindings()) {
    if (one.hint.empty() || (one.where & where) == 0) continue;
    if (one.action == Action::help || one.action == Action::quit) continue;
    const int width = width_of(one.keys) + 1 + width_of(one.hint);
    if (col + width + 2 > end) continue;
    const int key = canvas.put(row, col, one.keys, {.bold = true});
    canvas.put(row, col + key + 1, one.hint, {.dim = true});
    col += width + 2;
  }
  canvas.put(row, std::max(end, 0), always, {.dim = true});
}

}  // namespace

std::array<int, kLists> share_rows(int rows, const std::array<int, kLists>& wanted,
                                   ListName focus) {
  std::array<int, kLists> given{};
  int left = rows;
  int least = 0;
  for (const int want : wanted) least += std::min(want, 2);
  if (least > rows) {
    const auto at = static_cast<std::size_t>(focus);
    if (wanted[at] > 0) given[at] = rows;
    return given;
  }
  for (std::size_t i = 0; i < kLists; ++i) left -= given[i] = std::min(wanted[i], 2);
  for (bool grew = true; grew && left > 0;) {
    grew = false;
    for (std::size_t i = 0; i < kLists && left > 0; ++i) {
      if (given[i] >= wanted[i]) continue;
      ++given[i];
      --left;
      grew = true;
    }
  }
  return given;
}

Screen paint(const View& view, const Model& model, const Lists& lists,
             const std::string& connection, base::WallTime now) {
  Screen screen{Canvas(view.size()), std::nullopt};
  Canvas& canvas = screen.canvas;
  if (view.in_help()) {
    paint_lines(canvas, view, help_lines(), view.help_top());
  } else if (const Details* details = view.details()) {
    paint_lines(canvas, view, details->shown, details->top);
  } else {
    paint_lists(canvas, view, lists, now);
  }
  paint_header(canvas, view, model, connection);
  screen.cursor = paint_message(canvas, view, model);
  paint_hints(canvas, view);
  return screen;
}

}  // namespace client::tui
