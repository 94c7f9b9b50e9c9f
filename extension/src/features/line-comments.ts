// Comments on the lines of a session's changes: drafts on the worktree's side of Show Changes, kept over reloads
// until a review of the session is decided here. A rejection takes them along (review-commands).
import { randomUUID } from "node:crypto";
import { posix, sep } from "node:path";
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { Session } from "../protocol/generated";
import { inReadingOrder, readComments, relocate, type LineComment } from "../text/line-comments";

const storageKey = "operator.lineComments";

/** A comment as VS Code shows it. The editor writes into `body` before Save or Cancel is run. */
class ShownComment implements vscode.Comment {
  readonly author = { name: t("You") };
  readonly label = t("not sent yet");
  readonly contextValue = "draft";
  mode = vscode.CommentMode.Preview;
  body: string;

  constructor(readonly draft: LineComment) {
    this.body = draft.text;
  }
}

interface Shown {
  readonly draft: LineComment;
  readonly thread: vscode.CommentThread;
}

/** The session whose worktree has the file, and the file's path in it. */
function placeIn(
  sessions: readonly Session[],
  uri: vscode.Uri,
): { readonly session: Session; readonly path: string } | undefined {
  if (uri.scheme !== "file") return undefined;
  const session = sessions.find(
    ({ worktree }) => worktree !== "" && uri.fsPath.startsWith(worktree + sep),
  );
  if (session === undefined) return undefined;
  const path = uri.fsPath.slice(session.worktree.length + 1).replaceAll(sep, posix.sep);
  return { session, path };
}

async function linesOf(uri: vscode.Uri): Promise<string[]> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return new TextDecoder().decode(bytes).split(/\r?\n/);
  } catch {
    return []; // deleted meanwhile: the quote tells what was meant
  }
}

class LineComments implements vscode.CommentingRangeProvider {
  private readonly controller = vscode.comments.createCommentController(
    "operator.changes",
    t("Comments for agents"),
  );
  private readonly shown = new Map<string, Shown>();
  private restored = false;

  constructor(private readonly context: OperatorContext) {
    this.controller.commentingRangeProvider = this;
    this.controller.options = {
      prompt: t("Comment on this line"),
      placeHolder: t("What should be different?"),
    };
  }

  provideCommentingRanges(document: vscode.TextDocument): vscode.Range[] {
    const place = placeIn(this.context.model.sessions, document.uri);
    if (place === undefined) return [];
    return [new vscode.Range(0, 0, Math.max(0, document.lineCount - 1), 0)];
  }

  /** After a reload: what was kept, at its place. Without its worktree a comment has no meaning. */
  update(): void {
    const { model, extension } = this.context;
    if (!model.ready) return;
    if (!this.restored) {
      this.restored = true;
      for (const draft of readComments(extension.workspaceState.get(storageKey)))
        void this.restore(draft);
      return;
    }
    const gone = [...this.shown.values()].filter(({ draft }) => this.uriOf(draft) === undefined);
    if (gone.length > 0) this.clear(gone.map(({ draft }) => draft));
  }

  private uriOf({ sessionId, path }: LineComment): vscode.Uri | undefined {
    const worktree = this.context.model.session(sessionId)?.worktree ?? "";
    return worktree === "" ? undefined : vscode.Uri.joinPath(vscode.Uri.file(worktree), path);
  }

  private async restore(old: LineComment): Promise<void> {
    const uri = this.uriOf(old);
    if (uri === undefined) return;
    const draft = relocate(old, await linesOf(uri));
    const range = new vscode.Range(draft.first - 1, 0, draft.last - 1, 0);
    this.keep(draft, this.controller.createCommentThread(uri, range, []));
  }

  private keep(draft: LineComment, thread: vscode.CommentThread): void {
    thread.comments = [new ShownComment(draft)];
    thread.canReply = false;
    thread.label = t("Sent when you reject the work");
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    this.shown.set(draft.id, { draft, thread });
  }

  private remember(): void {
    const drafts = [...this.shown.values()].map(({ draft }) => draft);
    void this.context.extension.workspaceState.update(storageKey, drafts);
  }

