#include "tmux/typing.h"

#include <doctest/doctest.h>

using tmux::Command;

TEST_CASE("what is typed goes into the pane whose program it is for, and once") {
  const auto commands = tmux::typing_commands({"%3", 41, "T-1", "text", true});
  REQUIRE(commands.size() == 3);
  CHECK(commands[0] == Command{"load-buffer", "-b", "operator-T-1", "-"});
  CHECK(commands[1] == Command{"if-shell", "-F", "-t", "%3",
                               "#{&&:#{==:#{pane_pid},41},#{!=:#{@operator-pasted},T-1}}",
                               "paste-buffer -p -d -b operator-T-1 -t %3 ; "
                               "set-option -p -t %3 @operator-pasted T-1",
                               "delete-buffer -b operator-T-1"});
  CHECK(commands[2] ==
        Command{"display-message", "-p", "-t", "%3", "#{pane_pid} #{@operator-pasted}"});
  // Keys of the same text are remembered beside it, and are no paste.
  const auto keys = tmux::typing_commands({"%3", 41, "T-1", "\n", false});
  CHECK(keys[1][5] ==
        "paste-buffer -d -b operator-T-1 -t %3 ; set-option -p -t %3 @operator-pressed T-1");
}

TEST_CASE("a text neither ends its own paste nor presses keys") {
  CHECK(tmux::pasteable("a\x1b[201~b\x03\x7f\tc\r\nd\re\n") == "a[201~b\tc\nd\ne\n");
  CHECK(tmux::pasteable("\xc2\x9b"
                        "31m ä") == "31m ä");
}
