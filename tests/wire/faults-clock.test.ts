// The wall clock is set back and forth while work goes on, as by a network clock or a resumed machine: what takes time
// takes as long as it takes, what follows one another stays in order, and nothing waits for a time that was.
import { afterEach, expect, test } from "vitest";
import { fakeClock, removeClocks } from "../support/clock.ts";
import { Workspace } from "../support/workspace.ts";
import type { Agents, Events, Inbox, Queue } from "./replies.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
  removeClocks();
});

async function open(): Promise<{ w: Workspace; set: (offset: string) => void }> {
  const config = { agent: "demo", queue: { settle: "100ms", maxParallel: 4, perProject: 4 }, sessions: { endAfter: "300ms" } };
  const w = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" } });
  workspace = w;
  const set = fakeClock(w);
  await w.json("trust", "--yes");
  return { w, set };
}

const reviewOf = (w: Workspace, session: string, kind: string): Promise<string> =>
  w.when<Inbox, string | undefined>(["inbox"], (r) => r.reviews.find((one) => one.kind === kind && one.sessionId === session)?.id, {
    what: `${kind} of ${session}`,
    timeout: 20_000,
    state: async () => [await w.json("ls"), await w.json("queue")],
  });

test("a story through jumps of the clock, to its end and the next one", async () => {
  const { w, set } = await open();
  w.ticket({ type: "FEAT", title: "One", id: "FEAT-1" });
  const jumps = { plan: "-1d", permission: "+30d", pr: "-400d" };
  for (const [kind, jump] of Object.entries(jumps)) {
    const id = await reviewOf(w, "shop-1", kind);
    set(jump);
    expect((await w.operator("approve", id)).code).toBe(0);
  }
  await w.when<Agents, boolean>(["ls"], (r) => r.agents.some(({ status, host }) => status === "done" && !host.alive), {
    what: "the work done and its agent ended",
    timeout: 20_000,
    state: () => w.json("ls"),
  });
  w.ticket({ type: "FEAT", title: "Two", id: "FEAT-2" });
  await reviewOf(w, "shop-2", "plan");
  set("+1y");
  w.ticket({ type: "FEAT", title: "Three", id: "FEAT-3" });
  await reviewOf(w, "shop-3", "plan");
  const { events } = await w.json<Events>("events", "--limit", "1000");
  const seqs = events.map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from(seqs, (_, i) => (seqs[0] ?? 0) + i));
  // The clock did jump, and its jumps were nobody's silence, failure or start that took too long.
  expect(new Set(events.map(({ at }) => at.slice(0, 7))).size).toBeGreaterThan(2);
  expect(events.filter(({ text }) => /stuck|no sign|failure/.test(text))).toEqual([]);
});

test.each(["-1d", "+1d"])("a launch that failed is tried again in its time, with the clock at %s", async (jump) => {
  const { w, set } = await open();
  // Without the library, which cannot be loaded twice by one process id.
  w.program("git", `case " $* " in *" worktree add "*) echo 'fatal: not now' >&2; exit 128;; esac\nLD_PRELOAD= exec /usr/bin/git "$@"`);
  w.ticket({ type: "FEAT", title: "One", id: "FEAT-1" });
  await w.when<Queue, boolean>(["queue"], (r) => r.tickets.some(({ reason }) => reason.startsWith("failed: git worktree")), { what: "the failure" });
  w.program("git", 'LD_PRELOAD= exec /usr/bin/git "$@"');
  set(jump);
  await w.when<Agents, boolean>(["ls"], (r) => r.agents.some(({ host }) => host.alive), {
    what: "the next try",
    timeout: 40_000,
    state: () => w.json("queue"),
  });
});
