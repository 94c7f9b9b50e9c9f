// Many causes, runs that keep a distance: at once when the last run is long enough ago, else once when it is.
import type { Disposable } from "./emitter";

export class Paced implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private due = 0;
  private last = Number.NEGATIVE_INFINITY;

  constructor(private readonly run: () => void) {}

  /** Runs as soon as the last run is `pause` ms ago; a shorter pause overtakes a longer one that waits. */
  request(pause: number): void {
    const due = this.last + pause;
    if (this.timer !== undefined && this.due <= due) return;
    this.dispose();
    const wait = due - performance.now();
    if (wait <= 0) return this.now();
    this.due = due;
    this.timer = setTimeout(() => this.now(), wait);
  }

  private now(): void {
    this.dispose();
    this.last = performance.now();
    this.run();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
