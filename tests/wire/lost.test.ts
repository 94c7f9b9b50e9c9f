// Sessions whose hosts died, of a machine that was switched off say: offered together, brought back one after another,
// each into its own conversation or, where that cannot be shown to be its own, into a new one.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { signal } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Agents, Events, Inbox } from "./replies.ts";
import { ok, reviewWhen, sessionWhen } from "./scene.ts";

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create({
    config: { agent: "demo", queue: { settle: "0ms", maxParallel: 4, perProject: 4 } },
    env: { OPERATOR_DEMO_FAST: "1", OPERATOR_BOOT_ID: "before" },
  });
  await ok(w, "trust", "--yes");
});
afterEach(() => w.close());

async function atPlan(n: number): Promise<void> {
  w.ticket({ type: "FEAT", title: `Work ${n}`, id: `FEAT-${n}` });
  await reviewWhen(w, "plan", ({ sessionId }) => sessionId === `shop-${n}`);
}

/** No process is left; the next ones know that it is another start of the machine. */
async function reboot(): Promise<void> {
  w.env["OPERATOR_BOOT_ID"] = "after";
  await until(
    () => {
      const left = w.processes();
      for (const { pid } of left) signal(pid, "SIGKILL");
      return left.length === 0;
    },
    { what: "the end of all processes" },
  );
}

const texts = async (kinds: RegExp): Promise<string[]> => {
  const { events } = await w.json<Events>("events", "--limit", "1000");
  return events.filter(({ kind }) => kinds.test(kind)).map(({ kind, sessionId, text }) => `${sessionId} ${kind} ${text}`);
};

test("after a reboot: one question for all of them, and then one after another", async () => {
  for (const n of [1, 2, 3]) await atPlan(n);
  await reboot();
  const { reviews } = await w.json<Inbox>("inbox");
  const offer = reviews.find(({ id }) => id === "R-lost");
  expect(offer).toMatchObject({ kind: "failure", sessionId: "", title: "3 sessions lost their processes" });
  expect(offer?.choices.map(({ id }) => id)).toEqual(["restore", "leave"]);
  expect((await w.json<Agents>("ls")).agents.map(({ status, host }) => [status, host.alive])).toEqual(Array(3).fill(["killed", false]));
  await ok(w, "approve", "R-lost");
  for (const n of [1, 2, 3]) await sessionWhen(w, `shop-${n}`, ({ status, host }) => host.alive && status !== "spawning", "is back");
  const told = await texts(/^session\/restored$|^agent\/started$/);
  expect(told.slice(-6).map((line) => line.trim())).toEqual(
    [1, 2, 3].flatMap((n) => [`shop-${n} session/restored into its conversation`, `shop-${n} agent/started`]),
  );
  expect((await w.json<Inbox>("inbox")).reviews.filter(({ id }) => id === "R-lost")).toEqual([]);
});

test.each(["of another folder", "gone"])("a conversation whose record is %s: the step begins anew, and it is said", async (how) => {
  await atPlan(1);
  await ok(w, "kill", "shop-1");
  const folder = join(w.home, ".local/state/operator-demo");
  const [name = ""] = readdirSync(folder).filter((one) => one.endsWith(".jsonl"));
  const file = join(folder, name);
  const before = readFileSync(file, "utf8");
  if (how === "gone") rmSync(file);
  else writeFileSync(file, before.replaceAll("/worktrees/shop-1", "/worktrees/shop-9"));
  await ok(w, "restore", "shop-1");
  const told = (await texts(/^session\/restored$/)).at(-1);
  expect(told).toMatch(how === "gone" ? /with a new conversation: .* is gone/ : /with a new conversation: .* belongs to .*shop-9/);
  // With the ticket's own prompt, to the same question.
  await reviewWhen(w, "plan", ({ sessionId }) => sessionId === "shop-1");
  const prompts = (await texts(/^agent\/prompt$/)).filter((text) => text.includes("Ticket FEAT-1: Work 1"));
  expect(prompts).toHaveLength(2);
});
