// Approve, reject, answer, and going to the next thing that needs a person.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { Choice, Review } from "../protocol/generated";
import { pickReview } from "../targets";
import { oneLine, reviewKindWords } from "../text/words";

/** What a denied permission tells the agent when the person gives no reason. */
const plainDenial = "Denied.";

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
  await context.requestWithProgress("operator.inbox", "review/approve", { id: review.id });
  context.shared.approved();
  say(t("Approved: {0}", named(review)));
}

async function reject(context: OperatorContext, review: Review): Promise<void> {
  if (await inTerminal(review)) return;
  const optional = review.kind === "permission";
  const reason = await vscode.window.showInputBox({
    title: t("Reject {0}", named(review)),
    prompt: optional
      ? t("What the agent should do instead (optional)")
      : t("Feedback for the agent"),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === "" && !optional ? t("The agent needs to know why.") : undefined,
  });
  if (reason === undefined) return;
  const words = reason.trim() === "" ? plainDenial : reason;
  await context.requestWithProgress("operator.inbox", "review/reject", {
    id: review.id,
    reason: words,
  });
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
  return vscode.window.showQuickPick(items, { title: named(review) });
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
