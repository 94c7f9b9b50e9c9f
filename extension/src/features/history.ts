// Search History, in a quick pick that asks while it is typed; Show History and Show Summary of a
// session, as documents.
import * as vscode from "vscode";
import { Coalesced } from "../base/debounce";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { Event, Requests } from "../protocol/generated";
import { pickSession } from "../targets";
import { historyText, whatHappened, when } from "../text/history";

const scheme = "operator-history";
const summaryScheme = "operator-summary";
const found = 100;
const shown = 5_000;

/** The newest that match, oldest first, page after page until there are enough; and whether there are more. */
async function newest(
  context: OperatorContext,
  wanted: Requests["event/list"]["params"],
  count: number,
): Promise<{ events: Event[]; more: boolean }> {
  let events: Event[] = [];
  let before: number | undefined;
  do {
    const limit = Math.min(1_000, count - events.length);
    const from = before === undefined ? {} : { before };
    const page = await context.request("event/list", { ...wanted, ...from, limit });
    events = [...page.events, ...events];
    before = page.next;
  } while (before !== undefined && events.length < count);
  return { events, more: before !== undefined };
}

interface Row extends vscode.QuickPickItem {
  readonly event: Event;
}

function rowOf(event: Event): Row {
  return {
    label: whatHappened(event).slice(0, 300),
    description: event.sessionId === "" ? event.ticketId : event.sessionId,
    detail: `${when(event.at)} · ${event.actor}`,
    // The owner has searched: VS Code is not to search in what it found.
    alwaysShow: true,
    event,
  };
}

function search(context: OperatorContext): void {
  const pick = vscode.window.createQuickPick<Row>();
  pick.title = t("Search History");
  pick.placeholder = t("Words: a command, a file, a prompt, a decision");
  let asked = 0;
  const ask = async (): Promise<void> => {
    const turn = ++asked;
    pick.busy = true;
    try {
      const { events } = await newest(context, { search: pick.value }, found);
      if (turn === asked) pick.items = events.reverse().map(rowOf);
    } catch (error) {
      pick.hide();
      await context.showError(error);
    } finally {
      if (turn === asked) pick.busy = false;
    }
  };
  const typed = new Coalesced(150, () => void ask());
  pick.onDidChangeValue(() => typed.request());
  pick.onDidAccept(() => {
    const [row] = pick.selectedItems;
    pick.hide();
    if (row !== undefined && row.event.sessionId !== "") void show(row.event.sessionId, row.event);
  });
  pick.onDidHide(() => {
    asked++;
    typed.dispose();
    pick.dispose();
  });
  pick.show();
  void ask();
}

/** Each time anew: a session's history grows. */
async function show(session: string, at?: Event): Promise<void> {
  const query = String(Date.now());
  const uri = vscode.Uri.from({ scheme, path: `/${session}.log`, query });
  const document = await vscode.workspace.openTextDocument(uri);
  const lines = document.getText().split("\n");
  const wanted = at === undefined ? -1 : lines.findIndex((line) => line.endsWith(lineEnd(at)));
  const line = wanted === -1 ? Math.max(0, lines.length - 2) : wanted;
  const selection = new vscode.Range(line, 0, line, lines[line]?.length ?? 0);
  await vscode.window.showTextDocument(document, { preview: true, selection });
}

const lineEnd = (event: Event): string => `${event.actor}  ${whatHappened(event)}`;

export function activate(context: OperatorContext): void {
  const provider: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: async ({ path }) => {
      const sessionId = path.slice(1, -".log".length);
      const { events, more } = await newest(context, { sessionId }, shown);
      return historyText(sessionId, events, more);
    },
  };
  context.register(vscode.workspace.registerTextDocumentContentProvider(scheme, provider));
  const summaries: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: async ({ path }) => {
      const id = path.slice(1, -".md".length);
      return (await context.request("session/summary", { id })).text;
    },
  };
  context.register(
    vscode.workspace.registerTextDocumentContentProvider(summaryScheme, summaries),
  );
  context.command("operator.searchHistory", () => search(context));
  context.command("operator.showHistory", async (argument) => {
    const session = await pickSession(context, argument, t("Show History"));
    if (session !== undefined) await show(session.id);
  });
  context.command("operator.showSummary", async (argument) => {
    const session = await pickSession(context, argument, t("Show Summary"));
    if (session === undefined) return;
    const query = String(Date.now());
    const uri = vscode.Uri.from({ scheme: summaryScheme, path: `/${session.id}.md`, query });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  });
}
