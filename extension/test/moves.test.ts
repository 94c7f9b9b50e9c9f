import { expect, it } from "vitest";
import { movesOf } from "../src/text/moves";
import { ticket } from "./samples";

const moved = ticket({ state: "in-progress", path: ".tickets/in-progress/FEAT-7K2QD.md" });

it("tells a ticket's old and new path once", () => {
  const first = movesOf(new Map(), [ticket()]);
  expect(first.moves).toEqual([]);
  const second = movesOf(first.now, [moved]);
  expect(second.moves).toEqual([{ from: ticket().path, to: moved.path }]);
  expect(movesOf(second.now, [moved]).moves).toEqual([]);
});
it("takes nothing for a move while two files have one id, or none", () => {
  const { now } = movesOf(new Map(), [ticket()]);
  expect(movesOf(now, [ticket(), moved]).moves).toEqual([]);
  expect(movesOf(now, [ticket({ id: "", path: "a.md" })]).moves).toEqual([]);
});
