// What goes missing, hangs, sleeps or floods around a running owner: said clearly, bounded, and over when it is over.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { connectToOwner, frame, runtimeFolder } from "./connection.ts";
import type { Agents, Inbox, Queue, Session } from "./replies.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

async function open(): Promise<Workspace> {
  const config = { agent: "demo", queue: { settle: "50ms" } };
  workspace = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" } });
  await workspace.json("trust", "--yes");
  return workspace;
}

async function atPlan(w: Workspace, id = "FEAT-1"): Promise<string> {
  w.ticket({ type: "FEAT", title: "Work", id });
  return w.when<Inbox, string | undefined>(["inbox"], (r) => r.reviews.find(({ kind }) => kind === "plan")?.id, {
    what: "a plan",
    timeout: 30_000,
  });
}

const ownerOf = async (w: Workspace): Promise<number> =>
  (await w.json<{ status: { pid: number } }>("status")).status.pid;
const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

test("worktrees deleted under a session: said, and the session can be ended", async () => {
  const w = await open();
  await atPlan(w);
  const [session] = (await w.json<Agents>("ls")).agents;
  if (!session) throw new Error("no session");
  rmSync(join(session.worktree, ".."), { recursive: true });
  expect((await w.operator("show", session.id)).code).toBe(0);
  expect((await w.json<{ session: Session }>("kill", session.id)).session.status).toBe("killed");
  const restored = await w.operator("restore", session.id, "--json");
  expect(restored.code).toBe(1);
  expect(restored.stdout).toMatch(/worktree|folder|directory/);
  expect((await w.operator("ls")).code).toBe(0);
});

test("the repository deleted under a session: said on every row, nothing else is touched, and all goes on when it is back", async () => {
  const w = await open();
  await atPlan(w);
  const [session] = (await w.json<Agents>("ls")).agents;
  if (!session) throw new Error("no session");
  writeFileSync(join(session.worktree, "precious.txt"), "mine");
  const [git, away] = [join(w.folder, ".git"), join(w.root, "git-away")];
  renameSync(git, away);
  const owner = await ownerOf(w);
  // Who looks is told; who lists is not held up.
  expect((await w.json<{ work: { problem: string } }>("show", session.id)).work.problem).not.toBe("");
  expect((await w.json<{ text: string }>("summary", session.id)).text).toContain("# shop-1: Work");
  w.ticket({ type: "TASK", title: "Next", id: "T-1" });
  await w.when<Queue, boolean>(["queue"], ({ tickets }) => tickets.some(({ id, reason }) => id === "T-1" && /repository|git/.test(reason)), {
    what: "the reason of the next ticket",
    timeout: 30_000,
  });
  expect((await w.operator("doctor")).stdout).toMatch(/repository|git/);
  expect((await w.json<{ session: Session }>("kill", session.id)).session.status).toBe("killed");
  const kept = await w.operator("cleanup", session.id, "--yes", "--json");
  expect([kept.code, kept.stdout]).toEqual([1, expect.stringContaining('"kept"')]);
  // The next owner finds it so, too, and has lost nothing.
  await w.operator("stop");
  expect((await w.json<Agents>("ls")).agents.find(({ id }) => id === session.id)).toMatchObject({ status: "killed", worktree: session.worktree });
  expect(await ownerOf(w)).not.toBe(owner);
  expect(readFileSync(join(session.worktree, "precious.txt"), "utf8")).toBe("mine");

  renameSync(away, git);
  expect((await w.json<{ session: Session }>("restore", session.id)).session.host.alive).toBe(true);
  await w.operator("retry", "T-1");
  await w.when<Agents, boolean>(["ls"], ({ agents }) => agents.some(({ ticketId, host }) => ticketId === "T-1" && host.alive), {
    what: "the next ticket's session",
    timeout: 30_000,
  });
});

test("git that hangs: everything else goes on, and a kill does not wait for it", async () => {
  const w = await open();
  w.program("git", `case " $* " in *" worktree add "*) exec sleep 600;; esac\nexec /usr/bin/git "$@"`);
  w.ticket({ type: "TASK", title: "Hangs", id: "T-1" });
  await w.when<Agents, boolean>(["ls"], (r) => r.agents.length === 1, { what: "a session" });
  expect((await w.operator("ticket", "new", "TASK", "Other", "--hold")).code).toBe(0);
  expect((await w.json<{ session: Session }>("kill", "shop-1")).session.status).toBe("killed");
  // Killed stays killed, and the queue goes on launching.
  w.ticket({ type: "TASK", title: "Next", id: "T-2" });
  const { agents } = await w.when<Agents, Agents>(["ls"], (r) => (r.agents.length > 1 ? r : (undefined as never)), {
    what: "the next session",
    timeout: 30_000,
  });
  expect(agents.filter(({ id }) => id !== "shop-1")).toMatchObject([{ ticketId: "T-2" }]);
});

