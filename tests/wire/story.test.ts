// The main job through the real programs, with the demo agent: a ticket's file becomes finished work on a branch.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Agents, Inbox, Queue, Review, Session, Ticket } from "./replies.ts";

const config = { queue: { settle: "100ms", maxParallel: 4 }, agent: "demo", sessions: { endAfter: "300ms" } };

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

async function open(more: Record<string, unknown> = {}): Promise<Workspace> {
  workspace = await Workspace.create({ config: { ...config, ...more }, env: { OPERATOR_DEMO_FAST: "1" } });
  return workspace;
}

const review = (w: Workspace, kind: string, round?: number): Promise<Review> =>
  w.when<Inbox, Review | undefined>(
    ["inbox"],
    (r) => r.reviews.find((one) => one.kind === kind && (round === undefined || one.round === round)),
    { what: `a ${kind} review`, timeout: 20_000 },
  );

async function ok(w: Workspace, ...args: string[]): Promise<string> {
  const done = await w.operator(...args);
  expect(done, `operator ${args.join(" ")}`).toMatchObject({ code: 0 });
  return done.stdout;
}

/** Says yes to everything until the ticket is completed; gives the kinds of what was asked. */
async function approveAll(w: Workspace, id: string): Promise<string[]> {
  const kinds: string[] = [];
  for (;;) {
    const next = await until<Review | "done">(
      async () => {
        const [open] = (await w.json<Inbox>("inbox")).reviews;
        if (open) return open;
        const queue = await w.json<Queue>("queue");
        const completed = queue.tickets.some((t) => t.id === id && t.state === "completed");
        return completed ? "done" : (undefined as unknown as "done");
      },
      { what: `a review or the end of ${id}`, timeout: 30_000 },
    );
    if (next === "done") return kinds;
    kinds.push(next.kind);
    await w.operator("approve", next.id);
  }
}

describe("the story", () => {
  test("a feature: plan rejected, planned again, approved, permission, work, review, done", async () => {
    const w = await open();
    w.ticket({ type: "FEAT", title: "Say hello", id: "FEAT-1", body: "The program greets people." });
    const before = await w.when<Queue, Ticket | undefined>(
      ["queue"],
      (q) => q.tickets.find((t) => t.id === "FEAT-1" && t.reason.includes("not trusted")),
      { what: "the ticket, waiting for trust" },
    );
    expect(before.state).toBe("queue");
    await ok(w, "trust", "--yes");

    const plan = await review(w, "plan");
    const [session] = (await w.json<Agents>("ls")).agents;
    if (!session) throw new Error("no session");
    expect(session).toMatchObject({ ticketId: "FEAT-1", status: "needs_input", step: { name: "plan", index: 0, count: 3 } });
    expect(session.branch).toBe("feat/FEAT-1-say-hello");
    expect(existsSync(join(session.worktree, "README.md"))).toBe(true);
    expect(readdirSync(join(w.folder, ".tickets/in-progress"))).toHaveLength(1);
    expect(readdirSync(join(w.folder, ".tickets/queue"))).toHaveLength(0);

    await ok(w, "reject", plan.id, "--reason", "Greet them by name");
    const again = await review(w, "plan", 2);
    expect(again.body).toContain("Greet them by name");
    await ok(w, "approve", again.id);

    const permission = await review(w, "permission");
    expect((await w.json<Agents>("ls")).agents[0]?.step).toMatchObject({ name: "build", index: 1 });
    await ok(w, "approve", permission.id);

    const pr = await review(w, "pr");
    expect(pr.body).toMatch(/\d commits? on `feat/);
    await ok(w, "approve", pr.id);
    const done = await w.when<Agents, Session | undefined>(
      ["ls"],
      (r) => r.agents.find((a) => a.status === "done" && !a.host.alive),
      { what: "the session done and its agent ended", timeout: 20_000 },
    );
    expect(done.summary).toBeTruthy();
    expect(readdirSync(join(w.folder, ".tickets/completed"))).toHaveLength(1);
    expect(await w.git("log", "--oneline", `main..${done.branch}`)).toMatch(/\S/);
    const queue = await w.json<Queue>("queue");
    expect(queue.running).toBe(0);
  });

  test("every built-in type reaches its end", async () => {
    const w = await open();
    await ok(w, "trust", "--yes");
    for (const type of ["FIX", "TASK"]) {
      const id = `${type}-7`;
      w.ticket({ type, title: `A ${type}`, id });
      const kinds = await approveAll(w, id);
      expect(kinds[0]).toBe(type === "FIX" ? "plan" : "permission");
    }
    const { agents } = await w.json<Agents>("ls");
    expect(agents.map((a) => a.status)).toEqual(["done", "done"]);
  });

  test("the owner killed while a plan waits: it is back, the plan is approved, nothing starts twice", async () => {
    const w = await open();
    await ok(w, "trust", "--yes");
    w.ticket({ type: "FEAT", title: "Survive", id: "FEAT-2" });
    await review(w, "plan");
    const { status } = await w.json<{ status: { pid: number } }>("status");
    process.kill(status.pid, "SIGKILL");
    await approveAll(w, "FEAT-2");
    const { agents } = await w.json<Agents>("ls");
    expect(agents).toHaveLength(1);
  });
});
