// Made by protocol/generate.mjs from protocol/model.json. Do not edit.

export const protocolVersion = 1;
/** Of the model; both ends say it in `initialize`. */
export const modelHash = "9201b276192e";

export type Empty = Readonly<Record<string, never>>;

/** The lifecycle label a person reads; derived from facts, never stored. */
export type Status =
  | "spawning"
  | "working"
  | "needs_input"
  | "stuck"
  | "ci_failed"
  | "changes_requested"
  | "mergeable"
  | "approved"
  | "review_pending"
  | "pr_open"
  | "merged"
  | "done"
  | "killed"
  | "terminated"
  | "cleanup"
  | "errored"
  | "parked";

/** What the agent is doing this moment. */
export type Activity =
  | "active"
  | "ready"
  | "idle"
  | "waiting_input"
  | "blocked"
  | "exited";

/**
 * How a session was put to rest: 'frozen' (its processes are stopped where they are), 'parked'
 * (its agent was ended to free memory; a text or restore resumes it).
 */
export type Rest =
  | "frozen"
  | "parked";

/** What kind of decision a human owes. */
export type ReviewKind =
  | "plan"
  | "visual"
  | "pr"
  | "permission"
  | "question"
  | "failure"
  | "conflict"
  | "leftover";

/** The folder a ticket's file is in. */
export type TicketState =
  | "queue"
  | "in-progress"
  | "completed";

/** Where a step stands. */
export type StepRunState =
  | "pending"
  | "running"
  | "claimed"
  | "review"
  | "done";

/** Whether a person follows the work (paired) or not. */
export type TypeMode =
  | "autonomous"
  | "paired";

/** What happened to a file against the base. */
export type ChangeKind =
  | "added"
  | "modified"
  | "deleted"
  | "renamed";

/** What became of a text sent to an agent. */
export type DeliveryState =
  | "delivered"
  | "queued"
  | "failed";

/** What cleaning up does with a session: removed; would_remove in a dry run; kept, for a reason. */
export type CleanupOutcome =
  | "removed"
  | "would_remove"
  | "kept";

/**
 * What became of one of several sessions: started; skipped, since one is at work on its ticket;
 * failed, for a reason.
 */
export type SpawnOutcome =
  | "started"
  | "skipped"
  | "failed";

/** What kind of program a client is. */
export type ClientKind =
  | "vscode"
  | "cli"
  | "tui"
  | "script";

/** Why a status is what it is. */
export interface Evidence {
  /** hook, transcript, process, screen, git, forge, human or owner */
  readonly source: string;
  /** the fact, in words: 'permission hook' */
  readonly what: string;
  /** when it was seen (RFC 3339) */
  readonly at: string;
}

/** The process that holds a session's terminal. */
export interface HostInfo {
  /** builtin */
  readonly kind: string;
  /** whether its lock is held */
  readonly alive: boolean;
  /** where `operator attach` connects */
  readonly socket: string;
  /** what the machine knows the session by: '<hash>-app-3' */
  readonly name: string;
}

/** The step a session is in. */
export interface StepInfo {
  /** the step's name */
  readonly name: string;
  /** 0-based */
  readonly index: number;
  /** steps of the type */
  readonly count: number;
  /** 1 for the first try; one more after each rejection */
  readonly round: number;
  /** where it stands */
  readonly state: StepRunState;
}

/** A pull request. */
export interface PullRequest {
  /** its number */
  readonly number: number;
  /** its page */
  readonly url: string;
  /** open, merged or closed */
  readonly state: string;
}

/** Tokens and money of a session's conversation so far. */
export interface Usage {
  /** tokens read, cached ones included */
  readonly inputTokens: number;
  /** tokens written */
  readonly outputTokens: number;
  /** 0 when unknown */
  readonly costUsd: number;
}

/** Everything one agent needs to work alone, as people see it. */
export interface Session {
  /** 'app-3' */
  readonly id: string;
  /** title, from the ticket; renameable */
  readonly name: string;
  /** the ticket it works on */
  readonly ticketId: string;
  /** issue type key */
  readonly type: string;
  /** project name */
  readonly project: string;
  /** agent name */
  readonly agent: string;
  /** lifecycle label */
  readonly status: Status;
  /** this moment */
  readonly activity: Activity;
  /** why */
  readonly evidence: Evidence;
  /** one line for people: what it does or needs now */
  readonly detail: string;
  /** its branch */
  readonly branch: string;
  /** what it was branched from */
  readonly baseBranch: string;
  /** absolute path; empty before it exists */
  readonly worktree: string;
  /** its terminal's process */
  readonly host: HostInfo;
  /** current step */
  readonly step: StepInfo | null;
  /** its pull request */
  readonly pr: PullRequest | null;
  /** what it said it did; may be empty */
  readonly summary: string | null;
  /** tokens and money */
  readonly usage: Usage | null;
  /** RFC 3339 */
  readonly createdAt: string;
  /** RFC 3339 */
  readonly restoredAt: string | null;
  /** RFC 3339 */
  readonly lastActivityAt: string;
  /** ThemeColor id of its type */
  readonly color: string;
  /** codicon of its type */
  readonly icon: string;
  /** a person follows it: its tab is shown */
  readonly paired: boolean;
  /** whether restore can bring it back */
  readonly restorable: boolean;
  /** put to rest, or not */
  readonly rest: Rest | null;
  /** texts waiting to be delivered */
  readonly queuedTexts: number;
  /** free keys that people and scripts gave it */
  readonly properties: Readonly<Record<string, string>>;
  /** RFC 3339; when it was cleaned up */
  readonly archivedAt?: string | undefined;
}

