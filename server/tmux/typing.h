// Bytes into one pane of a server, as its terminal would send them: past a copy mode that somebody
// has open there, and never into another program that has the pane's number by now.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tmux/server.h"

namespace tmux {

// Pure. What a terminal's paste may hold: no control characters but tabs and line ends, so that no
// text ends its own paste or presses a key.
std::string pasteable(std::string_view text);

struct Typing {
  std::string pane;  // "%3"
  int pid = 0;       // the program that it is for
  std::string key;   // letters, digits and '-': what was written under it is not written again
  std::string bytes;
  bool paste =
      false;  // a text, between the marks of a paste where the program knows them; else keys
};

// Pure: the commands; the bytes are their input. They print "PID KEY" of the pane.
std::vector<Command> typing_commands(const Typing& typing);
// conflict: the program is not in that pane any more. These block.
base::Status type(const Server& server, const Typing& typing);
// The pane goes, and its program is hung up.
base::Status close(const Server& server, const std::string& pane, int pid);

}  // namespace tmux
