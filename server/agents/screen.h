// What an agent's screen shows. Screen text is the weakest source: it proves that an agent works or
// waits, never that it is dead or done.
#pragma once
#include <string>

namespace agents {

enum class ScreenShows {
  nothing_known,
  working,            // a turn is running: spinner, "esc to interrupt"
  permission_dialog,  // a tool or a plan waits for Yes or No
  question_dialog,    // the agent's own question with choices
  trust_dialog,       // "Do you trust this folder?": typed text would answer it
  input_line,         // waits at its empty or filled input line, no dialog
};

struct Screen {
  ScreenShows shows = ScreenShows::nothing_known;
  std::string title;  // of a dialog: one printable line, e.g. "Bash command: touch made.txt"
  // The input line is on the screen and empty: whatever keys were typed, no text is left of them.
  bool input_is_empty = false;
};

// Typed text would be taken as an answer.
inline bool is_dialog(ScreenShows shows) {
  return shows == ScreenShows::permission_dialog || shows == ScreenShows::question_dialog ||
         shows == ScreenShows::trust_dialog;
}

}  // namespace agents
