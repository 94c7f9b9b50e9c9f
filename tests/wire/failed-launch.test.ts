// A launch that fails: the ticket is in the queue again with its reason, later each time, then held until something
// changes. And one that never says whether it started.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sleep } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { connectToOwner } from "./connection.ts";
import { hookAgent, ok, reviewWhen, scriptAgent, sessionsOf, sessionWhen, ticketWhen, untilThere } from "./scene.ts";

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create();
});
afterEach(() => w.close());

const queue = { settle: "50ms", maxParallel: 4 };
const configure = (config: object) => w.write(".operator/config.json", JSON.stringify({ queue, ...config }));

/** An agent that looks installed and cannot be executed. */
function brokenAgent(): { command: string[] } {
  const agent = scriptAgent(w, "broken", "");
  writeFileSync(agent.command[0] ?? "", "#!/nonexistent/interpreter\n", { mode: 0o755 });
  return agent;
}

test("an agent that cannot be executed: nothing is left behind, and the queue tries again after the pause", async () => {
  configure({ agent: "broken", agents: { broken: brokenAgent() } });
  await ok(w, "trust", "--yes");
  const path = w.ticket({ type: "TASK", title: "Try", id: "T-1", body: "Kept text" });
  const first = await ticketWhen(w, "T-1", (t) => t.state === "queue" && t.reason.includes("failed"), "its failure");
  expect(first.reason).toMatch(/^failed: .*cannot start .*\/broken: .*; next try in \d+ s \(2 of 3\)$/);
  expect(w.read(path)).toContain("Kept text");
  expect(readdirSync(join(w.folder, ".tickets/in-progress"))).toEqual([]);
  const [session] = await sessionsOf(w);
  expect(session).toMatchObject({ status: "errored", activity: "exited", ticketId: "T-1" });
  const gone = async (): Promise<boolean> =>
    !existsSync(session?.worktree ?? "") && (await w.git("branch", "--list", session?.branch ?? "")) === "";
  await expect.poll(gone, { timeout: 10_000 }).toBe(true);
  // By itself, ten seconds later.
  const second = await ticketWhen(w, "T-1", (t) => t.reason.includes("(3 of 3)"), "its second failure");
  expect(second.reason).toMatch(/next try in (\d\d) s/);
  // Mended, and a person does not want to wait for the minute.
  scriptAgent(w, "broken", "exec sleep 600");
  await ok(w, "retry", "T-1");
  const third = await sessionWhen(w, "shop-3", (s) => s.host.alive && s.status === "working", "at work");
  expect(third.ticketId).toBe("T-1");
});

test("after three failures it is held until the ticket, the configuration or a person's word changes that", async () => {
  const agents = { broken: brokenAgent() };
  configure({ agent: "broken", agents });
  await ok(w, "trust", "--yes");
  const path = w.ticket({ type: "TASK", title: "Try", id: "T-1" });
  await ticketWhen(w, "T-1", (t) => t.reason.includes("(2 of 3)"), "its failure");
  // A person does not wait for the pause; the failures count all the same.
  for (const more of ["(3 of 3)", "held after 3 failures"]) {
    const { code, stderr } = await w.operator("launch", "T-1");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot start .*\/broken: /)]);
    await ticketWhen(w, "T-1", (t) => t.reason.includes(more), more);
  }
  const held = async (starts: number): Promise<void> => {
    await sleep(700);
    expect((await sessionsOf(w)).map(({ status }) => status)).toEqual(Array(starts).fill("errored"));
  };
  await held(3);
  w.write(path, `${w.read(path)}\nSay it more clearly.\n`);
  await ticketWhen(w, "T-1", (t) => t.reason.includes("held after 4 failures"), "tried again, changed");
  await held(4);
  configure({ agent: "broken", agents, sessions: { endAfter: "1m" } });
  await ticketWhen(w, "T-1", (t) => t.reason.includes("held after 5 failures"), "tried again, configured");
  await held(5);
  await ok(w, "retry", "T-1");
  await ticketWhen(w, "T-1", (t) => t.reason.includes("(2 of 3)"), "tried again, told to");
});

