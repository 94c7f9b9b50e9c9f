// Made by protocol/generate.mjs from protocol/model.json. Do not edit.
#pragma once
#include <span>

#include "wire/generated/types.h"
#include "wire/operation.h"

namespace wire {

inline constexpr int kProtocol = 1;
// Of the model; both ends say it in `initialize`.
inline constexpr const char* kModelHash = "d8d9bfafedaf";

// The table that the faces (command line, commands, REST) are checked against.
std::span<const Operation> operations();

namespace methods {

// The first request: who speaks, in which versions.
struct initialize {
  using Params = InitializeParams;
  using Result = InitializeResult;
  static constexpr const char* method = "initialize";
  static constexpr Actor actor = Actor::anyone;
};
// The owner and its queue in one look.
struct status_get {
  using Params = Empty;
  using Result = StatusResult;
  static constexpr const char* method = "status/get";
  static constexpr Actor actor = Actor::anyone;
};
// Tickets in launch order with the reason each waits.
struct queue_get {
  using Params = Empty;
  using Result = QueueResult;
  static constexpr const char* method = "queue/get";
  static constexpr Actor actor = Actor::anyone;
};
// Nothing starts by itself any more.
struct queue_pause {
  using Params = Empty;
  using Result = QueueControlResult;
  static constexpr const char* method = "queue/pause";
  static constexpr Actor actor = Actor::person;
};
// Tickets launch by themselves again.
struct queue_resume {
  using Params = Empty;
  using Result = QueueControlResult;
  static constexpr const char* method = "queue/resume";
  static constexpr Actor actor = Actor::person;
};
// Bring boards and tickets in step.
struct queue_sync {
  using Params = QueueSyncParams;
  using Result = QueueSyncResult;
  static constexpr const char* method = "queue/sync";
  static constexpr Actor actor = Actor::person;
};
// Boards, and when they were last in step.
struct board_list {
  using Params = Empty;
  using Result = BoardListResult;
  static constexpr const char* method = "board/list";
  static constexpr Actor actor = Actor::anyone;
};
// What is to be told to boards and waits.
struct board_outbox {
  using Params = Empty;
  using Result = BoardOutboxResult;
  static constexpr const char* method = "board/outbox";
  static constexpr Actor actor = Actor::anyone;
};
// What waits is not to be told.
struct board_drop {
  using Params = BoardDropParams;
  using Result = Empty;
  static constexpr const char* method = "board/drop";
  static constexpr Actor actor = Actor::person;
};
// End the syncs that run; what they brought in stays.
struct board_cancel {
  using Params = Empty;
  using Result = BoardCancelResult;
  static constexpr const char* method = "board/cancel";
  static constexpr Actor actor = Actor::person;
};
// What kinds of boards there are, and what each has to be told.
struct board_providers {
  using Params = Empty;
  using Result = BoardProvidersResult;
  static constexpr const char* method = "board/providers";
  static constexpr Actor actor = Actor::anyone;
};
// Ask a board whom a token is of, and what that account may not do.
struct board_check {
  using Params = BoardCheckParams;
  using Result = BoardAccountResult;
  static constexpr const char* method = "board/check";
  static constexpr Actor actor = Actor::person;
};
// What a board's settings can name: boards, people, statuses, types, labels, sprints.
struct board_choices {
  using Params = BoardChoicesParams;
  using Result = BoardChoicesResult;
  static constexpr const char* method = "board/choices";
  static constexpr Actor actor = Actor::person;
};
// The issues of a first sync and the tickets that they would become; nothing is written.
struct board_preview {
  using Params = BoardCheckParams;
  using Result = BoardPreviewResult;
  static constexpr const char* method = "board/preview";
  static constexpr Actor actor = Actor::person;
};
// Put a board into the configuration.
struct board_add {
  using Params = BoardAddParams;
  using Result = BoardAccountResult;
  static constexpr const char* method = "board/add";
  static constexpr Actor actor = Actor::person;
};
// Take a board out of the configuration; its tickets stay.
struct board_remove {
  using Params = BoardRemoveParams;
  using Result = Empty;
  static constexpr const char* method = "board/remove";
  static constexpr Actor actor = Actor::person;
};
// Keep a board's token.
struct board_signIn {
  using Params = BoardSignInParams;
  using Result = BoardAccountResult;
  static constexpr const char* method = "board/signIn";
  static constexpr Actor actor = Actor::person;
};
// Forget a board's token, and the secret of its webhooks.
struct board_signOut {
  using Params = BoardRemoveParams;
  using Result = BoardSignOutResult;
  static constexpr const char* method = "board/signOut";
  static constexpr Actor actor = Actor::person;
};
// One ticket with its text.
struct ticket_get {
  using Params = TicketIdParams;
  using Result = TicketResult;
  static constexpr const char* method = "ticket/get";
  static constexpr Actor actor = Actor::anyone;
};
// A new ticket's file in the queue.
struct ticket_create {
  using Params = TicketCreateParams;
  using Result = TicketResult;
  static constexpr const char* method = "ticket/create";
  static constexpr Actor actor = Actor::person;
};
// Change front matter, byte-preserving.
struct ticket_update {
  using Params = TicketUpdateParams;
  using Result = TicketResult;
  static constexpr const char* method = "ticket/update";
  static constexpr Actor actor = Actor::person;
};
// Launch one now.
struct ticket_launch {
  using Params = TicketLaunchParams;
  using Result = SessionResult;
  static constexpr const char* method = "ticket/launch";
  static constexpr Actor actor = Actor::person;
};
// Forget its failures and try again.
struct ticket_retry {
  using Params = TicketIdParams;
  using Result = TicketResult;
  static constexpr const char* method = "ticket/retry";
  static constexpr Actor actor = Actor::person;
};
// Back to the queue.
struct ticket_requeue {
  using Params = TicketRequeueParams;
  using Result = TicketResult;
  static constexpr const char* method = "ticket/requeue";
  static constexpr Actor actor = Actor::person;
};
// Done by hand.
struct ticket_complete {
  using Params = TicketRequeueParams;
  using Result = TicketResult;
  static constexpr const char* method = "ticket/complete";
  static constexpr Actor actor = Actor::person;
};
// Drop the ticket's work, with a yes.
struct ticket_discard {
  using Params = TicketDiscardParams;
  using Result = TicketResult;
  static constexpr const char* method = "ticket/discard";
  static constexpr Actor actor = Actor::person;
};
// Every session that is not archived.
struct session_list {
  using Params = SessionListParams;
  using Result = SessionListResult;
  static constexpr const char* method = "session/list";
  static constexpr Actor actor = Actor::anyone;
};
// What persons have started in the tmux servers that the configuration names.
struct session_foreign {
  using Params = Empty;
  using Result = SessionForeignResult;
  static constexpr const char* method = "session/foreign";
  static constexpr Actor actor = Actor::person;
};
// One session with its history, its worktree and its processes.
struct session_get {
  using Params = SessionShowParams;
  using Result = SessionShowResult;
  static constexpr const char* method = "session/get";
  static constexpr Actor actor = Actor::anyone;
};
// One session's story so far: what was asked, done, decided and changed.
struct session_summary {
  using Params = SessionIdParams;
  using Result = SessionSummaryResult;
  static constexpr const char* method = "session/summary";
  static constexpr Actor actor = Actor::anyone;
};
// A program that runs in tmux becomes a session. Nothing of it is started or changed.
struct session_adopt {
  using Params = SessionAdoptParams;
  using Result = SessionResult;
  static constexpr const char* method = "session/adopt";
  static constexpr Actor actor = Actor::person;
};
// A session for a ticket or a prompt. Returns when its agent runs.
struct session_spawn {
  using Params = SessionSpawnParams;
  using Result = SessionResult;
  static constexpr const char* method = "session/spawn";
  static constexpr Actor actor = Actor::person;
};
// Several sessions; tickets that are worked on already are skipped.
struct session_spawnAll {
  using Params = SessionSpawnAllParams;
  using Result = SessionSpawnAllResult;
  static constexpr const char* method = "session/spawnAll";
  static constexpr Actor actor = Actor::person;
};
// A text for the agent, typed when it may be.
struct session_send {
  using Params = SessionSendParams;
  using Result = SessionSendResult;
  static constexpr const char* method = "session/send";
  static constexpr Actor actor = Actor::person;
};
// Stop the running turn; the agent stays.
struct session_interrupt {
  using Params = SessionIdParams;
  using Result = SessionResult;
  static constexpr const char* method = "session/interrupt";
  static constexpr Actor actor = Actor::person;
};
// Stop the running turn and go on with another instruction.
struct session_redirect {
  using Params = SessionRedirectParams;
  using Result = SessionSendResult;
  static constexpr const char* method = "session/redirect";
  static constexpr Actor actor = Actor::person;
};
// Stop all its processes where they are. Returns when they have stopped.
struct session_freeze {
  using Params = SessionIdParams;
  using Result = SessionResult;
  static constexpr const char* method = "session/freeze";
  static constexpr Actor actor = Actor::person;
};
// Let a frozen session go on.
struct session_thaw {
  using Params = SessionIdParams;
  using Result = SessionResult;
  static constexpr const char* method = "session/thaw";
  static constexpr Actor actor = Actor::person;
};
// End the agent to free its memory and its slot; a text for it, or restore, resumes its
// conversation. Returns when it has ended.
struct session_park {
  using Params = SessionParkParams;
  using Result = SessionResult;
  static constexpr const char* method = "session/park";
  static constexpr Actor actor = Actor::person;
};
// End the agent; its work is kept. Returns when the process group is proved gone.
struct session_kill {
  using Params = SessionKillParams;
  using Result = SessionResult;
  static constexpr const char* method = "session/kill";
  static constexpr Actor actor = Actor::person;
};
// Bring an ended session back into its conversation.
struct session_restore {
  using Params = SessionRestoreParams;
  using Result = SessionResult;
  static constexpr const char* method = "session/restore";
  static constexpr Actor actor = Actor::person;
};
// Restore every session that lost its process, one after another, up to the first that does not
// come back.
struct session_restoreLost {
  using Params = Empty;
  using Result = RestoreLostResult;
  static constexpr const char* method = "session/restoreLost";
  static constexpr Actor actor = Actor::person;
};
// Give it another title.
struct session_rename {
  using Params = SessionRenameParams;
  using Result = SessionResult;
  static constexpr const char* method = "session/rename";
  static constexpr Actor actor = Actor::person;
};
// Set free keys of a session.
struct session_update {
  using Params = SessionUpdateParams;
  using Result = SessionResult;
  static constexpr const char* method = "session/update";
  static constexpr Actor actor = Actor::person;
};
// Remove worktrees of ended sessions, and archive these.
struct session_cleanup {
  using Params = SessionCleanupParams;
  using Result = SessionCleanupResult;
  static constexpr const char* method = "session/cleanup";
  static constexpr Actor actor = Actor::person;
};
// Its files against the base.
struct session_changes {
  using Params = SessionIdParams;
  using Result = SessionChangesResult;
  static constexpr const char* method = "session/changes";
  static constexpr Actor actor = Actor::anyone;
};
// A file as it was at the base.
struct session_file {
  using Params = SessionFileParams;
  using Result = SessionFileResult;
  static constexpr const char* method = "session/file";
  static constexpr Actor actor = Actor::anyone;
};
// End every agent; work is kept.
struct session_stopAll {
  using Params = StopAllParams;
  using Result = StopAllResult;
  static constexpr const char* method = "session/stopAll";
  static constexpr Actor actor = Actor::person;
};
// The inbox.
struct review_list {
  using Params = Empty;
  using Result = ReviewListResult;
  static constexpr const char* method = "review/list";
  static constexpr Actor actor = Actor::anyone;
};
// One review with its text.
struct review_get {
  using Params = ReviewIdParams;
  using Result = ReviewResult;
  static constexpr const char* method = "review/get";
  static constexpr Actor actor = Actor::anyone;
};
// Take the first choice.
struct review_approve {
  using Params = ReviewApproveParams;
  using Result = ReviewDecisionResult;
  static constexpr const char* method = "review/approve";
  static constexpr Actor actor = Actor::person;
};
// Say no, and why.
struct review_reject {
  using Params = ReviewRejectParams;
  using Result = ReviewDecisionResult;
  static constexpr const char* method = "review/reject";
  static constexpr Actor actor = Actor::person;
};
// Pick a choice or give a text.
struct review_answer {
  using Params = ReviewAnswerParams;
  using Result = ReviewDecisionResult;
  static constexpr const char* method = "review/answer";
  static constexpr Actor actor = Actor::person;
};
// The agent claims its step.
struct step_done {
  using Params = StepDoneParams;
  using Result = StepDoneResult;
  static constexpr const char* method = "step/done";
  static constexpr Actor actor = Actor::session;
};
// History: the newest events, or those from a point on; searched and in pages.
struct event_list {
  using Params = EventListParams;
  using Result = EventListResult;
  static constexpr const char* method = "event/list";
  static constexpr Actor actor = Actor::anyone;
};
// Whether this workspace may launch.
struct trust_get {
  using Params = Empty;
  using Result = TrustResult;
  static constexpr const char* method = "trust/get";
  static constexpr Actor actor = Actor::anyone;
};
// Say whether it may.
struct trust_set {
  using Params = TrustSetParams;
  using Result = TrustResult;
  static constexpr const char* method = "trust/set";
  static constexpr Actor actor = Actor::person;
};
// Issue types, projects and agents.
struct type_list {
  using Params = Empty;
  using Result = TypeListResult;
  static constexpr const char* method = "type/list";
  static constexpr Actor actor = Actor::anyone;
};
// What the owner cannot see itself.
struct client_update {
  using Params = ClientUpdateParams;
  using Result = Empty;
  static constexpr const char* method = "client/update";
  static constexpr Actor actor = Actor::person;
};
// The answer to a hook's question, when there is one.
struct hook_wait {
  using Params = HookWaitParams;
  using Result = HookWaitResult;
  static constexpr const char* method = "hook/wait";
  static constexpr Actor actor = Actor::session;
};
// The hook is about to print it.
struct hook_took {
  using Params = HookWaitParams;
  using Result = HookTookResult;
  static constexpr const char* method = "hook/took";
  static constexpr Actor actor = Actor::session;
};
// End the owner.
struct server_stop {
  using Params = ServerStopParams;
  using Result = Empty;
  static constexpr const char* method = "server/stop";
  static constexpr Actor actor = Actor::person;
};

}  // namespace methods

namespace notifications {

// A session is new or changed.
struct session_didChange {
  using Params = SessionDidChange;
  static constexpr const char* method = "session/didChange";
};
// A session was archived.
struct session_didRemove {
  using Params = SessionDidRemove;
  static constexpr const char* method = "session/didRemove";
};
// A ticket is new or changed.
struct ticket_didChange {
  using Params = TicketDidChange;
  static constexpr const char* method = "ticket/didChange";
};
// A ticket's file is gone.
struct ticket_didRemove {
  using Params = TicketDidRemove;
  static constexpr const char* method = "ticket/didRemove";
};
// Slots or the pause changed.
struct queue_didChange {
  using Params = QueueDidChange;
  static constexpr const char* method = "queue/didChange";
};
// A review is new or changed.
struct review_didChange {
  using Params = ReviewDidChange;
  static constexpr const char* method = "review/didChange";
};
// A review is over.
struct review_didClose {
  using Params = ReviewDidClose;
  static constexpr const char* method = "review/didClose";
};
// History has grown.
struct event_didAppend {
  using Params = EventDidAppend;
  static constexpr const char* method = "event/didAppend";
};
// A sync began, went on or ended, or what waits for boards changed.
struct boards_didChange {
  using Params = BoardsDidChange;
  static constexpr const char* method = "boards/didChange";
};
// Trust, problems, configuration changed.
struct status_didChange {
  using Params = StatusDidChange;
  static constexpr const char* method = "status/didChange";
};
// Open this session's tab (a paired one is shown, focus stays).
struct terminal_didRequest {
  using Params = TerminalDidRequest;
  static constexpr const char* method = "terminal/didRequest";
};
// From `operator stdio`: the owner was replaced; fetch everything anew.
struct server_didRestart {
  using Params = ServerDidRestart;
  static constexpr const char* method = "server/didRestart";
};

}  // namespace notifications

}  // namespace wire
