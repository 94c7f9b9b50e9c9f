// Boards and tickets brought in step, on command: what goes on, what came of it, and what failed.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import { offerAddBoard } from "../board-pick";
import type { OperatorContext } from "../context";
import type { Board, BoardSync } from "../protocol/generated";
import { syncText } from "../text/boards";

/** A name for the boards, from other features; without: all of them. */
function namesOf(argument: unknown): string[] | undefined {
  if (!Array.isArray(argument)) return undefined;
  return argument.filter((name): name is string => typeof name === "string");
}

/** What each did; undefined: cancelled. */
async function sync(
  context: OperatorContext,
  names: string[] | undefined,
): Promise<readonly BoardSync[] | undefined> {
  const location = vscode.ProgressLocation.Notification;
  const options = { location, title: t("Syncing boards"), cancellable: true };
  return vscode.window.withProgress(options, async (progress, cancelled) => {
    const listening = context.model.onBoards((all) => {
      const running = all.filter((board) => board.syncing);
      const message = running.map(({ name, issues }) =>
        issues === 0 ? name : t("{0}, {1} issues", name, issues),
      );
      progress.report({ message: message.join("; ") });
    });
    cancelled.onCancellationRequested(() => {
      context.request("board/cancel", {}).catch((error: unknown) => context.showError(error));
    });
    try {
      // A window that was just opened, or an owner that just started, may not have come to it.
      await context.shared.handOverTokens();
      const { boards } = await context.request("queue/sync", names === undefined ? {} : { boards: names });
      return cancelled.isCancellationRequested ? undefined : boards;
    } finally {
      listening.dispose();
    }
  });
}

/** What came in is news, that nothing did is not. */
function tellCounts(boards: readonly BoardSync[]): void {
  const text = boards.map(syncText).join("; ");
  const some = boards.some(({ created, updated, sent, told }) => created + updated + sent + told > 0);
  if (some) void vscode.window.showInformationMessage(text);
  else void vscode.window.setStatusBarMessage(text, 6_000);
}

async function tellQuestions(boards: readonly BoardSync[]): Promise<void> {
  const asked = boards.reduce((sum, board) => sum + board.asked, 0);
  if (asked === 0) return;
  const show = t("Show Inbox");
  const text =
    asked === 1
      ? t("1 ticket was changed here and on its board: choose what stays.")
      : t("{0} tickets were changed here and on their board: choose what stays.", asked);
  const answer = await vscode.window.showInformationMessage(text, show);
  if (answer === show) await vscode.commands.executeCommand("operator.inbox.focus");
}

type Failed = Pick<Board, "name" | "error" | "signIn">;

async function tellFailure(context: OperatorContext, { name, error, signIn }: Failed): Promise<void> {
  const text = `${name}: ${error}`;
  context.log.warn(`board ${text}`);
  const mend = signIn ? t("Sign In") : t("Retry");
  const showLog = t("Show Log");
  const answer = await vscode.window.showErrorMessage(text, mend, showLog);
  if (answer === showLog) context.log.show();
  if (answer !== mend) return;
  if (signIn) await vscode.commands.executeCommand("operator.signInToBoard", name);
  else await vscode.commands.executeCommand("operator.syncBoards", [name]);
}

/** A sync that failed is there twice, as the reply to whoever asked for it and as news of its board; it is said once. */
class Failures {
  /** Boards whose missing sign-in was said and is not over. */
  private readonly said = new Set<string>();
  /** Of which boards a person's own syncs run; undefined: of all. */
  private readonly asked = new Set<{ readonly names: readonly string[] | undefined }>();

  constructor(private readonly context: OperatorContext) {}

  async whileAsked(names: readonly string[] | undefined, work: () => Promise<void>): Promise<void> {
    const one = { names };
    this.asked.add(one);
    try {
      await work();
    } finally {
      this.asked.delete(one);
    }
  }

  tell(board: Failed): void {
    this.said.add(board.name);
    void tellFailure(this.context, board);
  }

  news(board: Failed): void {
    if (!board.signIn) this.said.delete(board.name);
    else if (!this.isAsked(board.name) && !this.said.has(board.name)) this.tell(board);
  }

  private isAsked(name: string): boolean {
    return [...this.asked].some(({ names }) => names?.includes(name) ?? true);
  }
}

async function run(
  context: OperatorContext,
  failures: Failures,
  names: string[] | undefined,
): Promise<void> {
  const boards = await sync(context, names);
  if (boards === undefined) {
    void vscode.window.setStatusBarMessage(t("Cancelled; what came in stays."), 6_000);
    return;
  }
  if (boards.length === 0) {
    void offerAddBoard();
    return;
  }
  for (const board of boards) {
    if (board.error !== "") failures.tell(board);
  }
  const counted = boards.filter((board) => board.error === "" || board.created + board.updated > 0);
  if (counted.length > 0) tellCounts(counted);
  void tellQuestions(boards);
}

export function activate(context: OperatorContext): void {
  const failures = new Failures(context);
  context.shared.boardNews = (board) => failures.news(board);
  context.command("operator.syncBoards", (argument) => {
    const names = namesOf(argument);
    return failures.whileAsked(names, () => run(context, failures, names));
  });
}
