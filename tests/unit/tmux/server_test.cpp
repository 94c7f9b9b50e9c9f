#include "tmux/server.h"

#include <doctest/doctest.h>

using tmux::Command;

TEST_CASE("a version is new enough from 3.2 on, however tmux writes it") {
  for (const char* good : {"tmux 3.2\n", "tmux 3.2a", "tmux 3.3a\n", "tmux 4.0", "tmux next-3.6"})
    CHECK_MESSAGE(tmux::judge_version(good), good);
  for (const char* bad : {"tmux 3.1c\n", "tmux 2.9", "tmux master", "", "screen 5.0"}) {
    const auto judged = tmux::judge_version(bad);
    REQUIRE_FALSE_MESSAGE(judged, bad);
    CHECK(judged.error().message.find("apt-get install tmux") != std::string::npos);
  }
}

TEST_CASE("a command line names its server, and keeps words whole") {
  const tmux::Server own{"/run/x/tmux.sock", "/run/x/tmux.conf"};
  CHECK(tmux::command_line(own, {{"list-panes", "-a"}}) ==
        std::vector<std::string>{"tmux", "-u", "-f", "/run/x/tmux.conf", "-S", "/run/x/tmux.sock",
                                 "list-panes", "-a"});
  const tmux::Server named{"/tmp/tmux-7/work", ""};
  CHECK(tmux::command_line(named, {{"a", "b;"}, {"c;d", ";"}}) ==
        std::vector<std::string>{"tmux", "-u", "-S", "/tmp/tmux-7/work", "a", "b\\;", ";", "c;d",
                                 "\\;"});
}

TEST_CASE("a text is no format") { CHECK(tmux::literal("/a #{pid} #S #") == "/a ##{pid} ##S ##"); }

TEST_CASE("panes are read from one listing; what is no pane is skipped") {
  const auto panes = tmux::parse_panes(
      "%0\t41\t0\t2\t1795302412\tapp-3\toperator\t/x/operator pane --session app-3\t/srv/a b\n"
      "%12\t0\t1\t0\t\tmine\t\t\t/tab\there\n"
      "not a pane\n%3\t1\n\n");
  REQUIRE(panes.size() == 2);
  CHECK(panes[0].id == "%0");
  CHECK(panes[0].pid == 41);
  CHECK_FALSE(panes[0].dead);
  CHECK(panes[0].clients == 2);
  CHECK(panes[0].output == 1795302412);
  CHECK(panes[0].session == "app-3");
  CHECK(panes[0].program == "operator");
  CHECK(panes[0].path == "/srv/a b");
  CHECK(panes[1].dead);
  CHECK(panes[1].start.empty());
  CHECK(panes[1].path == "/tab\there");
}

TEST_CASE("a server of ours starts without another tmux's marks") {
  for (const auto& entry : tmux::environment()) {
    CHECK_FALSE(entry.starts_with("TMUX="));
    CHECK_FALSE(entry.starts_with("OPERATOR_"));
  }
}
