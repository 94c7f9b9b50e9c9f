// Choosing one of the configured boards, and what is said where there is none to choose.
import * as vscode from "vscode";
import { t } from "./base/l10n";
import type { OperatorContext } from "./context";
import type { Board } from "./protocol/generated";
import { providerWords } from "./text/boards";

interface BoardItem extends vscode.QuickPickItem {
  readonly board: Board;
}

export async function offerAddBoard(): Promise<void> {
  const addBoard = t("Add Board");
  const answer = await vscode.window.showInformationMessage(t("No boards are configured."), addBoard);
  if (answer === addBoard) await vscode.commands.executeCommand("operator.addBoard");
}

export interface BoardChoice {
  readonly placeholder: string;
  /** Which boards come into question. */
  readonly wanted: (board: Board) => boolean;
  /** Said where there are boards, and none of these. */
  readonly none: string;
}

/** The one with this name without asking. Undefined: none was chosen, and a person knows why. */
export async function pickBoard(
  context: OperatorContext,
  { placeholder, wanted, none }: BoardChoice,
  name?: unknown,
): Promise<Board | undefined> {
  const { boards } = await context.request("board/list", {});
  if (boards.length === 0) {
    void offerAddBoard();
    return undefined;
  }
  const items = boards.filter(wanted).map((board): BoardItem => ({
    label: board.name,
    description: providerWords({ name: board.provider, url: "required" }).label,
    detail: board.error,
    board,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  const named = items.find(({ board }) => board.name === name);
  if (named !== undefined) return named.board;
  return (await vscode.window.showQuickPick(items, { placeHolder: placeholder }))?.board;
}
