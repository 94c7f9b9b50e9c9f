// A review as a markdown document, and the names of the documents about a session. Pure.
import { t } from "../base/l10n";
import type { Review, Session } from "../protocol/generated";
import { escapeMarkdown } from "./markdown";
import { oneLine, reviewKindWords } from "./words";

/** The file name of a review's document, which its tab's label shows. */
export function reviewDocumentName(review: Review): string {
  const who = review.sessionId === "" ? "" : `${review.sessionId} `;
  const round = review.round > 1 ? ` ${t("round {0}", review.round)}` : "";
  return `${who}${reviewKindWords(review.kind)}${round}.md`.replace(/[/\\]/g, " ");
}

export function changesTitle(session: Session): string {
  return t("{0}: changes against {1}", session.id, session.baseBranch);
}

/** A review as it was read: without what is said about deciding it. */
export function reviewText(review: Review, session: Session | undefined): string {
  const heading = `# ${reviewKindWords(review.kind)}: ${escapeMarkdown(oneLine(review.title, 200))}`;
  // A plan mostly has its own.
  const lines = review.body.trimStart().startsWith("# ") ? [] : [heading, ""];
  const about = [
    review.sessionId,
    review.ticketId,
    session?.branch ?? "",
    review.round > 1 ? t("round {0}", review.round) : "",
  ];
  lines.push(
    `*${about
      .filter((part) => part !== "")
      .map(escapeMarkdown)
      .join(" · ")}*`,
    "",
  );
  if (review.notDelivered !== "") {
    lines.push(`> **${t("Feedback that did not reach the agent")}**  `);
    lines.push(...review.notDelivered.split("\n").map((line) => `> ${escapeMarkdown(line)}`), "");
  }
  lines.push(review.body.trim() === "" ? `*${t("No text.")}*` : review.body.trimEnd(), "");
  return lines.join("\n");
}

export function reviewDocument(review: Review, session: Session | undefined): string {
  const lines = [reviewText(review, session), "---", ""];
  if (review.inTerminalOnly) {
    lines.push(t("This question can only be answered in the terminal."));
  } else {
    lines.push(
      t("Decide with the buttons above, in the Inbox, or by “Operator: Answer Review”:"),
      "",
    );
    lines.push(...review.choices.map((choice) => `- ${escapeMarkdown(choice.label)}`));
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

/** Its last text stays to be read; undefined when it was never open here. */
export function closedDocument(last: string | undefined): string {
  const decided = `**${t("This has been decided.")}**\n`;
  return last === undefined ? decided : `${decided}\n${last}`;
}
