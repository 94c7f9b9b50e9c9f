// Notifications: when a person is needed, or was spared a question; at most one every two seconds, none for what the person
// looks at just now.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { Review } from "../protocol/generated";
import { Batch, notificationText } from "../text/batch";

/** At most one notification in this time, in ms. */
const quiet = 2_000;
/** How long a first one waits for others, in ms: agents that start together ask together. */
const gather = 400;

function looksAt(context: OperatorContext, review: Review): boolean {
  const { inboxVisible, shownReview, shownSession } = context.shared;
  if (!vscode.window.state.focused) return false;
  return (
    inboxVisible ||
    review.id === shownReview || (review.sessionId !== "" && review.sessionId === shownSession)
  );
}

async function showOne(review: Review): Promise<void> {
  const node = { kind: "review", id: review.id };
  const show = t("Show");
  const text = notificationText([review]);
  const [first, second] = review.choices;
  const decides = review.kind === "permission" && !review.inTerminalOnly && first !== undefined;
  const allow = first?.label ?? t("Allow");
  const deny = second?.label ?? t("Deny");
  const picked = await vscode.window.showInformationMessage(
    text,
    ...(decides ? [allow, deny, show] : [show]),
  );
  if (picked === show) {
    const command = review.inTerminalOnly ? "operator.focusSession" : "operator.openReview";
    await vscode.commands.executeCommand(command, review.inTerminalOnly ? review.sessionId : node);
  } else if (picked === allow) await vscode.commands.executeCommand("operator.approveReview", node);
  else if (picked === deny) await vscode.commands.executeCommand("operator.rejectReview", node);
}

async function showMany(reviews: readonly Review[]): Promise<void> {
  const next = t("Next");
  const inbox = t("Show Inbox");
  const picked = await vscode.window.showInformationMessage(notificationText(reviews), next, inbox);
  if (picked === next) await vscode.commands.executeCommand("operator.nextThatNeedsMe");
  if (picked === inbox) await vscode.commands.executeCommand("operator.inbox.focus");
}

/** Which reviews have a notification on the screen: one that is decided must not go on asking. */
class Toasts {
  private readonly asking = new Set<ReadonlySet<string>>();

  async during(reviews: readonly Review[], shown: Promise<void>): Promise<void> {
    const ids: ReadonlySet<string> = new Set(reviews.map((review) => review.id));
    this.asking.add(ids);
    await shown.finally(() => this.asking.delete(ids));
  }

  /** VS Code takes no notification back, but hides them all: done when none of ours asks for anything. */
  update(isOpen: (id: string) => boolean): void {
    const over = [...this.asking].filter((ids) => ![...ids].some(isOpen));
    for (const ids of over) this.asking.delete(ids);
    if (over.length > 0 && this.asking.size === 0) {
      void vscode.commands.executeCommand("notifications.hideToasts");
    }
  }
}

export function activate(context: OperatorContext): void {
  const toasts = new Toasts();
  const timer = {
    now: () => Date.now(),
    after: (ms: number, run: () => void) => {
      const handle = setTimeout(run, ms);
      return () => clearTimeout(handle);
    },
  };
  const batch = new Batch(quiet, gather, timer, (reviews) => {
    const unseen = reviews.filter((review) => !looksAt(context, review));
    const [only, second] = unseen;
    if (only === undefined || !context.settings.notifications) return;
    const shown = second === undefined ? showOne(only) : showMany(unseen);
    void toasts.during(unseen, shown).catch((error: unknown) => context.showError(error));
  });
  let filled = false;
  context.register(
    batch,
    context.model.onRestored((ids) => {
      const text = t("Lost their processes, and were restored: {0}", ids);
      if (context.settings.notifications) void vscode.window.showInformationMessage(text);
    }),
    context.model.onDidChange((changes) => {
      if (!context.model.ready) return;
      // What was open before this window looked is in the badge.
      if (!filled) batch.known(context.model.reviews);
      filled = true;
      if (changes.whole || changes.reviews.size > 0) {
        batch.update(context.model.reviews);
        toasts.update((id) => context.model.review(id) !== undefined);
      }
    }),
  );
}
