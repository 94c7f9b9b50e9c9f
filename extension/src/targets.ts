// What a command is about: the tree row it was called on, else the only candidate, else a choice.
import * as vscode from "vscode";
import { t } from "./base/l10n";
import type { OperatorContext } from "./context";
import { isNode } from "./nodes";
import type { Review, Session, Ticket } from "./protocol/generated";
import { evidenceWords, oneLine, reviewIcon, reviewKindWords, sessionTitle } from "./text/words";

interface Item<T> extends vscode.QuickPickItem {
  readonly value: T;
}

async function choose<T>(
  items: readonly Item<T>[],
  title: string,
  placeHolder: string,
  none: string,
): Promise<T | undefined> {
  const [first, second] = items;
  if (first === undefined) {
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  if (second === undefined) return first.value;
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.value;
}

/** The session an argument names: a session's, ticket's or review's row, or an id. */
function sessionNamed(context: OperatorContext, argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  if (!isNode(argument)) return undefined;
  if (argument.kind === "session") return argument.id;
  if (argument.kind === "review") return context.model.review(argument.id)?.sessionId;
  if (argument.kind === "ticket")
    return context.model.ticket(argument.path)?.sessionId ?? undefined;
  return undefined;
}

export async function pickSession(
  context: OperatorContext,
  argument: unknown,
  title: string,
  suits: (session: Session) => boolean = () => true,
): Promise<Session | undefined> {
  const named = sessionNamed(context, argument);
  if (named !== undefined && named !== "") {
    const session = context.model.session(named);
    if (session === undefined)
      void vscode.window.showInformationMessage(t("Session {0} is not there any more.", named));
    return session;
  }
  const shown = context.shared.shownSession;
  const candidates = context.model.sessions
    .filter(suits)
    .sort((a, b) => Number(b.id === shown) - Number(a.id === shown));
  const now = Date.now();
  const items = candidates.map((session) => ({
    label: `$(${session.icon}) ${sessionTitle(session)}`,
    description: evidenceWords(session, now),
    value: session,
  }));
  return choose(items, title, t("Which session?"), t("No session is in a state for this."));
}

function ticketNamed(context: OperatorContext, argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  if (argument instanceof vscode.Uri) return vscode.workspace.asRelativePath(argument, false);
  if (!isNode(argument)) return undefined;
  if (argument.kind === "ticket") return argument.path;
  if (argument.kind === "session") return context.model.session(argument.id)?.ticketId;
  return undefined;
}

export async function pickTicket(
  context: OperatorContext,
  argument: unknown,
  title: string,
  suits: (ticket: Ticket) => boolean = () => true,
): Promise<Ticket | undefined> {
  const named = ticketNamed(context, argument);
  if (named !== undefined && named !== "") {
    const ticket = context.model.ticket(named);
    if (ticket === undefined)
      void vscode.window.showInformationMessage(t("{0} is not a ticket any more.", named));
    return ticket;
  }
  const items = context.model.tickets.filter(suits).map((ticket) => ({
    label: `$(${ticket.icon}) ${oneLine(ticket.title)}`,
    description: [ticket.id, ticket.priority, ticket.reason]
      .filter((part) => part !== "")
      .join(" · "),
    value: ticket,
  }));
  return choose(items, title, t("Which ticket?"), t("No ticket is in a state for this."));
}

/** All that are selected when several are, else the one that is meant. */
export async function pickTickets(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
  title: string,
  suits: (ticket: Ticket) => boolean,
): Promise<readonly Ticket[]> {
  if (Array.isArray(selection) && selection.length > 1) {
    const names = selection.flatMap((each) => ticketNamed(context, each) ?? []);
    const tickets = [...new Set(names)].flatMap((name) => context.model.ticket(name) ?? []);
    return suitable(tickets, suits, t("No ticket is in a state for this."));
  }
  const ticket = await pickTicket(context, argument, title, suits);
  return ticket === undefined ? [] : [ticket];
}

/** The same for sessions. */
export async function pickSessions(
  context: OperatorContext,
  argument: unknown,
  selection: unknown,
  title: string,
  suits: (session: Session) => boolean,
): Promise<readonly Session[]> {
  if (Array.isArray(selection) && selection.length > 1) {
    const names = selection.flatMap((each) => sessionNamed(context, each) ?? []);
    const sessions = [...new Set(names)].flatMap((name) => context.model.session(name) ?? []);
    return suitable(sessions, suits, t("No session is in a state for this."));
  }
  const session = await pickSession(context, argument, title, suits);
  return session === undefined ? [] : [session];
}

function suitable<T>(all: readonly T[], suits: (each: T) => boolean, none: string): readonly T[] {
  const some = all.filter(suits);
  if (some.length === 0) void vscode.window.showInformationMessage(none);
  return some;
}

/** What a request names a ticket by. */
export function ticketName(ticket: Ticket): string {
  return ticket.id === "" ? ticket.path : ticket.id;
}

export async function pickReview(
  context: OperatorContext,
  argument: unknown,
  title: string,
): Promise<Review | undefined> {
  const { model, shared } = context;
  const one = (id: string | undefined): Review | undefined => {
    const review = id === undefined ? undefined : model.review(id);
    if (review === undefined)
      void vscode.window.showInformationMessage(t("This has been decided already."));
    return review;
  };
  if (argument === "focused") {
    // Without a focused row (the last one was just decided) the question is asked in words.
    const id = await shared.focusedReview();
    if (id !== undefined) return one(id);
  }
  if (typeof argument === "string" && argument !== "focused") return one(argument);
  if (isNode(argument) && argument.kind === "review") return one(argument.id);
  // The buttons above a document get its address.
  if (argument instanceof vscode.Uri && shared.shownReview !== undefined)
    return one(shared.shownReview);
  const session = isNode(argument) && argument.kind === "session" ? argument.id : undefined;
  const open = session === undefined ? model.reviews : model.reviewsOf(session);
  const items = open.map((review) => ({
    label: `$(${reviewIcon(review.kind)}) ${reviewKindWords(review.kind)}: ${oneLine(review.title)}`,
    description: review.sessionId,
    value: review,
  }));
  items.sort(
    (a, b) => Number(b.value.id === shared.shownReview) - Number(a.value.id === shared.shownReview),
  );
  return choose(items, title, t("Which decision?"), t("Nothing needs you."));
}
