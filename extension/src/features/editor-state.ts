// Tells the owner what it cannot see: which tickets have unsaved edits, and VS Code's workspace trust.
import { sep } from "node:path";
import * as vscode from "vscode";
import { Coalesced } from "../base/debounce";
import type { OperatorContext } from "../context";
import { toRequestFailed } from "../server/rpc-client";

/** Soon enough that a ticket being edited is known as such before it settles. In ms. */
const delay = 100;

function dirtyTickets(folder: vscode.WorkspaceFolder): string[] {
  const root = vscode.Uri.joinPath(folder.uri, ".tickets").fsPath + sep;
  return vscode.workspace.textDocuments
    .filter(
      (document) =>
        document.isDirty && document.uri.scheme === "file" && document.uri.fsPath.startsWith(root),
    )
    .map((document) => document.uri.fsPath)
    .sort();
}

export function activate(context: OperatorContext): void {
  const { folder } = context;
  if (folder === undefined) return;
  let told = "";
  const tell = new Coalesced(delay, () => void update());
  const update = async (): Promise<void> => {
    if (context.state !== "ready") return;
    const dirtyPaths = dirtyTickets(folder);
    const trusted = vscode.workspace.isTrusted;
    const text = JSON.stringify({ dirtyPaths, trusted });
    if (text === told) return;
    told = text;
    try {
      await context.request("client/update", { dirtyPaths, trusted });
    } catch (error) {
      told = "";
      context.log.warn(`client/update: ${toRequestFailed(error).message}`);
    }
  };
  const request = (): void => tell.request();
  context.register(
    tell,
    vscode.workspace.onDidChangeTextDocument(request),
    vscode.workspace.onDidSaveTextDocument(request),
    vscode.workspace.onDidCloseTextDocument(request),
    vscode.workspace.onDidGrantWorkspaceTrust(request),
    context.onState(() => {
      // A new connection knows nothing of this window.
      told = "";
      request();
    }),
    context.model.onDidChange((changes) => {
      if (!changes.whole) return;
      told = "";
      request();
    }),
  );
}
