// Sessions that a person asks for: for a ticket, for a prompt, several at once, on a branch that is there already.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { connectToOwner, stateFolder } from "./connection.ts";
import type { Queue, Session } from "./replies.ts";
import { ok, scriptAgent, sessionsOf, sessionWhen } from "./scene.ts";

interface Spawned {
  agents: { outcome: string; ticketId: string; session: Session | null; reason: string }[];
}

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create();
  const config = {
    queue: { settle: "0ms", maxParallel: 3, autoLaunch: false },
    agent: "idle",
    agents: { idle: scriptAgent(w, "idle", 'echo "$1" > prompt.txt; : > ready.txt; exec sleep 600'), other: scriptAgent(w, "other", "exec sleep 600") },
  };
  w.write(".operator/config.json", JSON.stringify(config));
  await ok(w, "trust", "--yes");
});
afterEach(() => w.close());

const spawn = async (...args: string[]) => (await w.json<{ session: Session & { name: string; agent: string; baseBranch: string } }>("spawn", ...args)).session;
async function refused(...args: string[]): Promise<string> {
  const { code, stderr } = await w.operator("spawn", ...args);
  expect([args, code]).toEqual([args, 1]);
  return stderr;
}
const queued = () => (existsSync(join(w.folder, ".tickets/queue")) ? readdirSync(join(w.folder, ".tickets/queue")) : []);
const git = (...args: string[]) => w.git(...args).then((text) => text.trim());

describe("a prompt", () => {
  test("becomes a ticket with all that was wanted of it", async () => {
    await git("branch", "release");
    const file = join(w.root, "prompt.md");
    writeFileSync(file, "\n# Tidy up the *attic*\n\nAll of it.\n");
    const session = await spawn("--file", file, "--agent", "other", "--branch", "attic", "--base", "release");
    expect(session).toMatchObject({ id: "shop-1", name: "Tidy up the *attic*", agent: "other", branch: "attic", baseBranch: "release" });
    expect(session.host.alive).toBe(true);
    const { ticket, body } = await w.json<{ ticket: { path: string; state: string }; body: string }>("ticket", "show", session.ticketId);
    expect([ticket.state, body]).toEqual(["in-progress", expect.stringContaining("All of it.")]);
    const text = w.read(ticket.path);
    for (const line of ["type: TASK", "title: ", "agent: other", "branch: attic", "base: release"]) expect(text).toContain(line);
    expect(await spawn("Look at the cellar", "--title", "Cellar")).toMatchObject({ id: "shop-2", name: "Cellar", agent: "idle", baseBranch: "main" });
  });

  test("that may not be launched leaves nothing behind", async () => {
    expect(await refused("Do it", "--agent", "nobody")).toContain("no agent nobody");
    expect(await refused("Do it", "--base", "nowhere")).toContain("no branch, tag or commit nowhere");
    expect(await refused("Do it", "--branch", "a..b")).toContain("no branch name");
    expect(await refused("Do it", "--branch", "main")).toContain(`checked out at ${w.folder}`);
    expect(await refused("Do it", "--type", "NONE")).toContain("unknown type NONE");
    expect(await refused("# \n")).toContain("no line for a title");
    for (let n = 0; n < 3; n++) await spawn(`Fill slot ${n}`);
    expect(await refused("One too many")).toContain("waits for a slot (3/3)");
    expect(queued()).toEqual([]);
    expect(await sessionsOf(w)).toHaveLength(3);
    await git("tag", "v1");
    expect(await spawn("One more", "--force", "--base", "v1")).toMatchObject({ baseBranch: "v1" });
    for (const args of [[], ["Do it", "And that", "--title", "x"], ["Do it", "And that", "--branch", "x"]])
      expect([args, (await w.operator("spawn", ...args)).code]).toEqual([args, 2]);
    await ok(w, "trust", "--no");
    expect(await refused("Not trusted", "--force")).toContain("not trusted");
  });

  test("asked for twice with one token is one session", async () => {
    await w.json("status");
    const { connection } = await connectToOwner(w);
    await connection.initialize();
    const call = { prompt: "Only once", clientToken: "a-token" };
    const [first, second] = await Promise.all([0, 1].map(() => connection.request("session/spawn", call, 60_000)));
    const third = await connection.request("session/spawn", call, 60_000);
    for (const reply of [first, second, third]) expect(reply?.result).toMatchObject({ session: { id: "shop-1" } });
    expect(await sessionsOf(w)).toHaveLength(1);
    expect((await w.json<Queue>("queue")).tickets).toHaveLength(1);
  });
});

