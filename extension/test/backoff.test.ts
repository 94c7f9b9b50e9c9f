import { expect, it } from "vitest";
import { Backoff } from "../src/server/backoff";

it("waits longer each time and gives up at the fifth crash in three minutes", () => {
  const backoff = new Backoff();
  expect([0, 1_000, 2_000, 3_000, 4_000].map((at) => backoff.crashed(at))).toEqual([
    250,
    500,
    1_000,
    2_000,
    undefined,
  ]);
});
it("forgets crashes that are long ago", () => {
  const backoff = new Backoff();
  for (const at of [0, 60_000, 120_000, 179_000]) backoff.crashed(at);
  expect(backoff.crashed(181_000)).toBe(2_000);
});
it("starts over when told to", () => {
  const backoff = new Backoff();
  for (const at of [0, 1, 2, 3, 4]) backoff.crashed(at);
  backoff.forget();
  expect(backoff.crashed(5)).toBe(250);
});
