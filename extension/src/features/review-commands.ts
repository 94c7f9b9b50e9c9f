// Approve, reject, answer, and going to the next thing that needs a person.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { Choice, Review } from "../protocol/generated";
import { pickReview } from "../targets";
import { commentCount, commentText, feedbackText, type LineComment } from "../text/line-comments";
import { oneLine, reviewKindWords } from "../text/words";

/** What a denied permission tells the agent when the person gives no reason. */
const plainDenial = "Denied.";

/** Words typed for a rejection that did not come about, by review: nobody types them twice. */
const unsent = new Map<string, string>();

/** The lines of comments that are shown in a question; the editor has them all. */
const shownLines = 24;

function named(review: Review): string {
  const who = review.sessionId === "" ? "" : `${review.sessionId}: `;
  return `${who}${reviewKindWords(review.kind)}: ${oneLine(review.title)}`;
}

async function inTerminal(review: Review): Promise<boolean> {
  if (!review.inTerminalOnly) return false;
  const focus = t("Focus Session");
  const text = t("This question can only be answered in the terminal.");
  if ((await vscode.window.showInformationMessage(text, focus)) === focus) {
    await vscode.commands.executeCommand("operator.focusSession", review.sessionId);
  }
  return true;
}

async function approve(context: OperatorContext, review: Review): Promise<void> {
  if (await inTerminal(review)) return;
  if (review.choices.length === 0) return answer(context, review);
  const comments = await commentsFor(context, review);
  if (comments.length > 0) {
    const way = await askAboutComments(review, comments);
    if (way === "reject") return reject(context, review);
    if (way === undefined) return;
  }
  await context.requestWithProgress("operator.inbox", "review/approve", { id: review.id });
  context.shared.lineComments.clear(comments);
  context.shared.approved();
  say(t("Approved: {0}", named(review)));
}

/** Comments on lines go along with a decision about work; a permission is about one call of a tool. */
async function commentsFor(
  { shared }: OperatorContext,
  { kind, sessionId }: Review,
): Promise<readonly LineComment[]> {
  const aboutWork = kind === "plan" || kind === "visual" || kind === "pr";
  return aboutWork && sessionId !== "" ? shared.lineComments.of(sessionId) : [];
}

function excerpt(comments: readonly LineComment[]): string {
  const lines = comments.map(commentText).join("\n\n").split("\n");
  return lines.length <= shownLines
    ? lines.join("\n")
    : [...lines.slice(0, shownLines), "…"].join("\n");
}

/** An approval leaves the comments behind: which of the two is meant? */
async function askAboutComments(
  review: Review,
  comments: readonly LineComment[],
): Promise<"approve" | "reject" | undefined> {
  const approveAnyway = t("Approve, Delete Comments");
  const rejectInstead = t("Reject with Comments");
  const text = t("{0}: {1} not sent", review.sessionId, commentCount(comments.length));
  const detail = t("Comments on lines reach the agent with a rejection.\n\n{0}", excerpt(comments));
  const picked = await vscode.window.showWarningMessage(
    text,
    { modal: true, detail },
    rejectInstead,
    approveAnyway,
  );
  if (picked === approveAnyway) return "approve";
  return picked === rejectInstead ? "reject" : undefined;
}

/** Shows what is about to be sent. */
async function maySend(
  review: Review,
  typed: string,
  comments: readonly LineComment[],
): Promise<boolean> {
  const send = t("Reject and Send");
  const text = t("Reject {0} with {1}?", named(review), commentCount(comments.length));
  const words = typed.trim() === "" ? "" : `${typed.trim()}\n\n`;
  const detail = `${words}${excerpt(comments)}`;
  return (await vscode.window.showInformationMessage(text, { modal: true, detail }, send)) === send;
}

function feedbackPrompt(optional: boolean, comments: number): string {
  if (optional) return t("What the agent should do instead (optional)");
  if (comments === 0) return t("Feedback for the agent");
  return t("Feedback for the agent (optional), sent with {0}", commentCount(comments));
}

