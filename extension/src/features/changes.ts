// Show Changes: a session's files against its base in the multi-diff editor. Open Worktree.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { FileChange, SessionChangesResult } from "../protocol/generated";
import { pickSession } from "../targets";
import { changesTitle } from "../text/review-document";

const scheme = "operator-base";

/**
 * A file as it was at the session's base. Its path is the file's own in the worktree, because the
 * editor takes two different paths for a rename; the base is in it, because another base is another text.
 */
function baseUri(sessionId: string, changes: SessionChangesResult, path: string): vscode.Uri {
  const query = new URLSearchParams({ session: sessionId, path, base: changes.base });
  return inWorktree(changes, path).with({ scheme, query: query.toString() });
}

function inWorktree(changes: SessionChangesResult, path: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(changes.worktree), path);
}

type DiffRow = [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined];

function rowOf(sessionId: string, changes: SessionChangesResult, file: FileChange): DiffRow {
  const now = inWorktree(changes, file.path);
  const before = baseUri(sessionId, changes, file.oldPath === "" ? file.path : file.oldPath);
  return [
    now,
    file.change === "added" ? undefined : before,
    file.change === "deleted" ? undefined : now,
  ];
}

async function showChanges(context: OperatorContext, argument: unknown): Promise<void> {
  const session = await pickSession(
    context,
    argument,
    t("Show Changes"),
    (each) => each.worktree !== "",
  );
  if (session === undefined) return;
  const changes = await context.requestWithProgress("operator.sessions", "session/changes", {
    id: session.id,
  });
  if (changes.files.length === 0) {
    void vscode.window.showInformationMessage(
      t("{0} has changed nothing against {1}.", session.id, session.baseBranch),
    );
    return;
  }
  const rows = changes.files.map((file) => rowOf(session.id, changes, file));
  await vscode.commands.executeCommand("vscode.changes", changesTitle(session), rows);
}

async function openWorktree(context: OperatorContext, argument: unknown): Promise<void> {
  const session = await pickSession(
    context,
    argument,
    t("Open Worktree"),
    (each) => each.worktree !== "",
  );
  if (session === undefined) return;
  if (session.worktree === "") {
    void vscode.window.showInformationMessage(t("{0} has no worktree yet.", session.id));
    return;
  }
  await vscode.commands.executeCommand("vscode.openFolder", vscode.Uri.file(session.worktree), {
    forceNewWindow: true,
  });
}

/**
 * VS Code follows the files of its visible editors, and those of a multi-diff are not among them: the next round's
 * changes would show the text of the last one. So a session's worktree is watched while its changes are open.
 */
class OpenChanges {
  private readonly watchers = new Map<string, vscode.Disposable>();

  constructor(private readonly context: OperatorContext) {}

  update(): void {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const open = this.context.model.sessions.filter(
      (session) =>
        session.worktree !== "" && tabs.some(({ label }) => label.startsWith(changesTitle(session))),
    );
    for (const [id, watcher] of this.watchers) {
      if (open.some((session) => session.id === id)) continue;
      watcher.dispose();
      this.watchers.delete(id);
    }
    for (const { id, worktree } of open) {
      if (this.watchers.has(id)) continue;
      const files = new vscode.RelativePattern(vscode.Uri.file(worktree), "**/*");
      this.watchers.set(id, vscode.workspace.createFileSystemWatcher(files));
    }
  }

  dispose(): void {
    for (const watcher of this.watchers.values()) watcher.dispose();
    this.watchers.clear();
  }
}

export function activate(context: OperatorContext): void {
  const provider: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: async (uri) => {
      const query = new URLSearchParams(uri.query);
      const id = query.get("session") ?? "";
      const file = await context.request("session/file", { id, path: query.get("path") ?? "" });
      if (file.binary) return t("(a binary file)");
      return file.content;
    },
  };
  const open = new OpenChanges(context);
  context.register(
    open,
    vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    vscode.window.tabGroups.onDidChangeTabs(() => open.update()),
    context.model.onDidChange(({ whole }) => {
      if (whole) open.update();
    }),
  );
  context.command("operator.showChanges", (argument) => showChanges(context, argument));
  context.command("operator.openWorktree", (argument) => openWorktree(context, argument));
}