/** Something wrong in a file of the user's. */
export interface Problem {
  /** relative to the workspace */
  readonly file: string;
  /** 1-based; 0 for the file as a whole */
  readonly line: number;
  /** place in the JSON: 'queue.maxParallel'; may be empty */
  readonly path: string;
  /** what is wrong and what to do */
  readonly message: string;
}

/** A wrong line in a ticket. */
export interface TicketProblem {
  /** 1-based; 0 for the whole file */
  readonly line: number;
  /** what is wrong */
  readonly message: string;
}

/** A ticket and why it waits. */
export interface Ticket {
  /** may be empty before the ticket is claimed */
  readonly id: string;
  /** issue type key */
  readonly type: string;
  /** verbatim */
  readonly title: string;
  /** project name; empty: the only one */
  readonly project: string;
  /** P0, P1, P2 or P3 */
  readonly priority: string;
  /** its folder */
  readonly state: TicketState;
  /** current step; may be empty */
  readonly step: string;
  /** the session that works on it */
  readonly sessionId: string | null;
  /** ids of tickets that must complete first */
  readonly blockedBy: readonly string[];
  /** waits until released */
  readonly hold: boolean;
  /** why it does not launch; empty when it does or did */
  readonly reason: string;
  /** what is wrong with the file */
  readonly problems: readonly TicketProblem[];
  /** key at its board */
  readonly boardKey: string | null;
  /** relative to the workspace */
  readonly path: string;
  /** ThemeColor id */
  readonly color: string;
  /** codicon */
  readonly icon: string;
}

/** One of the answers a review offers. */
export interface Choice {
  /** what `answer` takes */
  readonly id: string;
  /** what a person reads */
  readonly label: string;
}

/** A decision a human owes. */
export interface Review {
  /** 'R-…' */
  readonly id: string;
  /** empty when it concerns the workspace */
  readonly sessionId: string;
  /** may be empty */
  readonly ticketId: string;
  /** what it is about */
  readonly kind: ReviewKind;
  /** one line */
  readonly title: string;
  /** RFC 3339 */
  readonly since: string;
  /** markdown: the plan, the command, the question */
  readonly body: string;
  /** 1 for the first */
  readonly round: number;
  /** approve takes the first; reject needs a reason */
  readonly choices: readonly Choice[];
  /** its hook is gone: answer in the terminal */
  readonly inTerminalOnly: boolean;
  /** project name; may be empty */
  readonly project: string;
  /** feedback that was overtaken and did not reach the agent; may be empty */
  readonly notDelivered: string;
}

/** A kind of work. */
export interface IssueType {
  /** 'FEAT' */
  readonly key: string;
  /** for people */
  readonly name: string;
  /** paired or autonomous */
  readonly mode: TypeMode;
  /** ThemeColor id */
  readonly color: string;
  /** codicon */
  readonly icon: string;
  /** names of its steps */
  readonly steps: readonly string[];
  /** 'built-in' or its file */
  readonly source: string;
}

/** A repository in the workspace. */
export interface ProjectInfo {
  /** its name */
  readonly name: string;
  /** absolute path */
  readonly path: string;
  /** sessions are prefix-N */
  readonly prefix: string;
  /** base of new branches */
  readonly defaultBranch: string;
}

/** A configured agent. */
export interface AgentInfo {
  /** its name */
  readonly name: string;
  /** claude or command */
  readonly kind: string;
  /** whether its program is on PATH */
  readonly installed: boolean;
}

/** The owner and its queue in one look. */
export interface ServerStatus {
  /** absolute path */
  readonly workspace: string;
  /** the owner's process */
  readonly pid: number;
  /** product version */
  readonly version: string;
  /** changes when the owner does */
  readonly epoch: string;
  /** whether anything may launch */
  readonly trusted: boolean;
  /** why not, or empty */
  readonly trustReason: string;
  /** whether the queue is paused */
  readonly paused: boolean;
  /** slots in use */
  readonly running: number;
  /** slots in all */
  readonly limit: number;
  /** open reviews */
  readonly waiting: number;
  /** tickets in the queue */
  readonly queued: number;
  /** the default agent */
  readonly agent: string;
  /** what is wrong in configuration and types */
  readonly problems: readonly Problem[];
}

/** An entry of the append-only history. */
export interface Event {
  /** its number in this epoch's store */
  readonly seq: number;
  /** the store's epoch */
  readonly epoch: string;
  /** RFC 3339 */
  readonly at: string;
  /** who: person, owner, agent, host */
  readonly actor: string;
  /** 'session/statusChanged', … */
  readonly kind: string;
  /** may be empty */
  readonly sessionId: string;
  /** may be empty */
  readonly ticketId: string;
  /** one line for people */
  readonly text: string;
  /** ids of the facts a status change rests on */
  readonly facts: readonly string[];
}

