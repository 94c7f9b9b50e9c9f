// A ticket's open editor goes along when the owner moves its file: saving the old one would put a second
// file back into the queue. Editors with unsaved edits are left to the person.
import * as vscode from "vscode";
import type { OperatorContext } from "../context";
import { movesOf } from "../text/moves";

interface OpenTicket {
  readonly tab: vscode.Tab;
  readonly uri: vscode.Uri;
}

function editorsOf(uri: vscode.Uri): OpenTicket[] {
  return vscode.window.tabGroups.all.flatMap((group) =>
    group.tabs.flatMap((tab) =>
      tab.input instanceof vscode.TabInputText && tab.input.uri.fsPath === uri.fsPath
        ? [{ tab, uri: tab.input.uri }]
        : [],
    ),
  );
}

async function follow(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  for (const { tab } of editorsOf(from)) {
    if (tab.isDirty) continue;
    const { isActive, isPreview, group } = tab;
    // Only a tab in front is replaced by one in front. The keyboard's focus is never moved.
    if (isActive) {
      await vscode.window.showTextDocument(to, {
        viewColumn: group.viewColumn,
        preserveFocus: true,
        preview: isPreview,
      });
    }
    await vscode.window.tabGroups.close(tab, true);
  }
}

export function activate(context: OperatorContext): void {
  const { folder, model } = context;
  if (folder === undefined) return;
  let paths: ReadonlyMap<string, string> = new Map();
  context.register(
    model.onDidChange((changes) => {
      if (!changes.tickets || !model.ready) return;
      const { moves, now } = movesOf(paths, model.tickets);
      paths = now;
      for (const { from, to } of moves) {
        follow(vscode.Uri.joinPath(folder.uri, from), vscode.Uri.joinPath(folder.uri, to)).then(
          undefined,
          (error: unknown) => context.log.warn(`editor of ${from}: ${String(error)}`),
        );
      }
    }),
  );
}
