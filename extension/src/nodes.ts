// What the trees consist of, and what commands get from them: names, never copies of the owner's
// values, which would be old by the time a command runs.
import type { TicketState } from "./protocol/generated";
import type { SessionGroup } from "./text/groups";

export interface ReviewNode {
  readonly kind: "review";
  readonly id: string;
}
export interface SessionNode {
  readonly kind: "session";
  readonly id: string;
}
export interface SessionGroupNode {
  readonly kind: "sessionGroup";
  readonly group: SessionGroup;
}
export interface TicketNode {
  readonly kind: "ticket";
  readonly path: string;
}
export interface TicketGroupNode {
  readonly kind: "ticketGroup";
  readonly state: TicketState;
}
/** A wrong line in the configuration or an issue type. */
export interface ProblemNode {
  readonly kind: "problem";
  readonly index: number;
}

export type Node =
  ReviewNode | SessionNode | SessionGroupNode | TicketNode | TicketGroupNode | ProblemNode;

export function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string"
  );
}
