// Waiting for something that has no event to wait for.

export interface UntilOptions {
  /** What is waited for, for the message when it does not come. */
  what: string;
  timeout?: number;
  interval?: number;
  /** Told when the wait fails: the state worth reading. */
  state?: () => unknown;
}

/** Asks until the answer is neither undefined, null nor false, and gives it. A throwing question counts as "not yet". */
export async function until<T>(
  question: () => T | Promise<T>,
  { what, timeout = 10_000, interval = 50, state }: UntilOptions,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + timeout;
  let last: unknown;
  for (;;) {
    try {
      const answer = await question();
      if (answer !== undefined && answer !== null && answer !== false)
        return answer as Exclude<T, undefined | null | false>;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= deadline) {
      const more = state ? `\nstate: ${JSON.stringify(await state(), null, 1)}` : "";
      throw new Error(`waited ${timeout} ms for ${what}; last: ${String(last)}${more}`);
    }
    await sleep(interval);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
