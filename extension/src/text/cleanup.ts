// What cleaning up would do, in words for the question that asks first.
import { t } from "../base/l10n";
import type { CleanedSession } from "../protocol/generated";
import { oneLine } from "./words";

export interface Cleaned {
  /** Go without loss. */
  readonly leave: readonly CleanedSession[];
  /** Hold files that git ignores: a yes of its own. */
  readonly ask: readonly CleanedSession[];
  readonly stay: readonly CleanedSession[];
}

/** `sessions`: the answer to a dry run. */
export function sortCleaned(sessions: readonly CleanedSession[]): Cleaned {
  return {
    leave: sessions.filter(({ outcome }) => outcome !== "kept"),
    ask: sessions.filter(({ outcome, needsYes }) => outcome === "kept" && needsYes),
    stay: sessions.filter(({ outcome, needsYes }) => outcome === "kept" && !needsYes),
  };
}

const row = ({ id, name, reasons }: CleanedSession): string =>
  `${id}: ${oneLine(name)}${reasons.length === 0 ? "" : ` (${reasons.map((reason) => oneLine(reason)).join("; ")})`}`;

/** The question's detail: what goes, what would go with a yes, what stays; branches always stay. */
export function cleanUpDetail(
  leave: readonly CleanedSession[],
  ask: readonly CleanedSession[],
  stay: readonly CleanedSession[],
): string {
  const part = (title: string, rows: readonly CleanedSession[]): readonly string[] =>
    rows.length === 0 ? [] : [[title, ...rows.map(row)].join("\n")];
  return [
    ...part(t("Can go:"), leave),
    ...part(t("Files that git ignores would be lost:"), ask),
    ...part(t("Stay:"), stay),
    t("Branches and their commits are kept. The sessions leave the list; their history stays."),
  ].join("\n\n");
}
