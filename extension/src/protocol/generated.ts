// Made by protocol/generate.mjs from protocol/model.json. Do not edit.

export const protocolVersion = 1;
/** Of the model; both ends say it in `initialize`. */
export const modelHash = "d8d9bfafedaf";

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

/**
 * Where a session is looked at: in the terminal that attaches, or in a window of Operator's tmux
 * server.
 */
export type HostKind =
  | "builtin"
  | "tmux";

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
  /** where `operator attach` shows it */
  readonly kind: HostKind;
  /** whether its lock is held */
  readonly alive: boolean;
  /** where `operator attach` connects */
  readonly socket: string;
  /** '%3': the pane of an adopted program, on the tmux server behind `socket` */
  readonly pane?: string | undefined;
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
  /** its number; 0 when its address does not tell */
  readonly number: number;
  /** its page */
  readonly url: string;
  /** open, merged, closed; empty while nobody has looked */
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
  /** for people; may have several lines */
  readonly text: string;
  /** what a status change rests on: 'hook turn=running' */
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
  /** tickets that took what the board has */
  readonly updated: number;
  /** issues that took what changed here */
  readonly sent: number;
  /** comments and pull requests that it was told of */
  readonly told: number;
  /** new questions in the inbox: both sides changed the same */
  readonly asked: number;
  /** empty when all went well */
  readonly error: string;
  /** the board's token is missing or is not taken: board/signIn mends it */
  readonly signIn: boolean;
}

/** What the sync did. */
export interface QueueSyncResult {
  /** one per board that was synced */
  readonly boards: readonly BoardSync[];
}

/** Which boards. */
export interface QueueSyncParams {
  /** their names; all without */
  readonly boards?: readonly string[] | undefined;
}

/**
 * What of the work here is told on the board: 'off', 'comments' (plans, summaries and the pull
 * request), 'full' (that, how far the work is, and what is edited here).
 */
export type BoardWrite =
  | "off"
  | "comments"
  | "full";

/** A configured board and how its tickets are in step with it. */
export interface Board {
  /** as configured */
  readonly name: string;
  /** what kind of place it is */
  readonly provider: string;
  /** where it is */
  readonly url: string;
  /** what of the work here is told there */
  readonly write: BoardWrite;
  /** that came from it */
  readonly tickets: number;
  /** a sync runs */
  readonly syncing: boolean;
  /** end of the last sync */
  readonly syncedAt: string | null;
  /** of that sync; empty when all went well */
  readonly error: string;
  /** its token is missing or was not taken by that sync: board/signIn mends it */
  readonly signIn: boolean;
  /** the name under which its token is kept; empty: it needs none, or has it from the environment */
  readonly secret: string;
  /** its token is known, or it needs none */
  readonly signedIn: boolean;
  /** that the running sync has looked at so far */
  readonly issues: number;
  /** when it is synced by itself; null: on command only */
  readonly nextSyncAt: string | null;
  /** what is still to be told to it */
  readonly waiting: number;
}

/** What is to be told to a board, and waits. */
export interface BoardUpdate {
  /** its number */
  readonly id: string;
  /** the board's name */
  readonly board: string;
  /** the issue's key */
  readonly issue: string;
  /** its ticket */
  readonly ticketId: string;
  /** what it is, in words */
  readonly what: string;
  /** of a comment, in markdown */
  readonly text: string;
  /** RFC 3339 */
  readonly since: string;
  /** how often it was begun */
  readonly tries: number;
  /** not before; null: as soon as can be */
  readonly nextTryAt: string | null;
  /** of the newest try */
  readonly error: string;
}

/** What waits. */
export interface BoardOutboxResult {
  /** oldest first */
  readonly updates: readonly BoardUpdate[];
}

/** Names what waits. */
export interface BoardDropParams {
  /** its number */
  readonly id: string;
}

/** Boards as they now are. */
export interface BoardsDidChange {
  /** all of them */
  readonly boards: readonly Board[];
  /** rising */
  readonly seq: number;
}

/** The boards. */
export interface BoardListResult {
  /** in the configuration's order */
  readonly boards: readonly Board[];
}

/** Whether a provider has to be told something. */
export type BoardNeed =
  | "none"
  | "optional"
  | "required";

