// Which tickets' files have moved between two looks. Pure.
import type { Ticket } from "../protocol/generated";

export interface Move {
  readonly from: string;
  readonly to: string;
}

/** `before` and `now` are id → path, of the ids that occur once. */
export function movesOf(
  before: ReadonlyMap<string, string>,
  tickets: readonly Ticket[],
): { readonly moves: readonly Move[]; readonly now: ReadonlyMap<string, string> } {
  const now = new Map<string, string>();
  const twice = new Set<string>();
  for (const { id, path } of tickets) {
    if (id === "") continue;
    if (now.has(id)) twice.add(id);
    now.set(id, path);
  }
  for (const id of twice) now.delete(id);
  const moves = [...now].flatMap(([id, to]) => {
    const from = before.get(id);
    return from === undefined || from === to ? [] : [{ from, to }];
  });
  return { moves, now };
}
