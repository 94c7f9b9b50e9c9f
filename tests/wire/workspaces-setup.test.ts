// What happens in a new worktree before its agent starts: the project's commands, the session's ports, its sandbox.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { build } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { stateFolder } from "./connection.ts";
import type { Session } from "./replies.ts";
import { hookAgent, ok, scriptAgent, sessionsOf, sessionWhen, ticketWhen } from "./scene.ts";

interface Shown {
  session: Session;
  events: { kind: string; text: string }[];
}

let w: Workspace;
let agents: Record<string, unknown>;
beforeEach(async () => {
  w = await Workspace.create({ files: { "README.md": "# Sample\n", ".gitignore": "node_modules/\n*.log\n" } });
  agents = { worker: scriptAgent(w, "worker", "env > env.log; exec sleep 600") };
});
afterEach(() => w.close());

async function configure(project: object, agent = "worker", sessions: object = {}): Promise<void> {
  const config = { agent, agents, projects: { shop: { path: ".", ...project } }, queue: { settle: "50ms", maxParallel: 4 }, sessions };
  w.write(".operator/config.json", JSON.stringify(config));
  await ok(w, "trust", "--yes");
}
const held = (id: string) => w.ticket({ type: "TASK", title: id, id, fields: { hold: true } });
const launch = async (id: string): Promise<Session> => (await w.json<{ session: Session }>("launch", id)).session;
const events = async (id: string, kind: string): Promise<string[]> =>
  (await w.json<Shown>("show", id)).events.filter((event) => event.kind === kind).map(({ text }) => text);
const log = (id: string): string => readFileSync(join(stateFolder(w), "sessions", id, "setup.log"), "utf8");
const fileOf = (session: Session, name: string): Promise<string> =>
  until(() => existsSync(join(session.worktree, name)) && readFileSync(join(session.worktree, name), "utf8"), { what: name, timeout: 20_000 });

describe("setup commands", () => {
  test("run in order in the new worktree, with the session's environment, once they are trusted", async () => {
    await configure({});
    const setup = [["sh", "-c", "mkdir node_modules && echo $OPERATOR_SESSION_ID > node_modules/who && pwd"], ["cp", "node_modules/who", "again.log"]];
    const config = JSON.parse(w.read(".operator/config.json")) as { projects: { shop: object } };
    w.write(".operator/config.json", JSON.stringify({ ...config, projects: { shop: { path: ".", setup } } }));
    held("T-1");
    const refused = await w.operator("launch", "T-1");
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("operator trust")]);
    expect((await w.operator("trust")).stdout).toContain("setup of shop: cp node_modules/who again.log");
    await ok(w, "trust", "--yes");
    const session = await launch("T-1");
    expect(readFileSync(join(session.worktree, "again.log"), "utf8")).toBe("shop-1\n");
    expect(log("shop-1")).toContain(`${session.worktree}\n$ cp node_modules/who again.log\n`);
    expect(await events("shop-1", "session/setup")).toEqual([expect.stringContaining("(1 of 2)"), "cp node_modules/who again.log (2 of 2)"]);
    // Only a new worktree is set up.
    await ok(w, "kill", "shop-1");
    await ok(w, "restore", "shop-1");
    expect(await events("shop-1", "session/setup")).toHaveLength(2);
  });

  test("one that fails is told with its last words, leaves nothing behind, and is tried again when told", async () => {
    await configure({ setup: [["sh", "-c", "mkdir node_modules; touch precious.txt; echo no such package >&2; exit 7"]] });
    held("T-1");
    const { code, stderr } = await w.operator("launch", "T-1");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/setup: sh -c .*: exit code 7: no such package \(all of it: .*setup\.log\)/)]);
    const [failed] = await sessionsOf(w);
    await until(() => !existsSync(failed?.worktree ?? ""), { what: "the worktree's end", timeout: 20_000 });
    await until(async () => (await w.git("branch", "--list")).trim() === "* main", { what: "the branch's end", timeout: 20_000 });
    expect(log("shop-1")).toContain("no such package");
    await configure({ setup: [["true"]] });
    expect((await launch("T-1")).host.alive).toBe(true);
  });

  test("one that hangs ends at its deadline, and with its session", async () => {
    await configure({ setup: [["sh", "-c", "sleep 601 & sleep 602"]], setupTimeout: "1s" });
    const sleeps = () => w.processes().filter(({ argv }) => /^60[12]$/.test(argv[1] ?? "")).length;
    held("T-1");
    expect((await w.operator("launch", "T-1")).stderr).toContain("did not end within 1 s");
    expect(sleeps()).toBe(0);
    await configure({ setup: [["sh", "-c", "sleep 601 & sleep 602"]] });
    w.ticket({ type: "TASK", title: "Two", id: "T-2" });
    const row = await sessionWhen(w, "shop-2", (s) => s.status === "spawning" && s.evidence.what.startsWith("setup: "), "at its setup");
    await until(() => sleeps() === 2, { what: "the setup" });
    expect((await w.json<{ session: Session }>("kill", row.id)).session.status).toBe("killed");
    await until(() => sleeps() === 0, { what: "the setup's end", state: () => w.processes().map(({ argv }) => argv) });
    // Restored, it begins again.
    await configure({ setup: [["touch", "ready.log"]] });
    await ok(w, "restore", "shop-2");
    expect(existsSync(join(row.worktree, "ready.log"))).toBe(true);
  });
});