/** One file against the base. */
export interface FileChange {
  /** relative to the worktree */
  readonly path: string;
  /** before a rename; else the same */
  readonly oldPath: string;
  /** what happened */
  readonly change: ChangeKind;
  /** lines added */
  readonly additions: number;
  /** lines removed */
  readonly deletions: number;
}

/** The first request of every client. */
export interface InitializeParams {
  /** the client's protocol version */
  readonly protocol: number;
  /** the client's product version */
  readonly version: string;
  /** what it is */
  readonly client: ClientKind;
  /** for logs: 'VS Code window 1' */
  readonly name?: string | undefined;
  /** whether to send notifications */
  readonly subscribe?: boolean | undefined;
  /** the client's environment, for launches */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** VS Code's workspace trust, when it has one */
  readonly trusted?: boolean | undefined;
}

/** The owner's hello. */
export interface InitializeResult {
  /** the owner's protocol version */
  readonly protocol: number;
  /** the owner's product version */
  readonly version: string;
  /** changes when the owner does */
  readonly epoch: string;
  /** the newest event */
  readonly seq: number;
  /** the owner's process */
  readonly pid: number;
  /** absolute path */
  readonly workspace: string;
}

/** See ServerStatus. */
export interface StatusResult {
  /** the owner and its queue */
  readonly status: ServerStatus;
}

/** The queue, in launch order, then what is in progress and completed. */
export interface QueueResult {
  /** nothing starts by itself */
  readonly paused: boolean;
  /** slots in all */
  readonly limit: number;
  /** slots in use */
  readonly running: number;
  /** in the one order */
  readonly tickets: readonly Ticket[];
}

/** The queue's switch. */
export interface QueueControlResult {
  /** as it is now */
  readonly paused: boolean;
}

/** What one board's sync did. */
export interface BoardSync {
  /** the board */
  readonly name: string;
  /** new tickets */
  readonly created: number;
  /** changed tickets */
  readonly updated: number;
  /** empty when all went well */
  readonly error: string;
}

/** What the sync did. */
export interface QueueSyncResult {
  /** one per configured board */
  readonly boards: readonly BoardSync[];
}

/** Names a ticket. */
export interface TicketIdParams {
  /** its id, or its path when it has none yet */
  readonly id: string;
}

/** A ticket. */
export interface TicketResult {
  /** as it is now */
  readonly ticket: Ticket;
  /** markdown below the front matter */
  readonly body: string;
}

/** A new ticket. */
export interface TicketCreateParams {
  /** issue type key */
  readonly type: string;
  /** one line */
  readonly title: string;
  /** project name */
  readonly project?: string | undefined;
  /** P0, P1, P2 or P3 */
  readonly priority?: string | undefined;
  /** markdown */
  readonly body?: string | undefined;
  /** wait until released */
  readonly hold?: boolean | undefined;
  /** ids */
  readonly blockedBy?: readonly string[] | undefined;
  /** agent name */
  readonly agent?: string | undefined;
  /** same token, same answer */
  readonly clientToken?: string | undefined;
}

/** Front matter to change; what is absent stays. */
export interface TicketUpdateParams {
  /** its id or path */
  readonly id: string;
  /** wait until released */
  readonly hold?: boolean | undefined;
  /** P0, P1, P2 or P3 */
  readonly priority?: string | undefined;
  /** one line */
  readonly title?: string | undefined;
}

/** Launch now, by a person: a pause does not stop it, limits do unless `force`. */
export interface TicketLaunchParams {
  /** its id or path */
  readonly id: string;
  /** over the limits */
  readonly force?: boolean | undefined;
  /** agent name */
  readonly agent?: string | undefined;
  /** same token, same answer */
  readonly clientToken?: string | undefined;
}

/** Back to the queue. */
export interface TicketRequeueParams {
  /** its id */
  readonly id: string;
  /** yes to ending a live session first */
  readonly kill?: boolean | undefined;
}

/**
 * Drop the work: the session is killed, worktree and branch are removed, the ticket goes to
 * completed as discarded.
 */
export interface TicketDiscardParams {
  /** its id */
  readonly id: string;
  /** consent to losing uncommitted and unmerged work */
  readonly yes?: boolean | undefined;
}

/** A session. */
export interface SessionResult {
  /** as it is now */
  readonly session: Session;
}

/** Filters, of which all must hold; none lists all that is not archived. */
export interface SessionListParams {
  /** project name */
  readonly project?: string | undefined;
  /** only these */
  readonly status?: Status | undefined;
  /** agent name */
  readonly agent?: string | undefined;
  /** the ticket they worked on */
  readonly ticketId?: string | undefined;
  /** those that were cleaned up, instead */
  readonly archived?: boolean | undefined;
}

/** Sessions. */
export interface SessionListResult {
  /** newest first */
  readonly agents: readonly Session[];
}

/** Names a session. */
export interface SessionIdParams {
  /** 'app-3' */
  readonly id: string;
}

