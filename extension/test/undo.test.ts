import { expect, it } from "vitest";
import { forEach } from "../src/many";
import { RequestFailed } from "../src/server/rpc-client";
import { UndoStack } from "../src/text/undo";

it("takes back the newest first, and says when nothing is left", async () => {
  const told: boolean[] = [];
  const done: string[] = [];
  const stack = new UndoStack((can) => told.push(can));
  for (const what of ["a", "b"])
    stack.push({ what, run: () => Promise.resolve(void done.push(what)) });
  expect((await stack.undo())?.what).toBe("b");
  expect((await stack.undo())?.what).toBe("a");
  expect(await stack.undo()).toBeUndefined();
  expect(done).toEqual(["b", "a"]);
  expect(told.at(-1)).toBe(false);
});

it("does not try again what failed", async () => {
  const stack = new UndoStack(() => undefined);
  stack.push({ what: "a", run: () => Promise.reject(new Error("too late")) });
  await expect(stack.undo()).rejects.toThrow("too late");
  expect(await stack.undo()).toBeUndefined();
});

it("does one thing to many, and tells failures together", async () => {
  const done: number[] = [];
  const run = (n: number): Promise<void> => {
    if (n % 2 === 0) return Promise.reject(new RequestFailed("it is even", "conflict", ""));
    done.push(n);
    return Promise.resolve();
  };
  await expect(forEach([1, 2, 3, 4], run)).rejects.toThrow("2 of 4 failed: it is even");
  expect(done).toEqual([1, 3]);
  await expect(forEach([2], run)).rejects.toThrow(/^it is even$/);
});
