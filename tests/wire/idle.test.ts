// An owner that nobody needs ends by itself; a client or a ticket that may launch keeps it. While it waits, it sleeps.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { spawn, type ChildProcess } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { build } from "../support/paths.ts";
import { sleep, until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { connectToOwner } from "./connection.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create({ config: { agent: "echo", agents: { echo: { command: ["/bin/true"] } } } });
});
afterEach(() => workspace.close());

async function owner(): Promise<ChildProcess> {
  const child = spawn(join(build, "operatord"), ["--workspace", workspace.folder, "--idle-after", "2s"], {
    env: workspace.env,
    stdio: "ignore",
  });
  const answers = async () => (await workspace.operator("status", "--no-start")).code === 0;
  await until(answers, { what: "the owner" });
  return child;
}

test("it ends when the last client has gone, not before", async () => {
  const child = await owner();
  const { connection, socket } = await connectToOwner(workspace);
  await connection.initialize();
  await sleep(3_000);
  expect(child.exitCode).toBeNull();
  socket.destroy();
  expect(await until(() => child.exitCode !== null && { code: child.exitCode }, { what: "its end" })).toEqual({ code: 0 });
});

test("it ends when no client ever comes, and stays while a ticket may launch by itself", async () => {
  // Far from settled: it will launch, so somebody has to be there.
  workspace.write(".operator/config.json", JSON.stringify({ queue: { settle: "1h" }, agent: "echo", agents: { echo: { command: ["/bin/true"] } } }));
  await workspace.json("trust", "--yes");
  await workspace.operator("stop");
  const path = workspace.ticket({ type: "TASK", title: "Later", id: "TASK-1" });
  const child = await owner();
  await sleep(3_000);
  expect(child.exitCode).toBeNull();
  // Nothing connects from here on: the change of the file alone makes it idle.
  workspace.write(path, "---\nid: TASK-1\ntype: TASK\ntitle: Later\nhold: true\n---\n");
  expect(await until(() => child.exitCode !== null && { code: child.exitCode }, { what: "its end" })).toEqual({ code: 0 });
});

/** Timers of a process that would wake it. */
function armed(pid: number): string[] {
  const infos = readdirSync(`/proc/${pid}/fdinfo`).map((fd) => {
    try {
      return readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8");
    } catch {
      return ""; // closed meanwhile
    }
  });
  return infos.flatMap((info) => /^it_value: \((?!0, 0\)).*$/m.exec(info) ?? []);
}

test("with sessions that need nothing from it no timer runs", async () => {
  const command = ["/bin/sleep", "3600"];
  workspace.write(".operator/config.json", JSON.stringify({ queue: { settle: "100ms" }, agent: "quiet", agents: { quiet: { command } } }));
  await workspace.json("trust", "--yes");
  for (const n of [1, 2]) workspace.ticket({ type: "TASK", title: `Sleep ${n}`, id: `TASK-${n}` });
  await workspace.when<{ agents: { status: string }[] }, boolean>(
    ["ls"],
    ({ agents }) => agents.length === 2 && agents.every(({ status }) => status === "working"),
    { what: "both sessions" },
  );
  const { status } = await workspace.json<{ status: { pid: number } }>("status");
  await until(() => armed(status.pid).length === 0, { what: "rest", state: () => armed(status.pid) });
});
