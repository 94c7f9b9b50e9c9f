// The status bar item's text. Pure.
import { t } from "../base/l10n";
import { obstacleWords, type Obstacle } from "./obstacle";

export interface BarState {
  readonly state:
    | "noFolder"
    | "virtual"
    | "missing"
    | "broken"
    | "outdated"
    | "starting"
    | "ready"
    | "failed";
  /** More about a state that is none to work in. */
  readonly trouble: string;
  readonly running: number;
  readonly limit: number;
  readonly paused: boolean;
  readonly waiting: number;
  readonly queued: number;
  readonly obstacle: Obstacle;
  readonly problems: number;
  /** The server's, when it is another than this window's program; else empty. */
  readonly otherVersion: string;
}

/** "$(rocket) 2/5 · 1 waiting" */
export function statusBarText(bar: BarState): string {
  switch (bar.state) {
    case "noFolder":
    case "virtual":
      return "";
    case "missing":
      return `$(error) Operator: ${t("program missing")}`;
    case "broken":
      return `$(error) Operator: ${t("program does not run")}`;
    case "outdated":
      return `$(error) Operator: ${t("another version")}`;
    case "failed":
      return `$(error) Operator: ${t("not connected")}`;
    case "starting":
      return "$(loading~spin) Operator";
    case "ready":
      break;
  }
  const parts = [`${bar.running}/${bar.limit}`];
  if (bar.paused) parts.push(t("paused"));
  if (bar.obstacle !== "none") parts.push(obstacleWords(bar.obstacle));
  if (bar.waiting > 0) parts.push(t("{0} waiting", bar.waiting));
  return `$(${iconOf(bar)}) ${parts.join(" · ")}`;
}

function iconOf(bar: BarState): string {
  switch (bar.obstacle) {
    case "restricted":
    case "untrusted":
      return "shield";
    case "noGit":
    case "noRepository":
      return "warning";
    case "none":
      return bar.paused ? "debug-pause" : "rocket";
  }
}

export function statusBarTooltip(bar: BarState): string {
  if (bar.state !== "ready") {
    const plain = statusBarText(bar).replace(/\$\([^)]*\) /g, "");
    return bar.trouble === "" ? plain : `${plain}\n${bar.trouble}`;
  }
  const parts = [
    t("{0} of {1} sessions running", bar.running, bar.limit),
    bar.queued === 1 ? t("1 ticket in the queue") : t("{0} tickets in the queue", bar.queued),
  ];
  if (bar.waiting > 0) parts.push(t("{0} waiting for you", bar.waiting));
  if (bar.paused) parts.push(t("the queue is paused: nothing starts by itself"));
  if (bar.obstacle !== "none")
    parts.push(t("{0}: nothing is launched", obstacleWords(bar.obstacle)));
  if (bar.problems > 0)
    parts.push(
      bar.problems === 1
        ? t("1 problem in the configuration")
        : t("{0} problems in the configuration", bar.problems),
    );
  if (bar.otherVersion !== "")
    parts.push(t("the server is of version {0}: “Operator: Restart Server”", bar.otherVersion));
  return parts.join("\n");
}
