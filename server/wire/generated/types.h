// Made by protocol/generate.mjs from protocol/model.json. Do not edit.
#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/codec.h"

namespace wire {

// The lifecycle label a person reads; derived from facts, never stored.
enum class Status {
  spawning,
  working,
  needs_input,
  stuck,
  ci_failed,
  changes_requested,
  mergeable,
  approved,
  review_pending,
  pr_open,
  merged,
  done,
  killed,
  terminated,
  cleanup,
  errored,
  parked,
};
std::string_view name_of(Status value);

// What the agent is doing this moment.
enum class Activity {
  active,
  ready,
  idle,
  waiting_input,
  blocked,
  exited,
};
std::string_view name_of(Activity value);

// How a session was put to rest: 'frozen' (its processes are stopped where they are), 'parked'
// (its agent was ended to free memory; a text or restore resumes it).
enum class Rest {
  frozen,
  parked,
};
std::string_view name_of(Rest value);

// What kind of decision a human owes.
enum class ReviewKind {
  plan,
  visual,
  pr,
  permission,
  question,
  failure,
  conflict,
  leftover,
};
std::string_view name_of(ReviewKind value);

// The folder a ticket's file is in.
enum class TicketState {
  queue,
  in_progress,
  completed,
};
std::string_view name_of(TicketState value);

// Where a step stands.
enum class StepRunState {
  pending,
  running,
  claimed,
  review,
  done,
};
std::string_view name_of(StepRunState value);

// Whether a person follows the work (paired) or not.
enum class TypeMode {
  autonomous,
  paired,
};
std::string_view name_of(TypeMode value);

// What happened to a file against the base.
enum class ChangeKind {
  added,
  modified,
  deleted,
  renamed,
};
std::string_view name_of(ChangeKind value);

// What became of a text sent to an agent.
enum class DeliveryState {
  delivered,
  queued,
  failed,
};
std::string_view name_of(DeliveryState value);

// What cleaning up does with a session: removed; would_remove in a dry run; kept, for a reason.
enum class CleanupOutcome {
  removed,
  would_remove,
  kept,
};
std::string_view name_of(CleanupOutcome value);

// What became of one of several sessions: started; skipped, since one is at work on its ticket;
// failed, for a reason.
enum class SpawnOutcome {
  started,
  skipped,
  failed,
};
std::string_view name_of(SpawnOutcome value);

// Where a session is looked at: in the terminal that attaches, or in a window of Operator's tmux
// server.
enum class HostKind {
  builtin,
  tmux,
};
std::string_view name_of(HostKind value);

// What kind of program a client is.
enum class ClientKind {
  vscode,
  cli,
  tui,
  script,
};
std::string_view name_of(ClientKind value);

// Why a status is what it is.
struct Evidence {
  // hook, transcript, process, screen, git, forge, human or owner
  std::string source;
  // the fact, in words: 'permission hook'
  std::string what;
  // when it was seen (RFC 3339)
  std::string at;
  bool operator==(const Evidence&) const = default;
};

// The process that holds a session's terminal.
struct HostInfo {
  // where `operator attach` shows it
  HostKind kind{};
  // whether its lock is held
  bool alive = false;
  // where `operator attach` connects
  std::string socket;
  // '%3': the pane of an adopted program, on the tmux server behind `socket`
  std::optional<std::string> pane;
  // what the machine knows the session by: '<hash>-app-3'
  std::string name;
  bool operator==(const HostInfo&) const = default;
};

// The step a session is in.
struct StepInfo {
  // the step's name
  std::string name;
  // 0-based
  std::int64_t index = 0;
  // steps of the type
  std::int64_t count = 0;
  // 1 for the first try; one more after each rejection
  std::int64_t round = 0;
  // where it stands
  StepRunState state{};
  bool operator==(const StepInfo&) const = default;
};

// A pull request.
struct PullRequest {
  // its number; 0 when its address does not tell
  std::int64_t number = 0;
  // its page
  std::string url;
  // open, merged, closed; empty while nobody has looked
  std::string state;
  bool operator==(const PullRequest&) const = default;
};

// Tokens and money of a session's conversation so far.
struct Usage {
  // tokens read, cached ones included
  std::int64_t inputTokens = 0;
  // tokens written
  std::int64_t outputTokens = 0;
  // 0 when unknown
  double costUsd = 0;
  bool operator==(const Usage&) const = default;
};

// Everything one agent needs to work alone, as people see it.
struct Session {
  // 'app-3'
  std::string id;
  // title, from the ticket; renameable
  std::string name;
  // the ticket it works on
  std::string ticketId;
  // issue type key
  std::string type;
  // project name
  std::string project;
  // agent name
  std::string agent;
  // lifecycle label
  Status status{};
  // this moment
  Activity activity{};
  // why
  Evidence evidence;
  // one line for people: what it does or needs now
  std::string detail;
  // its branch
  std::string branch;
  // what it was branched from
  std::string baseBranch;
  // absolute path; empty before it exists
  std::string worktree;
  // its terminal's process
  HostInfo host;
  // current step
  std::optional<StepInfo> step;
  // its pull request
  std::optional<PullRequest> pr;
  // what it said it did; may be empty
  std::optional<std::string> summary;
  // tokens and money
  std::optional<Usage> usage;
  // RFC 3339
  std::string createdAt;
  // RFC 3339
  std::optional<std::string> restoredAt;
  // RFC 3339
  std::string lastActivityAt;
  // ThemeColor id of its type
  std::string color;
  // codicon of its type
  std::string icon;
  // a person follows it: its tab is shown
  bool paired = false;
  // whether restore can bring it back
  bool restorable = false;
  // put to rest, or not
  std::optional<Rest> rest;
  // texts waiting to be delivered
  std::int64_t queuedTexts = 0;
  // free keys that people and scripts gave it
  std::map<std::string, std::string> properties;
  // RFC 3339; when it was cleaned up
  std::optional<std::string> archivedAt;
  bool operator==(const Session&) const = default;
};

// Something wrong in a file of the user's.
struct Problem {
  // relative to the workspace
  std::string file;
  // 1-based; 0 for the file as a whole
  std::int64_t line = 0;
  // place in the JSON: 'queue.maxParallel'; may be empty
  std::string path;
  // what is wrong and what to do
  std::string message;
  bool operator==(const Problem&) const = default;
};

// A wrong line in a ticket.
struct TicketProblem {
  // 1-based; 0 for the whole file
  std::int64_t line = 0;
  // what is wrong
  std::string message;
  bool operator==(const TicketProblem&) const = default;
};

// A ticket and why it waits.
struct Ticket {
  // may be empty before the ticket is claimed
  std::string id;
  // issue type key
  std::string type;
  // verbatim
  std::string title;
  // project name; empty: the only one
  std::string project;
  // P0, P1, P2 or P3
  std::string priority;
  // its folder
  TicketState state{};
  // current step; may be empty
  std::string step;
  // the session that works on it
  std::optional<std::string> sessionId;
  // ids of tickets that must complete first
  std::vector<std::string> blockedBy;
  // waits until released
  bool hold = false;
  // why it does not launch; empty when it does or did
  std::string reason;
  // what is wrong with the file
  std::vector<TicketProblem> problems;
  // key at its board
  std::optional<std::string> boardKey;
  // relative to the workspace
  std::string path;
  // ThemeColor id
  std::string color;
  // codicon
  std::string icon;
  bool operator==(const Ticket&) const = default;
};

// One of the answers a review offers.
struct Choice {
  // what `answer` takes
  std::string id;
  // what a person reads
  std::string label;
  bool operator==(const Choice&) const = default;
};

// A decision a human owes.
struct Review {
  // 'R-…'
  std::string id;
  // empty when it concerns the workspace
  std::string sessionId;
  // may be empty
  std::string ticketId;
  // what it is about
  ReviewKind kind{};
  // one line
  std::string title;
  // RFC 3339
  std::string since;
  // markdown: the plan, the command, the question
  std::string body;
  // 1 for the first
  std::int64_t round = 0;
  // approve takes the first; reject needs a reason
  std::vector<Choice> choices;
  // its hook is gone: answer in the terminal
  bool inTerminalOnly = false;
  // project name; may be empty
  std::string project;
  // feedback that was overtaken and did not reach the agent; may be empty
  std::string notDelivered;
  bool operator==(const Review&) const = default;
};

// A kind of work.
struct IssueType {
  // 'FEAT'
  std::string key;
  // for people
  std::string name;
  // paired or autonomous
  TypeMode mode{};
  // ThemeColor id
  std::string color;
  // codicon
  std::string icon;
  // names of its steps
  std::vector<std::string> steps;
  // 'built-in' or its file
  std::string source;
  bool operator==(const IssueType&) const = default;
};

// A repository in the workspace.
struct ProjectInfo {
  // its name
  std::string name;
  // absolute path
  std::string path;
  // sessions are prefix-N
  std::string prefix;
  // base of new branches
  std::string defaultBranch;
  bool operator==(const ProjectInfo&) const = default;
};

// A configured agent.
struct AgentInfo {
  // its name
  std::string name;
  // claude or command
  std::string kind;
  // whether its program is on PATH
  bool installed = false;
  bool operator==(const AgentInfo&) const = default;
};

// The owner and its queue in one look.
struct ServerStatus {
  // absolute path
  std::string workspace;
  // the owner's process
  std::int64_t pid = 0;
  // product version
  std::string version;
  // changes when the owner does
  std::string epoch;
  // whether anything may launch
  bool trusted = false;
  // why not, or empty
  std::string trustReason;
  // whether the queue is paused
  bool paused = false;
  // slots in use
  std::int64_t running = 0;
  // slots in all
  std::int64_t limit = 0;
  // open reviews
  std::int64_t waiting = 0;
  // tickets in the queue
  std::int64_t queued = 0;
  // the default agent
  std::string agent;
  // what is wrong in configuration and types
  std::vector<Problem> problems;
  bool operator==(const ServerStatus&) const = default;
};

// An entry of the append-only history.
struct Event {
  // its number in this epoch's store
  std::int64_t seq = 0;
  // the store's epoch
  std::string epoch;
  // RFC 3339
  std::string at;
  // who: person, owner, agent, host
  std::string actor;
  // 'session/statusChanged', …
  std::string kind;
  // may be empty
  std::string sessionId;
  // may be empty
  std::string ticketId;
  // for people; may have several lines
  std::string text;
  // what a status change rests on: 'hook turn=running'
  std::vector<std::string> facts;
  bool operator==(const Event&) const = default;
};

// One file against the base.
struct FileChange {
  // relative to the worktree
  std::string path;
  // before a rename; else the same
  std::string oldPath;
  // what happened
  ChangeKind change{};
  // lines added
  std::int64_t additions = 0;
  // lines removed
  std::int64_t deletions = 0;
  bool operator==(const FileChange&) const = default;
};

// The first request of every client.
struct InitializeParams {
  // the client's protocol version
  std::int64_t protocol = 0;
  // the client's product version
  std::string version;
  // what it is
  ClientKind client{};
  // for logs: 'VS Code window 1'
  std::optional<std::string> name;
  // whether to send notifications
  std::optional<bool> subscribe;
  // the client's environment, for launches
  std::optional<std::map<std::string, std::string>> environment;
  // VS Code's workspace trust, when it has one
  std::optional<bool> trusted;
  bool operator==(const InitializeParams&) const = default;
};

// The owner's hello.
struct InitializeResult {
  // the owner's protocol version
  std::int64_t protocol = 0;
  // the owner's product version
  std::string version;
  // changes when the owner does
  std::string epoch;
  // the newest event
  std::int64_t seq = 0;
  // the owner's process
  std::int64_t pid = 0;
  // absolute path
  std::string workspace;
  bool operator==(const InitializeResult&) const = default;
};

// See ServerStatus.
struct StatusResult {
  // the owner and its queue
  ServerStatus status;
  bool operator==(const StatusResult&) const = default;
};

// The queue, in launch order, then what is in progress and completed.
struct QueueResult {
  // nothing starts by itself
  bool paused = false;
  // slots in all
  std::int64_t limit = 0;
  // slots in use
  std::int64_t running = 0;
  // in the one order
  std::vector<Ticket> tickets;
  bool operator==(const QueueResult&) const = default;
};

// The queue's switch.
struct QueueControlResult {
  // as it is now
  bool paused = false;
  bool operator==(const QueueControlResult&) const = default;
};

// What one board's sync did.
struct BoardSync {
  // the board
  std::string name;
  // new tickets
  std::int64_t created = 0;
  // tickets that took what the board has
  std::int64_t updated = 0;
  // issues that took what changed here
  std::int64_t sent = 0;
  // comments and pull requests that it was told of
  std::int64_t told = 0;
  // new questions in the inbox: both sides changed the same
  std::int64_t asked = 0;
  // empty when all went well
  std::string error;
  // the board's token is missing or is not taken: board/signIn mends it
  bool signIn = false;
  bool operator==(const BoardSync&) const = default;
};

// What the sync did.
struct QueueSyncResult {
  // one per board that was synced
  std::vector<BoardSync> boards;
  bool operator==(const QueueSyncResult&) const = default;
};

// Which boards.
struct QueueSyncParams {
  // their names; all without
  std::optional<std::vector<std::string>> boards;
  bool operator==(const QueueSyncParams&) const = default;
};

// What of the work here is told on the board: 'off', 'comments' (plans, summaries and the pull
// request), 'full' (that, how far the work is, and what is edited here).
enum class BoardWrite {
  off,
  comments,
  full,
};
std::string_view name_of(BoardWrite value);

// A configured board and how its tickets are in step with it.
struct Board {
  // as configured
  std::string name;
  // what kind of place it is
  std::string provider;
  // where it is
  std::string url;
  // what of the work here is told there
  BoardWrite write{};
  // that came from it
  std::int64_t tickets = 0;
  // a sync runs
  bool syncing = false;
  // end of the last sync
  std::optional<std::string> syncedAt;
  // of that sync; empty when all went well
  std::string error;
  // its token is missing or was not taken by that sync: board/signIn mends it
  bool signIn = false;
  // the name under which its token is kept; empty: it needs none, or has it from the environment
  std::string secret;
  // its token is known, or it needs none
  bool signedIn = false;
  // that the running sync has looked at so far
  std::int64_t issues = 0;
  // when it is synced by itself; null: on command only
  std::optional<std::string> nextSyncAt;
  // what is still to be told to it
  std::int64_t waiting = 0;
  bool operator==(const Board&) const = default;
};

// What is to be told to a board, and waits.
struct BoardUpdate {
  // its number
  std::string id;
  // the board's name
  std::string board;
  // the issue's key
  std::string issue;
  // its ticket
  std::string ticketId;
  // what it is, in words
  std::string what;
  // of a comment, in markdown
  std::string text;
  // RFC 3339
  std::string since;
  // how often it was begun
  std::int64_t tries = 0;
  // not before; null: as soon as can be
  std::optional<std::string> nextTryAt;
  // of the newest try
  std::string error;
  bool operator==(const BoardUpdate&) const = default;
};

// What waits.
struct BoardOutboxResult {
  // oldest first
  std::vector<BoardUpdate> updates;
  bool operator==(const BoardOutboxResult&) const = default;
};

// Names what waits.
struct BoardDropParams {
  // its number
  std::string id;
  bool operator==(const BoardDropParams&) const = default;
};

// Boards as they now are.
struct BoardsDidChange {
  // all of them
  std::vector<Board> boards;
  // rising
  std::int64_t seq = 0;
  bool operator==(const BoardsDidChange&) const = default;
};

// The boards.
struct BoardListResult {
  // in the configuration's order
  std::vector<Board> boards;
  bool operator==(const BoardListResult&) const = default;
};

// Whether a provider has to be told something.
enum class BoardNeed {
  none,
  optional,
  required,
};
std::string_view name_of(BoardNeed value);

// A kind of place where issues live, and what it has to be told.
struct BoardProvider {
  // as 'provider' says it
  std::string name;
  // the site's address; of 'file' the folder; 'optional': it has one of its own
  BoardNeed url{};
  // which board of the site
  BoardNeed board{};
  // whose token it is
  BoardNeed email{};
  // whether it takes a token
  bool token = false;
  bool operator==(const BoardProvider&) const = default;
};

// The providers that there are.
struct BoardProvidersResult {
  // most used first
  std::vector<BoardProvider> providers;
  bool operator==(const BoardProvidersResult&) const = default;
};

// Where a board's token is; one of the two.
struct BoardTokenPlace {
  // in this variable of the environment
  std::optional<std::string> env;
  // kept under this name
  std::optional<std::string> secret;
  bool operator==(const BoardTokenPlace&) const = default;
};

// What a board calls the stages, where it has several words for one.
struct BoardStages {
  // not begun
  std::optional<std::string> todo;
  // begun
  std::optional<std::string> doing;
  // done
  std::optional<std::string> done;
  bool operator==(const BoardStages&) const = default;
};

// A board as the configuration has it. With nothing but a name: the configured one.
struct BoardConfig {
  // what you call it
  std::optional<std::string> name;
  // what kind of place it is
  std::optional<std::string> provider;
  // where it is
  std::optional<std::string> url;
  // which one of the site
  std::optional<std::string> board;
  // whose token it is
  std::optional<std::string> email;
  // without it: kept under the board's name
  std::optional<BoardTokenPlace> token;
  // of new tickets
  std::optional<std::string> project;
  // label → project
  std::optional<std::map<std::string, std::string>> mapping;
  // only issues of this person; 'me', 'anyone' or 'none'
  std::optional<std::string> assignee;
  // only issues with one of these
  std::optional<std::vector<std::string>> statuses;
  // only issues with one of these
  std::optional<std::vector<std::string>> labels;
  // only issues of this one; 'current'
  std::optional<std::string> sprint;
  // only issues that this finds, in the provider's own language
  std::optional<std::string> query;
  // the board's type or label → issue type
  std::optional<std::map<std::string, std::string>> types;
  // the board's statuses for them
  std::optional<BoardStages> stages;
  // what of the work here is told there
  std::optional<BoardWrite> write;
  // between two syncs by themselves, as '10m'
  std::optional<std::string> every;
  bool operator==(const BoardConfig&) const = default;
};

// Which board, and its token.
struct BoardCheckParams {
  // the board
  BoardConfig board;
  // its token; without it the one that is known
  std::optional<std::string> secret;
  bool operator==(const BoardCheckParams&) const = default;
};

// Whom a token is of.
struct BoardAccount {
  // the provider's; empty when it was not asked
  std::string id;
  // for people
  std::string name;
  // rights that syncing needs and the account has not
  std::vector<std::string> lacks;
  bool operator==(const BoardAccount&) const = default;
};

// Whom the token is of.
struct BoardAccountResult {
  // the account
  BoardAccount account;
  bool operator==(const BoardAccountResult&) const = default;
};

// What of a board to pick from.
enum class BoardChoiceKind {
  boards,
  people,
  statuses,
  types,
  labels,
  sprints,
};
std::string_view name_of(BoardChoiceKind value);

// Which board, and what of it.
struct BoardChoicesParams {
  // the board
  BoardConfig board;
  // its token; without it the one that is known
  std::optional<std::string> secret;
  // what to list
  BoardChoiceKind kind{};
  bool operator==(const BoardChoicesParams&) const = default;
};

// One to pick.
struct BoardChoice {
  // as the configuration says it
  std::string value;
  // for people
  std::string name;
  // more about it; may be empty
  std::string detail;
  bool operator==(const BoardChoice&) const = default;
};

// All there are.
struct BoardChoicesResult {
  // may be none
  std::vector<BoardChoice> choices;
  bool operator==(const BoardChoicesResult&) const = default;
};

// An issue and the ticket that it would become.
struct BoardPreviewIssue {
  // as people name it
  std::string key;
  // its title
  std::string title;
  // where it is; may be empty
  std::string url;
  // the board's word; may be empty
  std::string issueType;
  // the board's word; may be empty
  std::string status;
  // whose it is; empty: nobody's
  std::string assignee;
  // the ticket's issue type
  std::string type;
  // the ticket's project; empty: the only one, or it is asked for
  std::string project;
  // P0, P1, P2 or P3
  std::string priority;
  // the ticket that it has already
  std::optional<std::string> ticketId;
  bool operator==(const BoardPreviewIssue&) const = default;
};

// What the first page of a sync would bring; nothing is written.
struct BoardPreviewResult {
  // those that become tickets, or are ones
  std::vector<BoardPreviewIssue> issues;
  // issues of that page that do not
  std::int64_t others = 0;
  // there is more than this
  bool more = false;
  // issues that could not be read, and why
  std::vector<std::string> problems;
  bool operator==(const BoardPreviewResult&) const = default;
};

// The new board.
struct BoardAddParams {
  // the board
  BoardConfig board;
  // its token, to be kept
  std::optional<std::string> secret;
  // in a private file, for every owner; false: only as long as this owner lives. Without it: in a
  // file
  std::optional<bool> keep;
  // ask the provider first; without it: yes
  std::optional<bool> check;
  bool operator==(const BoardAddParams&) const = default;
};

// Which board.
struct BoardRemoveParams {
  // as configured
  std::string name;
  bool operator==(const BoardRemoveParams&) const = default;
};

// A board's token, or the secret of its webhooks.
struct BoardSignInParams {
  // the board
  std::string name;
  // its token
  std::string secret;
  // in a private file, for every owner; false: only as long as this owner lives. Without it: in a
  // file
  std::optional<bool> keep;
  // ask the provider first; without it: yes
  std::optional<bool> check;
  // it is what the board's webhooks are signed with, kept under the name that the configuration
  // gives it; never checked
  std::optional<bool> webhook;
  bool operator==(const BoardSignInParams&) const = default;
};

// What became of the token.
struct BoardSignOutResult {
  // there was one
  bool signedOut = false;
  bool operator==(const BoardSignOutResult&) const = default;
};

// What was cancelled.
struct BoardCancelResult {
  // syncs that ran
  std::int64_t cancelled = 0;
  bool operator==(const BoardCancelResult&) const = default;
};

// Names a ticket.
struct TicketIdParams {
  // its id, or its path when it has none yet
  std::string id;
  bool operator==(const TicketIdParams&) const = default;
};

// A ticket.
struct TicketResult {
  // as it is now
  Ticket ticket;
  // markdown below the front matter
  std::string body;
  bool operator==(const TicketResult&) const = default;
};

// A new ticket.
struct TicketCreateParams {
  // issue type key
  std::string type;
  // one line
  std::string title;
  // project name
  std::optional<std::string> project;
  // P0, P1, P2 or P3
  std::optional<std::string> priority;
  // markdown
  std::optional<std::string> body;
  // wait until released
  std::optional<bool> hold;
  // ids
  std::optional<std::vector<std::string>> blockedBy;
  // agent name
  std::optional<std::string> agent;
  // same token, same answer
  std::optional<std::string> clientToken;
  bool operator==(const TicketCreateParams&) const = default;
};

// Front matter to change; what is absent stays.
struct TicketUpdateParams {
  // its id or path
  std::string id;
  // wait until released
  std::optional<bool> hold;
  // P0, P1, P2 or P3
  std::optional<std::string> priority;
  // one line
  std::optional<std::string> title;
  bool operator==(const TicketUpdateParams&) const = default;
};

// Launch now, by a person: a pause does not stop it, limits do unless `force`.
struct TicketLaunchParams {
  // its id or path
  std::string id;
  // over the limits
  std::optional<bool> force;
  // agent name
  std::optional<std::string> agent;
  // where it is looked at; without it the configuration's
  std::optional<HostKind> host;
  // same token, same answer
  std::optional<std::string> clientToken;
  bool operator==(const TicketLaunchParams&) const = default;
};

// Back to the queue.
struct TicketRequeueParams {
  // its id
  std::string id;
  // yes to ending a live session first
  std::optional<bool> kill;
  bool operator==(const TicketRequeueParams&) const = default;
};

// Drop the work: the session is killed, worktree and branch are removed, the ticket goes to
// completed as discarded.
struct TicketDiscardParams {
  // its id
  std::string id;
  // consent to losing uncommitted and unmerged work
  std::optional<bool> yes;
  bool operator==(const TicketDiscardParams&) const = default;
};

// A session.
struct SessionResult {
  // as it is now
  Session session;
  bool operator==(const SessionResult&) const = default;
};

// Filters, of which all must hold; none lists all that is not archived.
struct SessionListParams {
  // project name
  std::optional<std::string> project;
  // only these
  std::optional<Status> status;
  // agent name
  std::optional<std::string> agent;
  // the ticket they worked on
  std::optional<std::string> ticketId;
  // those that were cleaned up, instead
  std::optional<bool> archived;
  bool operator==(const SessionListParams&) const = default;
};

// Sessions.
struct SessionListResult {
  // newest first
  std::vector<Session> agents;
  bool operator==(const SessionListResult&) const = default;
};

// Names a session.
struct SessionIdParams {
  // 'app-3'
  std::string id;
  bool operator==(const SessionIdParams&) const = default;
};

// Names a session to be shown.
struct SessionShowParams {
  // 'app-3'
  std::string id;
  // without a look at its worktree and its processes
  std::optional<bool> brief;
  bool operator==(const SessionShowParams&) const = default;
};

// A session's story.
struct SessionSummaryResult {
  // markdown; of a cleaned-up session as it was filed away
  std::string text;
  bool operator==(const SessionSummaryResult&) const = default;
};

// How its worktree stands, in numbers.
struct SessionWork {
  // commit id
  std::string head;
  // ahead of the base
  std::int64_t commits = 0;
  // tracked paths that are not committed
  std::int64_t changed = 0;
  // paths that git does not know
  std::int64_t untracked = 0;
  // paths with a merge conflict
  std::int64_t conflicted = 0;
  // that differ from the base
  std::int64_t files = 0;
  // lines, against the base
  std::int64_t additions = 0;
  // lines, against the base
  std::int64_t deletions = 0;
  // why it could not be looked at; empty when it could
  std::string problem;
  bool operator==(const SessionWork&) const = default;
};

// A process of a session.
struct ProcessInfo {
  // its number
  std::int64_t pid = 0;
  // its parent's number
  std::int64_t parent = 0;
  // of its program
  std::string name;
  // of one processor, this moment
  double cpuPercent = 0;
  // used since it began
  std::int64_t cpuTimeMs = 0;
  // resident
  std::int64_t memoryBytes = 0;
  bool operator==(const ProcessInfo&) const = default;
};

// A session in depth.
struct SessionShowResult {
  // as it is now
  Session session;
  // its newest 100, oldest first
  std::vector<Event> events;
  // its open ones
  std::vector<Review> reviews;
  // its worktree; null without one, and when brief
  std::optional<SessionWork> work;
  // its host, its agent and all that these started; none when brief
  std::vector<ProcessInfo> processes;
  // once it is cleaned up: the folder with its summary.md, its terminal's text and its hooks'
  // records
  std::optional<std::string> archive;
  bool operator==(const SessionShowResult&) const = default;
};

// A text for the agent.
struct SessionSendParams {
  // 'app-3'
  std::string id;
  // may have several lines
  std::string text;
  // same token, same answer
  std::optional<std::string> clientToken;
  // wait for delivery (default true)
  std::optional<bool> wait;
  bool operator==(const SessionSendParams&) const = default;
};

// What became of it.
struct SessionSendResult {
  // delivered, queued or failed
  DeliveryState delivery{};
  // why it is queued or failed; the evidence when delivered
  std::string reason;
  bool operator==(const SessionSendResult&) const = default;
};

// Interrupt the running turn; the text comes next.
struct SessionRedirectParams {
  // 'app-3'
  std::string id;
  // may have several lines
  std::string text;
  // same token, same answer
  std::optional<std::string> clientToken;
  bool operator==(const SessionRedirectParams&) const = default;
};

// End the agent; the worktree is kept.
struct SessionKillParams {
  // 'app-3'
  std::string id;
  // SIGKILL at once
  std::optional<bool> force;
  bool operator==(const SessionKillParams&) const = default;
};

// End the agent to free its memory.
struct SessionParkParams {
  // 'app-3'
  std::string id;
  // though a turn runs, a question is open or the conversation cannot go on
  std::optional<bool> force;
  bool operator==(const SessionParkParams&) const = default;
};

// Bring an ended session back.
struct SessionRestoreParams {
  // 'app-3'
  std::string id;
  // a new conversation with the original prompt
  std::optional<bool> fresh;
  bool operator==(const SessionRestoreParams&) const = default;
};

// Give it another title.
struct SessionRenameParams {
  // 'app-3'
  std::string id;
  // one line
  std::string name;
  bool operator==(const SessionRenameParams&) const = default;
};

// Free keys of a session.
struct SessionUpdateParams {
  // 'app-3'
  std::string id;
  // set these; an empty value takes the key away
  std::map<std::string, std::string> properties;
  bool operator==(const SessionUpdateParams&) const = default;
};

// A session for a ticket of the queue, or for a prompt, which becomes one. What is given besides
// is written into the ticket.
struct SessionSpawnParams {
  // the ticket's id or path
  std::optional<std::string> ticketId;
  // instead of a ticket: what to do; its first line is the title
  std::optional<std::string> prompt;
  // issue type of a prompt's ticket (default TASK)
  std::optional<std::string> type;
  // one line, instead of the ticket's or the prompt's own
  std::optional<std::string> title;
  // of a prompt's ticket, where there are several
  std::optional<std::string> project;
  // where it is looked at; without it the configuration's
  std::optional<HostKind> host;
  // agent name
  std::optional<std::string> agent;
  // its branch; one that exists is taken with its commits
  std::optional<std::string> branch;
  // what a new branch starts from, and the work is compared to: a branch, tag or commit
  std::optional<std::string> base;
  // over the limits
  std::optional<bool> force;
  // same token, same answer
  std::optional<std::string> clientToken;
  bool operator==(const SessionSpawnParams&) const = default;
};

// Several sessions at once.
struct SessionSpawnAllParams {
  // launched in this order; at most 100
  std::vector<SessionSpawnParams> agents;
  bool operator==(const SessionSpawnAllParams&) const = default;
};

// A program that somebody has started in tmux, on a server that the configuration names.
struct ForeignPane {
  // the server's name, as `tmux -L` takes it
  std::string server;
  // tmux's own session
  std::string session;
  // '%3', one of its panes
  std::string pane;
  // what runs in its foreground
  std::string program;
  // where it works
  std::string folder;
  // whose repository that folder is in; only such a one can be adopted
  std::optional<std::string> project;
  // terminals that show it
  std::int64_t viewers = 0;
  // RFC 3339, when its window last showed something new
  std::string lastOutputAt;
  // the session that it was adopted as
  std::optional<std::string> agentId;
  bool operator==(const ForeignPane&) const = default;
};

// What runs in tmux and was not started by Operator.
struct SessionForeignResult {
  // which were asked: `tmux.servers` of the configuration
  std::vector<std::string> servers;
  // by server and pane
  std::vector<ForeignPane> panes;
  // why a server could not be asked
  std::vector<std::string> problems;
  bool operator==(const SessionForeignResult&) const = default;
};

// A program in tmux, to become a session as it runs.
struct SessionAdoptParams {
  // one of `tmux.servers`
  std::string server;
  // a tmux session of one pane, or a pane: '%3'
  std::string target;
  // of its ticket; without it the program's name
  std::optional<std::string> title;
  // of its ticket (default TASK)
  std::optional<std::string> type;
  // same token, same answer
  std::optional<std::string> clientToken;
  bool operator==(const SessionAdoptParams&) const = default;
};

// What became of one of several.
struct SpawnedSession {
  // started, skipped or failed
  SpawnOutcome outcome{};
  // its ticket; empty when none was made
  std::string ticketId;
  // the new one, or the one that is at work already
  std::optional<Session> session;
  // why it was skipped or failed; empty when it started
  std::string reason;
  bool operator==(const SpawnedSession&) const = default;
};

// What became of each.
struct SessionSpawnAllResult {
  // in the order in which they were asked for
  std::vector<SpawnedSession> agents;
  bool operator==(const SessionSpawnAllResult&) const = default;
};

// Which sessions are to leave, and what may go with them.
struct SessionCleanupParams {
  // ended sessions, 'app-3'; none: all whose work is finished
  std::optional<std::vector<std::string>> ids;
  // say what would be done, and do nothing
  std::optional<bool> dryRun;
  // files that git ignores may go too
  std::optional<bool> yes;
  // branches too, where they are merged or pushed
  std::optional<bool> deleteBranch;
  bool operator==(const SessionCleanupParams&) const = default;
};

// What cleaning up did with one session.
struct CleanedSession {
  // 'app-3'
  std::string id;
  // title
  std::string name;
  // whether it left
  CleanupOutcome outcome{};
  // why it is kept
  std::vector<std::string> reasons;
  // kept for want of 'yes' only
  bool needsYes = false;
  // absolute path; empty when it had none
  std::string worktree;
  // its branch
  std::string branch;
  // whether that went too, or would
  bool branchDeleted = false;
  bool operator==(const CleanedSession&) const = default;
};

// What became of each.
struct SessionCleanupResult {
  // in the order asked for; else by id
  std::vector<CleanedSession> sessions;
  bool operator==(const SessionCleanupResult&) const = default;
};

// The work against the base.
struct SessionChangesResult {
  // commit id of the merge base
  std::string base;
  // commit id of the branch
  std::string head;
  // absolute path
  std::string worktree;
  // whether some of it is not committed
  bool uncommitted = false;
  // commits ahead of the base
  std::int64_t commits = 0;
  // by path
  std::vector<FileChange> files;
  bool operator==(const SessionChangesResult&) const = default;
};

// A file as it was at the base.
struct SessionFileParams {
  // 'app-3'
  std::string id;
  // relative to the worktree
  std::string path;
  bool operator==(const SessionFileParams&) const = default;
};

// A file's text.
struct SessionFileResult {
  // whether the base has it
  bool exists = false;
  // not text: content is empty
  bool binary = false;
  // UTF-8
  std::string content;
  bool operator==(const SessionFileResult&) const = default;
};

// End every agent of the workspace; work is kept.
struct StopAllParams {
  // SIGKILL at once
  std::optional<bool> force;
  bool operator==(const StopAllParams&) const = default;
};

// Which sessions ended.
struct StopAllResult {
  // 'app-3'
  std::vector<std::string> ids;
  bool operator==(const StopAllResult&) const = default;
};

// What became of the sessions that had lost their processes.
struct RestoreLostResult {
  // restored, in this order
  std::vector<std::string> ids;
  // not restored: the one that did not come back, and those after it
  std::vector<std::string> left;
  // why it went no further; empty: it did
  std::string reason;
  bool operator==(const RestoreLostResult&) const = default;
};

// The inbox: most valuable first.
struct ReviewListResult {
  // open ones
  std::vector<Review> reviews;
  bool operator==(const ReviewListResult&) const = default;
};

// A review's id, or a session's when exactly one is open.
struct ReviewIdParams {
  // 'R-…' or 'app-3'
  std::string id;
  bool operator==(const ReviewIdParams&) const = default;
};

// A review.
struct ReviewResult {
  // as it is
  Review review;
  bool operator==(const ReviewResult&) const = default;
};

// Take the first choice.
struct ReviewApproveParams {
  // 'R-…' or 'app-3'
  std::string id;
  bool operator==(const ReviewApproveParams&) const = default;
};

// Say no, and why.
struct ReviewRejectParams {
  // 'R-…' or 'app-3'
  std::string id;
  // reaches the agent
  std::string reason;
  bool operator==(const ReviewRejectParams&) const = default;
};

// Pick a choice or give a text.
struct ReviewAnswerParams {
  // 'R-…' or 'app-3'
  std::string id;
  // a choice's id
  std::optional<std::string> choice;
  // an answer in words
  std::optional<std::string> text;
  bool operator==(const ReviewAnswerParams&) const = default;
};

// What became of the decision.
struct ReviewDecisionResult {
  // as it was decided
  Review review;
  // the choice's id
  std::string decision;
  // decided, handed_over, confirmed or overtaken
  std::string state;
  bool operator==(const ReviewDecisionResult&) const = default;
};

// The agent claims that its step is finished.
struct StepDoneParams {
  // from OPERATOR_SESSION_ID
  std::string sessionId;
  // its name; may be left out when the type has one step
  std::optional<std::string> step;
  // one line or more
  std::optional<std::string> summary;
  // the written plan or summary, markdown
  std::optional<std::string> plan;
  // the address of the pull request that was opened
  std::optional<std::string> pullRequest;
  bool operator==(const StepDoneParams&) const = default;
};

// The claim is kept.
struct StepDoneResult {
  // the step claimed
  std::string step;
  // its round
  std::int64_t round = 0;
  // whether it had been claimed before
  bool already = false;
  bool operator==(const StepDoneResult&) const = default;
};

// Where to go on from.
struct EventListParams {
  // of the client's newest event
  std::optional<std::string> epoch;
  // its seq; 0: all that is kept
  std::optional<std::int64_t> after;
  // only this session's
  std::optional<std::string> sessionId;
  // 1 to 1000; 100 without
  std::optional<std::int64_t> limit;
  // only those with a lower seq: the page before this one
  std::optional<std::int64_t> before;
  // a kind or its beginning: 'review/', 'agent/changedFile'
  std::optional<std::string> kind;
  // words that occur in it, each somewhere; case does not matter
  std::optional<std::string> search;
  // RFC 3339: none from before
  std::optional<std::string> since;
  bool operator==(const EventListParams&) const = default;
};

// History.
struct EventListResult {
  // the store's epoch
  std::string epoch;
  // epoch or seq is unknown: start over
  bool reset = false;
  // oldest first
  std::vector<Event> events;
  // the next page's `after` when this one was asked for with it, else its `before`; absent at the
  // end. A page looks at 20,000 events, so it may be empty and not the last
  std::optional<std::int64_t> next;
  bool operator==(const EventListResult&) const = default;
};

// Whether this workspace may launch.
struct TrustResult {
  // as it is now
  bool trusted = false;
  // why not; empty when trusted
  std::string reason;
  // what would be allowed: the programs of the configuration
  std::vector<std::string> executable;
  bool operator==(const TrustResult&) const = default;
};

// Say yes or no.
struct TrustSetParams {
  // the person's word
  bool trusted = false;
  bool operator==(const TrustSetParams&) const = default;
};

// Issue types, projects and agents to choose from.
struct TypeListResult {
  // built-in and own
  std::vector<IssueType> types;
  // in the configuration's order
  std::vector<ProjectInfo> projects;
  // by name
  std::vector<AgentInfo> agents;
  bool operator==(const TypeListResult&) const = default;
};

// What the owner cannot see itself.
struct ClientUpdateParams {
  // files with unsaved edits, absolute
  std::optional<std::vector<std::string>> dirtyPaths;
  // VS Code's workspace trust
  std::optional<bool> trusted;
  bool operator==(const ClientUpdateParams&) const = default;
};

// A hook process waits for the answer to its record.
struct HookWaitParams {
  // 'app-3'
  std::string sessionId;
  // the spool record's id
  std::string eventId;
  bool operator==(const HookWaitParams&) const = default;
};

// What the hook prints.
struct HookWaitResult {
  // the question is over: print nothing
  bool gone = false;
  // for standard output
  std::string output;
  // the hook's exit code
  std::int64_t exitCode = 0;
  bool operator==(const HookWaitResult&) const = default;
};

// Whether the answer still counts.
struct HookTookResult {
  // print it
  bool ok = false;
  bool operator==(const HookTookResult&) const = default;
};

// End the owner; agents go on.
struct ServerStopParams {
  // end the agents too
  std::optional<bool> agents;
  bool operator==(const ServerStopParams&) const = default;
};

// A session is new or changed.
struct SessionDidChange {
  // as it is now
  Session session;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const SessionDidChange&) const = default;
};

