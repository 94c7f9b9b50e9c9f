// A ticket as its file says it, and the reasons why it does not launch. Pure values.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "rules/board.h"

namespace rules {

enum class Folder { queue, in_progress, completed };

// A place in a file that is wrong, and what is wrong with it.
struct Problem {
  int line = 0;  // 1-based; 0 when the file as a whole is meant
  std::string message;
  bool operator==(const Problem&) const = default;
};

// One markdown file under .tickets, without the text below its front matter: there may be
// thousands, and who wants that reads the file. `id` is empty when the front matter has none yet:
// it is made and written when the ticket is claimed.
struct Ticket {
  base::TicketId id;
  std::string type;     // issue type key, upper case: "FEAT"
  std::string title;    // verbatim, one line
  std::string project;  // project name; empty: the only project
  int priority = 2;     // 0..3, from P0..P3; P2 when absent
  std::vector<base::TicketId> blocked_by;
  bool hold = false;
  std::string agent;      // agent name; empty: the configured one
  std::string branch;     // wanted or given branch; empty: made at claim
  std::string base;       // what a new branch starts from; empty: the project's
  std::string step;       // as written in the file
  std::string board_key;  // "PROJ-12"; empty: made by hand
  IssueRef board_ref;     // the issue it was made from; empty: none, or not all of it is named
  Folder folder = Folder::queue;
  std::string path;        // relative to the workspace, '/' separated
  std::string digest;      // of the whole file's bytes: changes when the file does
  base::WallTime created;  // birth time where known, else the first time seen
  base::WallTime modified;
  std::vector<Problem> problems;  // not empty: listed as damaged, never launched
};

}  // namespace rules
