// The Sessions tree: grouped by status, each with the evidence for it.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import { Paced } from "../base/paced";
import type { OperatorContext } from "../context";
import type { SessionGroupNode, SessionNode } from "../nodes";
import type { Session, SessionShowResult } from "../protocol/generated";
import {
  groupOf,
  groupSessions,
  hasEnded,
  sessionGroups,
  sessionGroupWords,
  type SessionGroup,
} from "../text/groups";
import { sessionLabel } from "../text/labels";
import { escapeMarkdown } from "../text/markdown";
import {
  ago,
  evidenceWords,
  oneLine,
  sessionTitle,
  sessionWords,
  useWords,
  workWords,
} from "../text/words";

type Row = SessionGroupNode | SessionNode;

const collapsedAtFirst: ReadonlySet<SessionGroup> = new Set<SessionGroup>(["done", "ended"]);

/** A longer title would push the evidence out of sight; the tooltip has it whole. */
const rowLimit = 24;

/**
 * VS Code draws a change of a tree at once when the one before is 200 ms old, and otherwise puts it off until 200 ms
 * pass without another: with many sessions at work that would be never.
 */
const soon = 210;
/** Newer evidence alone moves nothing and asks for nobody. */
const later = 1_000;

/** A worktree that takes longer to look at is not waited for. */
const longestLook = 3_000;
const sleep = (time: number): Promise<undefined> =>
  new Promise((done) => setTimeout(done, time, undefined));

const groupIcons: Readonly<Record<SessionGroup, string>> = {
  needsInput: "bell-dot",
  stuck: "warning",
  working: "loading~spin",
  waiting: "watch",
  pullRequest: "git-pull-request",
  failed: "error",
  done: "pass",
  ended: "circle-slash",
};

class SessionsTree implements vscode.TreeDataProvider<Row> {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly draw = new Paced(() => this.fire());
  private drawn = "";
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly context: OperatorContext) {}

  refresh(): void {
    this.draw.request(this.places() === this.drawn ? later : soon);
  }

  private fire(): void {
    this.drawn = this.places();
    this.changed.fire();
  }

  /** Which sessions there are, in which group: what a person acts on. */
  private places(): string {
    const place = (session: Session): string => `${session.id} ${groupOf(session)}`;
    return `${this.context.state} ${this.context.model.sessions.map(place).join()}`;
  }

  getChildren(parent?: Row): Row[] {
    if (this.context.state !== "ready" && this.context.model.sessions.length === 0) return [];
    const groups = groupSessions(this.context.model.sessions);
    if (parent === undefined) {
      return sessionGroups
        .filter((group) => groups.has(group))
        .map((group) => ({ kind: "sessionGroup", group }));
    }
    if (parent.kind === "session") return [];
    return (groups.get(parent.group) ?? []).map((session) => ({ kind: "session", id: session.id }));
  }

  getParent(node: Row): Row | undefined {
    if (node.kind === "sessionGroup") return undefined;
    const session = this.context.model.session(node.id);
    return session === undefined ? undefined : { kind: "sessionGroup", group: groupOf(session) };
  }

  getTreeItem(node: Row): vscode.TreeItem {
    if (node.kind === "sessionGroup") return this.groupItem(node.group);
    const session = this.context.model.session(node.id);
    return session === undefined ? new vscode.TreeItem(node.id) : this.sessionItem(node, session);
  }

  private groupItem(group: SessionGroup): vscode.TreeItem {
    const words = sessionGroupWords(group);
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(words, collapsedAtFirst.has(group) ? Collapsed : Expanded);
    const count = groupSessions(this.context.model.sessions).get(group)?.length ?? 0;
    item.id = `group:${group}`;
    item.description = String(count);
    item.iconPath = new vscode.ThemeIcon(groupIcons[group]);
    item.contextValue = "group";
    item.accessibilityInformation = {
      label: count === 1 ? t("{0}, 1 session", words) : t("{0}, {1} sessions", words, count),
    };
    return item;
  }

  private sessionItem(node: SessionNode, session: Session): vscode.TreeItem {
    const item = new vscode.TreeItem(sessionTitle(session, rowLimit));
    item.id = `session:${session.id}`;
    item.description = evidenceWords(session, Date.now());
    item.iconPath = new vscode.ThemeIcon(session.icon, new vscode.ThemeColor(session.color));
    item.contextValue = contextValue(session, this.context.model.reviewsOf(session.id).length > 0);
    item.command = {
      command: "operator.focusSession",
      title: t("Focus Session"),
      arguments: [node],
    };
    item.accessibilityInformation = { label: sessionLabel(session, Date.now()) };
    return item;
  }

  /** Called when a person rests on the row: only then the owner looks at worktree and processes. */
  async resolveTreeItem(item: vscode.TreeItem, node: Row): Promise<vscode.TreeItem> {
    const session = node.kind === "session" ? this.context.model.session(node.id) : undefined;
    if (session === undefined) return item;
    const text = tooltip(session);
    const looked = this.context.request("session/get", { id: session.id }).catch(() => undefined);
    const shown = await Promise.race([looked, sleep(longestLook)]);
    if (shown !== undefined) addLook(text, shown);
    item.tooltip = text;
    return item;
  }

  dispose(): void {
    this.draw.dispose();
    this.changed.dispose();
  }
}

