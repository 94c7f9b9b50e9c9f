// The Tickets tree: queue in launch order with why each waits, in progress, completed. Dragging gives
// a ticket another's priority or puts it back into the queue.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import { forEach } from "../many";
import type { ProblemNode, TicketGroupNode, TicketNode } from "../nodes";
import type { Problem, Ticket, TicketState } from "../protocol/generated";
import { ticketName } from "../targets";
import { ticketStates, ticketsIn, ticketStateWords } from "../text/groups";
import { ticketLabel } from "../text/labels";
import { escapeMarkdown } from "../text/markdown";
import { oneLine } from "../text/words";

type Row = TicketGroupNode | TicketNode | ProblemNode;

/** Where VS Code wants a tree's own rows; lower case. */
const mimeType = "application/vnd.code.tree.operator.tickets";

const stateIcons: Readonly<Record<TicketState, string>> = {
  queue: "list-ordered",
  "in-progress": "play-circle",
  completed: "pass",
};

/** A longer title would push the reason out of sight; the tooltip has it whole. */
const rowLimit = 32;

class TicketsTree implements vscode.TreeDataProvider<Row>, vscode.TreeDragAndDropController<Row> {
  readonly dragMimeTypes = [mimeType];
  readonly dropMimeTypes = [mimeType];
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly context: OperatorContext) {}

  refresh(): void {
    this.changed.fire();
  }

  private get problems(): readonly Problem[] {
    return this.context.model.status?.problems ?? [];
  }

  getChildren(parent?: Row): Row[] {
    const { tickets } = this.context.model;
    if (parent === undefined) {
      // A missing repository is said in the Sessions view, with what helps.
      const said = this.context.obstacle === "noRepository";
      const problems = this.problems.flatMap(({ path }, index): Row[] =>
        said && path === "projects" ? [] : [{ kind: "problem", index }],
      );
      if (tickets.length === 0) return problems;
      return [...problems, ...ticketStates.map((state): Row => ({ kind: "ticketGroup", state }))];
    }
    if (parent.kind !== "ticketGroup") return [];
    return ticketsIn(tickets, parent.state).map((ticket) => ({
      kind: "ticket",
      path: ticket.path,
    }));
  }

  getParent(node: Row): Row | undefined {
    if (node.kind !== "ticket") return undefined;
    const ticket = this.context.model.ticket(node.path);
    return ticket === undefined ? undefined : { kind: "ticketGroup", state: ticket.state };
  }

  getTreeItem(node: Row): vscode.TreeItem {
    if (node.kind === "problem") return this.problemItem(node);
    if (node.kind === "ticketGroup") return this.groupItem(node.state);
    const ticket = this.context.model.ticket(node.path);
    return ticket === undefined ? new vscode.TreeItem(node.path) : this.ticketItem(ticket);
  }

  private problemItem(node: ProblemNode): vscode.TreeItem {
    const problem = this.problems[node.index];
    if (problem === undefined) return new vscode.TreeItem("");
    const what = problem.path === "" ? problem.message : `${problem.path}: ${problem.message}`;
    const item = new vscode.TreeItem(oneLine(what, 200));
    const place = problem.line > 0 ? `${problem.file}:${problem.line}` : problem.file;
    item.description = place;
    item.iconPath = new vscode.ThemeIcon(
      "warning",
      new vscode.ThemeColor("list.warningForeground"),
    );
    item.tooltip = `${what}\n${place}`;
    item.contextValue = "problem";
    item.command = openAt(this.context, problem.file, problem.line);
    item.accessibilityInformation = { label: t("Problem in {0}: {1}", place, what) };
    return item;
  }

  private groupItem(state: TicketState): vscode.TreeItem {
    const words = ticketStateWords(state);
    const count = ticketsIn(this.context.model.tickets, state).length;
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(
      words,
      count === 0 ? None : state === "completed" ? Collapsed : Expanded,
    );
    item.id = `state:${state}:${count === 0 ? "empty" : "some"}`;
    item.description = String(count);
    item.iconPath = new vscode.ThemeIcon(stateIcons[state]);
    item.contextValue = "group";
    item.accessibilityInformation = {
      label: count === 1 ? t("{0}, 1 ticket", words) : t("{0}, {1} tickets", words, count),
    };
    return item;
  }

  private ticketItem(ticket: Ticket): vscode.TreeItem {
    const title = ticket.title === "" ? ticket.path : oneLine(ticket.title);
    const item = new vscode.TreeItem(oneLine(title, rowLimit));
    item.id = `ticket:${ticket.path}`;
    const [problem] = ticket.problems;
    const why = problem === undefined ? ticket.reason : problem.message;
    item.description = [
      oneLine(why, 120),
      ticket.sessionId ?? "",
      ticket.step,
      ticket.priority,
      ticket.id,
    ]
      .filter((part) => part !== "")
      .join(" · ");
    item.iconPath =
      problem === undefined
        ? new vscode.ThemeIcon(ticket.icon, new vscode.ThemeColor(ticket.color))
        : new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
    item.tooltip = tooltip(ticket);
    item.contextValue = contextValue(ticket);
    item.command = openAt(this.context, ticket.path, problem?.line ?? 0);
    item.accessibilityInformation = { label: ticketLabel(ticket) };
    return item;
  }

  handleDrag(source: readonly Row[], data: vscode.DataTransfer): void {
    const paths = source.flatMap((node) => (node.kind === "ticket" ? [node.path] : []));
    if (paths.length > 0) data.set(mimeType, new vscode.DataTransferItem(paths));
  }

  async handleDrop(target: Row | undefined, data: vscode.DataTransfer): Promise<void> {
    const value: unknown = data.get(mimeType)?.value;
    const paths = Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
    const tickets = paths.flatMap((path) => this.context.model.ticket(path) ?? []);
    try {
      await this.drop(tickets, target);
    } catch (error) {
      await this.context.showError(error);
    }
  }

  private async drop(tickets: readonly Ticket[], target: Row | undefined): Promise<void> {
    if (target === undefined || target.kind === "problem") return;
    const onto = target.kind === "ticket" ? this.context.model.ticket(target.path) : undefined;
    const state = target.kind === "ticketGroup" ? target.state : onto?.state;
    if (state !== "queue") return;
    const requeued = tickets.filter((ticket) => ticket.state !== "queue");
    if (requeued.length > 0) {
      const nodes = requeued.map(({ path }): Row => ({ kind: "ticket", path }));
      await vscode.commands.executeCommand("operator.requeueTicket", nodes[0], nodes);
    }
    if (onto === undefined) return;
    const moved = tickets.filter(
      (ticket) => ticket.path !== onto.path && ticket.priority !== onto.priority,
    );
    if (moved.length === 0) return;
    const prioritize = (ticket: Ticket, priority: string): Promise<unknown> =>
      this.context.request("ticket/update", { id: ticketName(ticket), priority });
    await forEach(moved, (ticket) => prioritize(ticket, onto.priority));
    this.context.shared.undo.push({
      what: t("priority {0} of {1}", onto.priority, moved.map(ticketName).join(", ")),
      run: () => forEach(moved, (ticket) => prioritize(ticket, ticket.priority)),
    });
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function openAt(context: OperatorContext, path: string, line: number): vscode.Command {
  const root = context.folder?.uri ?? vscode.Uri.file("/");
  const at = Math.max(0, line - 1);
  const options: vscode.TextDocumentShowOptions =
    line > 0 ? { selection: new vscode.Range(at, 0, at, 0) } : {};
  return {
    command: "vscode.open",
    title: t("Open Ticket"),
    arguments: [vscode.Uri.joinPath(root, path), options],
  };
}

function contextValue(ticket: Ticket): string {
  const words = ["ticket", ticket.state === "in-progress" ? "inProgress" : ticket.state];
  if (ticket.state === "queue") words.push(ticket.hold ? "hold" : "queued");
  if (ticket.sessionId !== null && ticket.sessionId !== "") words.push("session");
  return words.join(" ");
}

function tooltip(ticket: Ticket): vscode.MarkdownString {
  const text = new vscode.MarkdownString("", true);
  text.appendMarkdown(`$(${ticket.icon}) **${escapeMarkdown(oneLine(ticket.title, 300))}**`);
  const facts = [
    ticket.id,
    ticket.type,
    ticket.priority,
    ticket.project,
    ticketStateWords(ticket.state),
  ];
  const paragraph = (words: string, icon = ""): void =>
    void text.appendMarkdown(`\n\n${icon}${escapeMarkdown(words)}`);
  paragraph(facts.filter((part) => part !== "").join(" · "));
  if (ticket.reason !== "") paragraph(t("Waits: {0}", ticket.reason));
  // What blocks it is mostly why it waits.
  if (ticket.blockedBy.some((id) => !ticket.reason.includes(id))) {
    paragraph(t("Blocked by {0}", ticket.blockedBy.join(", ")));
  }
  for (const problem of ticket.problems) {
    const where = problem.line > 0 ? t("line {0}: ", problem.line) : "";
    paragraph(`${where}${problem.message}`, "$(warning) ");
  }
  paragraph(ticket.path);
  return text;
}

export function activate(context: OperatorContext): void {
  const tree = new TicketsTree(context);
  const view = vscode.window.createTreeView("operator.tickets", {
    treeDataProvider: tree,
    dragAndDropController: tree,
    canSelectMany: true,
  });
  context.register(
    tree,
    view,
    context.onState(() => tree.refresh()),
    context.model.onDidChange((changes) => {
      if (changes.tickets || changes.status) tree.refresh();
    }),
  );
}
