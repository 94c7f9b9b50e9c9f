// What is still to be told to boards, and why it waits: looked at in a quick pick, where what is not
// to be told is dropped.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { BoardUpdate } from "../protocol/generated";
import { when } from "../text/history";

interface Row extends vscode.QuickPickItem {
  readonly update: BoardUpdate;
}

function rowOf(update: BoardUpdate): Row {
  const next = update.nextTryAt === null ? "" : t("tried again {0}", when(update.nextTryAt));
  const tried = update.tries === 0 ? t("not tried yet") : `${update.error} · ${next}`;
  return { label: `${update.issue} · ${update.what}`, description: update.board, detail: tried, update };
}

async function show(context: OperatorContext): Promise<void> {
  const { updates } = await context.request("board/outbox", {});
  if (updates.length === 0) {
    void vscode.window.showInformationMessage(t("Nothing waits to be told to a board."));
    return;
  }
  const picked = await vscode.window.showQuickPick(updates.map(rowOf), {
    title: t("Show Board Outbox"),
    placeHolder: t("What waits is told by itself. Pick what is not to be told"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) return;
  const drop = t("Do Not Tell");
  const { what, issue, text } = picked.update;
  const answer = await vscode.window.showWarningMessage(
    t("{0} is not to hear this: {1}", issue, what),
    { modal: true, detail: text.slice(0, 1_000) },
    drop,
  );
  if (answer === drop) await context.request("board/drop", { id: picked.update.id });
}

export function activate(context: OperatorContext): void {
  context.command("operator.showBoardOutbox", () => show(context));
}
