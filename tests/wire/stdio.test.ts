// `operator stdio`: an editor's wire, which outlives the owner.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { operatorProgram } from "../support/paths.ts";
import { sleep, until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { Connection, frame } from "./connection.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.close());

function stdio(): { child: ChildProcess; connection: Connection } {
  const child = workspace.start(["stdio"]);
  if (!child.stdout || !child.stdin) throw new Error("no pipes");
  return { child, connection: new Connection(child.stdout, child.stdin) };
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, "exit");
  return child.exitCode;
}

const pidOf = (result: Record<string, unknown> | undefined): number => Number(result?.["pid"]);

test("the owner starts, answers, and the end of standard input is the end", async () => {
  const { child, connection } = stdio();
  const { result } = await connection.initialize();
  expect(result).toMatchObject({ protocol: 1, version: "0.1.0", workspace: workspace.folder });
  child.stdin?.end();
  expect(await exitCode(child)).toBe(0);
  // The owner is not the editor's child: it stays.
  expect((await workspace.operator("status", "--no-start")).code).toBe(0);
});

test("standard input may be a file", async () => {
  const params = { protocol: 1, version: "0.1.0", client: "script" };
  writeFileSync(
    join(workspace.root, "in"),
    Buffer.concat([
      frame({ jsonrpc: "2.0", id: 1, method: "initialize", params }),
      frame({ jsonrpc: "2.0", id: 2, method: "status/get" }),
    ]),
  );
  const command = `operator stdio < ${join(workspace.root, "in")}`;
  const { code, stdout } = await workspace.run("sh", ["-c", command]);
  expect(code).toBe(0);
  expect(stdout.match(/"id":[12],/g)).toHaveLength(2);
});

test("two windows at once have one owner", async () => {
  const both = [stdio(), stdio(), stdio()];
  const answers = await Promise.all(both.map(({ connection }) => connection.initialize()));
  expect(new Set(answers.map(({ result }) => pidOf(result))).size).toBe(1);
});

test("an owner that is killed is replaced at once; nothing in flight is lost in silence or asked again", async () => {
  const { connection } = stdio();
  const before = (await connection.initialize({ subscribe: true })).result;
  process.kill(pidOf(before), "SIGSTOP");
  const create = { type: "TASK", title: "In flight", hold: true };
  const lost = [connection.send("ticket/create", create), connection.send("status/get")];
  await sleep(100);
  const killed = Date.now();
  process.kill(pidOf(before), "SIGKILL");
  for (const id of lost) expect((await connection.answer(id)).error?.data.code).toBe("unavailable");
  const restarted = await connection.notification("server/didRestart");
  expect(Date.now() - killed).toBeLessThan(5000);
  expect(restarted.params?.["epoch"]).toBeTypeOf("string");
  const { status } = (await connection.request("status/get")).result as { status: { pid: number; epoch: string } };
  expect(status.pid).not.toBe(pidOf(before));
  expect(status.epoch).toBe(restarted.params?.["epoch"]);
  const { tickets } = (await connection.request("queue/get")).result as { tickets: unknown[] };
  expect(tickets).toEqual([]);
  // The second greeting was not the client's: only its own answers came.
  expect(connection.received.filter((m) => typeof m.id === "string")).toEqual([]);
  // And it is subscribed again.
  const seen = connection.received.length;
  await connection.request("ticket/create", { ...create, title: "After" });
  await connection.notification("ticket/didChange", seen);
});

test("an owner that dies again and again is replaced again and again", async () => {
  const { connection } = stdio();
  await connection.initialize();
  const pids = new Set<number>();
  for (let round = 1; round <= 4; ++round) {
    const { status } = (await connection.request("status/get", {}, 20_000)).result as { status: { pid: number } };
    pids.add(status.pid);
    process.kill(status.pid, "SIGKILL");
    await until(
      () => connection.received.filter((m) => m.method === "server/didRestart").length === round,
      { what: `restart ${round}`, timeout: 20_000 },
    );
  }
  expect(pids.size).toBe(4);
});

test("a stopped owner stays stopped until the client asks for something", async () => {
  const { connection } = stdio();
  const before = (await connection.initialize()).result;
  expect((await workspace.operator("stop")).code).toBe(0);
  await sleep(1500);
  expect((await workspace.operator("status", "--no-start")).code).toBe(3);
  const { status } = (await connection.request("status/get")).result as { status: { pid: number } };
  expect(status.pid).not.toBe(pidOf(before));
  const kinds = connection.received.map((m) => m.method ?? "answer");
  expect(kinds.indexOf("server/didRestart")).toBeGreaterThan(0);
});

test("`operator serve` takes over, and the window follows", async () => {
  const { connection } = stdio();
  await connection.initialize();
  const served = workspace.start(["serve"]);
  await connection.notification("server/didRestart");
  const { status } = (await connection.request("status/get")).result as { status: { pid: number } };
  expect(status.pid).toBe(served.pid);
  served.kill("SIGTERM");
  expect(await exitCode(served)).toBe(0);
});

test("an owner that cannot start: exit 3 and its last words", async () => {
  const programs = join(workspace.root, "programs");
  mkdirSync(programs);
  copyFileSync(operatorProgram, join(programs, "operator"));
  const failing = "#!/bin/sh\necho 'the store is from a newer version' >&2\nexit 3\n";
  writeFileSync(join(programs, "operatord"), failing, { mode: 0o755 });
  for (const verb of [["stdio"], ["status"], ["events", "--follow"]]) {
    const { code, stderr } = await workspace.run(join(programs, "operator"), verb);
    expect(code).toBe(3);
    expect(stderr).toContain("the store is from a newer version");
  }
});

test("what is no frame ends it with an answer", async () => {
  const { child, connection } = stdio();
  connection.write("hello\r\n\r\n");
  expect((await connection.answer(null)).error?.code).toBe(-32700);
  expect(await exitCode(child)).toBe(1);
});
