// The command line: what it prints, what --json promises, and the exit codes.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { operatorProgram } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { Connection, frame, runtimeFolder, stateFolder } from "./connection.ts";
import type { Ticket } from "./replies.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.close());

const newTicket = (title: string, ...more: string[]) =>
  workspace.json<{ ticket: Ticket }>("ticket", "new", "TASK", title, "--hold", ...more);

test("the replies are objects of REST's shape", async () => {
  expect(await workspace.json("ls")).toEqual({ agents: [] });
  expect(await workspace.json("inbox")).toEqual({ reviews: [] });
  expect(await workspace.json("sync")).toEqual({ boards: [] });
  expect(await workspace.json("queue")).toMatchObject({ paused: false, running: 0, tickets: [] });
  const { status } = await workspace.json<{ status: Record<string, unknown> }>("status");
  expect(status).toMatchObject({ workspace: workspace.folder, version: "0.1.0", running: 0, trusted: false });
});

test("exit codes: 1 failed, 2 usage, 3 no owner", async () => {
  const unreachable = await workspace.operator("ls", "--no-start");
  expect(unreachable.code).toBe(3);
  expect(unreachable.stderr).toMatch(/^operator: no owner runs/);
  for (const args of [["bogus"], ["approve"], ["reject", "R-1"], ["answer", "R-1"], ["ls", "--bogus"], []]) {
    const { code, stdout } = await workspace.operator(...args);
    expect([args, code]).toEqual([args, 2]);
    expect(stdout).toBe("");
  }
  const failed = await workspace.operator("show", "shop-99", "--json");
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.stdout)).toMatchObject({ error: { code: "not_found" } });
  const told = await workspace.operator("show", "shop-99");
  expect(told).toMatchObject({ code: 1, stdout: "" });
  expect(told.stderr).toMatch(/^operator: /);
});

test("--help and --version need nothing", async () => {
  expect((await workspace.operator("--version")).stdout).toBe("operator 0.1.0\n");
  for (const verb of ["", "ticket", "launch", "events", "step"]) {
    const { code, stdout } = await workspace.operator(...(verb ? [verb] : []), "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: operator");
  }
  expect((await workspace.operator("status", "--no-start")).code).toBe(3);
});

test("a ticket is made, shown and changed", async () => {
  const { ticket } = await newTicket("Tidy up", "--priority", "P1");
  expect(ticket).toMatchObject({ title: "Tidy up", state: "queue", hold: true, priority: "P1" });
  expect(workspace.read(ticket.path)).toContain("title: Tidy up");
  expect((await workspace.json<{ ticket: Ticket }>("ticket", "show", ticket.id)).ticket.id).toBe(ticket.id);
  const { ticket: changed } = await workspace.json<{ ticket: Ticket }>("ticket", "set", ticket.id, "--priority", "P0");
  expect(changed.priority).toBe("P0");
  const { stdout } = await workspace.operator("queue");
  expect(stdout).toContain(ticket.id);
  expect(stdout).toContain("Tidy up");
});