function contextValue(session: Session, hasReview: boolean): string {
  const words = ["session"];
  if (session.host.alive && !hasEnded(session)) words.push("live");
  else if (session.host.alive) words.push("attachable");
  if (session.rest === "frozen") words.push("frozen");
  else if (words.includes("live")) words.push("freezable");
  if (hasEnded(session)) words.push("ended");
  if (session.worktree !== "") words.push("worktree");
  if (session.restorable) words.push("restorable");
  if (hasReview) words.push("review");
  if (session.ticketId !== "" && session.status !== "done" && session.status !== "merged")
    words.push("ticket");
  return words.join(" ");
}

function addRow(text: vscode.MarkdownString, name: string, value: string): void {
  if (value !== "") text.appendMarkdown(`\n\n${name}: ${escapeMarkdown(oneLine(value, 300))}`);
}

function addLook(text: vscode.MarkdownString, { work, processes }: SessionShowResult): void {
  if (work !== null) addRow(text, t("Work"), work.problem === "" ? workWords(work) : work.problem);
  if (processes.length > 0) addRow(text, t("Processes"), useWords(processes));
}

function tooltip(session: Session): vscode.MarkdownString {
  const text = new vscode.MarkdownString("", true);
  const row = (name: string, value: string): void => addRow(text, name, value);
  text.appendMarkdown(`$(${session.icon}) **${escapeMarkdown(sessionTitle(session, 200))}**`);
  const { evidence } = session;
  row(
    t("Status"),
    `${sessionWords(session)} (${evidence.source}: ${evidence.what}, ${ago(evidence.at, Date.now())})`,
  );
  if (!session.detail.startsWith(session.name)) row(t("Now"), session.detail);
  if (session.step !== null) {
    const { name, index, count, round } = session.step;
    row(t("Step"), t("{0} ({1} of {2}, round {3})", name, index + 1, count, round));
  }
  row(t("Ticket"), session.ticketId);
  row(t("Agent"), session.agent);
  row(t("Branch"), t("{0} from {1}", session.branch, session.baseBranch));
  row(t("Worktree"), session.worktree);
  if (session.usage !== null) {
    const { inputTokens, outputTokens } = session.usage;
    row(t("Tokens"), t("{0} in, {1} out", inputTokens, outputTokens));
  }
  for (const [key, value] of Object.entries(session.properties)) row(escapeMarkdown(key), value);
  if (session.queuedTexts > 0) row(t("Texts waiting to be delivered"), String(session.queuedTexts));
  row(t("Summary"), session.summary ?? "");
  return text;
}

export function activate(context: OperatorContext): void {
  const tree = new SessionsTree(context);
  const view = vscode.window.createTreeView("operator.sessions", {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
  });
  // Evidence grows old by itself; while nobody looks nothing is drawn.
  const clock = setInterval(() => {
    if (view.visible && context.model.sessions.some((session) => !hasEnded(session)))
      tree.refresh();
  }, 10_000);
  context.register(
    tree,
    view,
    context.onState(() => tree.refresh()),
    context.model.onDidChange((changes) => {
      if (changes.whole || changes.sessions.size > 0 || changes.reviews.size > 0) tree.refresh();
    }),
    { dispose: () => clearInterval(clock) },
  );
}
