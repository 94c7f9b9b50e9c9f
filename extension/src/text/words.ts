// The owner's values in words for people. Pure; the wire's own spelling never shows.
import { t } from "../base/l10n";
import type {
  Evidence,
  ProcessInfo,
  ReviewKind,
  Session,
  SessionWork,
  Status,
} from "../protocol/generated";

/** Control, bidirectional-override and zero-width characters, which titles have no business with. */
const unprintable = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;

/** One printable line of at most `limit` characters. */
export function oneLine(text: string, limit = 80): string {
  const line = [...text.replace(unprintable, " ").replace(/\s+/g, " ").trim()];
  return line.length <= limit
    ? line.join("")
    : `${line
        .slice(0, limit - 1)
        .join("")
        .trimEnd()}…`;
}

/** How long ago, coarse enough to stay true for a while. */
export function ago(at: string, now: number): string {
  const then = Date.parse(at);
  if (Number.isNaN(then)) return "";
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 2) return t("now");
  if (seconds < 60) return t("{0} s ago", seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t("{0} min ago", minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t("{0} h ago", hours);
  return t("{0} days ago", Math.floor(hours / 24));
}

export function statusWords(status: Status): string {
  switch (status) {
    case "spawning":
      return t("starting");
    case "working":
      return t("working");
    case "needs_input":
      return t("needs input");
    case "stuck":
      return t("stuck");
    case "ci_failed":
      return t("CI failed");
    case "changes_requested":
      return t("changes requested");
    case "mergeable":
      return t("mergeable");
    case "approved":
      return t("approved");
    case "review_pending":
      return t("review pending");
    case "pr_open":
      return t("pull request open");
    case "merged":
      return t("merged");
    case "done":
      return t("done");
    case "killed":
      return t("killed");
    case "terminated":
      return t("terminated");
    case "cleanup":
      return t("cleaned up");
    case "errored":
      return t("failed");
    case "parked":
      return t("parked");
  }
}

/** A working session whose agent is ready or idle waits, whatever it waits for. */
export function sessionWords(session: Session): string {
  if (session.status === "working" && session.rest === "frozen") return t("frozen");
  const waits =
    session.status === "working" && (session.activity === "ready" || session.activity === "idle");
  return waits ? t("waiting") : statusWords(session.status);
}

/** "needs input · permission hook · 3 s ago" */
export function evidenceWords(session: Session, now: number): string {
  const parts = [
    sessionWords(session),
    evidenceSource(session.evidence),
    ago(session.evidence.at, now),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function evidenceSource(evidence: Evidence): string {
  return oneLine(evidence.what === "" ? evidence.source : evidence.what, 60);
}

export function reviewKindWords(kind: ReviewKind): string {
  switch (kind) {
    case "plan":
      return t("Plan");
    case "visual":
      return t("Visual check");
    case "pr":
      return t("Finished work");
    case "permission":
      return t("Permission");
    case "question":
      return t("Question");
    case "failure":
      return t("Failure");
    case "conflict":
      return t("Conflict");
    case "leftover":
      return t("Uncommitted work");
  }
}

/** A codicon; its meaning is always repeated in words. */
export function reviewIcon(kind: ReviewKind): string {
  switch (kind) {
    case "plan":
      return "checklist";
    case "visual":
      return "eye";
    case "pr":
      return "git-pull-request";
    case "permission":
      return "key";
    case "question":
      return "question";
    case "failure":
      return "error";
    case "conflict":
      return "git-merge";
    case "leftover":
      return "diff";
  }
}

/** What a session is called in lists and on its tab. */
export function sessionTitle(session: Session, limit = 48): string {
  const name = oneLine(session.name, limit);
  return name === "" ? session.id : `${session.id} · ${name}`;
}

/** "files: 2 (+12 −3), commits: 1; 1 uncommitted, 2 untracked": how a session's worktree stands. */
export function workWords(work: SessionWork): string {
  const { files, additions, deletions, commits, changed, untracked, conflicted } = work;
  const open = [
    ...(changed > 0 ? [t("{0} uncommitted", changed)] : []),
    ...(untracked > 0 ? [t("{0} untracked", untracked)] : []),
    ...(conflicted > 0 ? [t("{0} in conflict", conflicted)] : []),
  ];
  const done = t("files: {0} (+{1} −{2}), commits: {3}", files, additions, deletions, commits);
  return open.length === 0 ? done : `${done}; ${open.join(", ")}`;
}

/** "3, using 12 % CPU and 240 MiB": what a session's processes take of the machine. */
export function useWords(processes: readonly ProcessInfo[]): string {
  const sum = (of: (process: ProcessInfo) => number): number =>
    processes.reduce((total, process) => total + of(process), 0);
  const percent = Math.round(sum(({ cpuPercent }) => cpuPercent));
  const mebibytes = Math.round(sum(({ memoryBytes }) => memoryBytes) / 2 ** 20);
  return t("{0}, using {1} % CPU and {2} MiB", processes.length, percent, mebibytes);
}