test("each session has ports of its own, keeps them when restored, and gives them back", async () => {
  const busy = createServer();
  const port = await new Promise<number>((done) => busy.listen(0, "127.0.0.1", () => done((busy.address() as { port: number }).port)));
  await configure({ ports: ["PORT", "DEBUG_PORT"] }, "worker", { ports: `${port}-${port + 400}` });
  const portsOf = async (session: Session): Promise<string[]> =>
    [...(await fileOf(session, "env.log")).matchAll(/^(?:DEBUG_)?PORT=(\d+)$/gm)].map((match) => match[1] ?? "").sort();
  held("T-1");
  held("T-2");
  const first = await launch("T-1");
  const second = await launch("T-2");
  const all = [...(await portsOf(first)), ...(await portsOf(second))];
  expect(new Set(all).size).toBe(4);
  expect(all).not.toContain(String(port));
  expect(await events(first.id, "session/noted")).toEqual([expect.stringMatching(/^its ports: DEBUG_PORT=\d+ PORT=\d+$/)]);
  const before = await portsOf(first);
  await ok(w, "kill", first.id);
  rmSync(join(first.worktree, "env.log"));
  await ok(w, "restore", first.id);
  expect(await portsOf(first)).toEqual(before);
  await ok(w, "kill", first.id);
  await ok(w, "cleanup", first.id, "--yes");
  const leases = join(w.home, ".local/share/operator/ports");
  await until(() => !readFileSync(leases, "utf8").includes(` ${first.id} `), { what: "the ports' return", timeout: 20_000 });
  expect(readFileSync(leases, "utf8")).toContain(` ${second.id} `);
  busy.close();
});

test("a session has its limits, or none starts and it is said what to do", async () => {
  agents["worker"] = scriptAgent(w, "worker", `cat "/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/pids.max" > pids.log; exec sleep 600`);
  await configure({}, "worker", { limits: { processes: 321 } });
  held("T-1");
  const { code, stderr } = await w.operator("launch", "T-1");
  if (code === 0) expect(await fileOf((await sessionsOf(w))[0] as Session, "pids.log")).toBe("321\n");
  else expect(stderr).toMatch(/sessions\.limits cannot be held here: .*take the limits away/);
});

/** Whether this machine lets anybody make a sandbox: where it does not, the refusal is what is tested. */
function canSandbox(): boolean {
  try {
    execFileSync("bwrap", ["--unshare-pid", "--unshare-ipc", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("a sandbox", () => {
  test("lets an agent work, commit and be heard, and write nowhere else; or says that there is none", async () => {
    const state = stateFolder(w);
    const go = join(w.root, "h/go");
    const attempts: Record<string, string> = {
      home: `touch "$HOME/escape"`,
      workspace: `touch '${w.folder}/escape'`,
      hook: `touch '${w.folder}/.git/hooks/pre-commit'`,
      config: `git config alias.x '!touch /tmp/escape'`,
      gitFile: `rm -f .git`,
      otherSpool: `echo '{}' >> '${state}/spool/shop-1.jsonl'`,
      database: `echo x >> '${state}/operator.db'`,
      otherWorktree: `touch ../shop-1/escape`,
      signal: `kill -0 ${process.pid}`,
      network: `exec 3<> /dev/tcp/127.0.0.1/$SERVER`,
      own: `touch mine.txt`,
      tmp: `touch /tmp/escape-op`,
      kept: `touch "$HOME/kept/file"`,
    };
    const script = Object.entries(attempts).map(([name, command]) => `(${command}) 2> /dev/null && echo ${name} >> report.txt`);
    agents["boxed"] = {
      ...hookAgent(w, "boxed", `begin\n${script.join("\n")}\ngit add report.txt && git commit --quiet --message "In a box" && touch ready.log\nsay Stop\nuntil [ -e '${go}' ]; do sleep 0.1; done`),
      writable: ["~/kept"],
    };
    mkdirSync(join(w.home, "kept"));
    await configure({});
    held("T-1");
    await launch("T-1");

    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    w.env["SERVER"] = String((server.address() as { port: number }).port);
    await configure({ isolation: "sandbox", network: false }, "boxed");
    held("T-2");
    if (!canSandbox()) {
      expect((await w.operator("launch", "T-2")).stderr).toMatch(/no sandbox can be made here|bwrap/);
      return;
    }
    const session = await launch("T-2");
    await fileOf(session, "ready.log");
    expect((await fileOf(session, "report.txt")).trim().split("\n")).toEqual(["own", "tmp", "kept"]);
    expect(await w.git("log", "-1", "--format=%s", session.branch)).toBe("In a box\n");
    expect(existsSync("/tmp/escape-op")).toBe(false);
    // Its hooks were read, and its processes are found and ended.
    const shown = await sessionWhen(w, session.id, (s) => s.activity === "ready" || s.activity === "waiting_input", "its turn's end");
    expect(shown.host.alive).toBe(true);
    await ok(w, "kill", session.id, "--force");
    await until(() => w.processes().every(({ argv }) => !argv.join(" ").includes(join(w.root, "bin/boxed"))), { what: "the end of all in it" });
    server.close();
  });

  test("is never left out: without bubblewrap nothing is launched", async () => {
    const tools = join(w.root, "tools");
    mkdirSync(tools);
    for (const name of ["bash", "sh", "sleep", "env", "git"]) symlinkSync(`/usr/bin/${name}`, join(tools, name));
    w.env["PATH"] = [join(w.root, "bin"), build, tools].join(":");
    await configure({ isolation: "sandbox" });
    w.ticket({ type: "TASK", title: "One", id: "T-1" });
    const row = await ticketWhen(w, "T-1", (t) => t.reason.includes("failed"), "its failure");
    expect(row.reason).toContain("bubblewrap (bwrap) is not installed");
    const [failed] = await sessionsOf(w);
    expect(failed).toMatchObject({ status: "errored" });
    await until(() => !existsSync(failed?.worktree ?? ""), { what: "the worktree's end", timeout: 20_000 });
  });
});
