// One action for many rows: one after another, and what failed is told together.
import { t } from "./base/l10n";
import { RequestFailed, toRequestFailed } from "./server/rpc-client";

/** Fails with RequestFailed when any of it failed, after trying all. */
export async function forEach<T>(
  items: readonly T[],
  run: (item: T) => PromiseLike<unknown>,
): Promise<void> {
  const failures: RequestFailed[] = [];
  for (const item of items) {
    try {
      await run(item);
    } catch (error) {
      failures.push(toRequestFailed(error));
    }
  }
  const [first] = failures;
  if (first === undefined) return;
  if (items.length === 1) throw first;
  const words = [...new Set(failures.map((failure) => failure.message))].join("; ");
  throw new RequestFailed(
    t("{0} of {1} failed: {2}", failures.length, items.length, words),
    first.code,
    "",
  );
}
