// What the demo agent makes of a prompt. It is a script, not a model: it finds the ticket, the
// step and the feedback in the text and answers with prepared words. Pure.
#pragma once
#include <string>

namespace demo {

struct Task {
  std::string ticket;  // "FEAT-7K2QD"; never empty, safe as a file's name
  std::string title;   // one printable line; never empty
  std::string step;    // from "operator step done --step NAME"; empty: no step, just a chat
  bool wants_plan_file = false;  // "… --plan FILE"
  std::string feedback;          // why the step is worked on again; may be empty
};

// `ticket` is what the environment says (OPERATOR_TICKET_ID) and may be empty.
Task read_task(const std::string& prompt, const std::string& ticket);

// The plan as markdown. `round` counts from 1; from the second on it takes up the feedback.
std::string plan_for(const Task& task, int round, const std::string& feedback);

// "notes/FEAT-7K2QD.md".
std::string notes_path(const Task& task);
// The notes' new text: `old` (empty: a new file) with a section for this step.
std::string notes_text(const Task& task, const std::string& old);

}  // namespace demo