/** A kind of place where issues live, and what it has to be told. */
export interface BoardProvider {
  /** as 'provider' says it */
  readonly name: string;
  /** the site's address; of 'file' the folder; 'optional': it has one of its own */
  readonly url: BoardNeed;
  /** which board of the site */
  readonly board: BoardNeed;
  /** whose token it is */
  readonly email: BoardNeed;
  /** whether it takes a token */
  readonly token: boolean;
}

/** The providers that there are. */
export interface BoardProvidersResult {
  /** most used first */
  readonly providers: readonly BoardProvider[];
}

/** Where a board's token is; one of the two. */
export interface BoardTokenPlace {
  /** in this variable of the environment */
  readonly env?: string | undefined;
  /** kept under this name */
  readonly secret?: string | undefined;
}

/** What a board calls the stages, where it has several words for one. */
export interface BoardStages {
  /** not begun */
  readonly todo?: string | undefined;
  /** begun */
  readonly doing?: string | undefined;
  /** done */
  readonly done?: string | undefined;
}

/** A board as the configuration has it. With nothing but a name: the configured one. */
export interface BoardConfig {
  /** what you call it */
  readonly name?: string | undefined;
  /** what kind of place it is */
  readonly provider?: string | undefined;
  /** where it is */
  readonly url?: string | undefined;
  /** which one of the site */
  readonly board?: string | undefined;
  /** whose token it is */
  readonly email?: string | undefined;
  /** without it: kept under the board's name */
  readonly token?: BoardTokenPlace | undefined;
  /** of new tickets */
  readonly project?: string | undefined;
  /** label → project */
  readonly mapping?: Readonly<Record<string, string>> | undefined;
  /** only issues of this person; 'me', 'anyone' or 'none' */
  readonly assignee?: string | undefined;
  /** only issues with one of these */
  readonly statuses?: readonly string[] | undefined;
  /** only issues with one of these */
  readonly labels?: readonly string[] | undefined;
  /** only issues of this one; 'current' */
  readonly sprint?: string | undefined;
  /** only issues that this finds, in the provider's own language */
  readonly query?: string | undefined;
  /** the board's type or label → issue type */
  readonly types?: Readonly<Record<string, string>> | undefined;
  /** the board's statuses for them */
  readonly stages?: BoardStages | undefined;
  /** what of the work here is told there */
  readonly write?: BoardWrite | undefined;
  /** between two syncs by themselves, as '10m' */
  readonly every?: string | undefined;
}

/** Which board, and its token. */
export interface BoardCheckParams {
  /** the board */
  readonly board: BoardConfig;
  /** its token; without it the one that is known */
  readonly secret?: string | undefined;
}

/** Whom a token is of. */
export interface BoardAccount {
  /** the provider's; empty when it was not asked */
  readonly id: string;
  /** for people */
  readonly name: string;
  /** rights that syncing needs and the account has not */
  readonly lacks: readonly string[];
}

/** Whom the token is of. */
export interface BoardAccountResult {
  /** the account */
  readonly account: BoardAccount;
}

/** What of a board to pick from. */
export type BoardChoiceKind =
  | "boards"
  | "people"
  | "statuses"
  | "types"
  | "labels"
  | "sprints";

/** Which board, and what of it. */
export interface BoardChoicesParams {
  /** the board */
  readonly board: BoardConfig;
  /** its token; without it the one that is known */
  readonly secret?: string | undefined;
  /** what to list */
  readonly kind: BoardChoiceKind;
}

/** One to pick. */
export interface BoardChoice {
  /** as the configuration says it */
  readonly value: string;
  /** for people */
  readonly name: string;
  /** more about it; may be empty */
  readonly detail: string;
}

/** All there are. */
export interface BoardChoicesResult {
  /** may be none */
  readonly choices: readonly BoardChoice[];
}

/** An issue and the ticket that it would become. */
export interface BoardPreviewIssue {
  /** as people name it */
  readonly key: string;
  /** its title */
  readonly title: string;
  /** where it is; may be empty */
  readonly url: string;
  /** the board's word; may be empty */
  readonly issueType: string;
  /** the board's word; may be empty */
  readonly status: string;
  /** whose it is; empty: nobody's */
  readonly assignee: string;
  /** the ticket's issue type */
  readonly type: string;
  /** the ticket's project; empty: the only one, or it is asked for */
  readonly project: string;
  /** P0, P1, P2 or P3 */
  readonly priority: string;
  /** the ticket that it has already */
  readonly ticketId: string | null;
}

