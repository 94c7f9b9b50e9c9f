// How often a program that keeps dying is started again: soon, then later, then not any more.

export interface BackoffOptions {
  readonly crashes: number; // allowed within `window`
  readonly window: number; // ms
  readonly first: number; // ms before the second start
  readonly longest: number; // ms
}

export const defaultBackoff: BackoffOptions = {
  crashes: 5,
  window: 180_000,
  first: 250,
  longest: 8_000,
};

export class Backoff {
  private crashes: number[] = [];

  constructor(private readonly options: BackoffOptions = defaultBackoff) {}

  /** Milliseconds to wait before the next start, or undefined when it has crashed too often. */
  crashed(now: number): number | undefined {
    const { crashes, window, first, longest } = this.options;
    this.crashes = [...this.crashes.filter((at) => now - at < window), now];
    if (this.crashes.length >= crashes) return undefined;
    return Math.min(longest, first * 2 ** (this.crashes.length - 1));
  }

  forget(): void {
    this.crashes = [];
  }
}
