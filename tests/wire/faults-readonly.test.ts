// Folders that cannot be written, before the owner starts and while it runs: said with the folder's name, nothing lost,
// and everything goes on once they can.
import { chmodSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Workspace } from "../support/workspace.ts";
import { runtimeFolder, stateFolder } from "./connection.ts";
import type { Agents, Inbox, Queue, Session } from "./replies.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  if (workspace) writable(workspace.root);
  await workspace?.close();
  workspace = undefined;
});

async function open(): Promise<Workspace> {
  const config = { agent: "demo", queue: { settle: "50ms", maxParallel: 4, perProject: 4 } };
  workspace = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" }, unprivileged: true });
  return workspace;
}

/** The folder and all folders in it. Files stay as they are: who has one open may write it whatever its mode. */
function chmodFolders(folder: string, mode: number): void {
  const inner = readdirSync(folder).map((name) => join(folder, name));
  for (const path of inner) if (lstatSync(path).isDirectory()) chmodFolders(path, mode);
  chmodSync(folder, mode);
}
const readOnly = (folder: string): void => chmodFolders(folder, 0o500);
const writable = (folder: string): void => chmodFolders(folder, 0o700);

const planOf = (w: Workspace, session: string): Promise<string> =>
  w.when<Inbox, string | undefined>(["inbox"], (r) => r.reviews.find(({ kind, sessionId }) => kind === "plan" && sessionId === session)?.id, {
    what: `the plan of ${session}`,
    timeout: 30_000,
  });

const folders: [string, (w: Workspace) => string][] = [
  ["state", stateFolder],
  ["runtime", runtimeFolder],
  ["data", (w) => join(w.home, ".local/share/operator")],
];

test.each(folders)("a %s folder that cannot be written: no owner, the reason, and one as soon as it can", async (what, of) => {
  const w = await open();
  const folder = of(w);
  // First where the folder is still to be made, then one that is there; nothing is written to a data folder that is.
  for (const made of what === "data" ? [false] : [false, true]) {
    if (made) {
      expect((await w.operator("ls")).code).toBe(0);
      expect((await w.operator("stop")).code).toBe(0);
    }
    const closed = made ? folder : join(folder, "../..");
    readOnly(closed);
    const done = await w.operator("ls");
    expect([made, done.code, done.stdout]).toEqual([made, 3, ""]);
    expect(done.stderr).toMatch(/Permission denied/);
    expect(done.stderr).toContain(made ? folder : closed);
    writable(closed);
    expect((await w.operator("ls")).code).toBe(0);
    await w.operator("stop");
  }
});

const own = [
  ["tickets", (w: Workspace) => join(w.folder, ".tickets")],
  ["workspace", (w: Workspace) => w.folder],
] as const;

test.each([...folders, ...own])(
  "a %s folder that cannot be written any more: what runs goes on, what cannot start says why and is not lost",
  async (name, of) => {
    const w = await open();
    await w.json("trust", "--yes");
    w.ticket({ type: "FEAT", title: "One", id: "FEAT-1" });
    const plan = await planOf(w, "shop-1");
    w.ticket({ type: "FEAT", title: "Two", id: "FEAT-2", fields: { hold: true } });
    const { status } = await w.json<{ status: { pid: number } }>("status");
    readOnly(of(w));
    expect((await w.operator("ls")).code).toBe(0);
    // A host that cannot bind its socket is waited for, longer than a test should be.
    if (name !== "runtime") {
      const tried = await w.operator("launch", "FEAT-2", "--json");
      expect([name, tried.code, tried.stdout]).toEqual([name, 1, expect.stringMatching(/Permission denied|read.?only/i)]);
      const { tickets } = await w.json<Queue>("queue");
      expect(tickets.find(({ id }) => id === "FEAT-2")).toMatchObject({ state: "queue", reason: expect.stringMatching(/hold|Permission|failed/) as string });
      if (name === "tickets" || name === "workspace") expect((await w.operator("ticket", "new", "TASK", "Three")).code).toBe(1);
    }
    // The session that runs is not held up.
    expect((await w.operator("approve", plan)).code).toBe(0);
    writable(of(w));
    const { session } = await w.json<{ session: Session }>("launch", "FEAT-2", "--force");
    expect(session.host.alive).toBe(true);
    await w.when<Inbox, boolean>(["inbox"], (r) => r.reviews.some(({ kind, sessionId }) => kind === "permission" && sessionId === "shop-1"), {
      what: "the first session's next question",
      timeout: 30_000,
    });
    expect((await w.json<{ status: { pid: number } }>("status")).status.pid).toBe(status.pid);
    expect((await w.json<Agents>("ls")).agents.filter(({ host }) => host.alive)).toHaveLength(2);
  },
);

test("a ticket's file that cannot be moved: the command ends, and says where the file is", async () => {
  const w = await open();
  w.ticket({ type: "FEAT", title: "One", id: "FEAT-1", fields: { hold: true } });
  await w.when<Queue, boolean>(["queue"], ({ tickets }) => tickets.length === 1, { what: "the ticket" });
  readOnly(join(w.folder, ".tickets"));
  const done = await w.operator("complete", "FEAT-1");
  expect([done.code, done.stderr]).toEqual([1, expect.stringContaining(".tickets/queue/feat-1.md")]);
  expect((await w.json<Queue>("queue")).tickets[0]?.reason).toContain("completed before");
});