/** What the first page of a sync would bring; nothing is written. */
export interface BoardPreviewResult {
  /** those that become tickets, or are ones */
  readonly issues: readonly BoardPreviewIssue[];
  /** issues of that page that do not */
  readonly others: number;
  /** there is more than this */
  readonly more: boolean;
  /** issues that could not be read, and why */
  readonly problems: readonly string[];
}

/** The new board. */
export interface BoardAddParams {
  /** the board */
  readonly board: BoardConfig;
  /** its token, to be kept */
  readonly secret?: string | undefined;
  /**
   * in a private file, for every owner; false: only as long as this owner lives. Without it: in a
   * file
   */
  readonly keep?: boolean | undefined;
  /** ask the provider first; without it: yes */
  readonly check?: boolean | undefined;
}

/** Which board. */
export interface BoardRemoveParams {
  /** as configured */
  readonly name: string;
}

/** A board's token, or the secret of its webhooks. */
export interface BoardSignInParams {
  /** the board */
  readonly name: string;
  /** its token */
  readonly secret: string;
  /**
   * in a private file, for every owner; false: only as long as this owner lives. Without it: in a
   * file
   */
  readonly keep?: boolean | undefined;
  /** ask the provider first; without it: yes */
  readonly check?: boolean | undefined;
  /**
   * it is what the board's webhooks are signed with, kept under the name that the configuration
   * gives it; never checked
   */
  readonly webhook?: boolean | undefined;
}

/** What became of the token. */
export interface BoardSignOutResult {
  /** there was one */
  readonly signedOut: boolean;
}

