// The bench is a program that must not rot: its cheapest part runs here. No figure is judged.
import { expect, test } from "vitest";
import { aim, type Figure, spread, table } from "../bench/figures.ts";
import { processes } from "../bench/processes.ts";

test("median and p99 are nearest ranks", () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect(spread(hundred)).toEqual({ samples: 100, median: 50, p99: 99, least: 1, most: 100 });
  expect(spread([3])).toEqual({ samples: 1, median: 3, p99: 3, least: 3, most: 3 });
  expect(() => spread([])).toThrow("nothing was measured");
});

test("the table says what was missed", () => {
  const figure: Figure = { part: "launch", what: "a launch", unit: "ms", measured: spread([1.25]) };
  const text = table([
    { ...figure, aim: aim("≤ 1 ms", false), beside: { what: "git worktree add", measured: spread([1000]) } },
    { ...figure, aim: aim("≤ 2 ms", true), note: "much" },
  ]);
  expect(text).toMatch(/1\.25 ms .*git worktree add .*1000 ms .*≤ 1 ms +MISSED\n/);
  expect(text).toMatch(/≤ 2 ms +met\n\nlaunch, a launch: much$/);
});

test("the cheapest part runs, and its figures are whole", async () => {
  const figures = await processes({ quick: true, say: () => undefined });
  const kept = JSON.parse(JSON.stringify(figures)) as Figure[];
  expect(kept).toEqual(figures);
  expect(kept.map(({ what }) => what)).toEqual(["operator ls, 3 sessions", "operator hook", "/bin/true, the floor"]);
  for (const { measured, beside } of kept) {
    for (const each of beside ? [measured, beside.measured] : [measured]) {
      expect(each.samples).toBe(30);
      expect(each.median).toBeGreaterThan(0);
      expect(each.p99).toBeGreaterThanOrEqual(each.median);
    }
  }
});
