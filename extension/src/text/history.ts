// The history in words: an event as a line, for the search and for a session's document.
import { t } from "../base/l10n";
import type { Event } from "../protocol/generated";
import { oneLine } from "./words";

/** "review/opened · plan: Add a login". */
export function whatHappened(event: Event): string {
  const text = oneLine(event.text);
  return text === "" ? event.kind : `${event.kind} · ${text}`;
}

/** "2026-11-21 08:45:00" in this computer's time. */
export function when(at: string): string {
  const time = new Date(at);
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** A session's history to read, oldest first; `more`: there was more than is shown. */
export function historyText(session: string, events: readonly Event[], more: boolean): string {
  if (events.length === 0) return `${t("Nothing is kept of {0}.", session)}\n`;
  const lines = events.map((each) => `${when(each.at)}  ${each.actor}  ${whatHappened(each)}`);
  const cut = t("Older events are not shown; operator events --export has all.");
  return `${more ? `${cut}\n\n` : ""}${lines.join("\n")}\n`;
}
