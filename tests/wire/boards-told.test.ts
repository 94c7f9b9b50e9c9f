// What a board hears of the work on its issues, told by the real programs to a folder of issues: by itself, in order,
// once, and later where it cannot be told at once.
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Events, Session } from "./replies.ts";
import { ok, reviewWhen, sessionWhen, ticketWhen } from "./scene.ts";

interface Comment {
  marker: string;
  body: string;
}
interface Issue {
  status?: string;
  comments?: Comment[];
  pullRequests?: { url: string; title: string }[];
}
interface Outbox {
  updates: { id: string; board: string; issue: string; ticketId: string; what: string; tries: number; nextTryAt: string | null; error: string }[];
}

const board = { name: "issues", provider: "file", url: "issues", write: "full", every: "1s" };
const patience = { timeout: 30_000, interval: 100 };

let w: Workspace;
afterEach(() => w.close());

const issue = (id: string): Issue => JSON.parse(readFileSync(join(w.folder, `issues/${id}.json`), "utf8")) as Issue;
const comments = (id: string): string[] => (issue(id).comments ?? []).map(({ body }) => body);
const outbox = async (): Promise<Outbox["updates"]> => (await w.json<Outbox>("board", "outbox")).updates;

async function open(changes: object = {}, agents: object = {}): Promise<void> {
  w = await Workspace.create({
    config: {
      queue: { settle: "0ms", autoLaunch: false },
      agent: "demo",
      agents,
      sessions: { endAfter: "300ms" },
      boards: [{ ...board, ...changes }],
    },
    env: { OPERATOR_DEMO_FAST: "1" },
  });
  w.write("issues/7.json", JSON.stringify({ title: "Say hello", type: "Feature", key: "APP-7", body: "Greet people." }));
  await ok(w, "trust", "--yes");
}

test("an issue comes by itself, and its board hears of the plan, a rejection, the end, and how far it is", async () => {
  await open();
  await ticketWhen(w, "FEAT-APP-7", () => true, "came without a word");
  await ok(w, "launch", "FEAT-APP-7");
  await expect.poll(() => issue("7").status, patience).toBe("doing");
  const first = await reviewWhen(w, "plan");
  await ok(w, "reject", first.id, "--reason", "Name the people");
  await expect.poll(() => comments("7"), patience).toEqual([expect.stringMatching(/Plan rejected.*shop-1[^]*Name the people/)]);
  const second = await reviewWhen(w, "plan", (one) => one.round === 2);
  await ok(w, "approve", second.id);
  await expect.poll(() => comments("7"), patience).toHaveLength(2);
  expect(comments("7")[1]).toMatch(/^\*\*Plan\*\* of session `shop-1`, approved:\n\n./);
  await until(
    async () => {
      const next = (await w.json<{ reviews: { id: string }[] }>("inbox")).reviews[0];
      if (next) await w.operator("approve", next.id);
      return issue("7").status === "done";
    },
    { what: "done on the board", timeout: 45_000 },
  );
  await expect.poll(() => comments("7"), patience).toHaveLength(3);
  expect(comments("7")[2]).toMatch(/^\*\*Done\*\* by session `shop-1` on branch `/);
  expect(await outbox()).toEqual([]);
  const { events } = await w.json<Events>("events");
  expect(events.filter(({ kind }) => kind === "board/told").map(({ text }) => text)).toEqual(
    expect.arrayContaining(["comment: the plan of shop-1", "comment: what shop-1 did"]),
  );
});

test("what cannot be told waits, is seen, can be dropped, and is told once when the board is back, over the owner's death", async () => {
  await open({ every: "0s" });
  await ok(w, "sync");
  await ok(w, "launch", "FEAT-APP-7");
  await reviewWhen(w, "plan");
  await expect.poll(() => issue("7").status, patience).toBe("doing");
  renameSync(join(w.folder, "issues"), join(w.folder, "away"));
  await ok(w, "reject", (await reviewWhen(w, "plan")).id, "--reason", "Too long");
  await ok(w, "approve", (await reviewWhen(w, "plan", (one) => one.round === 2)).id);
  await expect.poll(async () => (await outbox()).map(({ what, issue }) => [what, issue]), patience).toEqual([
    ["comment: why shop-1 was rejected", "APP-7"],
    ["comment: the plan of shop-1", "APP-7"],
  ]);
  await expect.poll(async () => (await outbox())[0]?.tries, patience).toBeGreaterThan(0);
  const [first] = await outbox();
  expect(first?.error).not.toBe("");
  await ok(w, "board", "drop", first?.id ?? "");
  expect(await w.operator("board", "drop", first?.id ?? "")).toMatchObject({ code: 1, stderr: expect.stringContaining("`operator board outbox` shows what does") as string });
  await ok(w, "stop");
  renameSync(join(w.folder, "away"), join(w.folder, "issues"));
  await ok(w, "sync");
  expect(comments("7")).toEqual([expect.stringContaining("**Plan** of session `shop-1`")]);
  await ok(w, "sync");
  expect(comments("7")).toHaveLength(1);
});

test("comments only: the status stays; a pull request that the agent names is shown at its issue", async () => {
  const script = "operator step done --summary 'It greets.' --pull-request https://github.com/acme/shop/pull/12";
  await open({ write: "comments", types: { Feature: "TASK" } }, { worker: { command: ["sh", "-c", script, "{prompt}"] } });
  await ticketWhen(w, "TASK-APP-7", () => true, "came");
  await ok(w, "launch", "TASK-APP-7", "--agent", "worker");
  await expect.poll(() => issue("7").pullRequests, patience).toEqual([{ url: "https://github.com/acme/shop/pull/12", title: "Say hello" }]);
  const session = await sessionWhen(w, "shop-1", ({ status }) => status === "done", "its end");
  expect((session as Session & { pr: object }).pr).toEqual({ number: 12, url: "https://github.com/acme/shop/pull/12", state: "" });
  await expect.poll(() => comments("7"), patience).toEqual([expect.stringMatching(/It greets\.$/)]);
  expect(issue("7").status).toBeUndefined();
});
