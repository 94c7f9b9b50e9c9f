// One status-bar item: slots in use, what waits for a person, whether the queue is paused; and its menu.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import { statusBarText, statusBarTooltip, type BarState } from "../text/status-bar";

function barState(context: OperatorContext): BarState {
  const { queue, reviews, status } = context.model;
  return {
    state: context.state,
    running: queue.running,
    limit: queue.limit,
    paused: queue.paused,
    waiting: reviews.length,
    queued: status?.queued ?? 0,
    trusted: vscode.workspace.isTrusted && status?.trusted !== false,
    problems: status?.problems.length ?? 0,
  };
}

interface MenuItem extends vscode.QuickPickItem {
  readonly run: string;
}

async function menu(context: OperatorContext): Promise<void> {
  const { queue, reviews } = context.model;
  const trusted = barState(context).trusted;
  const items: MenuItem[] = [];
  if (context.state === "ready") {
    if (!trusted)
      items.push({
        label: `$(shield) ${t("Trust This Workspace")}`,
        run: "operator.trustWorkspace",
      });
    if (reviews.length > 0) {
      const description = t("{0} waiting for you", reviews.length);
      items.push({
        label: `$(arrow-right) ${t("Next That Needs Me")}`,
        description,
        run: "operator.nextThatNeedsMe",
      });
    }
    items.push(
      queue.paused
        ? {
            label: `$(debug-continue) ${t("Resume Queue Processing")}`,
            run: "operator.resumeQueue",
          }
        : { label: `$(debug-pause) ${t("Pause Queue Processing")}`, run: "operator.pauseQueue" },
      { label: `$(inbox) ${t("Show Inbox")}`, run: "operator.inbox.focus" },
      { label: `$(add) ${t("Create Ticket")}`, run: "operator.createTicket" },
    );
  } else items.push({ label: `$(refresh) ${t("Retry")}`, run: "operator.retryConnection" });
  items.push({ label: `$(output) ${t("Show Log")}`, run: "operator.showLog" });
  const picked = await vscode.window.showQuickPick(items, { title: "Operator" });
  if (picked !== undefined) await vscode.commands.executeCommand(picked.run);
}

export function activate(context: OperatorContext): void {
  const item = vscode.window.createStatusBarItem(
    "operator.status",
    vscode.StatusBarAlignment.Left,
    10,
  );
  item.name = "Operator";
  item.command = "operator.showMenu";
  const update = (): void => {
    const state = barState(context);
    if (state.state === "noFolder") {
      item.hide();
      return;
    }
    item.text = statusBarText(state);
    item.tooltip = statusBarTooltip(state);
    item.accessibilityInformation = {
      label: `Operator: ${statusBarTooltip(state)}`,
      role: "button",
    };
    const bad = state.state === "missing" || state.state === "failed";
    item.backgroundColor = bad ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    item.show();
  };
  context.register(
    item,
    context.onState(update),
    context.model.onDidChange(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
  );
  context.command("operator.showMenu", () => menu(context));
  update();
}
