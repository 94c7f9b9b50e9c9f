// A person's word over a ticket or over all of them: what ends, and what of the work stays as it was.
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sleep } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Queue, Session } from "./replies.ts";
import { ok, reviewWhen, scriptAgent, sessionsOf, sessionWhen, ticketWhen } from "./scene.ts";

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create();
  const idle = scriptAgent(w, "idle", "git commit --quiet --allow-empty --message Begun\necho half > half.txt\n: > ready.txt\nexec sleep 600");
  const config = { queue: { settle: "0ms", maxParallel: 2 }, agent: "idle", agents: { idle } };
  w.write(".operator/config.json", JSON.stringify(config));
  await ok(w, "trust", "--yes");
});
afterEach(() => w.close());

/** A session that has a commit on its branch and a file that is in no commit. */
async function atWork(id = "T-1", session = "shop-1"): Promise<Session> {
  w.ticket({ type: "TASK", title: "Do it", id, body: "The text" });
  const found = await sessionWhen(w, session, (s) => s.ticketId === id && s.host.alive, "runs");
  await expect.poll(() => existsSync(join(found.worktree, "ready.txt")), { timeout: 20_000 }).toBe(true);
  return found;
}

async function expectUntouched({ branch, worktree }: Session): Promise<void> {
  expect((await w.git("log", "--format=%s", `main..${branch}`)).trim()).toBe("Begun");
  expect(await w.git("-C", worktree, "status", "--porcelain")).toBe("?? half.txt\n?? ready.txt\n");
  expect((await w.git("-C", worktree, "branch", "--show-current")).trim()).toBe(branch);
}

function move(path: string, folder: string): string {
  const target = path.replace(/\.tickets\/[a-z-]+\//, `.tickets/${folder}/`);
  mkdirSync(dirname(join(w.folder, target)), { recursive: true });
  renameSync(join(w.folder, path), join(w.folder, target));
  return target;
}

describe("requeue", () => {
  test("a live session is ended only with a yes; its work stays, and the next one begins anew", async () => {
    const first = await atWork();
    const refused = await w.operator("requeue", "T-1");
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("shop-1 is still at work on it")]);
    await ok(w, "pause");
    await ok(w, "requeue", "T-1", "--kill");
    const row = await ticketWhen(w, "T-1", (t) => t.state === "queue" && t.reason === "paused", "in the queue");
    expect(w.read(row.path)).toContain("The text");
    await sessionWhen(w, "shop-1", (s) => s.status === "killed" && !s.host.alive, "killed");
    await expectUntouched(first);
    await ok(w, "resume");
    const second = await sessionWhen(w, "shop-2", (s) => s.ticketId === "T-1" && s.host.alive, "runs");
    expect([second.branch, second.worktree]).not.toEqual([first.branch, first.worktree]);
    await expectUntouched(first);
  });

  test("by moving the file: a killed session's ticket launches anew, a live one's is asked about", async () => {
    const first = await atWork();
    await ok(w, "kill", "shop-1");
    const kept = await ticketWhen(w, "T-1", (t) => t.state === "in-progress", "in progress");
    move(kept.path, "queue");
    await sessionWhen(w, "shop-2", (s) => s.ticketId === "T-1" && s.host.alive, "runs");
    await expectUntouched(first);
    const row = await ticketWhen(w, "T-1", (t) => t.state === "in-progress", "in progress");
    move(row.path, "queue");
    const conflict = await reviewWhen(w, "conflict");
    expect(conflict).toMatchObject({ sessionId: "shop-2", title: "T-1 was moved back to the queue while shop-2 works on it" });
    expect(conflict.choices.map(({ id }) => id)).toEqual(["keep", "requeue"]);
    // A no or words say not which; the session is left alone.
    for (const args of [["reject", conflict.id, "--reason", "no"], ["answer", conflict.id, "--text", "no"]])
      expect((await w.operator(...args)).stderr).toContain(`pick one of keep, requeue: operator answer ${conflict.id}`);
    expect(await sessionWhen(w, "shop-2", () => true, "there")).toMatchObject({ host: { alive: true } });
    await ok(w, "answer", conflict.id, "requeue");
    await sessionWhen(w, "shop-3", (s) => s.ticketId === "T-1" && s.host.alive, "runs");
    await sessionWhen(w, "shop-2", (s) => s.status === "killed", "killed");
  });
});

