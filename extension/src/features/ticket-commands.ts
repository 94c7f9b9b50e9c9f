// What a person does with a ticket: open, queue, launch, retry, requeue, complete, discard.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import { forEach } from "../many";
import type { Session, Ticket } from "../protocol/generated";
import { pickTicket, pickTickets, ticketName } from "../targets";
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

const names = (tickets: readonly Ticket[]): string => tickets.map(ticketName).join(", ");

function setHold(context: OperatorContext, tickets: readonly Ticket[], hold: boolean): Promise<void> {
  return forEach(tickets, (ticket) =>
    context.requestWithProgress("operator.tickets", "ticket/update", {
      id: ticketName(ticket),
      hold,
    }),
  );
}

async function queue(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  const tickets = await pickTickets(
    context,
    argument,
    selection,
    t("Queue Ticket"),
    (each) => inQueue(each) && each.hold,
  );
  if (tickets.length === 0) return;
  for (const ticket of tickets) await saveIfOpen(context, ticket);
  await setHold(context, tickets, false);
  const what = t("queued {0}", names(tickets));
  context.shared.undo.push({ what, run: () => setHold(context, tickets, true) });
}

async function hold(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  const tickets = await pickTickets(
    context,
    argument,
    selection,
    t("Hold Ticket"),
    (each) => inQueue(each) && !each.hold,
  );
  if (tickets.length === 0) return;
  await setHold(context, tickets, true);
  const what = t("held {0}", names(tickets));
  context.shared.undo.push({ what, run: () => setHold(context, tickets, false) });
}

/** A ticket with unsaved edits does not launch; queueing it says that the text is meant. */
async function saveIfOpen(context: OperatorContext, ticket: Ticket): Promise<void> {
  if (context.folder === undefined) return;
  const { fsPath } = vscode.Uri.joinPath(context.folder.uri, ticket.path);
  const document = vscode.workspace.textDocuments.find((each) => each.uri.fsPath === fsPath);
  if (document?.isDirty === true) await document.save();
}

async function launch(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  const tickets = await pickTickets(context, argument, selection, t("Launch Ticket"), inQueue);
  await forEach(tickets, async (ticket) => {
    await saveIfOpen(context, ticket);
    const { session } = await context.requestWithProgress("operator.tickets", "ticket/launch", {
      id: ticketName(ticket),
      clientToken: crypto.randomUUID(),
    });
    void vscode.window.setStatusBarMessage(t("Launched {0}", session.id), 4_000);
  });
}

async function retry(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  const tickets = await pickTickets(
    context,
    argument,
    selection,
    t("Retry Ticket"),
    (each) => inQueue(each) || started(each),
  );
  await forEach(tickets, (ticket) =>
    context.requestWithProgress("operator.tickets", "ticket/retry", { id: ticketName(ticket) }),
  );
}

function sessionAtWork(context: OperatorContext, ticket: Ticket): Session | undefined {
  const session = context.model.session(ticket.sessionId ?? "");
  return session !== undefined && session.host.alive && !hasEnded(session) ? session : undefined;
}

/** Whether to go on: nobody is at work on them, or a person said yes to ending it. */
async function mayEnd(
  context: OperatorContext,
  tickets: readonly Ticket[],
  verb: string,
): Promise<boolean> {
  const busy = tickets.flatMap((ticket) => {
    const session = sessionAtWork(context, ticket);
    return session === undefined ? [] : [{ id: session.id, title: oneLine(ticket.title) }];
  });
  const [first, second] = busy;
  if (first === undefined) return true;
  const one = second === undefined;
  const text = one
    ? t("{0} is at work on {1}.", first.id, first.title)
    : t("{0} sessions are at work on these tickets.", busy.length);
  const detail = one
    ? t("Its agent will be ended first. Worktree and branch are kept.")
    : `${busy.map(({ id, title }) => `${id}: ${title}`).join("\n")}\n\n${t("Their agents will be ended first. Worktrees and branches are kept.")}`;
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, verb)) === verb;
}

async function requeue(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  const title = t("Requeue Ticket");
  const tickets = await pickTickets(context, argument, selection, title, (each) => !inQueue(each));
  if (!(await mayEnd(context, tickets, t("Requeue")))) return;
  await forEach(tickets, (ticket) =>
    context.requestWithProgress("operator.tickets", "ticket/requeue", {
      id: ticketName(ticket),
      kill: sessionAtWork(context, ticket) !== undefined,
    }),
  );
}

async function complete(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  const open = (each: Ticket): boolean => each.state !== "completed";
  const tickets = await pickTickets(context, argument, selection, t("Complete Ticket"), open);
  if (!(await mayEnd(context, tickets, t("Complete")))) return;
  await forEach(tickets, (ticket) =>
    context.requestWithProgress("operator.tickets", "ticket/complete", {
      id: ticketName(ticket),
      kill: sessionAtWork(context, ticket) !== undefined,
    }),
  );
}

async function discard(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  const tickets = await pickTickets(context, argument, selection, t("Discard Work"), started);
  const [first, second] = tickets;
  if (first === undefined) return;
  const yes = t("Discard");
  const one = second === undefined;
  const text = one
    ? t("Discard the work on “{0}”?", oneLine(first.title))
    : t("Discard the work on {0} tickets?", tickets.length);
  const loss = one
    ? t("The agent ends; its worktree and branch are deleted with everything that is not merged.")
    : t("Each agent ends; its worktree and branch are deleted with everything that is not merged.");
  const list = one ? "" : `${tickets.map((ticket) => oneLine(ticket.title)).join("\n")}\n\n`;
  const detail = `${list}${loss}`;
  if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, yes)) !== yes) return;
  await forEach(tickets, (ticket) =>
    context.requestWithProgress("operator.tickets", "ticket/discard", {
      id: ticketName(ticket),
      yes: true,
    }),
  );
}

export function activate(context: OperatorContext): void {
  context.command("operator.openTicket", (argument) => open(context, argument));
  context.command("operator.queueTicket", (row, all) => queue(context, row, all));
  context.command("operator.holdTicket", (row, all) => hold(context, row, all));
  context.command("operator.launchTicket", (row, all) => launch(context, row, all));
  context.command("operator.retryTicket", (row, all) => retry(context, row, all));
  context.command("operator.requeueTicket", (row, all) => requeue(context, row, all));
  context.command("operator.completeTicket", (row, all) => complete(context, row, all));
  context.command("operator.discardTicket", (row, all) => discard(context, row, all));
}