// A session was archived.
struct SessionDidRemove {
  // which
  std::string sessionId;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const SessionDidRemove&) const = default;
};

// A ticket is new or changed.
struct TicketDidChange {
  // as it is now
  Ticket ticket;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const TicketDidChange&) const = default;
};

// A ticket's file is gone.
struct TicketDidRemove {
  // where it was
  std::string path;
  // may be empty
  std::string id;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const TicketDidRemove&) const = default;
};

// Slots or the pause changed.
struct QueueDidChange {
  // as it is now
  bool paused = false;
  // slots in use
  std::int64_t running = 0;
  // slots in all
  std::int64_t limit = 0;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const QueueDidChange&) const = default;
};

// A review is new or changed.
struct ReviewDidChange {
  // as it is now
  Review review;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const ReviewDidChange&) const = default;
};

// A review is over.
struct ReviewDidClose {
  // which
  std::string reviewId;
  // whose; may be empty
  std::string sessionId;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const ReviewDidClose&) const = default;
};

// History has grown.
struct EventDidAppend {
  // the new entry
  Event event;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const EventDidAppend&) const = default;
};

// Trust, problems, configuration changed.
struct StatusDidChange {
  // as it is now
  ServerStatus status;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const StatusDidChange&) const = default;
};

// Open this session's tab (a paired one is shown, focus stays).
struct TerminalDidRequest {
  // which
  std::string sessionId;
  // bring to the front
  bool show = false;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const TerminalDidRequest&) const = default;
};

