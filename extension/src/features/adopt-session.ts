// Adopt Session from tmux: what was started by hand in the configured servers, and one of it becomes a session.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { ForeignPane } from "../protocol/generated";
import { ago, oneLine } from "../text/words";

interface PaneItem extends vscode.QuickPickItem {
  readonly pane: ForeignPane;
}

function itemOf(pane: ForeignPane, now: number): PaneItem {
  return {
    label: `${pane.server}:${oneLine(pane.session)}`,
    description: `${oneLine(pane.program)} · ${pane.pane} · ${ago(pane.lastOutputAt, now)}`,
    detail: pane.folder,
    pane,
  };
}

async function adopt(context: OperatorContext): Promise<void> {
  const { servers, panes, problems } = await context.request("session/foreign", {});
  if (servers.length === 0) {
    const open = t("Open Configuration");
    const chosen = await vscode.window.showInformationMessage(
      t("Name the tmux servers to look at in the configuration, under tmux.servers."),
      open,
    );
    if (chosen === open) await vscode.commands.executeCommand("operator.openConfiguration");
    return;
  }
  if (problems.length > 0) void vscode.window.showWarningMessage(problems.join("\n"));
  const adoptable = panes.filter(({ project, agentId }) => project !== null && agentId === null);
  if (adoptable.length === 0) {
    void vscode.window.showInformationMessage(
      t("Nothing in tmux ({0}) works in this workspace's projects.", servers.join(", ")),
    );
    return;
  }
  const now = Date.now();
  const picked = await vscode.window.showQuickPick(
    adoptable.map((pane) => itemOf(pane, now)),
    {
      title: t("Adopt Session from tmux"),
      placeHolder: t("It goes on as it is; only its output will be known"),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  if (picked === undefined) return;
  const { session } = await context.requestWithProgress("operator.sessions", "session/adopt", {
    server: picked.pane.server,
    target: picked.pane.pane,
    clientToken: crypto.randomUUID(),
  });
  await vscode.commands.executeCommand("operator.focusSession", session.id);
}

export function activate(context: OperatorContext): void {
  context.command("operator.adoptSession", () => adopt(context));
}
