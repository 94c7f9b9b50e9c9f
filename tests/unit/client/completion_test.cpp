#include "client/completion.h"

#include <doctest/doctest.h>

namespace {

using client::Command;
using client::CommandOption;
using Words = std::vector<std::string>;

Command tree() {
  Command root{"operator", "", "", {}, {}, {}};
  root.options = {{{"--json"}, "", "", false}, {{"--workspace"}, "", "FOLDER", false}};
  Command show{"show", "One", "A", {}, {{{"ID"}, "", "SESSION", true}}, {}};
  Command fresh{"new", "A new one", "", {}, {}, {}};
  fresh.options = {{{"-p", "--priority"}, "", "P0|P1", false}, {{"--hold"}, "", "", false}};
  fresh.arguments = {{{"TYPE"}, "", "TYPE", true}, {{"TITLE"}, "", "TEXT", true}};
  root.commands = {show, {"ticket", "Tickets", "A", {}, {}, {fresh}}};
  return root;
}

Words values(const Words& words) {
  Words found;
  for (const auto& candidate : client::what_fits(tree(), words).candidates)
    found.push_back(candidate.value);
  return found;
}
std::string kind(const Words& words) { return client::what_fits(tree(), words).kind; }

TEST_CASE("commands and options by what is typed of them") {
  CHECK_EQ(values({""}), Words{"show", "ticket"});
  CHECK_EQ(values({"t"}), Words{"ticket"});
  CHECK_EQ(values({"ticket", ""}), Words{"new"});
  CHECK_EQ(values({"ticket", "new", "--"}), Words{"--priority", "--hold", "--json", "--workspace"});
  CHECK_EQ(values({"show", "--j"}), Words{"--json"});
  CHECK_EQ(values({}), Words{"show", "ticket"});
}

TEST_CASE("an argument's kind is that of its place, options in between do not count") {
  CHECK_EQ(kind({"show", ""}), "SESSION");
  CHECK_EQ(kind({"show", "--json", "a"}), "SESSION");
  CHECK_EQ(kind({"show", "app-1", ""}), "");
  CHECK_EQ(kind({"ticket", "new", "-p", "P0", ""}), "TYPE");
  CHECK_EQ(kind({"ticket", "new", "--priority=P0", ""}), "TYPE");
  CHECK_EQ(kind({"ticket", "new", "FIX", "--hold", ""}), "TEXT");
  CHECK_EQ(kind({"show", "--", "-x"}), "SESSION");
}

TEST_CASE("values of options: fixed words are candidates, others a kind") {
  CHECK_EQ(values({"ticket", "new", "-p", ""}), Words{"P0", "P1"});
  CHECK_EQ(values({"ticket", "new", "--priority", "P1"}), Words{"P1"});
  CHECK_EQ(kind({"show", "--workspace", ""}), "FOLDER");
}

TEST_CASE("the workspace is taken along") {
  CHECK_EQ(client::what_fits(tree(), {"--workspace", "/w", "show", ""}).workspace, "/w");
  CHECK_EQ(client::what_fits(tree(), {"show", "--workspace=/w", ""}).workspace, "/w");
  CHECK_EQ(client::what_fits(tree(), {"--workspace", "/w", "show", ""}).kind, "SESSION");
}

}  // namespace
