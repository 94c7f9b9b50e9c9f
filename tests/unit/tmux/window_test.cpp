#include "tmux/window.h"

#include <doctest/doctest.h>

using namespace tmux;  // NOLINT: a test of one namespace

namespace {

base::WorkspacePaths paths() {
  base::WorkspacePaths p;
  p.workspace = "/w/my #S shop;";
  p.runtime = "/run/op";
  return p;
}
Window window(const std::string& id) { return {{id}, "/data/bin/operator", "/w/tree"}; }
Pane pane(const std::string& id, const std::string& session, const std::string& start) {
  Pane p;
  p.id = id;
  p.session = session;
  p.start = start;
  return p;
}
const std::string kOurs =
    "/data/bin/operator pane --session app-3 --socket /run/op/app-3.sock "
    "--workspace \"/w/my #S shop;\"";

}  // namespace

TEST_CASE("a pane of ours is known by what it was made with") {
  CHECK(session_of(pane("%1", "renamed", kOurs)) == "app-3");
  CHECK(session_of(pane("%1", "app-3", "")).empty());
  CHECK(session_of(pane("%1", "app-3", "vim pane --session app-3")).empty());
}

TEST_CASE("a window that is missing is made: program and folder are words, never a shell's text") {
  const auto commands = show(paths(), {window("app-3")}, {});
  REQUIRE(commands.size() == 1);
  CHECK(commands[0] == Command{"new-session",
                               "-d",
                               "-s",
                               "app-3",
                               "-n",
                               "app-3",
                               "-x",
                               "120",
                               "-y",
                               "30",
                               "-c",
                               "/w/tree",
                               "--",
                               "/data/bin/operator",
                               "pane",
                               "--session",
                               "app-3",
                               "--socket",
                               "/run/op/app-3.sock",
                               "--workspace",
                               "/w/my #S shop;"});
  Window without = window("app-3");
  without.folder.clear();
  const auto there = show(paths(), {without}, {});
  CHECK(there[0][11] == "/w/my ##S shop;");
  CHECK(attach_line(paths(), without).back() == "/w/my #S shop\\;");
}

TEST_CASE("a pane of ours is used again, where its person put it") {
  const std::vector<Pane> panes{pane("%1", "other", kOurs), pane("%2", "app-4", "")};
  const auto commands = show(paths(), {window("app-3"), window("app-4"), window("app-5")}, panes);
  REQUIRE(commands.size() == 3);
  CHECK(Command(commands[0].begin(), commands[0].begin() + 4) ==
        Command{"respawn-pane", "-k", "-t", "%1"});
  // A tmux session of that name without our pane: a window beside the person's own.
  CHECK(Command(commands[1].begin(), commands[1].begin() + 4) ==
        Command{"new-window", "-d", "-t", "=app-4:"});
  CHECK(commands[2][0] == "new-session");
}

TEST_CASE("closing takes our pane and nothing beside it") {
  const std::vector<Pane> panes{pane("%1", "app-3", kOurs), pane("%2", "app-3", "")};
  CHECK(close({{"app-3"}, {"app-9"}}, panes) == std::vector<Command>{{"kill-pane", "-t", "%1"}});
}

TEST_CASE("within our server a client is turned to the window, made first if need be") {
  CHECK(switch_to(paths(), window("app-3"), {pane("%1", "x", kOurs)}) ==
        std::vector<Command>{{"switch-client", "-t", "%1"}});
  const auto made = switch_to(paths(), window("app-3"), {});
  REQUIRE(made.size() == 2);
  CHECK(made[0][0] == "new-session");
  CHECK(made[1] == Command{"switch-client", "-t", "=app-3:"});
}
