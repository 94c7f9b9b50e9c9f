// Numbers that look random and come again with the same seed.

export type Random = (below: number) => number;

/** Integers from 0 up to `below`, without it; by the seed alone (mulberry32, public domain). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One of them, by its weight. */
export function weighted<T extends { weight: number }>(list: readonly T[], random: Random): T {
  let left = random(list.reduce((sum, { weight }) => sum + weight, 0));
  for (const one of list) {
    left -= one.weight;
    if (left < 0) return one;
  }
  throw new Error("nothing to choose from");
}
