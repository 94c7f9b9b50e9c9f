// The way in: what stands in the way here and what helps, and what the walkthrough's steps wait for.
import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";

/** The agent that plays a part when none is installed. */
const demoAgent = "demo";

/** Whether this person has ever approved something, in whatever workspace. */
const approvedKey = "operator.hasApproved";

/** Context keys that change seldom are told only when they do. */
class Keys {
  private readonly told = new Map<string, string | boolean>();

  set(key: string, value: string | boolean): void {
    if (this.told.get(key) === value) return;
    this.told.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  }

  /** Every step of the walkthrough as not done, until the keys are told anew. */
  async lower(): Promise<void> {
    const steps = [...this.told].filter(([, value]) => value === true).map(([key]) => key);
    for (const key of steps) {
      await vscode.commands.executeCommand("setContext", key, false);
      this.told.delete(key);
    }
  }
}

function tell(context: OperatorContext, keys: Keys): void {
  const { obstacle, model, state } = context;
  const ready = state === "ready" && model.status !== undefined;
  keys.set("operator.obstacle", obstacle);
  keys.set("operator.hasRepository", ready && (obstacle === "none" || obstacle === "untrusted"));
  const agent = model.status?.agent ?? "";
  keys.set("operator.hasAgent", ready && agent !== "" && agent !== demoAgent);
  keys.set("operator.mayLaunch", ready && obstacle === "none");
  keys.set("operator.hasTickets", ready && model.tickets.length > 0);
  keys.set("operator.hasApproved", context.extension.globalState.get(approvedKey, false));
}

async function initialize(context: OperatorContext): Promise<void> {
  const known = await vscode.commands.getCommands(true);
  if (known.includes("git.init")) await vscode.commands.executeCommand("git.init", true);
  else
    void vscode.window.showInformationMessage(
      t("VS Code’s Git extension is off. Run “git init” in a terminal."),
    );
  context.log.info("a repository was asked for");
}

/** Writes what `operator doctor` says into the log and shows it there. */
async function check(context: OperatorContext): Promise<void> {
  const { folder, log, program } = context;
  if (folder === undefined || program === undefined) {
    void vscode.window.showInformationMessage(t("Open a folder on disk first."));
    return;
  }
  const said = await new Promise<string>((resolve) => {
    const options = { cwd: folder.uri.fsPath, timeout: 60_000 };
    execFile(program, ["doctor"], options, (error, stdout, stderr) =>
      resolve(`${stdout}${stderr}`.trim() || (error?.message ?? "")),
    );
  });
  log.appendLine(said);
  log.show(true);
}

export function activate(context: OperatorContext): void {
  const keys = new Keys();
  const update = (): void => tell(context, keys);
  context.register(
    context.onState(update),
    context.model.onDidChange(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    context.shared.onApproved(() => {
      void context.extension.globalState.update(approvedKey, true).then(update);
    }),
  );
  context.command("operator.getStarted", async () => {
    const id = `${context.extension.extension.id}#operator.start`;
    // VS Code ticks a step when its key turns true, and looks at walkthroughs only from the first one that is opened.
    await keys.lower();
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", id, false);
    update();
  });
  context.command("operator.initializeRepository", () => initialize(context));
  context.command("operator.checkSetup", () => check(context));
  update();
}
