// What a person does with a ticket: open, queue, launch, retry, requeue, complete, discard.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { Ticket } from "../protocol/generated";
import { pickTicket, ticketName } from "../targets";
import { hasEnded } from "../text/groups";
import { oneLine } from "../text/words";

const inQueue = (ticket: Ticket): boolean => ticket.state === "queue";
const started = (ticket: Ticket): boolean => ticket.state === "in-progress";

async function open(context: OperatorContext, argument: unknown): Promise<void> {
  const ticket = await pickTicket(context, argument, t("Open Ticket"));
  if (ticket === undefined || context.folder === undefined) return;
  const line = Math.max(0, (ticket.problems[0]?.line ?? 1) - 1);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(context.folder.uri, ticket.path), {
    selection: new vscode.Range(line, 0, line, 0),
  });
}

async function queue(context: OperatorContext, argument: unknown): Promise<void> {
  const ticket = await pickTicket(
    context,
    argument,
    t("Queue Ticket"),
    (each) => inQueue(each) && each.hold,
  );
  if (ticket === undefined) return;
  await saveIfOpen(context, ticket);
  await context.requestWithProgress("operator.tickets", "ticket/update", {
    id: ticketName(ticket),
    hold: false,
  });
}

/** A ticket with unsaved edits does not launch; queueing it says that the text is meant. */
async function saveIfOpen(context: OperatorContext, ticket: Ticket): Promise<void> {
  if (context.folder === undefined) return;
  const { fsPath } = vscode.Uri.joinPath(context.folder.uri, ticket.path);
  const document = vscode.workspace.textDocuments.find((each) => each.uri.fsPath === fsPath);
  if (document?.isDirty === true) await document.save();
}

async function launch(context: OperatorContext, argument: unknown): Promise<void> {
  const ticket = await pickTicket(context, argument, t("Launch Ticket"), inQueue);
  if (ticket === undefined) return;
  await saveIfOpen(context, ticket);
  const { session } = await context.requestWithProgress("operator.tickets", "ticket/launch", {
    id: ticketName(ticket),
    clientToken: crypto.randomUUID(),
  });
  void vscode.window.setStatusBarMessage(t("Launched {0}", session.id), 4_000);
}

async function retry(context: OperatorContext, argument: unknown): Promise<void> {
  const ticket = await pickTicket(
    context,
    argument,
    t("Retry Ticket"),
    (each) => inQueue(each) || started(each),
  );
  if (ticket !== undefined)
    await context.requestWithProgress("operator.tickets", "ticket/retry", {
      id: ticketName(ticket),
    });
}

/** True: no live session, or a yes to ending it; undefined: leave everything. */
async function mayEnd(
  context: OperatorContext,
  ticket: Ticket,
  verb: string,
): Promise<boolean | undefined> {
  const session = context.model.session(ticket.sessionId ?? "");
  if (session === undefined || !session.host.alive || hasEnded(session)) return false;
  const text = t("{0} is at work on {1}.", session.id, oneLine(ticket.title));
  const detail = t("Its agent will be ended first. Worktree and branch are kept.");
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, verb)) === verb
    ? true
    : undefined;
}

async function requeue(context: OperatorContext, argument: unknown): Promise<void> {
  const ticket = await pickTicket(context, argument, t("Requeue Ticket"), (each) => !inQueue(each));
  if (ticket === undefined) return;
  const kill = await mayEnd(context, ticket, t("Requeue"));
  if (kill === undefined) return;
  await context.requestWithProgress("operator.tickets", "ticket/requeue", {
    id: ticketName(ticket),
    kill,
  });
}

async function complete(context: OperatorContext, argument: unknown): Promise<void> {
  const ticket = await pickTicket(
    context,
    argument,
    t("Complete Ticket"),
    (each) => each.state !== "completed",
  );
  if (ticket === undefined) return;
  const kill = await mayEnd(context, ticket, t("Complete"));
  if (kill === undefined) return;
  await context.requestWithProgress("operator.tickets", "ticket/complete", {
    id: ticketName(ticket),
    kill,
  });
}

async function discard(context: OperatorContext, argument: unknown): Promise<void> {
  const ticket = await pickTicket(context, argument, t("Discard Work"), started);
  if (ticket === undefined) return;
  const yes = t("Discard");
  const text = t("Discard the work on “{0}”?", oneLine(ticket.title));
  const detail = t(
    "The agent ends; its worktree and branch are deleted with everything that is not merged.",
  );
  if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, yes)) !== yes) return;
  await context.requestWithProgress("operator.tickets", "ticket/discard", {
    id: ticketName(ticket),
    yes: true,
  });
}

export function activate(context: OperatorContext): void {
  context.command("operator.openTicket", (argument) => open(context, argument));
  context.command("operator.queueTicket", (argument) => queue(context, argument));
  context.command("operator.launchTicket", (argument) => launch(context, argument));
  context.command("operator.retryTicket", (argument) => retry(context, argument));
  context.command("operator.requeueTicket", (argument) => requeue(context, argument));
  context.command("operator.completeTicket", (argument) => complete(context, argument));
  context.command("operator.discardTicket", (argument) => discard(context, argument));
}
