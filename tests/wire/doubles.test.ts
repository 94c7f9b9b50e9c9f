// Whatever git and editors do to the ticket files, an agent is started once.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { operatorProgram } from "../support/paths.ts";
import { sleep } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Agents, Inbox, Queue } from "./replies.ts";

const config = { queue: { settle: "50ms" }, agent: "demo" };
const settled = 600;

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

/** A repository whose tickets are committed, and one session that waits with its plan. */
async function withSession(): Promise<{ w: Workspace; starts: () => number; path: string }> {
  const w = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" } });
  workspace = w;
  const witness = join(w.root, "witness.log");
  w.env["OPERATOR_DEMO_WITNESS"] = witness;
  const path = w.ticket({ type: "FEAT", title: "Once only", id: "FEAT-1" });
  await w.git("add", "--all");
  await w.git("commit", "--quiet", "--message", "A ticket");
  expect((await w.operator("trust", "--yes")).code).toBe(0);
  await w.when<Inbox, boolean>(["inbox"], (r) => r.reviews.some((one) => one.kind === "plan"), {
    what: "the plan",
    timeout: 20_000,
  });
  const starts = (): number => readFileSync(witness, "utf8").trim().split("\n").length;
  expect(starts()).toBe(1);
  return { w, starts, path };
}

async function expectOne(w: Workspace, starts: () => number): Promise<Queue> {
  await sleep(settled);
  const { agents } = await w.json<Agents>("ls");
  expect(agents.map((a) => a.id)).toEqual(["shop-1"]);
  expect(starts()).toBe(1);
  return w.json<Queue>("queue");
}

describe("nothing is launched twice", () => {
  test("after git checkout -- . brought the queue's copy back, its row says why it waits", async () => {
    const { w, starts, path } = await withSession();
    await w.git("checkout", "--", ".");
    const queue = await expectOne(w, starts);
    const copy = queue.tickets.find((t) => t.path === path);
    expect(copy?.reason).toContain("shop-1");
  });

  test("after git stash -u, and after its pop", async () => {
    const { w, starts } = await withSession();
    await w.git("stash", "--include-untracked");
    await expectOne(w, starts);
    await w.git("stash", "pop");
    await expectOne(w, starts);
  });

  test("after a switch of branches and back", async () => {
    const { w, starts } = await withSession();
    await w.git("checkout", "--quiet", "-B", "other");
    await w.git("checkout", "--quiet", "--force", "main");
    await expectOne(w, starts);
  });

  test("after an editor saved the moved file where it was", async () => {
    const { w, starts, path } = await withSession();
    w.write(path, "---\nid: FEAT-1\ntype: FEAT\ntitle: Once only\n---\n\nsaved again\n");
    const queue = await expectOne(w, starts);
    expect(queue.tickets.find((t) => t.path === path)?.reason).toContain("shop-1");
  });

  test("with two windows and a session's worktree opened at once", async () => {
    const { w, starts } = await withSession();
    const windows = [w.start(["stdio"]), w.start(["stdio"])];
    const [session] = (await w.json<Agents>("ls")).agents;
    if (!session) throw new Error("no session");
    // Inside the worktree the same owner answers.
    const inside = await w.run(operatorProgram, ["ls", "--json"], { cwd: session.worktree });
    expect((JSON.parse(inside.stdout) as Agents).agents.map((a) => a.id)).toEqual(["shop-1"]);
    await expectOne(w, starts);
    for (const window of windows) window.kill();
  });

  test("nothing launches by itself in a fresh clone or a linked worktree", async () => {
    const { w, starts } = await withSession();
    await w.git("checkout", "--", ".");
    const clone = join(w.root, "clone");
    const linked = join(w.root, "linked");
    await w.git("clone", "--quiet", w.folder, clone);
    await w.git("worktree", "add", "--quiet", "--detach", linked, "main");
    for (const folder of [clone, linked]) {
      const queue = JSON.parse(
        (await w.operator("queue", "--workspace", folder, "--json")).stdout,
      ) as Queue;
      expect(queue.running, folder).toBe(0);
      expect(queue.tickets[0]?.reason, folder).toMatch(/trust/);
    }
    await expectOne(w, starts);
  });
});
