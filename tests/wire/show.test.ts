// What is shown of one session, what people note about it, and texts that are sent to it.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { operatorProgram } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { stateFolder } from "./connection.ts";
import type { Events, Session } from "./replies.ts";
import { ok, scriptAgent, sessionWhen } from "./scene.ts";

interface Shown {
  session: Session & { host: { name: string }; properties: Record<string, string> };
  work: { commits: number; changed: number; untracked: number; files: number; additions: number; deletions: number; problem: string } | null;
  processes: { pid: number; name: string; memoryBytes: number; cpuPercent: number; cpuTimeMs: number }[];
}

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create();
});
afterEach(() => w.close());

async function start(agent: { command: string[] }): Promise<Session> {
  w.write(".operator/config.json", JSON.stringify({ queue: { settle: "0ms" }, agent: "own", agents: { own: agent } }));
  await ok(w, "trust", "--yes");
  w.ticket({ type: "TASK", title: "Do it", id: "T-1" });
  return sessionWhen(w, "shop-1", (s) => s.host.alive && s.status !== "spawning", "runs");
}
const ready = (session: Session) =>
  until(() => existsSync(join(session.worktree, "ready.txt")), { what: "the agent's work", timeout: 20_000 });
const show = (...args: string[]) => w.json<Shown>("show", ...args);

test("show looks at the worktree and at the processes; free keys stay; the machine's name is a name, too", async () => {
  const session = await start(
    scriptAgent(w, "own", "git commit --quiet --allow-empty --message Begun\necho more >> README.md\nsleep 600 &\n: > ready.txt\nwait"),
  );
  await ready(session);
  const { work, processes, ...shown } = await show("shop-1");
  expect(work).toMatchObject({ commits: 1, changed: 1, untracked: 1, files: 2, additions: 1, deletions: 0, problem: "" });
  expect(processes.map(({ name }) => name)).toEqual(expect.arrayContaining(["operator", "own", "sleep"]));
  for (const one of processes) expect(one.memoryBytes).toBeGreaterThan(0);
  const told = await ok(w, "show", "shop-1");
  expect(told).toMatch(/git +1 uncommitted, 1 untracked\n/);
  expect(told).toMatch(/diff +2 files \+1 -0, 1 commit ahead of main\n/);
  expect(told).toMatch(/\d %.*MiB +sleep\n/);
  expect(told).toMatch(/\nproject +shop\n/);
  expect(told).toContain(`alive · ${basename(stateFolder(w))}-shop-1 · builtin:/`);
  expect(told).toMatch(/\nstarted +20\d\d-[^ ]+Z \(/);
  expect(told).not.toMatch(/\nrestored/);
  // The prompt of an agent that has no hooks to tell it.
  const [prompt] = (await w.json<Events>("events", "--kind", "agent/prompt")).events;
  expect(prompt?.text).toContain("Do it");

  await ok(w, "set", "shop-1", "reviewer=Ann = Bob", "epic=E-7");
  await ok(w, "set", "shop-1", "epic=");
  await ok(w, "stop");
  const hash = basename(stateFolder(w));
  const machine = `${hash}-shop-1`;
  expect(shown.session.host.name).toBe(machine);
  const lines = (await ok(w, "show", machine, "--format=properties")).trimEnd().split("\n");
  const keys = lines.map((line) => line.slice(0, line.indexOf("=")));
  const own = ["id", "title", "project", "issue", "branch", "status", "hostName", "worktree", "createdAt", "restoredAt", "hostHandle", "pr", "summary", "agent"];
  expect(keys).toEqual([...own, "reviewer"]);
  expect(lines).toEqual(expect.arrayContaining(["id=shop-1", "issue=T-1", `hostName=${machine}`, `worktree=${session.worktree}`, "pr=", "reviewer=Ann = Bob"]));
  for (const key of [...own, "1st", "a b", ""]) {
    const { code } = await w.operator("set", "shop-1", `${key}=x`);
    expect([key, code]).toEqual([key, key === "" ? 2 : 1]);
  }
  expect((await show("shop-1")).session.properties).toEqual({ reviewer: "Ann = Bob" });

  await ok(w, "kill", machine);
  await ok(w, "restore", machine);
  expect(await ok(w, "show", "shop-1")).toMatch(/\nrestored +20\d\d-[^ ]+Z \(/);
  expect(await ok(w, "show", "shop-1", "--format=properties")).toMatch(/\nrestoredAt=20\d\d-/);
  await ok(w, "kill", machine);
  const other = await w.operator("show", "0123456789ab-shop-1");
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining("no session 0123456789ab-shop-1")]);
  rmSync(session.worktree, { recursive: true });
  // Its host lingers a moment behind the agent.
  await until(async () => (await show("shop-1")).processes.length === 0, { what: "the end of its processes" });
  expect((await show("shop-1")).work?.problem).not.toBe("");
});

test("a text comes from a file or from standard input, with its lines; one that is too long is refused", async () => {
  const typed = join(w.root, "typed.txt");
  await start(scriptAgent(w, "own", `while read -r line; do echo "$line" >> '${typed}'; done`));
  const file = join(w.root, "text.md");
  writeFileSync(file, "The first line\nand the second\n");
  const read = () => (existsSync(typed) ? readFileSync(typed, "utf8") : "");
  await ok(w, "send", "shop-1", "--file", file);
  await until(() => read().includes("The first line\nand the second\n"), { what: "both lines", timeout: 20_000, state: read });
  const piped = await w.run("bash", ["-c", `printf 'piped' | '${operatorProgram}' send shop-1 --no-wait -`]);
  expect([piped.code, piped.stderr]).toEqual([0, ""]);
  await until(() => read().includes("piped"), { what: "the piped text", timeout: 20_000, state: read });

  writeFileSync(file, "x".repeat(1 << 20));
  const long = await w.operator("send", "shop-1", "--file", file);
  expect([long.code, long.stderr]).toEqual([1, expect.stringMatching(/at most 131072 bytes, and this has 1048576/)]);
  writeFileSync(file, Buffer.from([0xff, 0xfe, 0x41]));
  expect(await w.operator("send", "shop-1", "--file", file)).toMatchObject({ code: 1 });
  expect(await w.operator("send", "shop-1", "--file", join(w.root, "none.md"))).toMatchObject({ code: 1 });
  for (const args of [[], ["text", "--file", file]]) expect([args, (await w.operator("send", "shop-1", ...args)).code]).toEqual([args, 2]);
  await ok(w, "kill", "shop-1");
  const ended = await w.operator("send", "shop-1", "too late");
  expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining("restore it first")]);
});

test("attach without an ID needs a terminal to ask on", async () => {
  const { code, stderr } = await w.operator("attach");
  expect([code, stderr]).toEqual([2, expect.stringContaining("operator ls")]);
});
