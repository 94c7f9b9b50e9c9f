// Signing in to boards and out of them. Tokens are kept in VS Code's SecretStorage, by workspace folder, and handed to
// each owner that does not have them; they are in no file, setting or log of ours. A board whose token is missing or
// not taken is said once, also when it was synced by itself.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import { pickBoard } from "../board-pick";
import type { OperatorContext } from "../context";
import type { Board } from "../protocol/generated";
import { toRequestFailed } from "../server/rpc-client";
import { inputStep, runSteps } from "../steps";
import { accountText, providerWords, refusedText } from "../text/boards";

function keyOf(context: OperatorContext, secret: string): string {
  return `operator.board ${context.folder?.uri.toString() ?? ""} ${secret}`;
}

async function signIn(context: OperatorContext, wanted: unknown): Promise<void> {
  const choice = {
    placeholder: t("Sign in to which board?"),
    wanted: (board: Board) => board.secret !== "",
    none: t("These boards need no token, or have it from the environment."),
  };
  const board = await pickBoard(context, choice, wanted);
  if (board === undefined) return;
  const { name, secret } = board;
  let said = "";
  const step = inputStep({
    prompt: providerWords({ name: board.provider, url: "required" }).token,
    value: () => "",
    password: true,
    take: () => undefined,
    check: async (token) => {
      const params = { name, secret: token, keep: false };
      const { account } = await context.request("board/signIn", params).catch((error: unknown) => {
        throw new Error(refusedText(toRequestFailed(error), ""));
      });
      await context.extension.secrets.store(keyOf(context, secret), token);
      // A server that started meanwhile may have been given the one before.
      await context.request("board/signIn", { ...params, check: false });
      said = accountText(account);
    },
  });
  if (!(await runSteps(t("Sign In to {0}", name), [step]))) return;
  void vscode.window.showInformationMessage(said);
  await vscode.commands.executeCommand("operator.syncBoards", [name]);
}

async function signOut(context: OperatorContext): Promise<void> {
  const board = await pickBoard(context, {
    placeholder: t("Sign out of which board?"),
    wanted: ({ secret, signedIn }) => secret !== "" && signedIn,
    none: t("You are signed in to no board."),
  });
  if (board === undefined) return;
  await context.extension.secrets.delete(keyOf(context, board.secret));
  await context.request("board/signOut", { name: board.name });
  const text = t("Signed out of {0}. Its tickets are in step again when you sign in.", board.name);
  void vscode.window.showInformationMessage(text);
}

async function remove(context: OperatorContext): Promise<void> {
  const board = await pickBoard(context, {
    placeholder: t("Remove which board?"),
    wanted: () => true,
    none: "",
  });
  if (board === undefined) return;
  const yes = t("Remove");
  const answer = await vscode.window.showWarningMessage(
    t("Take the board {0} out of the configuration?", board.name),
    { modal: true, detail: t("Its tickets stay, and are no longer kept in step.") },
    yes,
  );
  if (answer !== yes) return;
  await context.request("board/remove", { name: board.name });
  void vscode.window.showInformationMessage(t("Removed {0}; its tickets stay.", board.name));
  const { boards } = await context.request("board/list", {});
  const shared = boards.some(({ secret }) => secret === board.secret);
  if (board.secret !== "" && !shared) await context.extension.secrets.delete(keyOf(context, board.secret));
}

/** Hands tokens over, and passes on what is missing. */
class Tokens {
  constructor(private readonly context: OperatorContext) {}

  async look(boards: readonly Board[]): Promise<void> {
    for (const board of boards) {
      if (board.secret === "" || board.syncing) continue;
      if (!board.signedIn && (await this.handOver(board))) continue;
      this.context.shared.boardNews(board);
    }
  }

  /** Whether there was a token to give. A board whose last sync failed for want of it is synced. */
  private async handOver({ name, secret, signIn: missed }: Board): Promise<boolean> {
    const { context } = this;
    const token = await context.extension.secrets.get(keyOf(context, secret));
    if (token === undefined) return false;
    await context.request("board/signIn", { name, secret: token, keep: false, check: false });
    if (missed) void context.request("queue/sync", { boards: [name] }).catch(() => undefined);
    return true;
  }
}

export function activate(context: OperatorContext): void {
  const tokens = new Tokens(context);
  const look = async (boards?: readonly Board[]): Promise<void> => {
    if (context.state !== "ready") return;
    try {
      await tokens.look(boards ?? (await context.request("board/list", {})).boards);
    } catch (error) {
      context.log.warn(`boards' tokens: ${String(error)}`);
    }
  };
  context.shared.handOverTokens = () => look();
  context.shared.keepToken = (secret, token) =>
    context.extension.secrets.store(keyOf(context, secret), token);
  context.register(
    context.onState(() => void look()),
    context.model.onRestarted(() => void look()),
    context.model.onBoards((boards) => void look(boards)),
  );
  context.command("operator.signInToBoard", (name) => signIn(context, name));
  context.command("operator.signOutOfBoard", () => signOut(context));
  context.command("operator.removeBoard", () => remove(context));
}
