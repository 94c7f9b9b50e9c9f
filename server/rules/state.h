// Everything the owner knows, as values: the store keeps it, decide() changes it, nothing else.
// The in-memory State is a copy of the store's rows; a commit that fails makes it be read anew.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "rules/agent_event.h"
#include "rules/fact.h"
#include "rules/issue_type.h"
#include "rules/settings.h"
#include "rules/status.h"
#include "rules/ticket.h"

namespace rules {

// Where a session is in its life. Not its status: that is derived from facts.
enum class Phase {
  preparing,  // worktree, ticket, settings are being made
  starting,   // the host was told to start; no sign of the agent yet
  live,       // the agent runs
  ending,     // kill or the polite end is under way
  ended,      // no process; restore may start the next run
};

enum class StepState { pending, running, claimed, review, done };

// A text on its way to the agent.
enum class DeliveryVia { typing, context };  // context: with the reply to the plan's PostToolUse
enum class DeliveryState { queued, typed, delivered, failed };
struct Delivery {
  std::string id;
  std::string text;
  std::string purpose;  // "prompt", "feedback", "message"
  DeliveryVia via = DeliveryVia::typing;
  DeliveryState state = DeliveryState::queued;
  std::string reason;  // why it is queued or failed; what confirmed it
  base::WallTime at;   // of the newest change
  base::MonoTime typed_at;
};

// What a waiting hook was told that belongs to no review (the plan's PostToolUse).
struct GivenAnswer {
  std::string event_id;
  HookAnswer answer;
};

// A program that a person has started in tmux and gave to Operator as it ran.
struct AdoptedPane {
  std::string server;  // its name in the configuration
  std::string socket;  // of that server
  std::string pane;    // "%3", unique in the server's life
  int pid = 0;         // the pane's program, which with these two is that one and no other
  std::uint64_t start_time = 0;
  std::string boot;
};

struct Session {
  base::SessionId id;
  base::TicketId ticket;
  std::string name;     // title
  std::string type;     // issue type key
  IssueType type_copy;  // as it was at the claim: a changed file does not change running work
  std::string project;
  std::string repository;  // absolute path
  std::string agent;       // agent name
  AgentKind agent_kind = AgentKind::command;
  HostKind host = HostKind::builtin;
  std::optional<AdoptedPane> adopted;  // instead of a host
  std::string branch;
  std::string base_branch;
  std::string base_commit;
  bool own_branch = false;  // the branch was made for this session
  std::string worktree;
  WorkspaceKind workspace = WorkspaceKind::worktree;  // as it was at the claim, like what follows
  Isolation isolation = Isolation::none;
  std::string image;              // of its container
  std::string container_program;  // "docker", "podman" or empty
  bool network = true;
  std::map<std::string, std::string> ports;  // leased: variable → port
  Phase phase = Phase::preparing;
  int run = 0;             // the host's run number, 1 for the first
  std::string run_prompt;  // the prompt of this run, an argv element
  bool run_resumes = false;
  std::string conversation;      // the agent's own session id
  std::string transcript;        // its path
  std::string transcript_state;  // where reading it stopped, in the adapter's words
  std::int64_t spool_offset = 0;
  int step = 0;  // index into type_copy.steps
  int round = 1;
  StepState step_state = StepState::pending;
  base::WallTime step_began;
  std::string claim_summary;
  std::string claim_plan;
  std::string summary;                            // of the finished work, for people
  std::string pull_request;                       // its address, as the agent said
  std::map<std::string, std::string> properties;  // free keys; see properties.h
  bool finishing = false;                         // all steps done: the worktree is being looked at
  bool ticket_done = false;                       // the ticket is completed
  std::string end_reason;  // "finished", "killed", "lost", …: why phase is ending or ended
  UsageSeen usage;
  std::vector<GivenAnswer> answers;  // the newest few
  std::string last_message;          // the agent's words at the end of its newest turn
  std::vector<Delivery> deliveries;  // open ones; delivered and failed ones go to the history
  base::WallTime created_at;
  base::WallTime restored_at;      // 0: never
  std::int64_t restored_fact = 0;  // the first fact since then: what is older counts no more
  base::WallTime last_activity;
  base::MonoTime done_at;       // when the ticket was completed, for endAfter; 0: not
  base::MonoTime started_mono;  // of this run, for the start timeout
  base::WallTime turn_began;    // of the newest start or prompt, as its hook told it
  bool start_seen = false;      // a first sign (hook, or the program runs) of this run was seen
  std::string boot;             // boot id that the MonoTimes belong to
  int viewers = 0;              // attached terminals; not stored
  bool user_typing = false;     // a viewer typed since the last submit; not stored
  bool looking = false;         // a look at screen or processor is under way; not stored
  bool cleaning = false;        // its worktree is being removed; not stored
};

// A session that was cleaned up. It left State; the store's archive has it.
struct ArchivedSession {
  Session session;
  Status status = Status::cleanup;  // what it was before
  base::WallTime at;
};

struct Launch {
  base::TicketId ticket;
  base::SessionId session;
  bool open = true;
  base::WallTime at;
  std::string closed_reason;  // "completed", "requeued", "failed: …", "discarded"
};

// What the store remembers of a ticket beyond its file.
struct TicketRecord {
  base::TicketId id;
  std::string path;  // last seen
  std::string text;  // the file as it was at the claim
  bool completed = false;
  int failures = 0;
  base::WallTime not_before;  // 0: now
  std::string reason;         // of the last failure
  std::string failed_digest;  // held until `tried_with` of its file differs from this
};

enum class ReviewKind { plan, visual, pr, permission, question, failure, conflict, leftover };
enum class ReviewState { open, decided, handed_over, confirmed, overtaken, closed };

struct ReviewChoice {
  std::string id;
  std::string label;
};

struct Review {
  base::ReviewId id;
  base::SessionId session;  // empty: concerns the workspace
  ReviewKind kind = ReviewKind::question;
  std::string title;
  std::string body;
  int round = 1;
  base::WallTime since;
  std::vector<ReviewChoice> choices;
  // The hook's question, when there is one.
  std::string event_id;    // the spool record that waits; empty: no hook
  bool hook_gone = false;  // answer in the terminal
  std::string tool;
  std::string input_digest;
  std::string subagent;
  std::string tool_use_id;  // of the ToolStarted before it, where one was seen
  bool key_after = false;   // a viewer typed since it opened: the screen is looked at
  // The decision.
  ReviewState state = ReviewState::open;
  std::string choice;  // the choice's id
  std::string text;    // reason or answer
  std::string by;      // actor
  base::WallTime decided_at;
  HookAnswer answer;  // what the waiting hook is told
  std::string closed_because;
  std::string not_delivered;  // feedback that was overtaken: offered again
};

struct Event {
  std::int64_t seq = 0;  // given by the store
  base::WallTime at;
  std::string actor;  // "person:cli", "person:vscode", "owner", "agent", "host"
  std::string kind;   // "session/statusChanged"
  base::SessionId session;
  base::TicketId ticket;
  std::string text;
  std::vector<std::string> facts;  // of a change of status: "hook turn=running"
};

// Small things with a name: "paused", "trust/<digest>", "number/<prefix>", "consent/claude",
// "board/<name>" (how far its sync is).
using Notes = std::map<std::string, std::string>;

// An answer kept for a clientToken, so that a repeated call gets the same.
struct TokenAnswer {
  std::string token;
  std::string method;
  std::string answer;  // session or ticket id
};

// A file that is being moved by us: what scans say of it meanwhile is no person's doing. Not
// stored.
struct Placing {
  int under_way = 0;
  base::MonoTime placed_at;  // of the newest move
};

struct State {
  std::map<base::SessionId, Session> sessions;
  std::map<base::SessionId, std::map<std::pair<Source, std::string>, Fact>> facts;
  std::map<base::TicketId, Launch> launches;  // the newest per ticket
  std::map<base::TicketId, TicketRecord> tickets;
  std::map<base::ReviewId, Review> reviews;  // open and decided ones; closed leave
  std::map<IssueRef, BoardLink> links;       // for ever
  std::map<std::int64_t, Outgoing> outbox;   // until the board has it
  Notes notes;
  std::map<base::TicketId, Placing> placing;
  std::int64_t next_fact = 1;  // ids of facts are given here, so that events can name them
};

}  // namespace rules