// From `operator stdio`: the owner was replaced; fetch everything anew.
struct ServerDidRestart {
  // the new one
  std::string epoch;
  // newest event at this time
  std::int64_t seq = 0;
  bool operator==(const ServerDidRestart&) const = default;
};

bool read(const nlohmann::json& from, const Path& path, base::Error& error, Status& to);
void write(std::string& to, const Status& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Activity& to);
void write(std::string& to, const Activity& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Rest& to);
void write(std::string& to, const Rest& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ReviewKind& to);
void write(std::string& to, const ReviewKind& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketState& to);
void write(std::string& to, const TicketState& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, StepRunState& to);
void write(std::string& to, const StepRunState& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TypeMode& to);
void write(std::string& to, const TypeMode& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ChangeKind& to);
void write(std::string& to, const ChangeKind& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, DeliveryState& to);
void write(std::string& to, const DeliveryState& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, CleanupOutcome& to);
void write(std::string& to, const CleanupOutcome& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SpawnOutcome& to);
void write(std::string& to, const SpawnOutcome& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, HostKind& to);
void write(std::string& to, const HostKind& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ClientKind& to);
void write(std::string& to, const ClientKind& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Evidence& to);
void write(std::string& to, const Evidence& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, HostInfo& to);
void write(std::string& to, const HostInfo& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, StepInfo& to);
void write(std::string& to, const StepInfo& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, PullRequest& to);
void write(std::string& to, const PullRequest& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Usage& to);
void write(std::string& to, const Usage& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Session& to);
void write(std::string& to, const Session& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Problem& to);
void write(std::string& to, const Problem& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketProblem& to);
void write(std::string& to, const TicketProblem& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Ticket& to);
void write(std::string& to, const Ticket& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Choice& to);
void write(std::string& to, const Choice& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Review& to);
void write(std::string& to, const Review& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, IssueType& to);
void write(std::string& to, const IssueType& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ProjectInfo& to);
void write(std::string& to, const ProjectInfo& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, AgentInfo& to);
void write(std::string& to, const AgentInfo& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ServerStatus& to);
void write(std::string& to, const ServerStatus& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Event& to);
void write(std::string& to, const Event& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, FileChange& to);
void write(std::string& to, const FileChange& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, InitializeParams& to);
void write(std::string& to, const InitializeParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, InitializeResult& to);
void write(std::string& to, const InitializeResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, StatusResult& to);
void write(std::string& to, const StatusResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, QueueResult& to);
void write(std::string& to, const QueueResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, QueueControlResult& to);
void write(std::string& to, const QueueControlResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardSync& to);
void write(std::string& to, const BoardSync& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, QueueSyncResult& to);
void write(std::string& to, const QueueSyncResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, QueueSyncParams& to);
void write(std::string& to, const QueueSyncParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardWrite& to);
void write(std::string& to, const BoardWrite& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, Board& to);
void write(std::string& to, const Board& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardUpdate& to);
void write(std::string& to, const BoardUpdate& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardOutboxResult& to);
void write(std::string& to, const BoardOutboxResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardDropParams& to);
void write(std::string& to, const BoardDropParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardsDidChange& to);
void write(std::string& to, const BoardsDidChange& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardListResult& to);
void write(std::string& to, const BoardListResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardNeed& to);
void write(std::string& to, const BoardNeed& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardProvider& to);
void write(std::string& to, const BoardProvider& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardProvidersResult& to);
void write(std::string& to, const BoardProvidersResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardTokenPlace& to);
void write(std::string& to, const BoardTokenPlace& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardStages& to);
void write(std::string& to, const BoardStages& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardConfig& to);
void write(std::string& to, const BoardConfig& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardCheckParams& to);
void write(std::string& to, const BoardCheckParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardAccount& to);
void write(std::string& to, const BoardAccount& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardAccountResult& to);
void write(std::string& to, const BoardAccountResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardChoiceKind& to);
void write(std::string& to, const BoardChoiceKind& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardChoicesParams& to);
void write(std::string& to, const BoardChoicesParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardChoice& to);
void write(std::string& to, const BoardChoice& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardChoicesResult& to);
void write(std::string& to, const BoardChoicesResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardPreviewIssue& to);
void write(std::string& to, const BoardPreviewIssue& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardPreviewResult& to);
void write(std::string& to, const BoardPreviewResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardAddParams& to);
void write(std::string& to, const BoardAddParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardRemoveParams& to);
void write(std::string& to, const BoardRemoveParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardSignInParams& to);
void write(std::string& to, const BoardSignInParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardSignOutResult& to);
void write(std::string& to, const BoardSignOutResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, BoardCancelResult& to);
void write(std::string& to, const BoardCancelResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketIdParams& to);
void write(std::string& to, const TicketIdParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketResult& to);
void write(std::string& to, const TicketResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketCreateParams& to);
void write(std::string& to, const TicketCreateParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketUpdateParams& to);
void write(std::string& to, const TicketUpdateParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketLaunchParams& to);
void write(std::string& to, const TicketLaunchParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketRequeueParams& to);
void write(std::string& to, const TicketRequeueParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketDiscardParams& to);
void write(std::string& to, const TicketDiscardParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionResult& to);
void write(std::string& to, const SessionResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionListParams& to);
void write(std::string& to, const SessionListParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionListResult& to);
void write(std::string& to, const SessionListResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionIdParams& to);
void write(std::string& to, const SessionIdParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionShowParams& to);
void write(std::string& to, const SessionShowParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionSummaryResult& to);
void write(std::string& to, const SessionSummaryResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionWork& to);
void write(std::string& to, const SessionWork& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ProcessInfo& to);
void write(std::string& to, const ProcessInfo& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionShowResult& to);
void write(std::string& to, const SessionShowResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionSendParams& to);
void write(std::string& to, const SessionSendParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionSendResult& to);
void write(std::string& to, const SessionSendResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionRedirectParams& to);
void write(std::string& to, const SessionRedirectParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionKillParams& to);
void write(std::string& to, const SessionKillParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionParkParams& to);
void write(std::string& to, const SessionParkParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionRestoreParams& to);
void write(std::string& to, const SessionRestoreParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionRenameParams& to);
void write(std::string& to, const SessionRenameParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionUpdateParams& to);
void write(std::string& to, const SessionUpdateParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionSpawnParams& to);
void write(std::string& to, const SessionSpawnParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionSpawnAllParams& to);
void write(std::string& to, const SessionSpawnAllParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ForeignPane& to);
void write(std::string& to, const ForeignPane& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionForeignResult& to);
void write(std::string& to, const SessionForeignResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionAdoptParams& to);
void write(std::string& to, const SessionAdoptParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SpawnedSession& to);
void write(std::string& to, const SpawnedSession& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionSpawnAllResult& to);
void write(std::string& to, const SessionSpawnAllResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionCleanupParams& to);
void write(std::string& to, const SessionCleanupParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, CleanedSession& to);
void write(std::string& to, const CleanedSession& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionCleanupResult& to);
void write(std::string& to, const SessionCleanupResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionChangesResult& to);
void write(std::string& to, const SessionChangesResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionFileParams& to);
void write(std::string& to, const SessionFileParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionFileResult& to);
void write(std::string& to, const SessionFileResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, StopAllParams& to);
void write(std::string& to, const StopAllParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, StopAllResult& to);
void write(std::string& to, const StopAllResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, RestoreLostResult& to);
void write(std::string& to, const RestoreLostResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ReviewListResult& to);
void write(std::string& to, const ReviewListResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ReviewIdParams& to);
void write(std::string& to, const ReviewIdParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ReviewResult& to);
void write(std::string& to, const ReviewResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ReviewApproveParams& to);
void write(std::string& to, const ReviewApproveParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ReviewRejectParams& to);
void write(std::string& to, const ReviewRejectParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ReviewAnswerParams& to);
void write(std::string& to, const ReviewAnswerParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ReviewDecisionResult& to);
void write(std::string& to, const ReviewDecisionResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, StepDoneParams& to);
void write(std::string& to, const StepDoneParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, StepDoneResult& to);
void write(std::string& to, const StepDoneResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, EventListParams& to);
void write(std::string& to, const EventListParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, EventListResult& to);
void write(std::string& to, const EventListResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TrustResult& to);
void write(std::string& to, const TrustResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TrustSetParams& to);
void write(std::string& to, const TrustSetParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TypeListResult& to);
void write(std::string& to, const TypeListResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ClientUpdateParams& to);
void write(std::string& to, const ClientUpdateParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, HookWaitParams& to);
void write(std::string& to, const HookWaitParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, HookWaitResult& to);
void write(std::string& to, const HookWaitResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, HookTookResult& to);
void write(std::string& to, const HookTookResult& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ServerStopParams& to);
void write(std::string& to, const ServerStopParams& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionDidChange& to);
void write(std::string& to, const SessionDidChange& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, SessionDidRemove& to);
void write(std::string& to, const SessionDidRemove& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketDidChange& to);
void write(std::string& to, const TicketDidChange& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TicketDidRemove& to);
void write(std::string& to, const TicketDidRemove& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, QueueDidChange& to);
void write(std::string& to, const QueueDidChange& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ReviewDidChange& to);
void write(std::string& to, const ReviewDidChange& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ReviewDidClose& to);
void write(std::string& to, const ReviewDidClose& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, EventDidAppend& to);
void write(std::string& to, const EventDidAppend& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, StatusDidChange& to);
void write(std::string& to, const StatusDidChange& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, TerminalDidRequest& to);
void write(std::string& to, const TerminalDidRequest& value);
bool read(const nlohmann::json& from, const Path& path, base::Error& error, ServerDidRestart& to);
void write(std::string& to, const ServerDidRestart& value);

}  // namespace wire
