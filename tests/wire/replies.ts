// What the verbs print with --json, as far as tests look at it; the protocol's model has it whole.

export interface Session {
  id: string;
  ticketId: string;
  status: string;
  activity: string;
  evidence: { source: string; what: string; at: string };
  branch: string;
  worktree: string;
  step: { name: string; index: number; count: number; round: number; state: string } | null;
  summary: string | null;
  host: { kind: string; alive: boolean; socket: string };
  restorable: boolean;
  rest: string | null;
  archivedAt?: string;
}
export interface Review {
  id: string;
  sessionId: string;
  kind: string;
  title: string;
  body: string;
  round: number;
  choices: { id: string }[];
}
export interface Ticket {
  id: string;
  title: string;
  state: string;
  reason: string;
  priority: string;
  sessionId: string | null;
  path: string;
}
export interface Event {
  epoch: string;
  seq: number;
  at: string;
  kind: string;
  actor: string;
  text: string;
  sessionId: string | null;
  facts: string[];
}
export interface Agents {
  agents: Session[];
}
export interface Inbox {
  reviews: Review[];
}
export interface Queue {
  paused: boolean;
  limit: number;
  running: number;
  tickets: Ticket[];
}
export interface Events {
  events: Event[];
}
