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
int sync(Face& face);
int types(Face& face);

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
  bool no_wait = false;  // not even for the agent's start
  bool wait = false;     // until the session's work is over
};
int launch(Face& face, const Launch& options);

// verbs_session.cpp
struct List {
  wire::SessionListParams params;
  std::string status;  // as typed; empty: any
};
int ls(Face& face, List options);
struct Show {
  std::string id;
  std::string format = "text";  // or "properties"
};
int show(Face& face, const Show& options);
int set(Face& face, const std::string& id, const std::vector<std::string>& pairs);
int changes(Face& face, const std::string& id);
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
// Without an id: asks which, on a terminal.
int attach(Face& face, std::string id, const std::string& detach_keys);
int stop_agents(Face& face, const wire::StopAllParams& params);

// verbs_spawn.cpp
struct Spawn {
  std::vector<std::string> what;     // tickets, and prompts: what has blanks is a prompt
  std::string file;                  // with a prompt; "-" for standard input, empty for none
  wire::SessionSpawnParams options;  // of each
};
int spawn(Face& face, const Spawn& options);

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
