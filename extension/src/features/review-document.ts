// Open Review: a review as a rendered markdown document, and which review is shown just now, so that
// the buttons above it decide the right one.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { Review } from "../protocol/generated";
import { pickReview } from "../targets";
import {
  changesTitle,
  closedDocument,
  reviewDocument,
  reviewDocumentName,
  reviewText,
} from "../text/review-document";

const scheme = "operator-review";
/** VS Code's rendered markdown as an editor of one document; its preview command's follows the active editor. */
const rendered = "vscode.markdown.preview.editor";

function uriOf(review: Review): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${reviewDocumentName(review)}`, query: review.id });
}

class ReviewDocuments implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** The documents that VS Code has asked for, by review. */
  private readonly opened = new Map<string, vscode.Uri>();
  /** What open documents said last. */
  private readonly texts = new Map<string, string>();

  constructor(private readonly context: OperatorContext) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    await this.known();
    this.opened.set(uri.query, uri);
    const review = this.context.model.review(uri.query);
    if (review === undefined) return closedDocument(this.texts.get(uri.query));
    this.texts.set(review.id, reviewText(review, this.context.model.session(review.sessionId)));
    return reviewDocument(review, this.context.model.session(review.sessionId));
  }

  /** After a reload VS Code opens its tabs before anything is known: until it is, or cannot be. */
  private known(): Promise<void> {
    const { model, onState } = this.context;
    const settled = (): boolean =>
      model.ready || !["starting", "ready"].includes(this.context.state);
    return new Promise((resolve) => {
      if (settled()) return resolve();
      const listeners = [model.onDidChange(look), onState(look)];
      function look(): void {
        if (!settled()) return;
        for (const listener of listeners) listener.dispose();
        resolve();
      }
    });
  }

  async open(review: Review): Promise<void> {
    const uri = uriOf(review);
    try {
      await this.closeDecided();
      await vscode.commands.executeCommand("vscode.openWith", uri, rendered, { preview: false });
    } catch (error) {
      this.context.log.warn(`no markdown preview: ${String(error)}`);
      await vscode.window.showTextDocument(uri, { preview: true });
    }
  }

  /** What was decided stays to be read until something else is opened. */
  private async closeDecided(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const decided = tabs.filter(({ input }) => {
      const ours = input instanceof vscode.TabInputCustom && input.uri.scheme === scheme;
      return ours && this.context.model.review(input.uri.query) === undefined;
    });
    await vscode.window.tabGroups.close(decided, true);
  }

  /** A document in sight that VS Code brought back before this extension ran stays empty: it is opened anew. */
  async openAgain(): Promise<void> {
    for (const { activeTab, viewColumn } of vscode.window.tabGroups.all) {
      const input = activeTab?.input;
      if (activeTab === undefined || !(input instanceof vscode.TabInputCustom)) continue;
      if (input.uri.scheme !== scheme) continue;
      const options = { viewColumn, preserveFocus: true, preview: false };
      await vscode.window.tabGroups.close(activeTab, true);
      if (this.context.model.review(input.uri.query) === undefined) continue;
      await vscode.commands.executeCommand("vscode.openWith", input.uri, rendered, options);
    }
  }

  refresh(ids: Iterable<string> = this.opened.keys()): void {
    for (const id of ids) {
      const uri = this.opened.get(id);
      if (uri !== undefined) this.changed.fire(uri);
    }
  }

  /** The open review whose document or changes the active tab shows. */
  shown(): Review | undefined {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    if (tab === undefined) return undefined;
    const { model } = this.context;
    const { input } = tab;
    const ofDocument =
      input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
    if (ofDocument && input.uri.scheme === scheme) return model.review(input.uri.query);
    return model.reviews.find((review) => {
      const session = model.session(review.sessionId);
      return (
        review.kind === "pr" && session !== undefined && tab.label.startsWith(changesTitle(session))
      );
    });
  }

  dispose(): void {
    this.changed.dispose();
  }
}

export function activate(context: OperatorContext): void {
  const documents = new ReviewDocuments(context);
  const look = (): void => {
    const shown = documents.shown();
    context.shared.shownReview = shown?.id;
    const answerable = shown !== undefined && !shown.inTerminalOnly;
    void vscode.commands.executeCommand("setContext", "operator.reviewShown", answerable);
  };
  let first = true;
  context.register(
    documents,
    vscode.workspace.registerTextDocumentContentProvider(scheme, documents),
    vscode.window.tabGroups.onDidChangeTabs(look),
    vscode.window.tabGroups.onDidChangeTabGroups(look),
    context.model.onDidChange((changes) => {
      documents.refresh(changes.whole ? undefined : changes.reviews);
      if (first && context.model.ready) {
        first = false;
        documents.openAgain().catch((error: unknown) => context.log.warn(String(error)));
      }
      look();
    }),
  );
  context.command("operator.openReview", async (argument) => {
    const review = await pickReview(context, argument, t("Open Review"));
    if (review === undefined) return;
    // Finished work is judged by its changes; its text opens from the buttons above them.
    const fromChanges = argument instanceof vscode.Uri;
    if (review.kind === "pr" && review.sessionId !== "" && !fromChanges) {
      await vscode.commands.executeCommand("operator.showChanges", review.sessionId);
      return;
    }
    await documents.open(review);
  });
}
