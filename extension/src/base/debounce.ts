// Many causes, one run: calls within `delay` ms after the first are one call at its end.
import type { Disposable } from "./emitter";

export class Coalesced implements Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly delay: number,
    private readonly run: () => void,
  ) {}

  /** Runs `delay` ms from the first request on, however many follow. */
  request(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.run();
    }, this.delay);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
