// Gathers what needs a person into few notifications: one at once, then at most one every `quiet` ms.
// Pure but for the timer, which is passed in.
import { t } from "../base/l10n";
import type { Review } from "../protocol/generated";
import { oneLine, reviewKindWords } from "./words";

export interface Timer {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

export class Batch {
  private readonly waiting = new Map<string, Review>();
  private readonly seen = new Set<string>();
  private lastShown = Number.NEGATIVE_INFINITY;
  private cancel: (() => void) | undefined;

  constructor(
    private readonly quiet: number,
    private readonly gather: number,
    private readonly timer: Timer,
    private readonly show: (reviews: readonly Review[]) => void,
  ) {}

  /** The reviews that are open now. Each is shown at most once; one that closes in time never is. */
  update(open: readonly Review[]): void {
    const ids = new Set(open.map((review) => review.id));
    for (const id of this.waiting.keys()) if (!ids.has(id)) this.waiting.delete(id);
    for (const id of this.seen) if (!ids.has(id)) this.seen.delete(id);
    for (const review of open) {
      if (this.waiting.has(review.id)) this.waiting.set(review.id, review);
      if (this.seen.has(review.id)) continue;
      this.seen.add(review.id);
      this.waiting.set(review.id, review);
    }
    if (this.waiting.size > 0) this.schedule();
  }

  /** These were open before: a person knows of them, or the badge tells. */
  known(open: readonly Review[]): void {
    for (const review of open) this.seen.add(review.id);
  }

  private schedule(): void {
    if (this.cancel !== undefined) return;
    const wait = Math.max(this.gather, this.lastShown + this.quiet - this.timer.now());
    this.cancel = this.timer.after(wait, () => this.flush());
  }

  private flush(): void {
    this.cancel = undefined;
    if (this.waiting.size === 0) return;
    this.lastShown = this.timer.now();
    const reviews = [...this.waiting.values()];
    this.waiting.clear();
    this.show(reviews);
  }

  dispose(): void {
    this.cancel?.();
  }
}

/** "app-3: Permission: run npm test", or "3 sessions need you" for several. */
export function notificationText(reviews: readonly Review[]): string {
  const [first] = reviews;
  if (first === undefined) return "";
  if (reviews.length === 1) {
    const who = first.sessionId === "" ? t("Operator") : first.sessionId;
    return `${who}: ${reviewKindWords(first.kind)}: ${oneLine(first.title, 120)}`;
  }
  const sessions = new Set(reviews.map((review) => review.sessionId)).size;
  return sessions === 1 && first.sessionId !== ""
    ? t("{0} needs you: {1} decisions", first.sessionId, reviews.length)
    : t("{0} sessions need you", sessions);
}
