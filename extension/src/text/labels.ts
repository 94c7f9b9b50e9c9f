// What a screen reader says for a row: type, id, title, state, reason. Pure. Nothing that a row tells by
// its icon's shape or colour is missing here.
import { t } from "../base/l10n";
import type { Review, Session, Ticket } from "../protocol/generated";
import { ticketStateWords } from "./groups";
import { ago, evidenceWords, oneLine, reviewKindWords } from "./words";

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}

export function reviewLabel(review: Review, session: Session | undefined, now: number): string {
  return joined([
    `${reviewKindWords(review.kind)}: ${oneLine(review.title)}`,
    review.sessionId,
    session?.type ?? "",
    review.ticketId,
    review.round > 1 ? t("round {0}", review.round) : "",
    review.inTerminalOnly ? t("answer in the terminal") : t("waits for you"),
    ago(review.since, now),
  ]);
}

export function sessionLabel(session: Session, now: number): string {
  const { step } = session;
  return joined([
    session.type,
    session.id,
    oneLine(session.name),
    evidenceWords(session, now),
    step === null ? "" : t("step {0}, {1} of {2}", step.name, step.index + 1, step.count),
    session.ticketId,
  ]);
}

export function ticketLabel(ticket: Ticket): string {
  const [problem] = ticket.problems;
  return joined([
    ticket.type,
    ticket.id,
    oneLine(ticket.title === "" ? ticket.path : ticket.title),
    ticketStateWords(ticket.state),
    problem === undefined
      ? oneLine(ticket.reason, 120)
      : t("problem: {0}", oneLine(problem.message, 120)),
    ticket.sessionId === null || ticket.sessionId === ""
      ? ""
      : t("session {0}", ticket.sessionId),
    ticket.step === "" ? "" : t("step {0}", ticket.step),
    ticket.priority,
  ]);
}
