// An owner that nobody needs ends by itself; a client or a ticket that may launch keeps it.
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
