// The one object every feature gets: the folder, the link to the owner, the model, the log, and all
// disposables. Features reach each other through commands and through what is shared here, never by
// importing one another.
import * as vscode from "vscode";
import { Emitter, type Disposable } from "./base/emitter";
import { t } from "./base/l10n";
import { readSettings, section, type Settings } from "./config";
import { Model } from "./model";
import type { Board, Problem, RequestMethod, Requests } from "./protocol/generated";
import { candidates, findBinary } from "./server/binary";
import { Connection, type ConnectionState } from "./server/connection";
import { hasGit } from "./server/git";
import { stopOwner } from "./server/stop";
import { RequestFailed, toRequestFailed } from "./server/rpc-client";
import type { LineComment } from "./text/line-comments";
import { obstacleOf, type Obstacle } from "./text/obstacle";
import { UndoStack } from "./text/undo";

/** What the views' welcome texts and the commands' enablement depend on. */
export type State =
  | "noFolder"
  /** There are folders, but none on a disk that programs can work in. */
  | "virtual"
  | "missing"
  /** The program is there and does not run on this computer. */
  | "broken"
  /** The program, or the owner that runs already, speaks another protocol. */
  | "outdated"
  | "starting"
  | "ready"
  | "failed";

/** What one feature knows and another may ask. */
export interface Shared {
  /** The review whose document or changes are the active tab. */
  shownReview: string | undefined;
  /** The session whose terminal is the active tab. */
  shownSession: string | undefined;
  /** The review that has the keyboard's focus in the Inbox. */
  focusedReview: () => Promise<string | undefined>;
  /** Whether the Inbox is on the screen. */
  inboxVisible: boolean;
  /** Comments on the lines of a session's changes that no decision took along yet. */
  lineComments: {
    readonly of: (sessionId: string) => Promise<readonly LineComment[]>;
    readonly clear: (comments: readonly LineComment[]) => void;
  };
  /** Keeps a board's token where VS Code keeps secrets. */
  keepToken: (secret: string, token: string) => Thenable<void>;
  /** Gives the owner what tokens of boards it does not have; done when it has them. */
  handOverTokens: () => Promise<void>;
  /** Says that somebody has to sign in to a board, once until it is mended; not while a person's own sync will say it. */
  boardNews: (board: Board) => void;
  readonly undo: UndoStack;
  /** Told when a review was approved. */
  readonly approved: () => void;
  readonly onApproved: (listener: () => void) => Disposable;
}

/** The owner's word for it: a folder without a repository has a problem with its projects. */
function hasNoRepository(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.path === "projects" && problem.line === 0);
}

export class OperatorContext implements Disposable {
  readonly model: Model;
  private readonly approvals = new Emitter<void>();
  readonly shared: Shared = {
    shownReview: undefined,
    shownSession: undefined,
    focusedReview: () => Promise.resolve(undefined),
    inboxVisible: false,
    lineComments: { of: () => Promise.resolve([]), clear: () => undefined },
    keepToken: () => Promise.resolve(),
    handOverTokens: () => Promise.resolve(),
    boardNews: () => undefined,
    undo: new UndoStack((canUndo) => {
      void vscode.commands.executeCommand("setContext", "operator.canUndo", canUndo);
    }),
    approved: () => this.approvals.fire(),
    onApproved: this.approvals.event,
  };
  /** The program that runs, for terminals; undefined before it was found. */
  program: string | undefined;
  private programVersion = "";
  /** Why the state is "missing", "broken", "outdated" or "failed", in words. */
  trouble = "";

  private readonly disposables: Disposable[] = [];
  private connection: Connection | undefined;
  private connectionParts: Disposable[] = [];
  private turns = 0;
  private currentState: State = "starting";
  private gitFound = true;
  private readonly states = new vscode.EventEmitter<State>();

  readonly onState = this.states.event;