/** What was cancelled. */
export interface BoardCancelResult {
  /** syncs that ran */
  readonly cancelled: number;
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
  /** where it is looked at; without it the configuration's */
  readonly host?: HostKind | undefined;
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

/** A session's story. */
export interface SessionSummaryResult {
  /** markdown; of a cleaned-up session as it was filed away */
  readonly text: string;
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
  /**
   * once it is cleaned up: the folder with its summary.md, its terminal's text and its hooks'
   * records
   */
  readonly archive?: string | undefined;
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
  /** where it is looked at; without it the configuration's */
  readonly host?: HostKind | undefined;
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

/** A program that somebody has started in tmux, on a server that the configuration names. */
export interface ForeignPane {
  /** the server's name, as `tmux -L` takes it */
  readonly server: string;
  /** tmux's own session */
  readonly session: string;
  /** '%3', one of its panes */
  readonly pane: string;
  /** what runs in its foreground */
  readonly program: string;
  /** where it works */
  readonly folder: string;
  /** whose repository that folder is in; only such a one can be adopted */
  readonly project: string | null;
  /** terminals that show it */
  readonly viewers: number;
  /** RFC 3339, when its window last showed something new */
  readonly lastOutputAt: string;
  /** the session that it was adopted as */
  readonly agentId: string | null;
}

/** What runs in tmux and was not started by Operator. */
export interface SessionForeignResult {
  /** which were asked: `tmux.servers` of the configuration */
  readonly servers: readonly string[];
  /** by server and pane */
  readonly panes: readonly ForeignPane[];
  /** why a server could not be asked */
  readonly problems: readonly string[];
}

/** A program in tmux, to become a session as it runs. */
export interface SessionAdoptParams {
  /** one of `tmux.servers` */
  readonly server: string;
  /** a tmux session of one pane, or a pane: '%3' */
  readonly target: string;
  /** of its ticket; without it the program's name */
  readonly title?: string | undefined;
  /** of its ticket (default TASK) */
  readonly type?: string | undefined;
  /** same token, same answer */
  readonly clientToken?: string | undefined;
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

/** What became of the sessions that had lost their processes. */
export interface RestoreLostResult {
  /** restored, in this order */
  readonly ids: readonly string[];
  /** not restored: the one that did not come back, and those after it */
  readonly left: readonly string[];
  /** why it went no further; empty: it did */
  readonly reason: string;
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
  /** the address of the pull request that was opened */
  readonly pullRequest?: string | undefined;
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
  /** its seq; 0: all that is kept */
  readonly after?: number | undefined;
  /** only this session's */
  readonly sessionId?: string | undefined;
  /** 1 to 1000; 100 without */
  readonly limit?: number | undefined;
  /** only those with a lower seq: the page before this one */
  readonly before?: number | undefined;
  /** a kind or its beginning: 'review/', 'agent/changedFile' */
  readonly kind?: string | undefined;
  /** words that occur in it, each somewhere; case does not matter */
  readonly search?: string | undefined;
  /** RFC 3339: none from before */
  readonly since?: string | undefined;
}

/** History. */
export interface EventListResult {
  /** the store's epoch */
  readonly epoch: string;
  /** epoch or seq is unknown: start over */
  readonly reset: boolean;
  /** oldest first */
  readonly events: readonly Event[];
  /**
   * the next page's `after` when this one was asked for with it, else its `before`; absent at the
   * end. A page looks at 20,000 events, so it may be empty and not the last
   */
  readonly next?: number | undefined;
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
  /** Bring boards and tickets in step. */
  queueSync: "queue/sync",
  /** Boards, and when they were last in step. */
  boardList: "board/list",
  /** What is to be told to boards and waits. */
  boardOutbox: "board/outbox",
  /** What waits is not to be told. */
  boardDrop: "board/drop",
  /** End the syncs that run; what they brought in stays. */
  boardCancel: "board/cancel",
  /** What kinds of boards there are, and what each has to be told. */
  boardProviders: "board/providers",
  /** Ask a board whom a token is of, and what that account may not do. */
  boardCheck: "board/check",
  /** What a board's settings can name: boards, people, statuses, types, labels, sprints. */
  boardChoices: "board/choices",
  /** The issues of a first sync and the tickets that they would become; nothing is written. */
  boardPreview: "board/preview",
  /** Put a board into the configuration. */
  boardAdd: "board/add",
  /** Take a board out of the configuration; its tickets stay. */
  boardRemove: "board/remove",
  /** Keep a board's token. */
  boardSignIn: "board/signIn",
  /** Forget a board's token, and the secret of its webhooks. */
  boardSignOut: "board/signOut",
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
  /** What persons have started in the tmux servers that the configuration names. */
  sessionForeign: "session/foreign",
  /** One session with its history, its worktree and its processes. */
  sessionGet: "session/get",
  /** One session's story so far: what was asked, done, decided and changed. */
  sessionSummary: "session/summary",
  /** A program that runs in tmux becomes a session. Nothing of it is started or changed. */
  sessionAdopt: "session/adopt",
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
  /**
   * Restore every session that lost its process, one after another, up to the first that does not
   * come back.
   */
  sessionRestoreLost: "session/restoreLost",
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
  /** History: the newest events, or those from a point on; searched and in pages. */
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
  /** A sync began, went on or ended, or what waits for boards changed. */
  boardsDidChange: "boards/didChange",
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
  readonly "queue/sync": { readonly params: QueueSyncParams; readonly result: QueueSyncResult };
  readonly "board/list": { readonly params: Empty; readonly result: BoardListResult };
  readonly "board/outbox": { readonly params: Empty; readonly result: BoardOutboxResult };
  readonly "board/drop": { readonly params: BoardDropParams; readonly result: Empty };
  readonly "board/cancel": { readonly params: Empty; readonly result: BoardCancelResult };
  readonly "board/providers": { readonly params: Empty; readonly result: BoardProvidersResult };
  readonly "board/check": { readonly params: BoardCheckParams; readonly result: BoardAccountResult };
  readonly "board/choices": { readonly params: BoardChoicesParams; readonly result: BoardChoicesResult };
  readonly "board/preview": { readonly params: BoardCheckParams; readonly result: BoardPreviewResult };
  readonly "board/add": { readonly params: BoardAddParams; readonly result: BoardAccountResult };
  readonly "board/remove": { readonly params: BoardRemoveParams; readonly result: Empty };
  readonly "board/signIn": { readonly params: BoardSignInParams; readonly result: BoardAccountResult };
  readonly "board/signOut": { readonly params: BoardRemoveParams; readonly result: BoardSignOutResult };
  readonly "ticket/get": { readonly params: TicketIdParams; readonly result: TicketResult };
  readonly "ticket/create": { readonly params: TicketCreateParams; readonly result: TicketResult };
  readonly "ticket/update": { readonly params: TicketUpdateParams; readonly result: TicketResult };
  readonly "ticket/launch": { readonly params: TicketLaunchParams; readonly result: SessionResult };
  readonly "ticket/retry": { readonly params: TicketIdParams; readonly result: TicketResult };
  readonly "ticket/requeue": { readonly params: TicketRequeueParams; readonly result: TicketResult };
  readonly "ticket/complete": { readonly params: TicketRequeueParams; readonly result: TicketResult };
  readonly "ticket/discard": { readonly params: TicketDiscardParams; readonly result: TicketResult };
  readonly "session/list": { readonly params: SessionListParams; readonly result: SessionListResult };
  readonly "session/foreign": { readonly params: Empty; readonly result: SessionForeignResult };
  readonly "session/get": { readonly params: SessionShowParams; readonly result: SessionShowResult };
  readonly "session/summary": { readonly params: SessionIdParams; readonly result: SessionSummaryResult };
  readonly "session/adopt": { readonly params: SessionAdoptParams; readonly result: SessionResult };
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
  readonly "session/restoreLost": { readonly params: Empty; readonly result: RestoreLostResult };
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
  readonly "boards/didChange": BoardsDidChange;
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
  "operator.showBoardOutbox": { method: "board/outbox", title: "Operator: Show Board Outbox" },
  "operator.addBoard": { method: "board/add", title: "Operator: Add Board" },
  "operator.removeBoard": { method: "board/remove", title: "Operator: Remove Board" },
  "operator.signInToBoard": { method: "board/signIn", title: "Operator: Sign In to Board" },
  "operator.signOutOfBoard": { method: "board/signOut", title: "Operator: Sign Out of Board" },
  "operator.createTicket": { method: "ticket/create", title: "Operator: Create Ticket" },
  "operator.launchTicket": { method: "ticket/launch", title: "Operator: Launch Ticket" },
  "operator.retryTicket": { method: "ticket/retry", title: "Operator: Retry Ticket" },
  "operator.requeueTicket": { method: "ticket/requeue", title: "Operator: Requeue Ticket" },
  "operator.completeTicket": { method: "ticket/complete", title: "Operator: Complete Ticket" },
  "operator.discardTicket": { method: "ticket/discard", title: "Operator: Discard Work" },
  "operator.showSummary": { method: "session/summary", title: "Operator: Show Summary" },
  "operator.adoptSession": { method: "session/adopt", title: "Operator: Adopt Session from tmux" },
  "operator.newSession": { method: "session/spawn", title: "Operator: New Session" },
  "operator.sendText": { method: "session/send", title: "Operator: Send Text to Agent" },
  "operator.interruptSession": { method: "session/interrupt", title: "Operator: Interrupt Session" },
  "operator.redirectSession": { method: "session/redirect", title: "Operator: Redirect Session" },
  "operator.freezeSession": { method: "session/freeze", title: "Operator: Freeze Session" },
  "operator.thawSession": { method: "session/thaw", title: "Operator: Thaw Session" },
  "operator.parkSession": { method: "session/park", title: "Operator: Park Session" },
  "operator.killSession": { method: "session/kill", title: "Operator: Kill Session" },
  "operator.restoreSession": { method: "session/restore", title: "Operator: Restore Session" },
  "operator.restoreLostSessions": { method: "session/restoreLost", title: "Operator: Restore Lost Sessions" },
  "operator.renameSession": { method: "session/rename", title: "Operator: Rename Session" },
  "operator.cleanUpSessions": { method: "session/cleanup", title: "Operator: Clean Up Sessions" },
  "operator.showChanges": { method: "session/changes", title: "Operator: Show Changes" },
  "operator.stopAll": { method: "session/stopAll", title: "Operator: Stop All" },
  "operator.approveReview": { method: "review/approve", title: "Operator: Approve Review" },
  "operator.rejectReview": { method: "review/reject", title: "Operator: Reject Review" },
  "operator.answerReview": { method: "review/answer", title: "Operator: Answer Review" },
  "operator.searchHistory": { method: "event/list", title: "Operator: Search History" },
  "operator.trustWorkspace": { method: "trust/set", title: "Operator: Trust This Workspace" },
} as const satisfies Record<string, { readonly method: RequestMethod; readonly title: string }>;
