// One status-bar item: slots in use, what waits for a person, whether the queue is paused; and its menu.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import { remedyOf } from "../text/obstacle";
import { statusBarText, statusBarTooltip, type BarState } from "../text/status-bar";

function barState(context: OperatorContext): BarState {
  const { queue, reviews, status } = context.model;
  return {
    state: context.state,
    trouble: context.trouble,
    running: queue.running,
    limit: queue.limit,
    paused: queue.paused,
    waiting: reviews.length,
    queued: status?.queued ?? 0,
    obstacle: context.obstacle,
    problems: status?.problems.length ?? 0,
    otherVersion: context.otherVersion,
  };
}

interface MenuItem extends vscode.QuickPickItem {
  readonly run: string;
}

async function menu(context: OperatorContext): Promise<void> {
  const { state } = context;
  const { queue, reviews } = context.model;
  const items: MenuItem[] = [];
  if (state === "ready") {
    const remedy = remedyOf(context.obstacle);
    if (remedy !== undefined)
      items.push({ label: `$(${remedy.icon}) ${remedy.label}`, run: remedy.command });
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
  if (context.otherVersion !== "" || state === "outdated" || state === "failed") {
    const description = t("sessions go on");
    const label = `$(debug-restart) ${t("Restart Server")}`;
    items.push({ label, description, run: "operator.restartServer" });
  }
  items.push(
    { label: `$(book) ${t("Get Started")}`, run: "operator.getStarted" },
    { label: `$(settings-gear) ${t("Open Configuration")}`, run: "operator.openConfiguration" },
    { label: `$(checklist) ${t("Check Setup")}`, run: "operator.checkSetup" },
    { label: `$(output) ${t("Show Log")}`, run: "operator.showLog" },
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: "Operator",
    placeHolder: state === "ready" ? t("What to do?") : context.trouble,
  });
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
    if (statusBarText(state) === "") {
      item.hide();
      return;
    }
    item.text = statusBarText(state);
    item.tooltip = statusBarTooltip(state);
    item.accessibilityInformation = {
      label: `Operator: ${statusBarTooltip(state)}`,
      role: "button",
    };
    const bad = ["missing", "broken", "outdated", "failed"].includes(state.state);
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
