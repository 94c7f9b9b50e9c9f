// A part of a sync on a worker thread: plans for some issues of one board, carried out on ticket
// files and on the board. Everything here blocks and works on copies.
#pragma once
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/crash_point.h"
#include "boards/provider.h"
#include "rules/board_sync.h"
#include "tickets/store.h"

namespace app {

// One issue with what is known of it.
struct BoardItem {
  rules::IssueRef ref;
  std::optional<rules::Issue> issue;
  bool gone = false;
  std::optional<rules::BoardLink> link;
  std::optional<rules::Ticket> ticket;
  bool fetch = false;  // the issue is to be asked for
};
struct BoardWork {
  rules::BoardSettings board;
  rules::Settings settings;  // issue types
  std::vector<BoardItem> items;
};

struct BoardDone {
  std::vector<rules::BoardStep> steps;
  std::vector<rules::IssueRef> again;  // something failed: the next sync looks at them
  bool lost = false;                   // one of these was new, so that no link remembers it
  std::vector<std::string> problems;   // why, for a person
  bool cancelled = false;
  // The site wants no more requests for now: what is left is the next sync's.
  std::optional<base::Error> refused;
};

BoardDone work_on(const BoardWork& work, tickets::Folders& folders, boards::Provider& provider,
                  CrashPoint& crash, std::stop_token stop);

}  // namespace app
