// Hook records that an agent makes up: they count for its own session only, and whatever they are, the next good one
// is read and the owner stays small.
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { build } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { type Finished, Workspace } from "../support/workspace.ts";
import { connectToOwner, runtimeFolder, stateFolder } from "./connection.ts";
import type { Agents, Events, Inbox, Session } from "./replies.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

/** A workspace with a session `shop-1` at its plan, and `shop-2`, which does nothing by itself. */
async function open(): Promise<Workspace> {
  const w = await Workspace.create({ env: { OPERATOR_DEMO_FAST: "1" } });
  workspace = w;
  const evil = w.program("evil", "exec sleep 600");
  const agents = { evil: { kind: "claude", command: [evil, "{prompt}"] } };
  w.write(".operator/config.json", JSON.stringify({ agent: "demo", queue: { settle: "50ms", maxParallel: 4, perProject: 4 }, agents }));
  await w.json("trust", "--yes");
  w.ticket({ type: "FEAT", title: "Work", id: "FEAT-1" });
  await planOf(w);
  // Not by `launch`, which waits for the first hook of an agent that has some.
  w.ticket({ type: "TASK", title: "More work", id: "TASK-2", fields: { agent: "evil" } });
  await w.when<Agents, boolean>(["ls"], (r) => r.agents.some(({ id, host }) => id === "shop-2" && host.alive), { what: "shop-2" });
  return w;
}

const reviewOf = (w: Workspace, session: string, kind: string): Promise<string> =>
  w.when<Inbox, string | undefined>(["inbox"], (r) => r.reviews.find((one) => one.kind === kind && one.sessionId === session)?.id, {
    what: `${kind} of ${session}`,
    timeout: 30_000,
  });
const planOf = (w: Workspace): Promise<string> => reviewOf(w, "shop-1", "plan");

const spoolOf = (w: Workspace, session: string): string => join(stateFolder(w), "spool", `${session}.jsonl`);

/** A hook that keeps nothing, but rings the bell. Without its name, as that of another version may, it could be anybody. */
const ring = (w: Workspace, who = "shop-2"): Promise<unknown> =>
  w.run(join(build, "operator"), ["hook", "--session", who, "--spool", join(w.root, "none"), "--bell", join(runtimeFolder(w), "bell.sock")]);

let made = 0;
const record = (event: string, payload: object = {}, more: object = {}): string =>
  `${JSON.stringify({ v: 1, id: `H-${++made}`, at: Date.now(), kind: "hook", event, waits: false, payload: { hook_event_name: event, ...payload }, ...more })}\n`;

/** A record that the history shows, once it is read. */
async function expectRead(w: Workspace, what: string, write: (line: string) => void, who?: string): Promise<void> {
  write(record("UserPromptSubmit", { prompt: what }));
  await ring(w, who);
  await w.when<Events, boolean>(["events", "--limit", "1000"], (r) => r.events.some(({ kind, text }) => kind === "agent/prompt" && text === what), {
    what: `the record after: ${what}`,
    timeout: 45_000,
    state: async () => (await w.json<Events>("events", "--limit", "10")).events,
  });
}

test("records about another session change nothing of it, not even with its own words", async () => {
  const w = await open();
  const plan = await planOf(w);
  const victim = readFileSync(spoolOf(w, "shop-1"), "utf8");
  const question = victim.trim().split("\n").map((line) => JSON.parse(line) as { id: string; waits: boolean; payload: { session_id: string } }).find(({ waits }) => waits);
  if (!question) throw new Error(victim);
  const own = spoolOf(w, "shop-2");
  // Everything that it said, once more; then the end of its turn, its plan's approval and its own end.
  appendFileSync(own, victim);
  const as = { session_id: question.payload.session_id, session: "shop-1", sessionId: "shop-1", ticketId: "FEAT-1" };
  const plan_ = { tool_name: "ExitPlanMode", tool_input: { plan: "p" }, tool_use_id: "toolu_1" };
  appendFileSync(own, record("PostToolUse", { ...as, ...plan_, tool_response: {} }, { session: "shop-1" }));
  appendFileSync(own, record("PermissionRequest", { ...as, ...plan_ }, { id: question.id, waits: true, session: "shop-1" }));
  appendFileSync(own, record("Stop", as));
  appendFileSync(own, record("SessionEnd", { ...as, reason: "exit" }));
  for (const kind of ["claim", "approve", "review/approve", "launch", "kill"])
    appendFileSync(own, record("StepDone", { ...as, step: "plan", summary: "done", plan: "mine" }, { kind, session: "shop-1" }));
  // Its hook waits for the answer to the other's question too.
  const { connection } = await connectToOwner(w);
  connection.send("hook/wait", { sessionId: "shop-2", eventId: question.id });
  await expectRead(w, "after the forged ones", (line) => appendFileSync(own, line));
  expect((await w.json<Inbox>("inbox")).reviews.filter(({ sessionId }) => sessionId === "shop-1").map(({ id }) => id)).toEqual([plan]);
  const [one] = (await w.json<Agents>("ls")).agents.filter(({ id }) => id === "shop-1");
  expect(one).toMatchObject({ status: "needs_input", host: { alive: true } });
  // Its own hook still waits, and is the one that is answered.
  expect((await w.operator("approve", plan)).code).toBe(0);
  await reviewOf(w, "shop-1", "permission");
  const { events } = await w.json<Events>("events", "--limit", "1000");
  expect(events.filter(({ kind, sessionId }) => sessionId === "shop-1" && /killed|ended|terminated/.test(kind))).toEqual([]);
});