async function reject(context: OperatorContext, review: Review): Promise<void> {
  if (await inTerminal(review)) return;
  // What happens to leftovers or a moved ticket is picked; a no does not say which.
  if (review.kind === "leftover" || review.kind === "conflict") return answer(context, review);
  const comments = await commentsFor(context, review);
  const optional = review.kind === "permission" || comments.length > 0;
  const reason = await vscode.window.showInputBox({
    title: t("Reject {0}", named(review)),
    prompt: feedbackPrompt(review.kind === "permission", comments.length),
    value: unsent.get(review.id) ?? "",
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === "" && !optional ? t("The agent needs to know why.") : undefined,
  });
  if (reason === undefined) return;
  unsent.set(review.id, reason);
  if (comments.length > 0 && !(await maySend(review, reason, comments))) return;
  const words = feedbackText(reason, comments);
  await context.requestWithProgress("operator.inbox", "review/reject", {
    id: review.id,
    reason: words === "" ? plainDenial : words,
  });
  unsent.delete(review.id);
  context.shared.lineComments.clear(comments);
  say(t("Rejected: {0}", named(review)));
}

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice: Choice | undefined;
}

async function answer(context: OperatorContext, review: Review): Promise<void> {
  if (await inTerminal(review)) return;
  const picked = await pickChoice(review);
  if (picked === undefined) return;
  if (picked.choice === undefined) {
    const text = await vscode.window.showInputBox({
      title: named(review),
      prompt: t("Answer in words"),
      ignoreFocusOut: true,
    });
    if (text === undefined || text.trim() === "") return;
    await context.requestWithProgress("operator.inbox", "review/answer", { id: review.id, text });
  } else {
    if (picked.choice.id === "discard" && !(await sure(review))) return;
    if (picked.choice.id === "reject") return reject(context, review);
    if (picked.choice.id === "approve") return approve(context, review);
    await context.requestWithProgress("operator.inbox", "review/answer", {
      id: review.id,
      choice: picked.choice.id,
    });
  }
  say(t("Answered: {0}", named(review)));
}

async function pickChoice(review: Review): Promise<ChoiceItem | undefined> {
  const inWords: ChoiceItem = {
    label: t("Answer in Words…"),
    iconPath: new vscode.ThemeIcon("edit"),
    choice: undefined,
  };
  if (review.choices.length === 0) return inWords;
  const items: ChoiceItem[] = review.choices.map((choice) => ({ label: choice.label, choice }));
  if (review.kind === "question") items.push(inWords);
  return vscode.window.showQuickPick(items, {
    title: named(review),
    placeHolder: t("How do you answer?"),
  });
}

async function sure(review: Review): Promise<boolean> {
  const discard = t("Discard");
  const text = t("Discard the uncommitted work of {0}?", review.sessionId);
  const detail = t("It cannot be brought back.");
  return (
    (await vscode.window.showWarningMessage(text, { modal: true, detail }, discard)) === discard
  );
}

function say(text: string): void {
  void vscode.window.setStatusBarMessage(text, 4_000);
}

/** Goes round: open reviews in the owner's order, then stuck sessions. */
class Next {
  private last: string | undefined;

  constructor(private readonly context: OperatorContext) {}

  async go(): Promise<void> {
    const { model } = this.context;
    const stuck = model.sessions.filter((session) => session.status === "stuck");
    const all = [
      ...model.reviews.map((review) => review.id),
      ...stuck.map((session) => session.id),
    ];
    const [first] = all;
    if (first === undefined) {
      void vscode.window.showInformationMessage(t("Nothing needs you."));
      return;
    }
    // With the last one decided or never seen, the most valuable is next.
    const next = all[(all.indexOf(this.last ?? "") + 1) % all.length] ?? first;
    this.last = next;
    const review = model.review(next);
    if (review === undefined) return this.focus(next);
    if (review.inTerminalOnly) return this.focus(review.sessionId);
    await vscode.commands.executeCommand("operator.openReview", { kind: "review", id: next });
  }

  private async focus(sessionId: string): Promise<void> {
    await vscode.commands.executeCommand("operator.focusSession", sessionId);
  }
}

export function activate(context: OperatorContext): void {
  const decide = (
    command: string,
    title: string,
    run: (context: OperatorContext, review: Review) => Promise<void>,
  ): void =>
    context.command(command, async (argument) => {
      const review = await pickReview(context, argument, title);
      if (review !== undefined) await run(context, review);
    });
  decide("operator.approveReview", t("Approve Review"), approve);
  decide("operator.rejectReview", t("Reject Review"), reject);
  decide("operator.answerReview", t("Answer Review"), answer);
  const next = new Next(context);
  context.command("operator.nextThatNeedsMe", () => next.go());
}