  /** "Add Comment" below the text that was typed at a line. */
  async add({ thread, text }: vscode.CommentReply): Promise<void> {
    const place = placeIn(this.context.model.sessions, thread.uri);
    if (place === undefined || text.trim() === "") return;
    const document = await vscode.workspace.openTextDocument(thread.uri);
    const { start, end } = thread.range;
    const numbers = Array.from({ length: end.line - start.line + 1 }, (_, i) => start.line + i);
    const draft: LineComment = {
      id: randomUUID(),
      sessionId: place.session.id,
      path: place.path,
      first: start.line + 1,
      last: end.line + 1,
      quote: numbers.filter((n) => n < document.lineCount).map((n) => document.lineAt(n).text),
      text: text.trim(),
    };
    this.keep(draft, thread);
    this.remember();
  }

  /** The same for who has no mouse: asks for the words in a field of their own. */
  async addAtCursor(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const uri = editor?.document.uri;
    const place = uri === undefined ? undefined : placeIn(this.context.model.sessions, uri);
    if (editor === undefined || uri === undefined || place === undefined) {
      void vscode.window.showInformationMessage(
        t("Put the cursor into a file of a session’s changes first."),
      );
      return;
    }
    const range = new vscode.Range(editor.selection.start, editor.selection.end);
    const text = await vscode.window.showInputBox({
      title: t("Comment on {0}:{1}", place.path, range.start.line + 1),
      prompt: t("What should be different?"),
      ignoreFocusOut: true,
    });
    if (text === undefined || text.trim() === "") return;
    await this.add({ thread: this.controller.createCommentThread(uri, range, []), text });
  }

  /** Shows a comment anew: with another text, or with a field to edit it in. */
  private show(id: string, mode: vscode.CommentMode, text?: string): void {
    const shown = this.shown.get(id);
    if (shown === undefined) return;
    const draft = { ...shown.draft, text: text ?? shown.draft.text };
    const comment = new ShownComment(draft);
    comment.mode = mode;
    shown.thread.comments = [comment];
    this.shown.set(id, { draft, thread: shown.thread });
    this.remember();
  }

  edit(comment: ShownComment): void {
    this.show(comment.draft.id, vscode.CommentMode.Editing);
  }
  save(comment: ShownComment): void {
    const text = comment.body.trim();
    this.show(comment.draft.id, vscode.CommentMode.Preview, text === "" ? undefined : text);
  }
  cancel(comment: ShownComment): void {
    this.show(comment.draft.id, vscode.CommentMode.Preview);
  }

  /** A session's comments where their lines stand now. */
  of(sessionId: string): Promise<LineComment[]> {
    const drafts = [...this.shown.values()]
      .map(({ draft }) => draft)
      .filter((draft) => draft.sessionId === sessionId);
    const moved = drafts.map(async (draft) => {
      const uri = this.uriOf(draft);
      return uri === undefined ? draft : relocate(draft, await linesOf(uri));
    });
    return Promise.all(moved).then(inReadingOrder);
  }

  clear(comments: readonly LineComment[]): void {
    for (const { id } of comments) {
      this.shown.get(id)?.thread.dispose();
      this.shown.delete(id);
    }
    this.remember();
  }

  dispose(): void {
    this.controller.dispose();
  }
}

export function activate(context: OperatorContext): void {
  const comments = new LineComments(context);
  context.shared.lineComments = {
    of: (sessionId) => comments.of(sessionId),
    clear: (some) => comments.clear(some),
  };
  const onOne = (id: string, run: (comment: ShownComment) => void): void =>
    context.command(id, (argument) => {
      if (argument instanceof ShownComment) run(argument);
    });
  context.register(
    comments,
    context.model.onDidChange((changes) => {
      if (changes.whole || changes.sessions.size > 0) comments.update();
    }),
  );
  // VS Code gives a CommentReply: this command is in the menu of a thread alone.
  context.command("operator.addComment", (reply) => comments.add(reply as vscode.CommentReply));
  context.command("operator.commentOnLine", () => comments.addAtCursor());
  onOne("operator.editComment", (comment) => comments.edit(comment));
  onOne("operator.saveComment", (comment) => comments.save(comment));
  onOne("operator.cancelComment", (comment) => comments.cancel(comment));
  onOne("operator.deleteComment", ({ draft }) => comments.clear([draft]));
}