  constructor(
    readonly extension: vscode.ExtensionContext,
    readonly folder: vscode.WorkspaceFolder | undefined,
    readonly log: vscode.LogOutputChannel,
  ) {
    this.model = new Model(this, (line) => log.info(line));
    this.register(this.model, this.states, this.approvals, log);
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${section}.path`)) void this.connect();
      }),
    );
  }

  get state(): State {
    return this.currentState;
  }
  get settings(): Settings {
    return readSettings();
  }
  /** What keeps agents from working here, as far as it is known. */
  get obstacle(): Obstacle {
    const { status } = this.model;
    return obstacleOf({
      workspaceTrusted: vscode.workspace.isTrusted,
      git: this.gitFound,
      repository: !hasNoRepository(status?.problems ?? []),
      operatorTrusted: status?.trusted !== false,
    });
  }

  /** The version of the server when it is another than that of this window's program, else empty. */
  get otherVersion(): string {
    const running = this.model.status?.version ?? "";
    return this.currentState === "ready" && running !== this.programVersion ? running : "";
  }

  register(...disposables: Disposable[]): void {
    this.disposables.push(...disposables);
  }

  /** A command whose failure is shown in words. A tree gives the row and all that are selected. */
  command(
    id: string,
    run: (argument: unknown, selection: unknown) => Promise<void> | void,
  ): void {
    this.register(
      vscode.commands.registerCommand(id, async (argument: unknown, selection: unknown) => {
        try {
          await run(argument, selection);
        } catch (error) {
          await this.showError(error);
        }
      }),
    );
  }

  /** Asks the owner. Fails with RequestFailed. */
  async request<M extends RequestMethod>(
    method: M,
    params: Requests[M]["params"],
  ): Promise<Requests[M]["result"]> {
    if (this.connection === undefined) throw new RequestFailed(this.absence, "unavailable", "");
    return this.connection.request(method, params);
  }

  /** Why there is nobody to ask. */
  private get absence(): string {
    if (this.folder === undefined) return t("Open a folder on disk first.");
    return this.trouble === "" ? t("Operator is not connected.") : this.trouble;
  }

  /** The same with a progress mark at the view it is about, for what takes its time. */
  requestWithProgress<M extends RequestMethod>(
    view: "operator.inbox" | "operator.sessions" | "operator.tickets",
    method: M,
    params: Requests[M]["params"],
  ): Thenable<Requests[M]["result"]> {
    return vscode.window.withProgress({ location: { viewId: view } }, () =>
      this.request(method, params),
    );
  }

  async showError(error: unknown): Promise<void> {
    const failed = toRequestFailed(error);
    if (failed.code === "unavailable" && !(error instanceof RequestFailed)) {
      this.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const text = failed.path === "" ? failed.message : `${failed.message} (${failed.path})`;
    const showLog = t("Show Log");
    if ((await vscode.window.showErrorMessage(text, showLog)) === showLog) this.log.show();
  }

  /** Finds the program and connects; also the way back from "missing" and "failed". */
  async connect(): Promise<void> {
    this.disconnect();
    this.trouble = "";
    if (this.folder === undefined) {
      const some = (vscode.workspace.workspaceFolders ?? []).length > 0;
      return this.enter(some ? "virtual" : "noFolder");
    }
    this.enter("starting");
    const turn = ++this.turns;
    const { extensionPath } = this.extension;
    const own = this.settings.path;
    const tried = candidates(own, extensionPath, process.env["PATH"]);
    const [binary, git] = await Promise.all([findBinary(tried), hasGit()]);
    if (turn !== this.turns) return; // asked again meanwhile
    this.gitFound = git;
    if (binary.kind === "missing") {
      const place = binary.tried[0] ?? "";
      return this.giveUp(
        "missing",
        own === ""
          ? t("The program “operator” was not found at {0}, nor on PATH.", place)
          : t("The program {0} was not found (setting operator.path).", place),
      );
    }
    if (binary.kind === "broken") {
      const { path, why } = binary;
      return this.giveUp(
        "broken",
        t("The program {0} does not run on this computer: {1}", path, why),
      );
    }
    this.log.info(`operator ${binary.version}: ${binary.path}`);
    this.program = binary.path;
    this.programVersion = binary.version;
    this.open(binary.path, this.folder);
  }

  /** Ends the owner, of whatever version, and starts the one of this window's program. Sessions go on. */
  async restartServer(): Promise<void> {
    const { program, folder } = this;
    if (program === undefined || folder === undefined)
      throw new RequestFailed(this.absence, "unavailable", "");
    // Without a connection nobody here starts the next one before this one has ended.
    this.disconnect();
    this.enter("starting");
    const failed = await stopOwner(program, folder.uri.fsPath);
    if (failed !== "") void this.showError(new RequestFailed(failed, "failed", ""));
    await this.connect();
  }

  private open(program: string, folder: vscode.WorkspaceFolder): void {
    const version: unknown = (this.extension.extension.packageJSON as Record<string, unknown>)[
      "version"
    ];
    const connection = new Connection(
      {
        program,
        args: ["stdio", "--workspace", folder.uri.fsPath],
        env: process.env,
        cwd: folder.uri.fsPath,
      },
      {
        version: typeof version === "string" ? version : "0.0.0",
        name: `VS Code ${vscode.env.sessionId.slice(0, 8)}`,
        trusted: () => vscode.workspace.isTrusted,
      },
      this.log,
    );
    this.connection = connection;
    this.connectionParts = [
      connection,
      connection.onNotification((message) => this.model.take(message)),
      connection.onState((state) => void this.follow(connection, state)),
    ];
    connection.start();
  }

  private async follow(connection: Connection, state: ConnectionState): Promise<void> {
    if (state === "ready") {
      try {
        await this.model.refetch();
        if (this.connection === connection && connection.current === "ready") this.enter("ready");
      } catch (error) {
        this.log.error(`first lists: ${toRequestFailed(error).message}`);
      }
      return;
    }
    this.model.disconnected();
    if (state === "starting") this.enter("starting");
    if (state === "refused") this.giveUp("outdated", connection.failure);
    if (state === "failed") {
      const why = t("Operator’s server keeps ending: {0}", connection.failure);
      this.giveUp("failed", why);
      await this.offerRetry(why);
    }
  }

  /** The views and the status bar say it for as long as it is so: no notification is needed. */
  private giveUp(state: State, why: string): void {
    this.trouble = why;
    this.log.error(why);
    this.enter(state);
  }

  private async offerRetry(why: string): Promise<void> {
    const retry = t("Retry");
    const showLog = t("Show Log");
    const picked = await vscode.window.showErrorMessage(why, retry, showLog);
    if (picked === retry) await this.connect();
    if (picked === showLog) this.log.show();
  }

  private enter(state: State): void {
    this.currentState = state;
    void vscode.commands.executeCommand("setContext", "operator.state", state);
    this.states.fire(state);
  }

  private disconnect(): void {
    this.connection = undefined;
    for (const part of this.connectionParts.splice(0)) part.dispose();
  }

  dispose(): void {
    this.disconnect();
    for (const disposable of this.disposables.splice(0).reverse()) disposable.dispose();
  }
}