describe("complete by moving the file", () => {
  test("nobody works on it any more: completed at once, work untouched", async () => {
    const session = await atWork();
    await ok(w, "kill", "shop-1");
    const { path } = await ticketWhen(w, "T-1", (t) => t.state === "in-progress", "in progress");
    const target = move(path, "completed");
    await sessionWhen(w, "shop-1", (s) => s.status === "killed" || s.status === "done", "ended");
    await ticketWhen(w, "T-1", (t) => t.state === "completed", "completed");
    // It is known as completed: a copy that comes back to the queue is not launched.
    w.write(path.replace("in-progress", "queue"), w.read(target));
    const rows = async () => (await w.json<Queue>("queue")).tickets.filter((t) => t.state === "queue").map((t) => t.reason);
    await expect.poll(rows, { timeout: 10_000 }).toEqual([expect.stringContaining("completed before")]);
    await expectUntouched(session);
  });

  test("a live session: kept when the person says so, else ended and completed", async () => {
    const session = await atWork();
    const { path } = await ticketWhen(w, "T-1", (t) => t.state === "in-progress", "in progress");
    const moved = move(path, "completed");
    const asked = await reviewWhen(w, "conflict");
    expect(asked.choices.map(({ id }) => id)).toEqual(["keep", "complete"]);
    await ok(w, "answer", asked.id, "keep");
    expect((await sessionsOf(w))[0]).toMatchObject({ status: "working", host: { alive: true } });
    // Back where it was, and moved again: asked again.
    move(moved, "in-progress");
    await ticketWhen(w, "T-1", (t) => t.state === "in-progress", "back");
    await sleep(300);
    move(path, "completed");
    const again = await reviewWhen(w, "conflict", ({ id }) => id !== asked.id);
    await ok(w, "answer", again.id, "complete");
    await sessionWhen(w, "shop-1", (s) => s.status === "done" && !s.host.alive, "done");
    await ticketWhen(w, "T-1", (t) => t.state === "completed", "completed");
    await expectUntouched(session);
  });
});

test("discard: nothing without a yes; with it session, worktree and branch are gone, and the ticket is completed", async () => {
  const session = await atWork();
  const refused = await w.operator("discard", "T-1");
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("this deletes worktree and branch of shop-1")]);
  await expectUntouched(session);
  expect((await sessionsOf(w))[0]).toMatchObject({ host: { alive: true } });
  await ok(w, "discard", "T-1", "--yes");
  await sessionWhen(w, "shop-1", (s) => s.status === "cleanup" && !s.host.alive, "cleaned up");
  await ticketWhen(w, "T-1", (t) => t.state === "completed", "completed");
  await expect.poll(() => existsSync(session.worktree), { timeout: 10_000 }).toBe(false);
  await expect.poll(() => w.git("branch", "--list", session.branch), { timeout: 10_000 }).toBe("");
  expect((await w.operator("restore", "shop-1")).code).toBe(1);
});

test("Stop All ends every agent and keeps the work; what waits in the queue does not take their places", async () => {
  const sessions = [await atWork("T-1", "shop-1"), await atWork("T-2", "shop-2")];
  w.ticket({ type: "TASK", title: "Next", id: "T-3" });
  await ticketWhen(w, "T-3", (t) => t.reason === "waits for a slot (2/2)", "waits");
  expect(await ok(w, "stop", "--agents")).toMatch(/^Ended: shop-1, shop-2\. The queue is paused/);
  await sleep(500);
  expect((await sessionsOf(w)).map(({ id, status, host }) => [id, status, host.alive]).sort()).toEqual([
    ["shop-1", "killed", false],
    ["shop-2", "killed", false],
  ]);
  for (const session of sessions) await expectUntouched(session);
  expect((await ticketWhen(w, "T-3", () => true, "there")).reason).toBe("paused");
  for (const id of ["T-1", "T-2"]) expect((await ticketWhen(w, id, () => true, "there")).state).toBe("in-progress");
  await ok(w, "restore", "shop-2");
  await ok(w, "resume");
  await sessionWhen(w, "shop-3", (s) => s.ticketId === "T-3" && s.host.alive, "launched");
});
