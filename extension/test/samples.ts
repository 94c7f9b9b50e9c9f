// Values as the owner would send them, complete, with what a test cares about replaced.
import type { Review, Session, Ticket } from "../src/protocol/generated";

export const noon = Date.parse("2030-01-01T12:00:00.000Z");

export function session(change: Partial<Session> = {}): Session {
  return {
    id: "app-3",
    name: "Add a search box",
    ticketId: "FEAT-7K2QD",
    type: "FEAT",
    project: "app",
    agent: "demo",
    status: "working",
    activity: "active",
    evidence: { source: "hook", what: "PreToolUse hook", at: "2030-01-01T11:59:57.000Z" },
    detail: "",
    branch: "feat/FEAT-7K2QD-add-a-search-box",
    baseBranch: "main",
    worktree: "/work/app-3",
    host: { kind: "builtin", alive: true, socket: "/run/app-3", name: "0123456789ab-app-3" },
    step: null,
    pr: null,
    summary: null,
    usage: null,
    createdAt: "2030-01-01T11:00:00.000Z",
    restoredAt: null,
    lastActivityAt: "2030-01-01T11:59:57.000Z",
    color: "terminal.ansiCyan",
    icon: "sparkle",
    paired: false,
    restorable: false,
    rest: null,
    queuedTexts: 0,
    properties: {},
    ...change,
  };
}

export function review(change: Partial<Review> = {}): Review {
  return {
    id: "R-1",
    sessionId: "app-3",
    ticketId: "FEAT-7K2QD",
    kind: "plan",
    title: "Search box in the header",
    since: "2030-01-01T11:59:57.000Z",
    body: "1. Add the box\n2. Test it",
    round: 1,
    choices: [
      { id: "approve", label: "Approve" },
      { id: "reject", label: "Reject" },
    ],
    inTerminalOnly: false,
    project: "app",
    notDelivered: "",
    ...change,
  };
}

export function ticket(change: Partial<Ticket> = {}): Ticket {
  return {
    id: "FEAT-7K2QD",
    type: "FEAT",
    title: "Add a search box",
    project: "app",
    priority: "P2",
    state: "queue",
    step: "",
    sessionId: null,
    blockedBy: [],
    hold: false,
    reason: "",
    problems: [],
    boardKey: null,
    path: ".tickets/queue/FEAT-7K2QD.md",
    color: "terminal.ansiCyan",
    icon: "sparkle",
    ...change,
  };
}
