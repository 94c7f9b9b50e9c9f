// In which order tickets launch, how many at once, and what the rows of those say that do not.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "../support/workspace.ts";
import type { Queue } from "./replies.ts";
import { ok, scriptAgent, sessionsOf, sessionWhen, ticketWhen } from "./scene.ts";

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create();
});
afterEach(() => w.close());

function configure(queue: object, more: object = {}): void {
  const agents = { idle: scriptAgent(w, "idle", "exec sleep 600") };
  w.write(".operator/config.json", JSON.stringify({ queue: { settle: "50ms", ...queue }, agent: "idle", agents, ...more }));
}

const rows = async (): Promise<[string, string][]> =>
  (await w.json<Queue>("queue")).tickets.filter(({ state }) => state === "queue").map(({ id, reason }) => [id, reason]);

test("the order is blockers, type, priority, age; a missing or circular blocker blocks and is named", async () => {
  configure({ maxParallel: 1 });
  await ok(w, "trust", "--yes");
  await ok(w, "pause");
  const P = (priority: string) => ({ fields: { priority } });
  w.ticket({ type: "FEAT", title: "f", id: "FEAT-1", ...P("P0") });
  w.ticket({ type: "TASK", title: "old", id: "TASK-9", ...P("P2") });
  w.ticket({ type: "TASK", title: "young", id: "TASK-1", ...P("P2") });
  w.ticket({ type: "TASK", title: "urgent", id: "TASK-5", ...P("P1") });
  w.ticket({ type: "INV", title: "waits", id: "INV-1", fields: { priority: "P0", blocked_by: "[TASK-9]" } });
  w.ticket({ type: "FIX", title: "waits for nothing", id: "FIX-1", fields: { blocked_by: "[NOPE-1]" } });
  w.ticket({ type: "FIX", title: "round", id: "FIX-2", fields: { blocked_by: "[FIX-3]" } });
  w.ticket({ type: "FIX", title: "and round", id: "FIX-3", fields: { blocked_by: "[FIX-2]" } });
  await expect.poll(rows, { timeout: 20_000 }).toHaveLength(8);
  const why = Object.fromEntries(await rows());
  expect(why["INV-1"]).toBe("blocked by TASK-9");
  expect(why["FIX-1"]).toBe("blocked by NOPE-1, which does not exist");
  expect(why["FIX-2"]).toBe("blocked in a circle: FIX-2 → FIX-3 → FIX-2");
  expect(why["TASK-1"]).toBe("paused");
  await ok(w, "resume");
  // One at a time; each is completed by hand, and the next one follows.
  const launched: string[] = [];
  for (let n = 1; n <= 5; ++n) {
    const { ticketId } = await sessionWhen(w, `shop-${n}`, (s) => s.host.alive, "runs");
    launched.push(ticketId);
    if (n === 1) expect(Object.fromEntries(await rows())["FEAT-1"]).toBe("waits for a slot (1/1)");
    await ok(w, "complete", ticketId, "--kill");
  }
  // TASK-9 goes first, because an investigation waits for it.
  expect(launched).toEqual(["TASK-9", "INV-1", "TASK-5", "TASK-1", "FEAT-1"]);
  expect((await rows()).map(([id]) => id).sort()).toEqual(["FIX-1", "FIX-2", "FIX-3"]);
});

test("one paired session at a time in the workspace; others run beside it", async () => {
  configure({ maxParallel: 4 });
  await ok(w, "trust", "--yes");
  w.ticket({ type: "SPIKE", title: "Explore", id: "SPIKE-1" });
  await sessionWhen(w, "shop-1", (s) => s.host.alive, "runs");
  w.ticket({ type: "INV", title: "Look", id: "INV-1" });
  await ticketWhen(w, "INV-1", (t) => t.reason === "one paired session at a time (shop-1)", "waits for the other");
  w.ticket({ type: "TASK", title: "Beside", id: "TASK-1" });
  await sessionWhen(w, "shop-2", (s) => s.ticketId === "TASK-1" && s.host.alive, "runs beside");
  const { code, stderr } = await w.operator("launch", "INV-1");
  expect([code, stderr]).toEqual([1, expect.stringContaining("one paired session at a time (shop-1)")]);
  await ok(w, "kill", "shop-1");
  await sessionWhen(w, "shop-3", (s) => s.ticketId === "INV-1" && s.host.alive, "has its turn");
});

test("limits in all and per project", async () => {
  const api = join(w.folder, "api");
  mkdirSync(api);
  await w.git("-C", api, "init", "--quiet");
  await w.git("-C", api, "commit", "--quiet", "--allow-empty", "--message", "First");
  const projects = { shop: { path: ".", prefix: "shop" }, api: { path: "api", prefix: "api" } };
  configure({ maxParallel: 3, perProject: 2 }, { projects });
  await ok(w, "trust", "--yes");
  await ok(w, "pause");
  for (let n = 1; n <= 3; ++n) w.ticket({ type: "TASK", title: "t", id: `SHOP-${n}`, fields: { project: "shop" } });
  for (let n = 1; n <= 3; ++n) w.ticket({ type: "TASK", title: "t", id: `API-${n}`, fields: { project: "api", priority: "P3" } });
  await expect.poll(rows, { timeout: 20_000 }).toHaveLength(6);
  await ok(w, "resume");
  for (const id of ["shop-1", "shop-2", "api-1"]) await sessionWhen(w, id, (s) => s.host.alive, "runs");
  expect(Object.fromEntries(await rows())).toEqual({
    "SHOP-3": "waits for a slot (3/3)",
    "API-2": "waits for a slot (3/3)",
    "API-3": "waits for a slot (3/3)",
  });
  await ok(w, "kill", "api-1");
  // Two of the shop run: the place in all goes to the api's next.
  await sessionWhen(w, "api-2", (s) => s.ticketId === "API-2" && s.host.alive, "runs");
  await ok(w, "complete", "API-2", "--kill");
  await sessionWhen(w, "api-3", (s) => s.host.alive, "runs");
  await ok(w, "complete", "API-3", "--kill");
  await ticketWhen(w, "SHOP-3", (t) => t.reason === "waits for a slot in shop (2/2)", "its project is full");
  expect((await sessionsOf(w)).map(({ id }) => id).sort()).toEqual(["api-1", "api-2", "api-3", "shop-1", "shop-2"]);
});
