// A session's life: claim, launch, run, end, restore, and the ways a ticket leaves it. Pure.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/draft.h"

namespace rules {

// Ticket, launch and session in one decision; nothing starts without it. The caller has checked
// eligibility. Returns the session's id.
base::SessionId claim(Draft& draft, const Ticket& ticket, const std::string& ticket_text);

// The launch's stages, each the result of the effect before it.
struct WorktreeMade {
  std::string path;
  std::string branch;
  std::string base_branch;
  std::string base_commit;
  bool own_branch = false;           // made for this session: it may go with a launch that fails
  std::vector<std::string> notes{};  // what a person should know of it
  std::map<std::string, std::string> ports{};
};
void worktree_made(Draft& draft, const base::SessionId& id, const WorktreeMade& made);
// A setup command has ended; the next one, or the launch, goes on. `error` empty: it did what it
// should.
void setup_ended(Draft& draft, const RunSetup& effect, const std::string& error);
void ticket_placed(Draft& draft, const PlaceTicket& effect, const std::string& path);
// Its host has said hello. Of one that is found again nothing has to be written.
void host_started(Draft& draft, const base::SessionId& id, int run);
// The first sign of this run: its host's hello or the agent's first hook, whichever is read first.
void came_alive(Draft& draft, Session& session);
// A stage failed: the ticket goes back with the reason and a pause, after three it is held.
void launch_failed(Draft& draft, const base::SessionId& id, const std::string& reason);

// A run of the agent begins: facts of the run before are cleared, a host is wanted.
void begin_run(Draft& draft, Session& session, const std::string& prompt, bool resume);

struct AgentExit {
  int code = 0;
  int signal = 0;         // 0: none
  std::string tail;       // the screen's last lines
  bool by_record = true;  // false: host and agent are gone without an exit record
};
// The run is over. Ignored for another run than the current one.
void agent_gone(Draft& draft, const base::SessionId& id, int run, const AgentExit& exit);

// What a look at the screen brought, for "start": the agent gave no sign in time.
void start_overdue(Draft& draft, const base::SessionId& id, const std::string& screen_tail);

// Paused: nothing launches by itself.
void set_paused(Draft& draft, bool paused);

// The ticket's launch is over and its file goes back to the queue, with `hold`: and stays there.
void back_to_queue(Draft& draft, const base::TicketId& id, const base::SessionId& session,
                   bool hold = false);
// What a session's person was asked is moot. `hooks_only`: only what a waiting hook holds open.
void close_reviews(Draft& draft, const base::SessionId& id, const std::string& because,
                   bool hooks_only);

base::Status kill(Draft& draft, const base::SessionId& id, bool force);
// Every session that has a process or gets one. Pauses the queue, which would fill their places.
base::Status kill_all(Draft& draft, bool force);
base::Status restore(Draft& draft, const base::SessionId& id, bool fresh);
base::Status interrupt(Draft& draft, const base::SessionId& id);
base::Status rename(Draft& draft, const base::SessionId& id, const std::string& name);

// `kill`: consent to ending a live session first (else conflict).
base::Status requeue(Draft& draft, const base::TicketId& id, bool kill);
base::Status complete_by_hand(Draft& draft, const base::TicketId& id, bool kill);
base::Status discard(Draft& draft, const base::TicketId& id, bool yes);
base::Status retry(Draft& draft, const base::TicketId& id);

// The agent is to end; what follows is decided by `why` when it is proved gone: "killed",
// "terminated", "requeue", "complete", "discard", "finished".
void end_agent(Draft& draft, Session& session, const std::string& why, bool force);

// Whether its next run can go on in its conversation.
bool can_resume(const Settings& settings, const Session& session);

// Whether the agent's process runs or is about to.
bool is_live(const Session& session);

}  // namespace rules