/** Names a session to be shown. */
export interface SessionShowParams {
  /** 'app-3' */
  readonly id: string;
  /** without a look at its worktree and its processes */
  readonly brief?: boolean | undefined;
}

/** How its worktree stands, in numbers. */
export interface SessionWork {
  /** commit id */
  readonly head: string;
  /** ahead of the base */
  readonly commits: number;
  /** tracked paths that are not committed */
  readonly changed: number;
  /** paths that git does not know */
  readonly untracked: number;
  /** paths with a merge conflict */
  readonly conflicted: number;
  /** that differ from the base */
  readonly files: number;
  /** lines, against the base */
  readonly additions: number;
  /** lines, against the base */
  readonly deletions: number;
  /** why it could not be looked at; empty when it could */
  readonly problem: string;
}

/** A process of a session. */
export interface ProcessInfo {
  /** its number */
  readonly pid: number;
  /** its parent's number */
  readonly parent: number;
  /** of its program */
  readonly name: string;
  /** of one processor, this moment */
  readonly cpuPercent: number;
  /** used since it began */
  readonly cpuTimeMs: number;
  /** resident */
  readonly memoryBytes: number;
}

/** A session in depth. */
export interface SessionShowResult {
  /** as it is now */
  readonly session: Session;
  /** its newest 100, oldest first */
  readonly events: readonly Event[];
  /** its open ones */
  readonly reviews: readonly Review[];
  /** its worktree; null without one, and when brief */
  readonly work: SessionWork | null;
  /** its host, its agent and all that these started; none when brief */
  readonly processes: readonly ProcessInfo[];
}

/** A text for the agent. */
export interface SessionSendParams {
  /** 'app-3' */
  readonly id: string;
  /** may have several lines */
  readonly text: string;
  /** same token, same answer */
  readonly clientToken?: string | undefined;
  /** wait for delivery (default true) */
  readonly wait?: boolean | undefined;
}

/** What became of it. */
export interface SessionSendResult {
  /** delivered, queued or failed */
  readonly delivery: DeliveryState;
  /** why it is queued or failed; the evidence when delivered */
  readonly reason: string;
}

/** Interrupt the running turn; the text comes next. */
export interface SessionRedirectParams {
  /** 'app-3' */
  readonly id: string;
  /** may have several lines */
  readonly text: string;
  /** same token, same answer */
  readonly clientToken?: string | undefined;
}

/** End the agent; the worktree is kept. */
export interface SessionKillParams {
  /** 'app-3' */
  readonly id: string;
  /** SIGKILL at once */
  readonly force?: boolean | undefined;
}

/** End the agent to free its memory. */
export interface SessionParkParams {
  /** 'app-3' */
  readonly id: string;
  /** though a turn runs, a question is open or the conversation cannot go on */
  readonly force?: boolean | undefined;
}

/** Bring an ended session back. */
export interface SessionRestoreParams {
  /** 'app-3' */
  readonly id: string;
  /** a new conversation with the original prompt */
  readonly fresh?: boolean | undefined;
}

/** Give it another title. */
export interface SessionRenameParams {
  /** 'app-3' */
  readonly id: string;
  /** one line */
  readonly name: string;
}