test("damaged, half, huge and disordered records; a spool that is cut, replaced or made anew", async () => {
  const w = await open();
  const own = spoolOf(w, "shop-2");
  const add = (text: string | Buffer): void => appendFileSync(own, text);
  const { status } = await w.json<{ status: { pid: number } }>("status");
  const damage: [string, () => void][] = [
    ["bytes", () => (add(Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 256))), add("\n"))],
    ["half a record and a line end", () => add(`${record("Stop").slice(0, 40)}\n`)],
    ["wrong types", () => add(`{"v":"x","id":7,"kind":[],"at":"soon","payload":5}\n[]\n7\n"x"\nnull\n{}\n`)],
    ["every field of a wrong type", () => add(record("PreToolUse", { tool_name: 5, tool_input: "x", session_id: {}, transcript_path: 7, cwd: [] }, { at: "x", waits: "yes", inputDigest: 5 }))],
    ["times from the past and the future", () => [-1, 0, 1, 2 ** 62, Number.MIN_SAFE_INTEGER].forEach((at) => add(record("Stop", {}, { at })))],
    ["deep nesting", () => add(`{"v":1,"id":"H-deep","kind":"hook","event":"Stop","payload":${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}}\n`)],
    ["a line of 3 MB", () => add(`{"v":1,"id":"H-long","kind":"hook","payload":{"x":"${"y".repeat(3 << 20)}"}}\n`)],
    ["a record of the greatest size", () => add(record("Stop", { last_assistant_message: "z".repeat(1_000_000) }))],
    ["100 MB of nothing", () => (truncateSync(own, readFileSync(own).length + (100 << 20)), add("\n"))],
    ["a transcript that is a device", () => add(record("SessionStart", { transcript_path: "/dev/zero", session_id: "s", source: "startup" }))],
    ["a transcript that is a folder of the system", () => add(record("SessionStart", { transcript_path: "/proc/self/mem", session_id: "s", source: "startup" }))],
  ];
  for (const [what, write] of damage) {
    write();
    await expectRead(w, `after ${what}`, add);
  }
  // A record that comes in two parts counts once it is whole.
  const line = record("UserPromptSubmit", { prompt: "in two parts" });
  add(line.slice(0, 60));
  await ring(w);
  add(line.slice(60));
  await expectRead(w, "after two parts", add);
  await expectRead(w, "by a ring without a known name", add, "!");
  truncateSync(own, 0);
  await ring(w);
  await expectRead(w, "after the cut", add);
  const whole = readFileSync(own);
  writeFileSync(`${own}.new`, Buffer.concat([whole, Buffer.from(record("Stop"))]));
  renameSync(`${own}.new`, own);
  await expectRead(w, "after the replacement", add);
  const { events } = await w.json<Events>("events", "--limit", "1000");
  expect(events.filter(({ kind, text }) => kind === "agent/prompt" && text === "in two parts")).toHaveLength(1);
  expect((await w.json<{ status: { pid: number } }>("status")).status.pid).toBe(status.pid);
  expect(events.filter(({ sessionId }) => sessionId === "shop-1").some(({ kind }) => kind === "agent/prompt")).toBe(true);
});

test("questions without end: the owner and the inbox stay small", async () => {
  const w = await open();
  const own = spoolOf(w, "shop-2");
  const { status } = await w.json<{ status: { pid: number } }>("status");
  const memory = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${status.pid}/status`, "utf8"))?.[1]);
  const before = memory();
  for (let batch = 0; batch < 3; batch++) {
    const lines = Array.from({ length: 100 }, (_, n) =>
      record("PermissionRequest", { tool_name: "Bash", tool_input: { command: `echo ${batch} ${n} ${"x".repeat(200_000)}` } }, { waits: true }),
    );
    appendFileSync(own, lines.join(""));
  }
  await expectRead(w, "after the questions", (line) => appendFileSync(own, line));
  expect((await w.json<Inbox>("inbox")).reviews.length).toBeLessThan(10);
  expect(memory() - before).toBeLessThan(48 * 1024);
  expect((await w.json<{ session: Session }>("kill", "shop-2")).session.host.alive).toBe(false);
});

test("hooks are heard again at once when the bell or its whole folder was removed", async () => {
  const w = await open();
  const own = spoolOf(w, "shop-2");
  rmSync(join(runtimeFolder(w), "bell.sock"));
  await until(() => existsSync(join(runtimeFolder(w), "bell.sock")), { what: "the bell" });
  await expectRead(w, "after the bell's removal", (line) => appendFileSync(own, line));
  renameSync(runtimeFolder(w), join(w.root, "away"));
  await until(() => existsSync(join(runtimeFolder(w), "bell.sock")), { what: "the bell, in a new folder" });
  await expectRead(w, "after the folder's removal", (line) => appendFileSync(own, line));
});

test("a question that cannot be kept is not lost silently: its hook says so and the dialog stays", async () => {
  const w = await open();
  const full = join(w.root, "full");
  symlinkSync("/dev/full", full);
  const hook = (event: string, ...more: string[]): Promise<Finished> => {
    const input = JSON.stringify({ hook_event_name: event, tool_name: "Bash", tool_input: { command: "ls" } });
    const args = ["--session", "shop-2", "--spool", full, "--bell", join(runtimeFolder(w), "bell.sock"), "--owner", join(runtimeFolder(w), "owner.sock"), ...more];
    return w.run("bash", ["-c", 'printf %s "$1" | "$0" hook "${@:2}"', join(build, "operator"), input, ...args]);
  };
  const asked = await hook("PermissionRequest", "--wait");
  expect([asked.code, asked.stdout]).toEqual([1, ""]);
  expect(asked.stderr).toMatch(/not in Operator's inbox, answer it here: .*No space left/);
  expect(await hook("PostToolUse")).toMatchObject({ code: 0, stdout: "", stderr: "" });
});
