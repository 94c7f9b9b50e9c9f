// One row of the table of operations: what the faces (command line, VS Code, REST) call it.
#pragma once
#include <string_view>

namespace wire {

// Who may ask. `person`: no caller from inside a session, checked by the dispatcher. `session`:
// meant for the agent in a session, but a person may do what an agent may.
enum class Actor { anyone, person, session };

// Empty texts where a face does not have the operation.
struct Operation {
  std::string_view method;
  Actor actor;
  std::string_view cli;
  std::string_view command;
  std::string_view rest;
};

}  // namespace wire
