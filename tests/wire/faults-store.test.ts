// What the owner does while its database cannot be written or read, and after.
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { emptyDisk, fillDisk, lockDatabase } from "../support/fault.ts";
import { isAlive, signal } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { type Finished, Workspace } from "../support/workspace.ts";
import { type Connection, connectToOwner, stateFolder } from "./connection.ts";
import type { Agents, Events, Inbox, Queue } from "./replies.ts";

const config = { queue: { settle: "50ms" }, agent: "demo" };

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

async function open(): Promise<Workspace> {
  workspace = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" } });
  return workspace;
}

const ownerOf = async (w: Workspace): Promise<number> =>
  (await w.json<{ status: { pid: number } }>("status")).status.pid;

async function connected(w: Workspace): Promise<{ connection: Connection }> {
  await w.json("status");
  const { connection } = await connectToOwner(w);
  await connection.initialize();
  return { connection };
}

const errorOf = ({ stdout }: Finished): { code: string; message: string } =>
  (JSON.parse(stdout) as { error: { code: string; message: string } }).error;

const planOf = (w: Workspace): Promise<string> =>
  w.when<Inbox, string | undefined>(["inbox"], (r) => r.reviews.find((one) => one.kind === "plan")?.id, {
    what: "a plan",
    timeout: 30_000,
  });

/** Something was not kept at first, and was afterwards. */
const expectNoted = (w: Workspace): Promise<boolean> =>
  w.when<Events, boolean>(["events", "--limit", "1000"], ({ events }) => events.some(({ kind }) => kind === "store/works"), {
    what: "the store to work again",
  });

test("a full disk: what cannot be kept is refused, and what happened meanwhile is kept when there is room", async () => {
  const w = await open();
  await w.json("trust", "--yes");
  w.ticket({ type: "FEAT", title: "One", id: "FEAT-1" });
  const plan = await planOf(w);
  const owner = await ownerOf(w);
  const agent = w.processes().find(({ argv }) => argv[0]?.endsWith("operator-demo"));
  if (!agent) throw new Error("no agent runs");

  fillDisk(owner);
  const refused = [
    ["pause"],
    ["approve", plan],
    ["ticket", "new", "TASK", "Two"],
    ["ticket", "set", "FEAT-1", "--priority", "P0"],
  ];
  for (const args of refused) {
    const done = await w.operator(...args, "--json");
    expect([args, done.code]).toEqual([args, 1]);
    expect([args, errorOf(done).code]).toEqual([args, expect.stringMatching(/unavailable|external_failed/)]);
  }
  expect(readdirSync(join(w.folder, ".tickets/queue"))).toEqual([]);
  expect(await w.json("queue")).toMatchObject({ paused: false });
  signal(agent.pid, "SIGKILL");
  await until(() => !isAlive(agent.pid), { what: "the end of the agent" });
  expect((await w.json<Inbox>("inbox")).reviews).toHaveLength(1);

  emptyDisk(owner);
  await w.when<Agents, boolean>(["ls"], (r) => r.agents.some((one) => !one.host.alive), {
    what: "the agent's end, told now",
    timeout: 30_000,
  });
  expect(await ownerOf(w)).toBe(owner);
  expect((await w.operator("ticket", "new", "TASK", "Two", "--hold")).code).toBe(0);
  await expectNoted(w);
});

test("a full disk when a ticket is due: it launches as soon as there is room, unasked", async () => {
  const w = await open();
  await w.json("trust", "--yes");
  const owner = await ownerOf(w);
  fillDisk(owner);
  w.ticket({ type: "FEAT", title: "One", id: "FEAT-1" });
  await w.when<Queue, boolean>(["queue"], (r) => r.tickets.some(({ reason }) => reason === ""), { what: "a ticket that is due" });
  expect((await w.json<Agents>("ls")).agents).toEqual([]);
  emptyDisk(owner);
  await planOf(w);
});

test("a database that another process holds: requests are refused, an effect's result waits, and then all goes on", async () => {
  const w = await open();
  const gate = join(w.root, "gate");
  // git worktree add waits for the gate; everything else is git.
  w.program(
    "git",
    `case " $* " in *" worktree add "*) : > ${gate}.reached; while [ ! -e ${gate} ]; do sleep 0.05; done;; esac\nexec /usr/bin/git "$@"`,
  );
  await w.json("trust", "--yes");
  w.ticket({ type: "FEAT", title: "One", id: "FEAT-1" });
  await until(() => existsSync(`${gate}.reached`), { what: "git at work", timeout: 30_000 });
  const owner = await ownerOf(w);
  const release = await lockDatabase(join(stateFolder(w), "operator.db"));
  writeFileSync(gate, "");
  await until(() => w.processes().every(({ argv }) => !argv.includes("worktree")), { what: "the end of git" });
  const done = await w.operator("pause", "--json");
  expect(done.code).toBe(1);
  expect(errorOf(done)).toMatchObject({ code: "unavailable", message: expect.stringContaining("locked") as string });
  expect((await w.operator("ls")).code).toBe(0);
  await release();
  await planOf(w);
  await expectNoted(w);
  expect(await ownerOf(w)).toBe(owner);
});

test("a damaged or newer database: no owner, a reason that helps, and the file as it was", async () => {
  const w = await open();
  await w.json("status");
  await w.operator("stop");
  const file = join(stateFolder(w), "operator.db");
  const good = readFileSync(file);
  const damaged = Buffer.from(good);
  damaged.fill("x", 100);
  for (const [bytes, reason] of [
    [damaged, /operator\.db is damaged .*move it away/],
    [Buffer.from("no database at all, but long enough to be looked at as one ".repeat(20)), /operator\.db is damaged/],
  ] as const) {
    writeFileSync(file, bytes);
    const done = await w.operator("ls");
    expect(done.code).toBe(3);
    expect(done.stderr).toMatch(reason);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  }
  writeFileSync(file, good);
  await w.run("sqlite3", [file, "PRAGMA user_version = 99;"]);
  const newer = await w.operator("ls");
  expect(newer.code).toBe(3);
  expect(newer.stderr).toMatch(/newer Operator .*update Operator/);
  renameSync(file, `${file}.away`);
  expect((await w.operator("ls")).code).toBe(0);
});

test("the same call twice at once, and once more, makes one ticket", async () => {
  const w = await open();
  const { connection } = await connected(w);
  const call = { type: "TASK", title: "Once", hold: true, clientToken: "t-1" };
  const ids = [0, 1, 2].map(() => connection.send("ticket/create", call));
  const made = [];
  for (const id of ids) made.push((await connection.answer(id)).result?.["ticket"]);
  made.push((await connection.request("ticket/create", call)).result?.["ticket"]);
  expect(new Set(made.map((one) => (one as { id: string }).id)).size).toBe(1);
  expect(readdirSync(join(w.folder, ".tickets/queue"))).toHaveLength(1);
});
