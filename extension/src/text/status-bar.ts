// The status bar item's text. Pure.
import { t } from "../base/l10n";

export interface BarState {
  readonly state: "noFolder" | "missing" | "starting" | "ready" | "failed";
  readonly running: number;
  readonly limit: number;
  readonly paused: boolean;
  readonly waiting: number;
  readonly queued: number;
  readonly trusted: boolean;
  readonly problems: number;
}

/** "$(rocket) 2/5 · 1 waiting" */
export function statusBarText(bar: BarState): string {
  switch (bar.state) {
    case "noFolder":
      return "";
    case "missing":
      return `$(error) Operator: ${t("program missing")}`;
    case "failed":
      return `$(error) Operator: ${t("not connected")}`;
    case "starting":
      return "$(loading~spin) Operator";
    case "ready":
      break;
  }
  const icon = !bar.trusted ? "$(shield)" : bar.paused ? "$(debug-pause)" : "$(rocket)";
  const parts = [`${bar.running}/${bar.limit}`];
  if (bar.paused) parts.push(t("paused"));
  if (!bar.trusted) parts.push(t("not trusted"));
  if (bar.waiting > 0) parts.push(t("{0} waiting", bar.waiting));
  return `${icon} ${parts.join(" · ")}`;
}

export function statusBarTooltip(bar: BarState): string {
  if (bar.state !== "ready") return statusBarText(bar).replace(/\$\([^)]*\) /g, "");
  const parts = [
    t("{0} of {1} sessions running", bar.running, bar.limit),
    t("{0} tickets in the queue", bar.queued),
  ];
  if (bar.waiting > 0) parts.push(t("{0} waiting for you", bar.waiting));
  if (bar.paused) parts.push(t("the queue is paused: nothing starts by itself"));
  if (!bar.trusted) parts.push(t("not trusted: nothing is launched"));
  if (bar.problems > 0) parts.push(t("{0} problems in the configuration", bar.problems));
  return parts.join("\n");
}
