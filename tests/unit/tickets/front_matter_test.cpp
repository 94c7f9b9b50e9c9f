#include "tickets/front_matter.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using tickets::parse_ticket;

namespace {

std::string title_of(const std::string& line) {
  return parse_ticket("---\ntype: FIX\ntitle:" + line + "\n---\n").title;
}

int problem_line(const std::string& text) {
  const auto ticket = parse_ticket(text);
  return ticket.problems.empty() ? -1 : ticket.problems.front().line;
}

}  // namespace

TEST_CASE("a full front matter") {
  const std::string text =
      "---\n"
      "id: FEAT-7K2QD\n"
      "type: feat   # any case\n"
      "title: \"Add: a login\"\n"
      "project: api\n"
      "priority: P1-high\n"
      "blocked_by:\n"
      "- FIX-1\n"
      "# why\n"
      "- FIX-2\n"
      "hold: true\n"
      "agent: codex\n"
      "branch: feat/x\n"
      "step: build\n"
      "board:\n"
      "  provider: jira\n"
      "  key: PROJ-12\n"
      "whatever: [broken\n"
      "---\n"
      "\nBody\n";
  const auto ticket = parse_ticket(text);
  CHECK(ticket.problems.empty());
  CHECK(ticket.id.value == "FEAT-7K2QD");
  CHECK(ticket.type == "FEAT");
  CHECK(ticket.title == "Add: a login");
  CHECK(ticket.project == "api");
  CHECK(ticket.priority == 1);
  REQUIRE(ticket.blocked_by.size() == 2);
  CHECK(ticket.blocked_by[1].value == "FIX-2");
  CHECK(ticket.hold);
  CHECK(ticket.agent == "codex");
  CHECK(ticket.branch == "feat/x");
  CHECK(ticket.step == "build");
  CHECK(ticket.board_key == "PROJ-12");
  CHECK(tickets::body_of(text) == "\nBody\n");
}

TEST_CASE("titles are people's first and YAML second") {
  CHECK(title_of(" Fix: x") == "Fix: x");
  CHECK(title_of(" #12 is broken") == "#12 is broken");
  CHECK(title_of(" [api] rate limits") == "[api] rate limits");
  CHECK(title_of(" [api]") == "[api]");
  CHECK(title_of(" {a} b") == "{a} b");
  CHECK(title_of(" @x") == "@x");
  CHECK(title_of(" `x` fails") == "`x` fails");
  CHECK(title_of(" %d in a format") == "%d in a format");
  CHECK(title_of(" * all things") == "* all things");
  CHECK(title_of(" *all things") == "*all things");
  CHECK(title_of(" &x y") == "&x y");
  CHECK(title_of(" !important thing") == "!important thing");
  CHECK(title_of(" \"quoted\" word") == "\"quoted\" word");
  CHECK(title_of(" \"open") == "\"open");
  CHECK(title_of(" 'tis open") == "'tis open");
  CHECK(title_of(" - dash") == "- dash");
  CHECK(title_of(" > greater") == "> greater");
  CHECK(title_of(" | pipe") == "| pipe");
  CHECK(title_of(" ~") == "~");
  CHECK(title_of(" null") == "null");
  CHECK(title_of(" trailing:") == "trailing:");
  CHECK(title_of(" Fix: x # y  ") == "Fix: x # y");
  CHECK(title_of("\tTabbed") == "Tabbed");
}

TEST_CASE("titles that YAML reads are what YAML reads") {
  CHECK(title_of(" plain # comment") == "plain");
  CHECK(title_of(" \"a: \\\"b\\\"\" # c") == "a: \"b\"");
  CHECK(title_of(" 'it''s'") == "it's");
  CHECK(title_of(" 12") == "12");
  CHECK(title_of(" yes") == "yes");
  CHECK(title_of(" http://x/y") == "http://x/y");
  CHECK(title_of(" two\n  lines") == "two lines");
  CHECK(title_of(" >\n  folded\n  text") == "folded text");
  CHECK(title_of("\n  below") == "below");
}