describe("a ticket", () => {
  test("is launched with what is given besides, which its file says then", async () => {
    const path = w.ticket({ type: "TASK", title: "Do it", id: "T-1" });
    expect(await refused("T-9")).toContain("T-9");
    expect(await refused("T-1", "--base", "nowhere")).toContain("nowhere");
    expect(w.read(path)).not.toContain("base");
    const session = await spawn("T-1", "--title", "Do it well", "--agent", "other");
    expect(session).toMatchObject({ ticketId: "T-1", name: "Do it well", agent: "other" });
    const { ticket } = await w.json<{ ticket: { path: string } }>("ticket", "show", "T-1");
    expect(w.read(ticket.path)).toMatch(/title: Do it well[^]*agent: other/);
    expect(await refused("T-1")).toContain("shop-1 is at work on T-1");
    await ok(w, "kill", "shop-1");
    expect(await refused("T-1")).toContain("T-1 belongs to shop-1, which has ended");
  });

  test("several: those that nobody works on are launched, in order; one reply tells of each", async () => {
    for (const id of ["T-1", "T-2", "T-3"]) w.ticket({ type: "TASK", title: `Do ${id}`, id });
    await spawn("T-2");
    const { code, stdout } = await w.operator("spawn", "T-1", "T-2", "T-1", "T-9", "And a prompt", "T-3", "--json");
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Spawned).agents).toMatchObject([
      { outcome: "started", ticketId: "T-1", session: { id: "shop-2" }, reason: "" },
      { outcome: "skipped", ticketId: "T-2", session: { id: "shop-1" }, reason: "shop-1 is at work on T-2" },
      { outcome: "skipped", ticketId: "T-1", reason: "named twice" },
      { outcome: "failed", ticketId: "", session: null, reason: expect.stringContaining("T-9") as string },
      { outcome: "started", session: { id: "shop-3", name: "And a prompt" } },
      { outcome: "failed", session: null, reason: expect.stringContaining("waits for a slot (3/3)") as string },
    ]);
    const again = await w.operator("spawn", "T-1", "T-2");
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/shop-2 +skipped +T-1 .*shop-2 is at work on T-1/)]);
  });
});

test("an existing branch is taken with its commits, and stays with its work when the session leaves", async () => {
  await git("switch", "--quiet", "-c", "half-done");
  await git("commit", "--quiet", "--allow-empty", "--message", "Half of it");
  expect(await refused("Finish it", "--branch", "half-done")).toContain(`checked out at ${w.folder}`);
  await git("switch", "--quiet", "main");
  const session = await spawn("Finish it", "--branch", "half-done");
  expect(session.branch).toBe("half-done");
  expect(await git("-C", session.worktree, "log", "-1", "--format=%s")).toBe("Half of it");
  expect((await w.json<{ work: { commits: number } }>("show", "shop-1")).work.commits).toBe(1);
  expect(await refused("Finish it, too", "--branch", "half-done")).toContain(session.worktree);

  const theirs = await git("commit-tree", "-p", "main", "-m", "Theirs", "main^{tree}");
  await git("update-ref", "refs/remotes/origin/theirs", theirs);
  const taken = await spawn("Take theirs", "--branch", "theirs");
  expect(taken.branch).toBe("theirs");
  expect(await git("-C", taken.worktree, "log", "-1", "--format=%s")).toBe("Theirs");
});

test("numbers are never given again: not after a clean-up, and not after the state is lost", async () => {
  const { worktree } = await spawn("First work");
  await until(() => existsSync(join(worktree, "ready.txt")), { what: "the agent's work", timeout: 20_000 });
  await ok(w, "kill", "shop-1");
  rmSync(worktree, { recursive: true });
  await ok(w, "cleanup", "shop-1");
  const second = await spawn("Second work");
  expect(second.id).toBe("shop-2");
  await ok(w, "stop", "--agents");
  await ok(w, "stop");
  rmSync(stateFolder(w), { recursive: true });
  // Of the second one only git's own record is left.
  rmSync(second.worktree, { recursive: true });
  await ok(w, "trust", "--yes");
  expect((await spawn("Third work")).id).toBe("shop-3");
  await ok(w, "stop", "--agents");
});

test("two workspaces with equal prefixes share nothing but the look of their numbers", async () => {
  const other = await Workspace.create({ env: { ...w.env } });
  try {
    other.write(".operator/config.json", w.read(".operator/config.json"));
    await ok(other, "trust", "--yes");
    const [here, there] = await Promise.all([w, other].map(async (each) => (await each.json<{ session: Session & { host: { name: string } } }>("spawn", "Do it here")).session));
    expect([here?.id, there?.id]).toEqual(["shop-1", "shop-1"]);
    expect(here?.host.name).not.toBe(there?.host.name);
    expect([here?.worktree, here?.host.socket]).not.toEqual([there?.worktree, there?.host.socket]);
    const misled = await w.operator("kill", there?.host.name ?? "");
    expect([misled.code, misled.stderr]).toEqual([1, expect.stringContaining("no session")]);
    await ok(w, "kill", here?.host.name ?? "");
    await sessionWhen(w, "shop-1", (s) => s.status === "killed", "killed");
    expect(await sessionsOf(other)).toMatchObject([{ id: "shop-1", host: { alive: true } }]);
  } finally {
    await other.close();
  }
});
