// Comments on lines of a session's changes, as the text that travels with a rejection. Pure.
import { t } from "../base/l10n";

export interface LineComment {
  readonly id: string;
  readonly sessionId: string;
  /** Relative to the worktree. */
  readonly path: string;
  /** The commented lines, counted from 1. */
  readonly first: number;
  readonly last: number;
  /** What stood there when the comment was written. */
  readonly quote: readonly string[];
  readonly text: string;
}

/** Lines of a quote that are sent; of a longer one the place says enough. */
const quoteLimit = 8;

/**
 * The comment where its lines stand now: an agent may have gone on writing. The nearest place with the same
 * text; without one it stays, and the quote tells what was meant.
 */
export function relocate(comment: LineComment, lines: readonly string[]): LineComment {
  const { quote, first } = comment;
  const fits = (start: number): boolean =>
    quote.every((line, index) => lines[start - 1 + index] === line);
  for (let distance = 0; distance <= Math.max(first, lines.length); distance++) {
    for (const start of [first - distance, first + distance]) {
      if (start >= 1 && fits(start))
        return { ...comment, first: start, last: start + quote.length - 1 };
    }
  }
  return comment;
}

function place({ path, first, last }: LineComment): string {
  return first === last ? `${path}:${first}` : `${path}:${first}-${last}`;
}

/** "src/main.c:12: use a constant" and the line it is about. */
export function commentText(comment: LineComment): string {
  const { quote, text } = comment;
  const lines = quote.slice(0, quoteLimit).map((line) => `> ${line}`.trimEnd());
  if (quote.length > quoteLimit) lines.push("> …");
  return [`${place(comment)}: ${text.trim()}`, ...lines].join("\n");
}

/** In the order in which a reader meets them. */
export function inReadingOrder(comments: readonly LineComment[]): LineComment[] {
  return [...comments].sort(
    (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.first - b.first,
  );
}

/** What the agent is told: the typed words, which may be empty, and the comments below them. */
export function feedbackText(typed: string, comments: readonly LineComment[]): string {
  return [typed.trim(), ...inReadingOrder(comments).map(commentText)]
    .filter((part) => part !== "")
    .join("\n\n");
}

export function commentCount(count: number): string {
  return count === 1 ? t("1 comment") : t("{0} comments", count);
}

/** What was kept over a reload; anything else is left out. */
export function readComments(value: unknown): LineComment[] {
  return Array.isArray(value) ? value.filter(isLineComment) : [];
}

function isLineComment(value: unknown): value is LineComment {
  if (typeof value !== "object" || value === null) return false;
  const { id, sessionId, path, first, last, quote, text } = value as Record<string, unknown>;
  return (
    [id, sessionId, path, text].every((each) => typeof each === "string") &&
    [first, last].every((each) => Number.isInteger(each) && Number(each) >= 1) &&
    Array.isArray(quote) &&
    quote.every((line) => typeof line === "string")
  );
}
