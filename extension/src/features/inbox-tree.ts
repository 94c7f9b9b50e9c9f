// The Inbox: what needs a person, in the owner's order, with a badge.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { ReviewNode } from "../nodes";
import type { Review } from "../protocol/generated";
import { reviewLabel } from "../text/labels";
import { escapeMarkdown } from "../text/markdown";
import { ago, oneLine, reviewIcon, reviewKindWords, sessionTitle } from "../text/words";

/** A longer title would push the session out of sight; the tooltip has it whole. */
const rowLimit = 30;

/** How long the list may take to tell its selection, in ms. */
const selectionWait = 300;

class InboxTree implements vscode.TreeDataProvider<ReviewNode> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly context: OperatorContext) {}

  refresh(): void {
    this.changed.fire();
  }

  getChildren(parent?: ReviewNode): ReviewNode[] {
    if (parent !== undefined || this.context.state !== "ready") return [];
    return this.context.model.reviews.map((review) => ({ kind: "review", id: review.id }));
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(node: ReviewNode): vscode.TreeItem {
    const review = this.context.model.review(node.id);
    if (review === undefined) return new vscode.TreeItem(t("decided"));
    const label = `${reviewKindWords(review.kind)}: ${review.title}`;
    const item = new vscode.TreeItem(oneLine(label, rowLimit));
    item.id = review.id;
    const since = ago(review.since, Date.now());
    item.description = [review.sessionId, round(review), since]
      .filter((part) => part !== "")
      .join(" · ");
    item.iconPath = new vscode.ThemeIcon(reviewIcon(review.kind), colorOf(review));
    item.contextValue = [
      "review",
      review.inTerminalOnly ? "terminalOnly" : "answerable",
      review.sessionId === "" ? "" : "session",
    ].join(" ");
    item.tooltip = tooltip(this.context, review);
    item.command = { command: "operator.openReview", title: t("Open Review"), arguments: [node] };
    item.accessibilityInformation = {
      label: reviewLabel(review, this.context.model.session(review.sessionId), Date.now()),
    };
    return item;
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function round(review: Review): string {
  if (review.inTerminalOnly) return t("answer in the terminal");
  return review.round > 1 ? t("round {0}", review.round) : "";
}

function colorOf(review: Review): vscode.ThemeColor | undefined {
  if (review.kind === "failure" || review.kind === "conflict")
    return new vscode.ThemeColor("list.errorForeground");
  if (review.kind === "permission" || review.kind === "question")
    return new vscode.ThemeColor("list.warningForeground");
  return undefined;
}

function tooltip(context: OperatorContext, review: Review): vscode.MarkdownString {
  const text = new vscode.MarkdownString("", true);
  text
    .appendMarkdown(`**${reviewKindWords(review.kind)}** `)
    .appendMarkdown(escapeMarkdown(oneLine(review.title, 200)));
  const session = context.model.session(review.sessionId);
  if (session !== undefined)
    text.appendMarkdown(`\n\n${escapeMarkdown(sessionTitle(session))}`);
  const body = review.body.length > 1200 ? `${review.body.slice(0, 1200)}…` : review.body;
  if (body !== "") text.appendMarkdown("\n\n---\n\n").appendMarkdown(body);
  if (!review.inTerminalOnly && review.choices.length > 0) {
    const choices = review.choices.map((choice) => choice.label).join(" · ");
    text.appendMarkdown(`\n\n---\n\n${escapeMarkdown(choices)}`);
  }
  if (review.notDelivered !== "") {
    const what = t("Not delivered: {0}", review.notDelivered);
    text.appendMarkdown(`\n\n$(warning) ${escapeMarkdown(what)}`);
  }
  return text;
}

/**
 * The row with the keyboard's focus, which VS Code does not tell: a tree's selection is what was last
 * opened. Toggling the focused row's selection shows it as the difference; a second toggle undoes it.
 */
async function focusedRow(
  view: vscode.TreeView<ReviewNode>,
  isOpen: (id: string) => boolean,
): Promise<string | undefined> {
  // A row that has just gone stays in the selection for a moment.
  const selected = (): ReadonlySet<string> =>
    new Set(view.selection.map((node) => node.id).filter(isOpen));
  const before = selected();
  const toggle = async (): Promise<ReadonlySet<string>> => {
    const told = new Promise<void>((resolve) => {
      const listener = view.onDidChangeSelection(() => done());
      const timer = setTimeout(() => done(), selectionWait);
      const done = (): void => {
        clearTimeout(timer);
        listener.dispose();
        resolve();
      };
    });
    await vscode.commands.executeCommand("list.toggleSelection");
    await told;
    return selected();
  };
  const after = await toggle();
  const focused =
    [...after].find((id) => !before.has(id)) ?? [...before].find((id) => !after.has(id));
  if (focused !== undefined) await toggle();
  return focused;
}

export function activate(context: OperatorContext): void {
  const tree = new InboxTree(context);
  const view = vscode.window.createTreeView("operator.inbox", { treeDataProvider: tree });
  const look = (): void => {
    context.shared.inboxVisible = view.visible;
  };
  look();
  context.shared.focusedReview = () =>
    focusedRow(view, (id) => context.model.review(id) !== undefined);
  const update = (): void => {
    const count = context.state === "ready" ? context.model.reviews.length : 0;
    view.badge =
      count === 0 ? undefined : { value: count, tooltip: t("{0} waiting for you", count) };
    void vscode.commands.executeCommand("setContext", "operator.waiting", count > 0);
    tree.refresh();
  };
  // "3 s ago" grows old by itself.
  const clock = setInterval(() => {
    if (view.visible && context.model.reviews.length > 0) tree.refresh();
  }, 10_000);
  context.register(
    tree,
    view,
    view.onDidChangeVisibility(look),
    context.onState(update),
    context.model.onDidChange((changes) => {
      if (changes.whole || changes.reviews.size > 0) update();
    }),
    { dispose: () => clearInterval(clock) },
  );
}
