// What a person does with sessions: interrupt, freeze, thaw, park, kill, restore, rename, clean up,
// stop all.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import { forEach } from "../many";
import { isNode } from "../nodes";
import type { Session } from "../protocol/generated";
import { pickSession, pickSessions } from "../targets";
import { cleanUpDetail, sortCleaned } from "../text/cleanup";
import { hasEnded, isLive } from "../text/groups";
import { oneLine, sessionTitle } from "../text/words";

/** Done at once, to each of the chosen sessions. */
const atOnce = [
  {
    command: "operator.interruptSession",
    method: "session/interrupt",
    title: () => t("Interrupt Session"),
    may: isLive,
  },
  {
    command: "operator.freezeSession",
    method: "session/freeze",
    title: () => t("Freeze Session"),
    may: (session: Session) => isLive(session) && session.rest !== "frozen",
  },
  {
    command: "operator.thawSession",
    method: "session/thaw",
    title: () => t("Thaw Session"),
    may: (session: Session) => session.rest === "frozen",
  },
  {
    command: "operator.parkSession",
    method: "session/park",
    title: () => t("Park Session"),
    may: isLive,
  },
] as const;

async function kill(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  const sessions = await pickSessions(context, argument, selection, t("Kill Session"), isLive);
  const [first, second] = sessions;
  if (first === undefined) return;
  const yes = t("Kill");
  const one = second === undefined;
  const text = one
    ? t("Kill {0} ({1})?", first.id, oneLine(first.name))
    : t("Kill {0} sessions?", sessions.length);
  const ends =
    first.host.pane === undefined
      ? t("The agent ends. Its worktree and branch are kept, and the session can be restored.")
      : t("What you started in tmux ends there, and cannot be restored. Its folder is kept.");
  const detail = one
    ? ends
    : `${sessions.map((each) => sessionTitle(each)).join("\n")}\n\n${t(
        "Every agent ends. Worktrees and branches are kept, and the sessions can be restored.",
      )}`;
  if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, yes)) !== yes) return;
  await forEach(sessions, ({ id }) =>
    context.requestWithProgress("operator.sessions", "session/kill", { id }),
  );
}

async function restore(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  const restorable = (each: Session): boolean => each.restorable;
  const title = t("Restore Session");
  const sessions = await pickSessions(context, argument, selection, title, restorable);
  await forEach(sessions, ({ id }) =>
    context.requestWithProgress("operator.sessions", "session/restore", { id }),
  );
  const [first, second] = sessions;
  if (first !== undefined && second === undefined)
    await vscode.commands.executeCommand("operator.focusSession", first.id);
}

async function restoreLost(context: OperatorContext): Promise<void> {
  const { ids, left, reason } = await context.requestWithProgress(
    "operator.sessions",
    "session/restoreLost",
    {},
  );
  const restored = t("Restored: {0}", ids.join(", "));
  const kept = t("Not restored: {0} ({1})", left.join(", "), reason);
  if (left.length > 0) {
    const text = ids.length > 0 ? `${restored}. ${kept}` : kept;
    void vscode.window.showWarningMessage(text);
  } else {
    const text = ids.length > 0 ? restored : t("No session has lost its process.");
    void vscode.window.showInformationMessage(text);
  }
}

async function rename(context: OperatorContext, argument: unknown): Promise<void> {
  const session = await pickSession(context, argument, t("Rename Session"));
  if (session === undefined) return;
  const name = await vscode.window.showInputBox({
    title: t("Rename {0}", session.id),
    value: session.name,
    validateInput: (text) => (text.trim() === "" ? t("A name is needed.") : undefined),
  });
  if (name === undefined || name.trim() === session.name) return;
  const { id, name: before } = session;
  await context.request("session/rename", { id, name: name.trim() });
  context.shared.undo.push({
    what: t("renamed {0}", id),
    run: async () => void (await context.request("session/rename", { id, name: before })),
  });
}

/** What is removed is looked at first, so that the question can say it. */
async function cleanUp(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  // From the palette: all that are finished.
  const chosen = isNode(argument)
    ? await pickSessions(context, argument, selection, t("Clean Up Sessions"), hasEnded)
    : undefined;
  if (chosen?.length === 0) return;
  const ids = chosen === undefined ? {} : { ids: chosen.map(({ id }) => id) };
  const view = "operator.sessions";
  const method = "session/cleanup";
  const seen = await context.requestWithProgress(view, method, { ...ids, dryRun: true });
  const { leave, ask, stay } = sortCleaned(seen.sessions);
  if (leave.length + ask.length === 0) {
    const why = stay.map((each) => `${each.id}: ${each.reasons.join("; ")}`).join("\n");
    void vscode.window.showInformationMessage(
      why === "" ? t("Nothing to clean up: no session is finished.") : t("Nothing can go: {0}", why),
    );
    return;
  }
  const [first, ...others] = [...leave, ...ask];
  const text =
    first !== undefined && others.length === 0
      ? t("Remove the worktree of {0}?", first.id)
      : t("Remove the worktrees of {0} sessions?", others.length + 1);
  const only = t("Clean Up");
  const all = t("Clean Up, Ignored Files Too");
  const buttons = [...(leave.length > 0 ? [only] : []), ...(ask.length > 0 ? [all] : [])];
  const detail = cleanUpDetail(leave, ask, stay);
  const picked = await vscode.window.showWarningMessage(text, { modal: true, detail }, ...buttons);
  if (picked === undefined) return;
  const going = picked === all ? [...leave, ...ask] : leave;
  const done = await context.requestWithProgress(view, method, {
    ids: going.map(({ id }) => id),
    yes: picked === all,
  });
  const kept = done.sessions.filter(({ outcome }) => outcome === "kept");
  if (kept.length === 0)
    void vscode.window.setStatusBarMessage(t("Cleaned up: {0}", going.length), 4_000);
  else
    void vscode.window.showWarningMessage(
      t("Kept: {0}", kept.map((each) => `${each.id} (${each.reasons.join("; ")})`).join(", ")),
    );
}

async function stopAll(context: OperatorContext): Promise<void> {
  const running = context.model.sessions.filter(isLive);
  if (running.length === 0) {
    void vscode.window.showInformationMessage(t("No session is running."));
    return;
  }
  const yes = t("Stop All");
  const text = t("Stop all {0} running sessions?", running.length);
  const detail = t(
    "Every agent ends, and the queue is paused. Worktrees and branches are kept, and the sessions can be restored.",
  );
  if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, yes)) !== yes) return;
  const { ids } = await context.requestWithProgress("operator.sessions", "session/stopAll", {});
  void vscode.window.showInformationMessage(t("Stopped: {0}", ids.join(", ")));
}

export function activate(context: OperatorContext): void {
  for (const { command, method, title, may } of atOnce) {
    context.command(command, async (row, all) => {
      const sessions = await pickSessions(context, row, all, title(), may);
      await forEach(sessions, ({ id }) =>
        context.requestWithProgress("operator.sessions", method, { id }),
      );
    });
  }
  context.command("operator.killSession", (row, all) => kill(context, row, all));
  context.command("operator.restoreSession", (row, all) => restore(context, row, all));
  context.command("operator.restoreLostSessions", () => restoreLost(context));
  context.command("operator.renameSession", (argument) => rename(context, argument));
  context.command("operator.cleanUpSessions", (row, all) => cleanUp(context, row, all));
  context.command("operator.stopAll", () => stopAll(context));
}
