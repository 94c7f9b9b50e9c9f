// Programs that a person has started in tmux, on a server of the test's own that stands for theirs: listed, adopted as
// they run, typed to, and ended; what Operator did not make stays.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive, signal } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { type Finished, Workspace } from "../support/workspace.ts";
import type { Session } from "./replies.ts";
import { ok, sessionWhen } from "./scene.ts";

const patience = 30_000;

interface Foreign {
  servers: string[];
  panes: { server: string; session: string; pane: string; program: string; folder: string; project: string | null; agentId: string | null }[];
  problems: string[];
}

let w: Workspace;
let socket: string;
beforeEach(async () => {
  w = await Workspace.create({ files: { "README.md": "# Sample\n" } });
  const folder = join(w.root, "tmux");
  mkdirSync(join(folder, `tmux-${process.getuid?.() ?? 0}`), { recursive: true, mode: 0o700 });
  w.env["TMUX_TMPDIR"] = folder;
  socket = join(folder, `tmux-${process.getuid?.() ?? 0}`, "work");
});
afterEach(async () => {
  if (existsSync(socket)) await tmux("kill-server");
  await w.close();
});

const tmux = (...args: string[]): Promise<Finished> => w.run("tmux", ["-f", "/dev/null", "-S", socket, ...args]);

async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tmux(...args);
  if (code !== 0) throw new Error(`tmux ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** A program in a window of the person's tmux; gives its pid. */
async function byHand(name: string, folder: string, script: string): Promise<number> {
  await said("new-session", "-d", "-s", name, "-x", "90", "-y", "20", "-c", folder, "--", w.program(`${name}-talker`, script));
  return Number(await said("display-message", "-p", "-t", `=${name}:`, "#{pane_pid}"));
}

const talker = `trap 'echo interrupted' INT; echo begins; while true; do if read -r line; then echo "heard $line"; else [ $? -gt 128 ] || exit; fi; done`;

const shows = (name: string, text: string): Promise<boolean> =>
  until(async () => (await tmux("capture-pane", "-p", "-t", `=${name}:`)).stdout.includes(text), {
    what: `"${text}" in ${name}`,
    timeout: patience,
    state: async () => (await tmux("capture-pane", "-p", "-t", `=${name}:`)).stdout,
  });

async function configure(servers: string[]): Promise<void> {
  w.write(".operator/config.json", JSON.stringify({ tmux: { servers } }));
  await ok(w, "trust", "--yes");
}

const foreign = (): Promise<Foreign> => w.json<Foreign>("ls", "--foreign");
const adopt = async (what: string, ...more: string[]): Promise<Session> =>
  (await w.json<{ session: Session }>("adopt", what, ...more)).session;
const branch = async (): Promise<string> => (await w.git("branch", "--show-current")).trim();

test("what was started by hand is listed, adopted as it runs, typed to and interrupted, over the owner's death too", async () => {
  const pid = await byHand("mine", w.folder, talker);
  await byHand("elsewhere", w.root, talker);
  expect((await w.operator("ls", "--foreign")).stdout).toContain('"tmux": { "servers": ["default"] }');
  expect((await w.operator("adopt", "work:mine")).stderr).toContain("add it there first");

  await configure(["work", "not-there"]);
  const checks = (await w.json<{ checks: { what: string }[] }>("doctor")).checks.map(({ what }) => what);
  expect(checks).toContainEqual(expect.stringContaining(`${socket}, panes: 2`));
  expect(checks).toContainEqual(expect.stringContaining("not-there, not running"));
  const { panes, problems } = await foreign();
  expect(problems).toEqual([]);
  expect(panes.map(({ server, session, project, agentId }) => [server, session, project !== null, agentId])).toEqual([
    ["work", "elsewhere", false, null],
    ["work", "mine", true, null],
  ]);
  expect((await w.operator("adopt", "work:nobody")).stderr).toContain("there is elsewhere, mine");
  expect((await w.operator("adopt", "work:elsewhere")).stderr).toContain("in no repository of this workspace's projects");

  const session = await adopt("work:mine", "--title", "By hand");
  expect(session).toMatchObject({ status: "working", name: "By hand", worktree: w.folder, branch: await branch() });
  expect(session.host).toMatchObject({ kind: "tmux", alive: true, socket });
  expect((await w.operator("adopt", "work:mine")).stderr).toContain(`is ${session.id} already`);
  expect((await foreign()).panes.map(({ agentId }) => agentId)).toEqual([null, session.id]);

  expect(await ok(w, "send", session.id, "one")).toContain("delivered");
  await shows("mine", "heard one");
  await tmux("copy-mode", "-t", "=mine:"); // somebody reads back: texts arrive all the same, and once
  await ok(w, "send", session.id, "two\nthree");
  await tmux("send-keys", "-t", "=mine:", "-X", "cancel");
  await shows("mine", "heard three");
  await ok(w, "interrupt", session.id);
  await shows("mine", "interrupted");
  expect((await w.operator("freeze", session.id)).stderr).toContain("started by hand");
  await sessionWhen(w, session.id, ({ activity }) => activity === "idle", "quiet");

  const { status } = await w.json<{ status: { pid: number } }>("status");
  signal(status.pid, "SIGKILL");
  await ok(w, "send", session.id, "four");
  await shows("mine", "heard four");
  expect(isAlive(pid)).toBe(true);
});

test("its end is seen; a kill ends all of it; cleaning up leaves the folder, and nothing is launched in its place", async () => {
  await configure(["work"]);
  await byHand("first", w.folder, talker);
  const first = await adopt("work:first");
  await tmux("kill-session", "-t", "=first");
  await sessionWhen(w, first.id, ({ status, restorable }) => status === "killed" && !restorable, "its end");
  expect((await w.operator("restore", first.id)).stderr).toContain("adopt that");

  // One that does not go when it is hung up.
  const pid = await byHand("second", w.folder, `trap '' HUP TERM; echo begins; while true; do sleep 0.2; done`);
  await shows("second", "begins");
  const { pane } = (await foreign()).panes[0] ?? { pane: "" };
  const second = await adopt(`work:${pane}`);
  await ok(w, "kill", second.id, "--force");
  expect(isAlive(pid)).toBe(false);
  expect((await sessionWhen(w, second.id, ({ host }) => !host.alive, "its end")).status).toBe("terminated");

  await ok(w, "cleanup", first.id, second.id);
  expect((await w.json<{ agents: Session[] }>("ls")).agents).toEqual([]);
  expect(existsSync(join(w.folder, "README.md"))).toBe(true);
  const { tickets } = await w.json<{ tickets: { hold: boolean }[] }>("queue");
  expect(tickets.map(({ hold }) => hold)).toEqual([true, true]);
});

test("`operator attach` shows the person's own tmux at that pane", async () => {
  await configure(["work"]);
  await byHand("mine", w.folder, talker);
  const { id } = await adopt("work:mine");
  const person = ["-f", "/dev/null", "-S", join(w.root, "person.sock")];
  await w.run("tmux", [...person, "new-session", "-d", "-s", "ada", "-x", "100", "-y", "30", "--", "env", "-u", "TMUX", "operator", "attach", id]);
  try {
    await until(async () => (await w.run("tmux", [...person, "capture-pane", "-p", "-t", "=ada:"])).stdout.includes("begins"), {
      what: "the pane in a terminal",
      timeout: patience,
    });
    await w.run("tmux", [...person, "send-keys", "-t", "=ada:", "typed", "Enter"]);
    await shows("mine", "heard typed");
  } finally {
    await w.run("tmux", [...person, "kill-server"]);
  }
});
