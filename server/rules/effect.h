// What the owner does to the world: one closed variant, committed as rows with the decision that
// wants them, run afterwards, marked done. Each is idempotent: running it again after a crash does
// nothing twice. Results come back as inputs.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "rules/ticket.h"

namespace rules {

// A worktree for the session's branch from its base. Result: base commit.
struct MakeWorktree {
  base::SessionId session;
};
// One of the project's setup commands in the new worktree, before there is an agent. Result: how it
// ended.
struct RunSetup {
  base::SessionId session;
  int index = 0;  // in the project's list
  std::vector<std::string> argv;
};
// The ticket's file into `folder` with these front-matter values. `from` is where it was seen; a
// file that vanished is written anew from the store's text. Result: its path.
struct PlaceTicket {
  base::TicketId ticket;
  base::SessionId session;  // whose launch waits for it; empty: none
  Folder folder = Folder::queue;
  std::string from;
  std::map<std::string, std::string> set;
};
// Settings, prompt and launch record, then a host for `run`. Result: its pid.
struct StartHost {
  base::SessionId session;
  int run = 0;
};
// A text into the terminal, then Enter. Result: typed or refused with a reason.
struct TypeText {
  base::SessionId session;
  std::string delivery;
  std::string text;
};
// Every process of the agent is stopped where it is, or goes on.
struct Freeze {
  base::SessionId session;
  bool on = true;
};
// Esc into the terminal: the running turn stops.
struct Interrupt {
  base::SessionId session;
};
// The agent ends: politely (SIGTERM, SIGKILL 10 s later) or at once. Result: proved gone.
struct EndAgent {
  base::SessionId session;
  int run = 0;
  bool force = false;
};
// Look at the worktree before the ticket completes. Result: what is uncommitted, commits ahead.
struct CheckWorktree {
  base::SessionId session;
};
struct CommitLeftovers {
  base::SessionId session;
  std::string message;
};
struct DiscardLeftovers {
  base::SessionId session;
};
// After a launch that failed, or by a person's word (`force`: with all that is in it). The branch
// goes with `delete_branch` only: with `force` as it is, else when it is merged or pushed.
struct RemoveWorktree {
  base::SessionId session;
  bool force = false;
  bool delete_branch = false;
  bool unused = false;  // no agent was ever started in it
};
// The last lines of the screen, for a review or to see whether a dialog is still there.
struct LookAtScreen {
  base::SessionId session;
  std::string why;  // "start", "dialog"
};
// Whether the agent's processes used the processor since the last look. Result: a fact.
struct LookAtProcessor {
  base::SessionId session;
};
// Whether somebody looks at its window in tmux. Result: how many do.
struct LookAtWindow {
  base::SessionId session;
};
// Whether every artifact of the step exists and changed since the step began.
struct CheckArtifacts {
  base::SessionId session;
  int step = 0;
  int round = 1;
};
// The agent's program is told that the worktrees' root is trusted (consent was given).
struct WriteAgentTrust {
  std::string agent;
};

// The board is synced: something about it was decided.
struct SyncBoard {
  std::string board;
};

using EffectBody =
    std::variant<MakeWorktree, RunSetup, PlaceTicket, StartHost, TypeText, Interrupt, EndAgent,
                 CheckWorktree, CommitLeftovers, DiscardLeftovers, RemoveWorktree, LookAtScreen,
                 LookAtProcessor, LookAtWindow, CheckArtifacts, WriteAgentTrust, Freeze, SyncBoard>;

struct Effect {
  std::int64_t id = 0;  // given by the store, rising
  EffectBody body;
};

}  // namespace rules