test("an agent that never says it started: its screen is in the inbox; waiting and killing work", async () => {
  const go = join(w.root, "go");
  const mute = hookAgent(w, "mute", `${untilThere(go)}\nbegin\nexec sleep 600`);
  configure({ agent: "mute", agents: { mute }, sessions: { startTimeout: "3s" } });
  await ok(w, "trust", "--yes");
  for (const id of ["T-1", "T-2"]) w.ticket({ type: "TASK", title: "Start", id });
  for (const id of ["shop-1", "shop-2"]) {
    const failure = await reviewWhen(w, "failure", (r) => r.sessionId === id);
    expect(failure.title).toContain("gave no sign");
    expect(failure.body).toContain("Please sign in at the moon");
    expect(failure.choices.map((choice) => choice.id)).toEqual(["wait", "kill"]);
    expect((await sessionsOf(w)).find((s) => s.id === id)?.status).toBe("needs_input");
  }
  await ok(w, "answer", "shop-1", "wait");
  await ok(w, "answer", "shop-2", "kill");
  const killed = await sessionWhen(w, "shop-2", (s) => s.status === "killed", "killed");
  expect(killed.host.alive).toBe(false);
  // Who chose to wait is not asked again at once.
  await sleep(1_200);
  expect((await w.json<{ reviews: unknown[] }>("inbox")).reviews).toEqual([]);
  expect((await sessionsOf(w)).find((s) => s.id === "shop-1")).toMatchObject({ status: "spawning", host: { alive: true } });
  writeFileSync(go, "");
  await sessionWhen(w, "shop-1", (s) => s.status === "working", "started after all");
});

test("a restore that cannot be executed says so, and goes on when the program is there again", async () => {
  const worker = scriptAgent(w, "broken", "exec sleep 600");
  configure({ agent: "worker", agents: { worker } });
  await ok(w, "trust", "--yes");
  w.ticket({ type: "TASK", title: "Go on", id: "T-1" });
  const { worktree } = await sessionWhen(w, "shop-1", (s) => s.host.alive && s.status === "working", "at work");
  await ok(w, "kill", "shop-1");
  brokenAgent();
  const { code, stderr } = await w.operator("restore", "shop-1");
  expect([code, stderr]).toEqual([1, expect.stringMatching(/shop-1 did not start: .*cannot start .*\/broken: /)]);
  // Its work is not lost: the ticket stays with it.
  const failure = await reviewWhen(w, "failure");
  expect(failure.body).toContain("cannot start");
  expect((await ticketWhen(w, "T-1", () => true, "there")).state).toBe("in-progress");
  expect(existsSync(worktree)).toBe(true);
  scriptAgent(w, "broken", "exec sleep 600");
  await ok(w, "answer", "shop-1", "restore");
  expect(await sessionWhen(w, "shop-1", (s) => s.host.alive && s.status === "working", "at work again")).toMatchObject({ worktree });
});

test("an agent that is not installed: the row says so until it is, for whoever asks next", async () => {
  configure({ agent: "late", agents: { late: { command: ["late-comer", "{prompt}"] } } });
  await ok(w, "trust", "--yes");
  w.ticket({ type: "TASK", title: "By hand", id: "T-1", fields: { hold: true } });
  w.ticket({ type: "TASK", title: "By itself", id: "T-2" });
  for (const id of ["T-1", "T-2"])
    await ticketWhen(w, id, (t) => t.reason === "agent late is not installed", "says so");
  const { connection, socket } = await connectToOwner(w);
  await connection.initialize();
  w.program("late-comer", "exec sleep 600");
  // A window that was there before.
  const { result } = await connection.request("ticket/launch", { id: "T-1" }, 30_000);
  expect(result).toMatchObject({ session: { ticketId: "T-1" } });
  await ticketWhen(w, "T-2", (t) => t.state === "in-progress", "launched by itself");
  rmSync(join(w.root, "bin/late-comer"));
  w.ticket({ type: "TASK", title: "Too late", id: "T-3" });
  await ticketWhen(w, "T-3", (t) => t.reason === "agent late is not installed", "says so again");
  socket.destroy();
});