TEST_CASE("only a type and a title or heading are needed") {
  const auto ticket =
      parse_ticket("---\ntype: TASK\n---\n```\n# no\n```\n\n# The title #\n\ntext\n");
  CHECK(ticket.problems.empty());
  CHECK(ticket.title == "The title");
  CHECK(ticket.priority == 2);
  const auto bare = parse_ticket("# Feature: a login\n");
  CHECK(bare.problems.empty());
  CHECK(bare.type == "FEAT");
  CHECK(bare.title == "a login");
  const auto own = parse_ticket("---\ntype: PERF\n---\n# PERF: faster");
  CHECK(own.title == "faster");
  const auto colon = parse_ticket("---\ntype: TASK\n---\n# Note: keep this");
  CHECK(colon.title == "Note: keep this");
  CHECK(parse_ticket("---\ntype: TASK\n---\nno heading\n").problems.size() == 1);
  CHECK(parse_ticket("# No type\n").problems.size() == 1);
  CHECK(parse_ticket("").problems.size() == 2);
}

TEST_CASE("byte order mark, CRLF and a missing last newline change nothing") {
  const std::string text = "\xEF\xBB\xBF---\r\ntype: FIX\r\ntitle: Fix: x\r\nhold: no\r\n---";
  const auto ticket = parse_ticket(text);
  CHECK(ticket.problems.empty());
  CHECK(ticket.title == "Fix: x");
  CHECK(ticket.type == "FIX");
  CHECK_FALSE(ticket.hold);
  CHECK(tickets::body_of(text).empty());
}

TEST_CASE("what is wrong is named with its line, the rest is read") {
  const auto with = [](const std::string& line) {
    return "---\ntype: FIX\ntitle: x\n" + line + "\n---\n";
  };
  CHECK(problem_line(with("priority: urgent")) == 4);
  CHECK(problem_line(with("priority: P4")) == 4);
  CHECK(problem_line(with("hold: perhaps")) == 4);
  CHECK(problem_line(with("hold: [true]")) == 4);
  CHECK(problem_line(with("id: ../../etc")) == 4);
  CHECK(problem_line(with("id: [a]")) == 4);
  CHECK(problem_line(with("project: {a: b}")) == 4);
  CHECK(problem_line(with("blocked_by:\n- A\n- {x: y}")) == 6);
  CHECK(problem_line(with("branch: \"open")) == 4);
  CHECK(problem_line(with("title: twice")) == 4);
  CHECK(problem_line(with("no colon here")) == 4);
  CHECK(problem_line(with("  stray: indentation")) == 4);
  CHECK(problem_line(with("note: \xFF")) == 4);
  CHECK(problem_line(with("note: " + std::string(1, '\0'))) == 4);
  CHECK(problem_line("---\ntype: a b\ntitle: x\n---\n") == 2);
  CHECK(problem_line("---\ntype: FIX\ntitle: x\n") == 1);
  CHECK(problem_line("---\n{type: FIX, title: x}\n---\n") == 2);
  CHECK(parse_ticket(with("hold: perhaps")).hold);
  CHECK(parse_ticket(with("priority: urgent")).title == "x");
  CHECK(parse_ticket(with("type: FIX")).problems.size() == 1);
}

TEST_CASE("blockers are a list or a scalar") {
  const auto blockers = [](const std::string& value) {
    return parse_ticket("---\ntype: FIX\ntitle: x\nblocked_by:" + value + "\n---\n").blocked_by;
  };
  CHECK(blockers(" A-1").size() == 1);
  CHECK(blockers(" A-1, B-2").size() == 2);
  CHECK(blockers(" [A-1, \"B-2\"]").size() == 2);
  CHECK(blockers("\n  - A-1\n  - B-2").size() == 2);
  CHECK(blockers(" []").empty());
  CHECK(blockers("").empty());
}

TEST_CASE("hostile nesting and size are problems, not crashes") {
  const std::string deep(15'000, '[');
  CHECK(problem_line("---\ntype: FIX\ntitle: x\nblocked_by: " + deep + "\n---\n") == 4);
  const std::string long_id(100'000, 'x');
  CHECK(problem_line("---\ntype: FIX\ntitle: x\nid: " + long_id + "\n---\n") == 4);
  CHECK(parse_ticket("---\ntype: FIX\ntitle: " + deep + "\n---\n").problems.size() == 1);
}