test("a title cannot command the terminal", async () => {
  const title = "\u001b[2J\u001b]0;owned\u0007 \u202egpj.exe";
  const { ticket } = await newTicket(title);
  for (const args of [["queue"], ["ticket", "show", ticket.id], ["events"]]) {
    const { stdout } = await workspace.operator(...args);
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
});

test("a pipe gets no colours, a terminal does unless NO_COLOR says no", async () => {
  await newTicket("Tidy up");
  expect((await workspace.operator("queue")).stdout).not.toContain("\u001b[");
  // script(1) gives it a terminal.
  const coloured = async (env: Record<string, string>): Promise<string> =>
    (await workspace.run("script", ["-qec", "operator queue", "/dev/null"], { env })).stdout;
  expect(await coloured({})).toContain("\u001b[");
  expect(await coloured({ NO_COLOR: "1" })).not.toContain("\u001b[");
});

test("pausing and resuming the queue", async () => {
  expect(await workspace.json("pause")).toEqual({ paused: true });
  expect(await workspace.json("queue")).toMatchObject({ paused: true });
  expect((await workspace.operator("status")).stdout).toContain("paused");
  expect(await workspace.json("resume")).toEqual({ paused: false });
});

test("trust is asked for, given and taken back", async () => {
  const asked = await workspace.operator("trust");
  expect(asked.code).toBe(1);
  expect(asked.stderr).toContain("operator trust --yes");
  expect(await workspace.json("trust", "--yes")).toMatchObject({ trusted: true });
  expect((await workspace.operator("trust")).stdout).toContain("trusted");
  expect(await workspace.json("trust", "--no")).toMatchObject({ trusted: false });
});

test("a command means the workspace around it", async () => {
  workspace.write(".tickets/queue/.keep", "");
  mkdirSync(join(workspace.folder, "src/deep"), { recursive: true });
  const meant = async (cwd: string, args: string[] = [], env: Record<string, string> = {}): Promise<string> => {
    const { stdout } = await workspace.run(operatorProgram, ["status", "--json", ...args], { cwd, env });
    return (JSON.parse(stdout) as { status: { workspace: string } }).status.workspace;
  };
  expect(await meant(join(workspace.folder, "src/deep"))).toBe(workspace.folder);
  expect(await meant("/", ["--workspace", workspace.folder])).toBe(workspace.folder);
  expect(await meant("/", [], { OPERATOR_WORKSPACE: workspace.folder })).toBe(workspace.folder);
});

test("events are followed across owners, none twice and none left out", async () => {
  await workspace.json("status");
  const child = workspace.start(["events", "--follow", "--json"]);
  let text = "";
  child.stdout?.on("data", (bytes: Buffer) => (text += bytes.toString()));
  const seen = () =>
    text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { seq: number; ticketId: string });
  const sees = (id: string) =>
    until(() => seen().some((event) => event.ticketId === id), { what: `the event of ${id}`, state: seen });
  const { ticket: first } = await newTicket("One");
  await sees(first.id);
  const { status } = await workspace.json<{ status: { pid: number } }>("status");
  process.kill(status.pid, "SIGKILL");
  const { ticket: second } = await newTicket("Two");
  await sees(second.id);
  const numbers = seen().map((event) => event.seq);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  const { events } = await workspace.json<{ events: { seq: number }[] }>("events", "--limit", "1000");
  const all = events.map((event) => event.seq).filter((seq) => seq >= (numbers[0] ?? 0));
  expect(numbers).toEqual(all.slice(0, numbers.length));
});

test("serve in the background, and stop", async () => {
  expect((await workspace.operator("stop")).stdout).toContain("No owner was running");
  expect((await workspace.operator("serve", "--detach")).code).toBe(0);
  expect((await workspace.operator("status", "--no-start")).code).toBe(0);
  expect((await workspace.operator("stop")).code).toBe(0);
  expect((await workspace.operator("status", "--no-start")).code).toBe(3);
});

test("stop speaks to an owner of another version in that one's protocol, and waits for its end", async () => {
  await workspace.operator("status");
  await workspace.operator("stop");
  const runtime = runtimeFolder(workspace);
  writeFileSync(join(runtime, "server.json"), JSON.stringify({ pid: 1, version: "9.9.9", protocol: 99 }));
  const lock = spawn("flock", [join(stateFolder(workspace), "owner.lock"), "cat"], { stdio: ["pipe", "ignore", "ignore"] });
  const asked: string[] = [];
  const server = createServer((socket) => {
    const connection = new Connection(socket, socket);
    connection.onMessage = ({ id, method, params }) => {
      asked.push(`${method} ${params?.["protocol"] ?? ""}`.trim());
      // Its own idea of an introduction, which nobody here reads.
      connection.write(frame({ jsonrpc: "2.0", id, result: {} }));
      if (method === "server/stop") lock.stdin.end(() => socket.end());
    };
  }).listen(join(runtime, "owner.sock"));
  try {
    const { code, stdout } = await workspace.operator("stop");
    expect({ code, asked }).toEqual({ code: 0, asked: ["initialize 99", "server/stop"] });
    expect(stdout).toContain("The owner has ended");
  } finally {
    server.close();
    lock.kill();
  }
});

test("a step is claimed from inside a session only, or by its name", async () => {
  expect((await workspace.operator("step", "done")).code).toBe(2);
  const { code, stdout } = await workspace.operator("step", "done", "--session", "shop-9", "--json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "not_found" } });
});