/** Free keys of a session. */
export interface SessionUpdateParams {
  /** 'app-3' */
  readonly id: string;
  /** set these; an empty value takes the key away */
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * A session for a ticket of the queue, or for a prompt, which becomes one. What is given besides
 * is written into the ticket.
 */
export interface SessionSpawnParams {
  /** the ticket's id or path */
  readonly ticketId?: string | undefined;
  /** instead of a ticket: what to do; its first line is the title */
  readonly prompt?: string | undefined;
  /** issue type of a prompt's ticket (default TASK) */
  readonly type?: string | undefined;
  /** one line, instead of the ticket's or the prompt's own */
  readonly title?: string | undefined;
  /** of a prompt's ticket, where there are several */
  readonly project?: string | undefined;
  /** agent name */
  readonly agent?: string | undefined;
  /** its branch; one that exists is taken with its commits */
  readonly branch?: string | undefined;
  /** what a new branch starts from, and the work is compared to: a branch, tag or commit */
  readonly base?: string | undefined;
  /** over the limits */
  readonly force?: boolean | undefined;
  /** same token, same answer */
  readonly clientToken?: string | undefined;
}

/** Several sessions at once. */
export interface SessionSpawnAllParams {
  /** launched in this order; at most 100 */
  readonly agents: readonly SessionSpawnParams[];
}

/** What became of one of several. */
export interface SpawnedSession {
  /** started, skipped or failed */
  readonly outcome: SpawnOutcome;
  /** its ticket; empty when none was made */
  readonly ticketId: string;
  /** the new one, or the one that is at work already */
  readonly session: Session | null;
  /** why it was skipped or failed; empty when it started */
  readonly reason: string;
}

/** What became of each. */
export interface SessionSpawnAllResult {
  /** in the order in which they were asked for */
  readonly agents: readonly SpawnedSession[];
}

/** Which sessions are to leave, and what may go with them. */
export interface SessionCleanupParams {
  /** ended sessions, 'app-3'; none: all whose work is finished */
  readonly ids?: readonly string[] | undefined;
  /** say what would be done, and do nothing */
  readonly dryRun?: boolean | undefined;
  /** files that git ignores may go too */
  readonly yes?: boolean | undefined;
  /** branches too, where they are merged or pushed */
  readonly deleteBranch?: boolean | undefined;
}

/** What cleaning up did with one session. */
export interface CleanedSession {
  /** 'app-3' */
  readonly id: string;
  /** title */
  readonly name: string;
  /** whether it left */
  readonly outcome: CleanupOutcome;
  /** why it is kept */
  readonly reasons: readonly string[];
  /** kept for want of 'yes' only */
  readonly needsYes: boolean;
  /** absolute path; empty when it had none */
  readonly worktree: string;
  /** its branch */
  readonly branch: string;
  /** whether that went too, or would */
  readonly branchDeleted: boolean;
}

/** What became of each. */
export interface SessionCleanupResult {
  /** in the order asked for; else by id */
  readonly sessions: readonly CleanedSession[];
}

/** The work against the base. */
export interface SessionChangesResult {
  /** commit id of the merge base */
  readonly base: string;
  /** commit id of the branch */
  readonly head: string;
  /** absolute path */
  readonly worktree: string;
  /** whether some of it is not committed */
  readonly uncommitted: boolean;
  /** commits ahead of the base */
  readonly commits: number;
  /** by path */
  readonly files: readonly FileChange[];
}

/** A file as it was at the base. */
export interface SessionFileParams {
  /** 'app-3' */
  readonly id: string;
  /** relative to the worktree */
  readonly path: string;
}

/** A file's text. */
export interface SessionFileResult {
  /** whether the base has it */
  readonly exists: boolean;
  /** not text: content is empty */
  readonly binary: boolean;
  /** UTF-8 */
  readonly content: string;
}

/** End every agent of the workspace; work is kept. */
export interface StopAllParams {
  /** SIGKILL at once */
  readonly force?: boolean | undefined;
}

/** Which sessions ended. */
export interface StopAllResult {
  /** 'app-3' */
  readonly ids: readonly string[];
}

/** The inbox: most valuable first. */
export interface ReviewListResult {
  /** open ones */
  readonly reviews: readonly Review[];
}

/** A review's id, or a session's when exactly one is open. */
export interface ReviewIdParams {
  /** 'R-…' or 'app-3' */
  readonly id: string;
}

/** A review. */
export interface ReviewResult {
  /** as it is */
  readonly review: Review;
}

/** Take the first choice. */
export interface ReviewApproveParams {
  /** 'R-…' or 'app-3' */
  readonly id: string;
}

/** Say no, and why. */
export interface ReviewRejectParams {
  /** 'R-…' or 'app-3' */
  readonly id: string;
  /** reaches the agent */
  readonly reason: string;
}

/** Pick a choice or give a text. */
export interface ReviewAnswerParams {
  /** 'R-…' or 'app-3' */
  readonly id: string;
  /** a choice's id */
  readonly choice?: string | undefined;
  /** an answer in words */
  readonly text?: string | undefined;
}

/** What became of the decision. */
export interface ReviewDecisionResult {
  /** as it was decided */
  readonly review: Review;
  /** the choice's id */
  readonly decision: string;
  /** decided, handed_over, confirmed or overtaken */
  readonly state: string;
}

/** The agent claims that its step is finished. */
export interface StepDoneParams {
  /** from OPERATOR_SESSION_ID */
  readonly sessionId: string;
  /** its name; may be left out when the type has one step */
  readonly step?: string | undefined;
  /** one line or more */
  readonly summary?: string | undefined;
  /** the written plan or summary, markdown */
  readonly plan?: string | undefined;
}

/** The claim is kept. */
export interface StepDoneResult {
  /** the step claimed */
  readonly step: string;
  /** its round */
  readonly round: number;
  /** whether it had been claimed before */
  readonly already: boolean;
}

/** Where to go on from. */
export interface EventListParams {
  /** of the client's newest event */
  readonly epoch?: string | undefined;
  /** its seq */
  readonly after?: number | undefined;
  /** only this session's */
  readonly sessionId?: string | undefined;
  /** 1 to 1000; 100 without */
  readonly limit?: number | undefined;
}

/** History. */
export interface EventListResult {
  /** the store's epoch */
  readonly epoch: string;
  /** epoch or seq is unknown: start over */
  readonly reset: boolean;
  /** oldest first */
  readonly events: readonly Event[];
}

/** Whether this workspace may launch. */
export interface TrustResult {
  /** as it is now */
  readonly trusted: boolean;
  /** why not; empty when trusted */
  readonly reason: string;
  /** what would be allowed: the programs of the configuration */
  readonly executable: readonly string[];
}

/** Say yes or no. */
export interface TrustSetParams {
  /** the person's word */
  readonly trusted: boolean;
}

/** Issue types, projects and agents to choose from. */
export interface TypeListResult {
  /** built-in and own */
  readonly types: readonly IssueType[];
  /** in the configuration's order */
  readonly projects: readonly ProjectInfo[];
  /** by name */
  readonly agents: readonly AgentInfo[];
}

/** What the owner cannot see itself. */
export interface ClientUpdateParams {
  /** files with unsaved edits, absolute */
  readonly dirtyPaths?: readonly string[] | undefined;
  /** VS Code's workspace trust */
  readonly trusted?: boolean | undefined;
}

/** A hook process waits for the answer to its record. */
export interface HookWaitParams {
  /** 'app-3' */
  readonly sessionId: string;
  /** the spool record's id */
  readonly eventId: string;
}

/** What the hook prints. */
export interface HookWaitResult {
  /** the question is over: print nothing */
  readonly gone: boolean;
  /** for standard output */
  readonly output: string;
  /** the hook's exit code */
  readonly exitCode: number;
}

/** Whether the answer still counts. */
export interface HookTookResult {
  /** print it */
  readonly ok: boolean;
}

/** End the owner; agents go on. */
export interface ServerStopParams {
  /** end the agents too */
  readonly agents?: boolean | undefined;
}

/** A session is new or changed. */
export interface SessionDidChange {
  /** as it is now */
  readonly session: Session;
  /** newest event at this time */
  readonly seq: number;
}

/** A session was archived. */
export interface SessionDidRemove {
  /** which */
  readonly sessionId: string;
  /** newest event at this time */
  readonly seq: number;
}

/** A ticket is new or changed. */
export interface TicketDidChange {
  /** as it is now */
  readonly ticket: Ticket;
  /** newest event at this time */
  readonly seq: number;
}

/** A ticket's file is gone. */
export interface TicketDidRemove {
  /** where it was */
  readonly path: string;
  /** may be empty */
  readonly id: string;
  /** newest event at this time */
  readonly seq: number;
}

/** Slots or the pause changed. */
export interface QueueDidChange {
  /** as it is now */
  readonly paused: boolean;
  /** slots in use */
  readonly running: number;
  /** slots in all */
  readonly limit: number;
  /** newest event at this time */
  readonly seq: number;
}

/** A review is new or changed. */
export interface ReviewDidChange {
  /** as it is now */
  readonly review: Review;
  /** newest event at this time */
  readonly seq: number;
}

/** A review is over. */
export interface ReviewDidClose {
  /** which */
  readonly reviewId: string;
  /** whose; may be empty */
  readonly sessionId: string;
  /** newest event at this time */
  readonly seq: number;
}

/** History has grown. */
export interface EventDidAppend {
  /** the new entry */
  readonly event: Event;
  /** newest event at this time */
  readonly seq: number;
}

/** Trust, problems, configuration changed. */
export interface StatusDidChange {
  /** as it is now */
  readonly status: ServerStatus;
  /** newest event at this time */
  readonly seq: number;
}

/** Open this session's tab (a paired one is shown, focus stays). */
export interface TerminalDidRequest {
  /** which */
  readonly sessionId: string;
  /** bring to the front */
  readonly show: boolean;
  /** newest event at this time */
  readonly seq: number;
}

/** From `operator stdio`: the owner was replaced; fetch everything anew. */
export interface ServerDidRestart {
  /** the new one */
  readonly epoch: string;
  /** newest event at this time */
  readonly seq: number;
}

export const methods = {
  /** The first request: who speaks, in which versions. */
  initialize: "initialize",
  /** The owner and its queue in one look. */
  statusGet: "status/get",
  /** Tickets in launch order with the reason each waits. */
  queueGet: "queue/get",
  /** Nothing starts by itself any more. */
  queuePause: "queue/pause",
  /** Tickets launch by themselves again. */
  queueResume: "queue/resume",
  /** Bring in what the boards have. */
  queueSync: "queue/sync",
  /** One ticket with its text. */
  ticketGet: "ticket/get",
  /** A new ticket's file in the queue. */
  ticketCreate: "ticket/create",
  /** Change front matter, byte-preserving. */
  ticketUpdate: "ticket/update",
  /** Launch one now. */
  ticketLaunch: "ticket/launch",
  /** Forget its failures and try again. */
  ticketRetry: "ticket/retry",
  /** Back to the queue. */
  ticketRequeue: "ticket/requeue",
  /** Done by hand. */
  ticketComplete: "ticket/complete",
  /** Drop the ticket's work, with a yes. */
  ticketDiscard: "ticket/discard",
  /** Every session that is not archived. */
  sessionList: "session/list",
  /** One session with its history, its worktree and its processes. */
  sessionGet: "session/get",
  /** A session for a ticket or a prompt. Returns when its agent runs. */
  sessionSpawn: "session/spawn",
  /** Several sessions; tickets that are worked on already are skipped. */
  sessionSpawnAll: "session/spawnAll",
  /** A text for the agent, typed when it may be. */
  sessionSend: "session/send",
  /** Stop the running turn; the agent stays. */
  sessionInterrupt: "session/interrupt",
  /** Stop the running turn and go on with another instruction. */
  sessionRedirect: "session/redirect",
  /** Stop all its processes where they are. Returns when they have stopped. */
  sessionFreeze: "session/freeze",
  /** Let a frozen session go on. */
  sessionThaw: "session/thaw",
  /**
   * End the agent to free its memory and its slot; a text for it, or restore, resumes its
   * conversation. Returns when it has ended.
   */
  sessionPark: "session/park",
  /** End the agent; its work is kept. Returns when the process group is proved gone. */
  sessionKill: "session/kill",
  /** Bring an ended session back into its conversation. */
  sessionRestore: "session/restore",
  /** Give it another title. */
  sessionRename: "session/rename",
  /** Set free keys of a session. */
  sessionUpdate: "session/update",
  /** Remove worktrees of ended sessions, and archive these. */
  sessionCleanup: "session/cleanup",
  /** Its files against the base. */
  sessionChanges: "session/changes",
  /** A file as it was at the base. */
  sessionFile: "session/file",
  /** End every agent; work is kept. */
  sessionStopAll: "session/stopAll",
  /** The inbox. */
  reviewList: "review/list",
  /** One review with its text. */
  reviewGet: "review/get",
  /** Take the first choice. */
  reviewApprove: "review/approve",
  /** Say no, and why. */
  reviewReject: "review/reject",
  /** Pick a choice or give a text. */
  reviewAnswer: "review/answer",
  /** The agent claims its step. */
  stepDone: "step/done",
  /** History from a point on. */
  eventList: "event/list",
  /** Whether this workspace may launch. */
  trustGet: "trust/get",
  /** Say whether it may. */
  trustSet: "trust/set",
  /** Issue types, projects and agents. */
  typeList: "type/list",
  /** What the owner cannot see itself. */
  clientUpdate: "client/update",
  /** The answer to a hook's question, when there is one. */
  hookWait: "hook/wait",
  /** The hook is about to print it. */
  hookTook: "hook/took",
  /** End the owner. */
  serverStop: "server/stop",
} as const;

export const notifications = {
  /** A session is new or changed. */
  sessionDidChange: "session/didChange",
  /** A session was archived. */
  sessionDidRemove: "session/didRemove",
  /** A ticket is new or changed. */
  ticketDidChange: "ticket/didChange",
  /** A ticket's file is gone. */
  ticketDidRemove: "ticket/didRemove",
  /** Slots or the pause changed. */
  queueDidChange: "queue/didChange",
  /** A review is new or changed. */
  reviewDidChange: "review/didChange",
  /** A review is over. */
  reviewDidClose: "review/didClose",
  /** History has grown. */
  eventDidAppend: "event/didAppend",
  /** Trust, problems, configuration changed. */
  statusDidChange: "status/didChange",
  /** Open this session's tab (a paired one is shown, focus stays). */
  terminalDidRequest: "terminal/didRequest",
  /** From `operator stdio`: the owner was replaced; fetch everything anew. */
  serverDidRestart: "server/didRestart",
} as const;

/** What a method takes and gives. */
export interface Requests {
  readonly "initialize": { readonly params: InitializeParams; readonly result: InitializeResult };
  readonly "status/get": { readonly params: Empty; readonly result: StatusResult };
  readonly "queue/get": { readonly params: Empty; readonly result: QueueResult };
  readonly "queue/pause": { readonly params: Empty; readonly result: QueueControlResult };
  readonly "queue/resume": { readonly params: Empty; readonly result: QueueControlResult };
  readonly "queue/sync": { readonly params: Empty; readonly result: QueueSyncResult };
  readonly "ticket/get": { readonly params: TicketIdParams; readonly result: TicketResult };
  readonly "ticket/create": { readonly params: TicketCreateParams; readonly result: TicketResult };
  readonly "ticket/update": { readonly params: TicketUpdateParams; readonly result: TicketResult };
  readonly "ticket/launch": { readonly params: TicketLaunchParams; readonly result: SessionResult };
  readonly "ticket/retry": { readonly params: TicketIdParams; readonly result: TicketResult };
  readonly "ticket/requeue": { readonly params: TicketRequeueParams; readonly result: TicketResult };
  readonly "ticket/complete": { readonly params: TicketRequeueParams; readonly result: TicketResult };
  readonly "ticket/discard": { readonly params: TicketDiscardParams; readonly result: TicketResult };
  readonly "session/list": { readonly params: SessionListParams; readonly result: SessionListResult };
  readonly "session/get": { readonly params: SessionShowParams; readonly result: SessionShowResult };
  readonly "session/spawn": { readonly params: SessionSpawnParams; readonly result: SessionResult };
  readonly "session/spawnAll": { readonly params: SessionSpawnAllParams; readonly result: SessionSpawnAllResult };
  readonly "session/send": { readonly params: SessionSendParams; readonly result: SessionSendResult };
  readonly "session/interrupt": { readonly params: SessionIdParams; readonly result: SessionResult };
  readonly "session/redirect": { readonly params: SessionRedirectParams; readonly result: SessionSendResult };
  readonly "session/freeze": { readonly params: SessionIdParams; readonly result: SessionResult };
  readonly "session/thaw": { readonly params: SessionIdParams; readonly result: SessionResult };
  readonly "session/park": { readonly params: SessionParkParams; readonly result: SessionResult };
  readonly "session/kill": { readonly params: SessionKillParams; readonly result: SessionResult };
  readonly "session/restore": { readonly params: SessionRestoreParams; readonly result: SessionResult };
  readonly "session/rename": { readonly params: SessionRenameParams; readonly result: SessionResult };
  readonly "session/update": { readonly params: SessionUpdateParams; readonly result: SessionResult };
  readonly "session/cleanup": { readonly params: SessionCleanupParams; readonly result: SessionCleanupResult };
  readonly "session/changes": { readonly params: SessionIdParams; readonly result: SessionChangesResult };
  readonly "session/file": { readonly params: SessionFileParams; readonly result: SessionFileResult };
  readonly "session/stopAll": { readonly params: StopAllParams; readonly result: StopAllResult };
  readonly "review/list": { readonly params: Empty; readonly result: ReviewListResult };
  readonly "review/get": { readonly params: ReviewIdParams; readonly result: ReviewResult };
  readonly "review/approve": { readonly params: ReviewApproveParams; readonly result: ReviewDecisionResult };
  readonly "review/reject": { readonly params: ReviewRejectParams; readonly result: ReviewDecisionResult };
  readonly "review/answer": { readonly params: ReviewAnswerParams; readonly result: ReviewDecisionResult };
  readonly "step/done": { readonly params: StepDoneParams; readonly result: StepDoneResult };
  readonly "event/list": { readonly params: EventListParams; readonly result: EventListResult };
  readonly "trust/get": { readonly params: Empty; readonly result: TrustResult };
  readonly "trust/set": { readonly params: TrustSetParams; readonly result: TrustResult };
  readonly "type/list": { readonly params: Empty; readonly result: TypeListResult };
  readonly "client/update": { readonly params: ClientUpdateParams; readonly result: Empty };
  readonly "hook/wait": { readonly params: HookWaitParams; readonly result: HookWaitResult };
  readonly "hook/took": { readonly params: HookWaitParams; readonly result: HookTookResult };
  readonly "server/stop": { readonly params: ServerStopParams; readonly result: Empty };
}
export type RequestMethod = keyof Requests;

/** What a notification carries. */
export interface Notifications {
  readonly "session/didChange": SessionDidChange;
  readonly "session/didRemove": SessionDidRemove;
  readonly "ticket/didChange": TicketDidChange;
  readonly "ticket/didRemove": TicketDidRemove;
  readonly "queue/didChange": QueueDidChange;
  readonly "review/didChange": ReviewDidChange;
  readonly "review/didClose": ReviewDidClose;
  readonly "event/didAppend": EventDidAppend;
  readonly "status/didChange": StatusDidChange;
  readonly "terminal/didRequest": TerminalDidRequest;
  readonly "server/didRestart": ServerDidRestart;
}
export type NotificationMethod = keyof Notifications;

/** The operations that are VS Code commands, by the command's id. */
export const commands = {
  "operator.pauseQueue": { method: "queue/pause", title: "Operator: Pause Queue Processing" },
  "operator.resumeQueue": { method: "queue/resume", title: "Operator: Resume Queue Processing" },
  "operator.syncBoards": { method: "queue/sync", title: "Operator: Sync Kanban Collections" },
  "operator.createTicket": { method: "ticket/create", title: "Operator: Create Ticket" },
  "operator.launchTicket": { method: "ticket/launch", title: "Operator: Launch Ticket" },
  "operator.retryTicket": { method: "ticket/retry", title: "Operator: Retry Ticket" },
  "operator.requeueTicket": { method: "ticket/requeue", title: "Operator: Requeue Ticket" },
  "operator.completeTicket": { method: "ticket/complete", title: "Operator: Complete Ticket" },
  "operator.discardTicket": { method: "ticket/discard", title: "Operator: Discard Work" },
  "operator.newSession": { method: "session/spawn", title: "Operator: New Session" },
  "operator.sendText": { method: "session/send", title: "Operator: Send Text to Agent" },
  "operator.interruptSession": { method: "session/interrupt", title: "Operator: Interrupt Session" },
  "operator.redirectSession": { method: "session/redirect", title: "Operator: Redirect Session" },
  "operator.freezeSession": { method: "session/freeze", title: "Operator: Freeze Session" },
  "operator.thawSession": { method: "session/thaw", title: "Operator: Thaw Session" },
  "operator.parkSession": { method: "session/park", title: "Operator: Park Session" },
  "operator.killSession": { method: "session/kill", title: "Operator: Kill Session" },
  "operator.restoreSession": { method: "session/restore", title: "Operator: Restore Session" },
  "operator.renameSession": { method: "session/rename", title: "Operator: Rename Session" },
  "operator.cleanUpSessions": { method: "session/cleanup", title: "Operator: Clean Up Sessions" },
  "operator.showChanges": { method: "session/changes", title: "Operator: Show Changes" },
  "operator.stopAll": { method: "session/stopAll", title: "Operator: Stop All" },
  "operator.approveReview": { method: "review/approve", title: "Operator: Approve Review" },
  "operator.rejectReview": { method: "review/reject", title: "Operator: Reject Review" },
  "operator.answerReview": { method: "review/answer", title: "Operator: Answer Review" },
  "operator.trustWorkspace": { method: "trust/set", title: "Operator: Trust This Workspace" },
} as const satisfies Record<string, { readonly method: RequestMethod; readonly title: string }>;
