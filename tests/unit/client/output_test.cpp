#include "client/output.h"

#include <doctest/doctest.h>

using client::Style;
using client::Table;

TEST_CASE("columns are as wide as their widest cell, in characters") {
  Table table({"ID", "TITLE", "WHY"});
  table.add({"app-10", "größer", "x"});
  table.add({"a", "b"});
  CHECK(table.text(Style(false), std::nullopt) ==
        "ID      TITLE   WHY\n"
        "app-10  größer  x\n"
        "a       b\n");
}

TEST_CASE("the last column is cut to the terminal's width") {
  Table table({"ID", "WHY"});
  table.add({"a", "a long reason"});
  CHECK(table.text(Style(false), 10) == "ID  WHY\na   a lon…\n");
}

TEST_CASE("foreign text cannot reach the terminal as control codes") {
  Table table({"TITLE"});
  table.add({"\x1b[2Jboo\nsecond"});
  CHECK(table.text(Style(false), std::nullopt) == "TITLE\n[2Jboo second\n");
  CHECK(client::printable_lines("a\x1b[0m\nb\n", "  ") == "  a[0m\n  b\n");
}

TEST_CASE("colours do not change the width") {
  const Style style(true);
  Table table({"STATUS", "X"});
  table.add({"done", "1"}, 0, [&](const std::string&) { return style.status(wire::Status::done); });
  table.add({"killed", "2"});
  CHECK(table.text(style, std::nullopt) ==
        "\x1b[2mSTATUS  X\x1b[0m\n\x1b[32mdone\x1b[0m    1\nkilled  2\n");
}
