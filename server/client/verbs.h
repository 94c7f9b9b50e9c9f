// The verbs. Each takes its options as values, asks the owner, prints, and gives the exit code.
// cli.cpp fills the options from the command line; that is the only place that knows CLI11.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/face.h"

namespace client {

// verbs_queue.cpp
int status(Face& face);
int queue(Face& face);
int pause(Face& face);
int resume(Face& face);
int types(Face& face);

// verbs_board.cpp
int sync(Face& face, const wire::QueueSyncParams& params);
int board_list(Face& face);
int board_cancel(Face& face);
int board_outbox(Face& face);
int board_drop(Face& face, const wire::BoardDropParams& params);

// verbs_board_setup.cpp
struct BoardWords {
  wire::BoardConfig board;  // without what follows; with a name alone: the configured one
  std::vector<std::string> statuses, labels;
  std::vector<std::string> types, mapping, stages;  // "Bug=FIX"
  std::string token_env, token_secret, write;       // as typed; empty: not given
  bool token_stdin = false, no_check = false, preview = false;
};
int board_add(Face& face, const BoardWords& words);
int board_check(Face& face, const BoardWords& words);
int board_choices(Face& face, const std::string& kind, const BoardWords& words);
int board_preview(Face& face, const BoardWords& words);
int board_remove(Face& face, const std::string& name);
int board_sign_in(Face& face, const std::string& name, bool webhook);
int board_sign_out(Face& face, const std::string& name);

// verbs_ticket.cpp
struct TicketNew {
  wire::TicketCreateParams params;
  std::string body;  // a file, "-" for standard input, empty for none
};
int ticket_new(Face& face, TicketNew options);
int ticket_show(Face& face, const std::string& id);
int ticket_set(Face& face, const wire::TicketUpdateParams& params);
int ticket_retry(Face& face, const std::string& id);
int ticket_requeue(Face& face, const wire::TicketRequeueParams& params);
int ticket_complete(Face& face, const wire::TicketRequeueParams& params);
int ticket_discard(Face& face, wire::TicketDiscardParams params);
struct Launch {
  wire::TicketLaunchParams params;
  std::string host;      // as typed; empty: the configured one
  bool no_wait = false;  // not even for the agent's start
  bool wait = false;     // until the session's work is over
};
int launch(Face& face, const Launch& options);

// verbs_session.cpp
struct List {
  wire::SessionListParams params;
  std::string status;    // as typed; empty: any
  bool foreign = false;  // what others have started in tmux, instead
};
int ls(Face& face, List options);
struct Show {
  std::string id;
  std::string format = "text";  // or "properties"
};
int show(Face& face, const Show& options);
int set(Face& face, const std::string& id, const std::vector<std::string>& pairs);
int changes(Face& face, const std::string& id);
int summary(Face& face, const std::string& id);
struct Send {
  wire::SessionSendParams params;
  std::string file;  // with the text; "-" for standard input, empty: the text is in `params`
};
int send(Face& face, Send options);
int interrupt(Face& face, const std::string& id);
struct Redirect {
  wire::SessionRedirectParams params;
  std::string file;  // with the text; "-" for standard input, empty: it is given
};
int redirect(Face& face, Redirect options);
int freeze(Face& face, const std::string& id);
int thaw(Face& face, const std::string& id);
int park(Face& face, const wire::SessionParkParams& params);
int kill(Face& face, const wire::SessionKillParams& params);
int restore(Face& face, const wire::SessionRestoreParams& params);
int rename(Face& face, const wire::SessionRenameParams& params);
int cleanup(Face& face, wire::SessionCleanupParams params);
int restore_lost(Face& face);
struct Attach {
  std::string id;  // empty: asks which, on a terminal
  std::string detach_keys = "ctrl-]";
  bool direct = false;  // not through tmux
};
int attach(Face& face, Attach options);
// verbs_attach.cpp
int attach_to(Face& face, const wire::Session& session, const Attach& options);
int stop_agents(Face& face, const wire::StopAllParams& params);

// verbs_spawn.cpp
struct Spawn {
  std::vector<std::string> what;     // tickets, and prompts: what has blanks is a prompt
  std::string file;                  // with a prompt; "-" for standard input, empty for none
  std::string host;                  // as typed; empty: the configured one
  wire::SessionSpawnParams options;  // of each
};
int spawn(Face& face, Spawn options);

// verbs_adopt.cpp
int ls_foreign(Face& face);
struct Adopt {
  std::string what;  // SERVER:SESSION or SERVER:%PANE
  wire::SessionAdoptParams params;
};
int adopt(Face& face, Adopt options);

// verbs_review.cpp
int inbox(Face& face);
int approve(Face& face, const std::string& id);
int reject(Face& face, wire::ReviewRejectParams params);
int answer(Face& face, wire::ReviewAnswerParams params);
struct StepDone {
  wire::StepDoneParams params;
  std::string plan_file;  // "-" for standard input, empty for none
};
int step_done(Face& face, StepDone options);

// verbs_history.cpp
struct Events {
  wire::EventListParams params;
  bool follow = false;
  std::string since;    // "2h", "7d" or RFC 3339; empty: always
  std::string to_file;  // all that match go there as JSON lines, "-" is standard output
};
int events(Face& face, Events options);
// "review/opened · plan: Add a login": an event in words.
std::string what_happened(const wire::Event& event);

// verbs_owner.cpp
struct Trust {
  bool yes = false;
  bool no = false;
};
int trust(Face& face, const Trust& options);
struct Serve {
  bool detach = false;
};
int serve(Face& face, const Serve& options);
int stop(Face& face);

// doctor.cpp
int doctor(Face& face);

}  // namespace client
