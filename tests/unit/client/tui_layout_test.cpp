#include <doctest/doctest.h>

#include "client/tui/layout.h"
#include "client/tui/words.h"
#include "client/tui_support.h"

using namespace tui_test;
using tui::Colour;
using tui::ListName;

namespace {

std::vector<std::string> screen(Desk& desk, tui::Size size, const std::string& connection = "") {
  desk.view.resize(size);
  const auto painted = tui::paint(desk.view, desk.model, desk.lists, connection, kNow);
  std::vector<std::string> lines;
  for (int row = 0; row < size.rows; ++row) lines.push_back(painted.canvas.text(row));
  return lines;
}

bool shows(const std::vector<std::string>& lines, const std::string& text) {
  for (const auto& line : lines) {
    if (line.find(text) != std::string::npos) return true;
  }
  return false;
}

Desk busy_desk() {
  Desk desk;
  wire::StatusResult status;
  status.status.workspace = "/home/ada/shop";
  status.status.trusted = true;
  desk.model.take(status);
  wire::QueueResult queue{false, 4, 1, {ticket("TASK-1", wire::TicketState::in_progress)}};
  for (int i = 2; i < 30; ++i) {
    queue.tickets.push_back(ticket("TASK-" + std::to_string(i), wire::TicketState::queue));
    queue.tickets.back().reason = "no free slot";
  }
  desk.model.take(queue);
  desk.model.take(wire::SessionListResult{{session("app-1", wire::Status::needs_input, "TASK-1")}});
  desk.model.take(wire::ReviewListResult{{review("R-1", "app-1")}});
  desk.settle();
  return desk;
}

}  // namespace

TEST_CASE("rows are shared in turn: what is short is whole, what is long gets the rest") {
  using Rows = std::array<int, tui::kLists>;
  CHECK(tui::share_rows(21, {2, 3, 30, 200}, ListName::inbox) == Rows{2, 3, 8, 8});
  CHECK(tui::share_rows(21, {2, 2, 2, 2}, ListName::inbox) == Rows{2, 2, 2, 2});
  CHECK(tui::share_rows(8, {9, 9, 9, 9}, ListName::inbox) == Rows{2, 2, 2, 2});
  CHECK(tui::share_rows(7, {9, 9, 9, 9}, ListName::queue) == Rows{0, 0, 7, 0});
  CHECK(tui::share_rows(10, {5, 9, 0, 0}, ListName::queue) == Rows{5, 5, 0, 0});
}

TEST_CASE("four lists are seen at one look at 80×24") {
  Desk desk = busy_desk();
  const auto lines = screen(desk, {24, 80});
  CHECK(lines[0].starts_with(" Operator  shop"));
  CHECK(lines[0].ends_with("1 of 4 running · 1 needs you"));
  CHECK(lines[1].starts_with("> 1 Inbox  1 ─"));
  CHECK(lines[2].starts_with("> ! Plan        app-1   FEAT Plan for hello"));
  CHECK(lines[2].ends_with("3 min ago"));
  CHECK(lines[3].starts_with("  2 In progress  1 ─"));
  CHECK(lines[4].starts_with("  ! needs input app-1   TASK A title"));
  CHECK(lines[5].starts_with("  3 Queue  28  (1–14) ─"));
  CHECK(lines[6].starts_with("  . P2          TASK-2  TASK A title  no free slot"));
  CHECK(lines[20].starts_with("  4 Done  0 ─"));
  CHECK(lines[21] == "    nothing yet");
  CHECK(lines[23].ends_with("? help  q quit"));
  for (const auto& line : lines) CHECK(tui::width_of(line) <= 80);
}

TEST_CASE("more room is used: more rows when it is high, two columns when it is wide") {
  Desk desk = busy_desk();
  CHECK(shows(screen(desk, {50, 80}), "TASK-29"));
  const auto lines = screen(desk, {24, 160});
  CHECK(lines[1].starts_with("> 1 Inbox  1 ─"));
  CHECK(lines[1].find("3 Queue  28") != std::string::npos);
}

TEST_CASE("no size breaks it, and the chosen row is always among those shown") {
  Desk desk = busy_desk();
  desk.type("3G");
  for (int rows = 0; rows < 30; ++rows) {
    for (const int cols : {0, 1, 5, 20, 40, 79, 139, 140, 200}) screen(desk, {rows, cols});
    if (rows >= 5) CHECK(shows(screen(desk, {rows, 80}), "TASK-29"));
  }
  desk.type("X");
  for (int rows = 0; rows < 6; ++rows) screen(desk, {rows, 10});
}

