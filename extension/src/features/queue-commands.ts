// Pause, resume, undo, trust, the log, and the ways back from a lost connection and from another version.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";

async function trust(context: OperatorContext): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    await vscode.commands.executeCommand("workbench.trust.manage");
    return;
  }
  const now = await context.request("trust/get", {});
  if (now.trusted) {
    void vscode.window.showInformationMessage(t("Operator may launch agents in this workspace."));
    return;
  }
  const yes = t("Trust");
  const programs =
    now.executable.length === 0 ? "" : `\n\n${t("It will run:")}\n${now.executable.join("\n")}`;
  const text = t("Allow Operator to launch agents in this workspace?");
  const detail = `${now.reason}${programs}`;
  if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, yes)) === yes) {
    await context.request("trust/set", { trusted: true });
  }
}

export function activate(context: OperatorContext): void {
  const pause = async (): Promise<void> => void (await context.request("queue/pause", {}));
  const resume = async (): Promise<void> => void (await context.request("queue/resume", {}));
  const { undo } = context.shared;
  context.command("operator.pauseQueue", async () => {
    await pause();
    undo.push({ what: t("paused the queue"), run: resume });
  });
  context.command("operator.resumeQueue", async () => {
    await resume();
    undo.push({ what: t("resumed the queue"), run: pause });
  });
  context.command("operator.undo", async () => {
    const undone = await undo.undo();
    const text = undone === undefined ? t("Nothing to undo.") : t("Undone: {0}", undone.what);
    void vscode.window.setStatusBarMessage(text, 4_000);
  });
  context.command("operator.trustWorkspace", () => trust(context));
  context.command("operator.retryConnection", () => context.connect());
  context.command("operator.restartServer", async () => {
    const title = t("Restarting Operator’s server…");
    const location = vscode.ProgressLocation.Window;
    await vscode.window.withProgress({ location, title }, () => context.restartServer());
  });
  context.command("operator.showLog", () => context.log.show());
  context.register(
    context.model.onDidChange(({ queue, status }) => {
      if (!queue && !status) return;
      void vscode.commands.executeCommand(
        "setContext",
        "operator.paused",
        context.model.queue.paused,
      );
    }),
  );
}
