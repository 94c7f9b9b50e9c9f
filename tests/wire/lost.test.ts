// Sessions whose hosts died, of a machine that was switched off say: offered together, brought back one after another,
// each into its own conversation or, where that cannot be shown to be its own, into a new one.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { signal } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Agents, Events, Inbox } from "./replies.ts";
import { ok, reviewWhen, sessionsOf, sessionWhen } from "./scene.ts";

const config = { agent: "demo", queue: { settle: "0ms", maxParallel: 4, perProject: 4 } };

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create({
    config,
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

test("by themselves, where it is so set; and all at once by a person's word", async () => {
  for (const n of [1, 2]) await atPlan(n);
  w.write(".operator/config.json", JSON.stringify({ ...config, sessions: { restore: "auto" } }));
  await reboot();
  for (const n of [1, 2]) await sessionWhen(w, `shop-${n}`, ({ status, host }) => host.alive && status !== "spawning", "is back");
  const told = await until(async () => (await texts(/^restore\/done$/)).at(-1), { what: "what was done" });
  expect(told.trim()).toBe("restore/done shop-1, shop-2");
  expect((await w.json<Inbox>("inbox")).reviews.filter(({ id }) => id === "R-lost")).toEqual([]);

  // Lost again at once: a person says.
  await reboot();
  await reviewWhen(w, "failure", ({ id }) => id === "R-lost");
  expect(await w.json("restore", "--lost")).toEqual({ ids: ["shop-1", "shop-2"], left: [], reason: "" });
  expect((await sessionsOf(w)).map(({ host }) => host.alive)).toEqual([true, true]);
  expect(await ok(w, "restore", "--lost")).toBe("No session has lost its process.\n");
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