TEST_CASE("a type's colour is the extension's, and nothing is said by colour alone") {
  CHECK(tui::colour_of("terminal.ansiCyan") == Colour::cyan);
  CHECK(tui::colour_of("terminal.ansiBrightRed") == Colour::red);
  CHECK(tui::colour_of("charts.blue") == Colour::none);
  Desk desk = busy_desk();
  desk.view.resize({24, 80});
  const auto painted = tui::paint(desk.view, desk.model, desk.lists, "", kNow);
  CHECK(painted.canvas.at(4, 24).glyph == L"T");
  CHECK(painted.canvas.at(4, 24).look.colour == Colour::green);
}

TEST_CASE("a hostile title stays in its row") {
  Desk desk = busy_desk();
  auto evil = review("R-2", "app-1", wire::ReviewKind::question);
  evil.title = "\x1b[2J\x1b]0;x\x07\nsecond\r\u202Eright " + std::string(300, 'w') + "日本";
  desk.model.take(wire::ReviewListResult{{evil}});
  desk.settle();
  const auto lines = screen(desk, {24, 80});
  CHECK(lines[2].starts_with("> ! Question    app-1   FEAT [2J]0;x second right www"));
  CHECK(lines[3].starts_with("  2 In progress"));
  CHECK(tui::width_of(lines[2]) == 80);
}

TEST_CASE("what stands in the way is said: trust, a problem, the connection, the pause") {
  Desk desk = busy_desk();
  wire::StatusResult status;
  status.status.workspace = "/home/ada/shop";
  status.status.paused = true;
  desk.model.take(status);
  auto lines = screen(desk, {24, 80}, "NOT CONNECTED");
  CHECK(lines[0].ends_with("NOT CONNECTED"));
  CHECK(lines[22] == "! Nothing launches: this workspace is not trusted; `operator trust` asks");
  CHECK(screen(desk, {24, 80})[0].ends_with("PAUSED · NOT TRUSTED"));
  status.status.trusted = true;
  status.status.problems = {{".operator/config.json", 3, "", "expected a number"}};
  desk.model.take(status);
  CHECK(screen(desk, {24, 80})[22] == "! .operator/config.json:3: expected a number");
}

TEST_CASE("a long refusal is read whole, over the lists") {
  Desk desk = busy_desk();
  desk.view.complain("refused because of " + std::string(70, 'x') + "; do this");
  const auto lines = screen(desk, {24, 80});
  CHECK(lines[21].starts_with("! refused because of"));
  CHECK(lines[22].ends_with("do this"));
}

TEST_CASE("the end of what is being written is seen, and the cursor is behind it") {
  Desk desk = busy_desk();
  desk.type("X" + std::string(200, 'a') + "日本z");
  desk.view.resize({24, 80});
  const auto painted = tui::paint(desk.view, desk.model, desk.lists, "", kNow);
  CHECK(painted.canvas.text(22).starts_with("Reject Plan of app-1, because: aaa"));
  CHECK(painted.canvas.text(22).ends_with("a日本z"));
  REQUIRE(painted.cursor);
  CHECK(painted.cursor->row == 22);
  CHECK(painted.cursor->col <= 79);
  CHECK(painted.canvas.text(23) == "Enter sends   Esc leaves it");
}

TEST_CASE("a review is read with its answers, and where in it one is") {
  Desk desk = busy_desk();
  desk.type("Y");
  auto lines = tui::review_lines(desk.model.reviews().front(), desk.model.session("app-1"), kNow);
  for (int i = 0; i < 40; ++i) lines.push_back({"line " + std::to_string(i), {}});
  desk.view.fill("review R-1", lines, true);
  auto seen = screen(desk, {24, 80});
  CHECK(seen[0].starts_with(" Plan  app-1  FEAT  Plan for hello"));
  CHECK(shows(seen, "Y or 1    Approve"));
  CHECK(shows(seen, "1. Say hello"));
  CHECK(shows(seen, "Read it; Y again: Approve."));
  CHECK_FALSE(shows(seen, "line 39"));
  desk.type("G");
  seen = screen(desk, {24, 80});
  CHECK(shows(seen, "line 39"));
  CHECK(seen[0].find(" of ") != std::string::npos);
}

TEST_CASE("the help names every operation's key") {
  Desk desk = busy_desk();
  desk.type("?");
  std::string all;
  for (const auto& line : screen(desk, {60, 80})) all += line + "\n";
  for (const char* words : {"Y  ", "X  ", "P  ", "R  ", "S  ", "attach", "send", "kill", "restore",
                            "search", "quit", "Signs:"}) {
    CHECK(all.find(words) != std::string::npos);
  }
}
