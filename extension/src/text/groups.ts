// Which group of the Sessions tree a session belongs to, and the groups' order. Pure.
import { t } from "../base/l10n";
import type { Session, Ticket, TicketState } from "../protocol/generated";

export type SessionGroup =
  "needsInput" | "stuck" | "working" | "waiting" | "pullRequest" | "failed" | "done" | "ended";

export const sessionGroups: readonly SessionGroup[] = [
  "needsInput",
  "stuck",
  "working",
  "waiting",
  "pullRequest",
  "failed",
  "done",
  "ended",
];

export function groupOf(session: Session): SessionGroup {
  switch (session.status) {
    case "needs_input":
      return "needsInput";
    case "stuck":
      return "stuck";
    case "spawning":
      return "working";
    case "working":
      return session.activity === "ready" || session.activity === "idle" ? "waiting" : "working";
    case "parked":
      return "waiting";
    case "ci_failed":
    case "changes_requested":
    case "mergeable":
    case "approved":
    case "review_pending":
    case "pr_open":
      return "pullRequest";
    case "errored":
      return "failed";
    case "merged":
    case "done":
      return "done";
    case "killed":
    case "terminated":
    case "cleanup":
      return "ended";
  }
}

export function sessionGroupWords(group: SessionGroup): string {
  switch (group) {
    case "needsInput":
      return t("Needs input");
    case "stuck":
      return t("Stuck");
    case "working":
      return t("Working");
    case "waiting":
      return t("Waiting");
    case "pullRequest":
      return t("Pull request");
    case "failed":
      return t("Failed");
    case "done":
      return t("Done");
    case "ended":
      return t("Ended");
  }
}

/** No agent runs in it, nor will one by itself. */
export function hasEnded(session: Session): boolean {
  const group = groupOf(session);
  return group === "done" || group === "ended" || group === "failed";
}

/** Its agent runs, and is not about to end. */
export function isLive(session: Session): boolean {
  return session.host.alive && !hasEnded(session);
}

/** Groups with at least one session, each newest first, in the one order. */
export function groupSessions(
  sessions: readonly Session[],
): ReadonlyMap<SessionGroup, readonly Session[]> {
  const groups = new Map<SessionGroup, readonly Session[]>();
  const newestFirst = [...sessions].sort(
    (a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id),
  );
  for (const group of sessionGroups) {
    const members = newestFirst.filter((session) => groupOf(session) === group);
    if (members.length > 0) groups.set(group, members);
  }
  return groups;
}

export const ticketStates: readonly TicketState[] = ["queue", "in-progress", "completed"];

export function ticketStateWords(state: TicketState): string {
  switch (state) {
    case "queue":
      return t("Queue");
    case "in-progress":
      return t("In progress");
    case "completed":
      return t("Completed");
  }
}

/** The owner's order within each state: the queue's is the order of launching. */
export function ticketsIn(tickets: readonly Ticket[], state: TicketState): readonly Ticket[] {
  return tickets.filter((ticket) => ticket.state === state);
}