test("git that fails: the ticket is in the queue again and says why", async () => {
  const w = await open();
  w.program(
    "git",
    `case " $* " in *" worktree add "*) printf 'fatal: no room for \\033[2Jworktrees' >&2; exit 128;; esac\nexec /usr/bin/git "$@"`,
  );
  w.ticket({ type: "TASK", title: "Fails", id: "T-1" });
  const reason = await w.when<Queue, string | undefined>(
    ["queue"],
    (r) => r.tickets.find(({ id, state, reason: why }) => id === "T-1" && state === "queue" && why.includes("no room"))?.reason,
    { what: "the reason", timeout: 30_000 },
  );
  expect(reason).toContain("no room for [2Jworktrees");
});

test("an owner that sleeps for a while answers afterwards, and loses nothing", async () => {
  const w = await open();
  const plan = await atPlan(w);
  const owner = await ownerOf(w);
  process.kill(owner, "SIGSTOP");
  const approved = w.operator("approve", plan, "--json");
  const slept = until(() => readFileSync(`/proc/${owner}/stat`, "utf8").includes(") T "), { what: "its sleep" });
  await slept;
  await new Promise((done) => setTimeout(done, 1_500));
  process.kill(owner, "SIGCONT");
  expect((await approved).code).toBe(0);
  expect(await ownerOf(w)).toBe(owner);
  await w.when<Inbox, boolean>(["inbox"], (r) => r.reviews.some(({ kind }) => kind === "permission"), {
    what: "the next question",
    timeout: 30_000,
  });
});

test("a client that does not read is cut off; the owner stays small and serves the others", async () => {
  const w = await open();
  const body = "x".repeat(200_000);
  const owner = await ownerOf(w);
  const other = (await connectToOwner(w)).connection;
  await other.initialize();
  const made = await other.request("ticket/create", { type: "TASK", title: "Big", hold: true, body });
  const ticket = made.result?.["ticket"] as { id: string };
  const before = memoryOf(owner);
  const { connection, socket } = await connectToOwner(w);
  await connection.initialize({ subscribe: true });
  socket.pause();
  for (let n = 0; n < 2_000 && !socket.destroyed; ++n) connection.send("ticket/get", { id: ticket.id });
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, memoryOf(owner))), 20);
  for (let n = 0; n < 20; ++n) expect((await other.request("status/get", {}, 30_000)).result).toHaveProperty("status");
  clearInterval(watch);
  expect(most - before).toBeLessThan(256 * 1024);
  socket.destroy();
  expect(await ownerOf(w)).toBe(owner);
});

test("frames of 64 MB, half frames and closed ends cost one connection", async () => {
  const w = await open();
  const owner = await ownerOf(w);
  const big = (await connectToOwner(w)).connection;
  await big.initialize();
  const params = JSON.stringify({ jsonrpc: "2.0", id: "big", method: "ticket/get", params: { id: "" } });
  big.write(frame(params.replace('"id":""', `"id":"${"x".repeat((64 << 20) - params.length)}"`)));
  expect((await big.answer("big", 60_000)).error?.data.code).toMatch(/invalid_argument|not_found/);
  for (let n = 0; n < 20; ++n) {
    const { connection, socket } = await connectToOwner(w);
    connection.write(`Content-Length: ${60 << 20}\r\n\r\n{"jsonrpc"`);
    if (n % 2) socket.end();
    else setTimeout(() => socket.destroy(), 200);
  }
  expect(await ownerOf(w)).toBe(owner);
  expect((await big.request("status/get")).result).toHaveProperty("status");
});

test("the runtime folder deleted: the owner comes back to it, sessions with it", async () => {
  const w = await open();
  await atPlan(w);
  const owner = await ownerOf(w);
  // At once: the owner makes it again while a slow removal is still at work.
  renameSync(runtimeFolder(w), join(w.root, "away"));
  const status = await w.json<{ status: { pid: number } }>("status");
  expect(status.status.pid).toBe(owner);
  expect(readdirSync(runtimeFolder(w))).toEqual(expect.arrayContaining(["owner.sock", "server.json"]));
  expect((await w.json<{ session: Session }>("kill", "shop-1")).session.host.alive).toBe(false);
  expect(existsSync(join(w.folder, ".tickets"))).toBe(true);
});
