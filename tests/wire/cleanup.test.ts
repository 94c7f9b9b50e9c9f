// Worktrees do not pile up, and none goes with work in it.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { stateFolder } from "./connection.ts";
import type { Session, Ticket } from "./replies.ts";

interface Cleaned {
  id: string;
  outcome: "removed" | "would_remove" | "kept";
  reasons: string[];
  needsYes: boolean;
  branchDeleted: boolean;
}

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create({
    config: { agent: "worker", agents: { worker: { command: ["worker"] } }, queue: { settle: "50ms", maxParallel: 4 } },
    files: { ".gitignore": "*.log\n", "README.md": "# Sample\n" },
  });
  // Works until it is told to finish, by a file beside the workspace.
  workspace.program(
    "worker",
    `echo "the worker's words"
     until [ -e "${join(workspace.root, "finish")}" ]; do sleep 0.1; done
     echo "$OPERATOR_SESSION_ID" > work.txt
     git add --all && git commit --quiet --message "The work"
     operator step done --step execute --summary "It is done."`,
  );
  await workspace.json("trust", "--yes");
});
afterEach(() => workspace.close());

const finish = () => {
  writeFileSync(join(workspace.root, "finish"), "");
};
const list = async (...filters: string[]) => (await workspace.json<{ agents: Session[] }>("ls", ...filters)).agents;
const cleanup = async (...args: string[]) => {
  const { code, stdout } = await workspace.operator("cleanup", ...args, "--json");
  return { code, sessions: (JSON.parse(stdout) as { sessions: Cleaned[] }).sessions };
};

async function launched(title = "Tidy up"): Promise<Session> {
  const made = await workspace.json<{ ticket: { id: string } }>("ticket", "new", "TASK", title, "--hold");
  return (await workspace.json<{ session: Session }>("launch", made.ticket.id)).session;
}
async function finished(): Promise<Session> {
  const { id } = await launched();
  finish();
  return until(async () => (await list("--status", "done")).find((each) => each.id === id), {
    what: `the end of ${id}`,
    timeout: 20_000,
  });
}
const git = (...args: string[]) => workspace.git(...args).then((text) => text.trim());

describe("finished work", () => {
  test("leaves with its worktree; its branch, its history and its terminal's text stay", async () => {
    const session = await finished();
    expect(await cleanup("--dry-run")).toMatchObject({ code: 0, sessions: [{ id: "shop-1", outcome: "would_remove" }] });
    expect(existsSync(session.worktree)).toBe(true);
    expect((await list()).length).toBe(1);

    expect(await cleanup()).toMatchObject({ code: 0, sessions: [{ id: "shop-1", outcome: "removed", branchDeleted: false }] });
    expect(existsSync(session.worktree)).toBe(false);
    expect(await git("worktree", "list")).not.toContain("shop-1");
    expect(await git("log", "-1", "--format=%s", session.branch)).toBe("The work");
    expect(await list()).toEqual([]);
    expect(await list("--archived")).toMatchObject([{ id: "shop-1", status: "cleanup", summary: "It is done." }]);
    const shown = await workspace.json<{ session: Session; events: { kind: string }[] }>("show", "shop-1");
    expect(shown.session.archivedAt).toMatch(/^\d{4}-/);
    expect(shown.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["session/claimed", "session/archived"]));

    const events = await workspace.json<{ events: unknown[] }>("events", "--session", "shop-1");
    expect(events.events.length).toBeGreaterThan(3);

    const archive = join(stateFolder(workspace), "archive");
    const folder = await until(() => readdirSync(archive).find((name) => name.startsWith("shop-1_")), { what: "the archive" });
    const text = (name: string) => readFileSync(join(archive, folder, name), "utf8");
    await until(() => existsSync(join(archive, folder, "summary.md")), { what: "the summary" });
    expect(text("terminal-1.txt")).toContain("the worker's words");
    expect(text("summary.md")).toContain("It is done.");

    expect((await cleanup()).sessions).toEqual([]);
    expect((await launched("The next")).id).toBe("shop-2");
  });

  test("stays while something would be lost, and says what", async () => {
    const { worktree } = await finished();
    writeFileSync(join(worktree, "debug.log"), "long");
    expect(await cleanup()).toMatchObject({
      code: 0,
      sessions: [{ outcome: "kept", needsYes: true, reasons: [expect.stringContaining("debug.log")] }],
    });
    writeFileSync(join(worktree, "precious.txt"), "mine");
    expect(await cleanup("shop-1", "--yes")).toMatchObject({
      code: 1,
      sessions: [{ outcome: "kept", needsYes: false, reasons: [expect.stringContaining("precious.txt")] }],
    });
    expect(readFileSync(join(worktree, "precious.txt"), "utf8")).toBe("mine");
    expect(await list()).toMatchObject([{ id: "shop-1", status: "done" }]);
    rmSync(join(worktree, "precious.txt"));
    expect(await cleanup("--yes")).toMatchObject({ code: 0, sessions: [{ outcome: "removed" }] });
    expect(existsSync(worktree)).toBe(false);
  });

  test("takes its branch along where that is merged, and only there", async () => {
    const { branch } = await finished();
    await git("merge", "--quiet", "--ff-only", branch);
    expect(await cleanup("--delete-branch")).toMatchObject({ sessions: [{ outcome: "removed", branchDeleted: true }] });
    expect(await git("branch", "--list", branch)).toBe("");
    const second = await finished();
    expect(await cleanup("--delete-branch")).toMatchObject({
      sessions: [{ outcome: "removed", branchDeleted: false, reasons: [expect.stringContaining("neither merged nor pushed")] }],
    });
    expect(await git("branch", "--list", second.branch)).toContain(second.branch);
  });

  test("leaves too when its folder is gone already", async () => {
    const { worktree } = await finished();
    rmSync(worktree, { recursive: true });
    expect(await cleanup()).toMatchObject({ code: 0, sessions: [{ outcome: "removed" }] });
    expect(await git("worktree", "list")).not.toContain("shop-1");
  });
});

test("a session at work is not cleaned up", async () => {
  const { worktree } = await launched();
  expect(await cleanup()).toEqual({ code: 0, sessions: [] });
  expect(await cleanup("shop-1")).toMatchObject({
    code: 1,
    sessions: [{ outcome: "kept", reasons: [expect.stringContaining("kill it first")] }],
  });
  expect(existsSync(worktree)).toBe(true);
  expect(await list("--status", "working", "--agent", "worker")).toMatchObject([{ id: "shop-1" }]);
  expect(await list("--status", "done")).toEqual([]);
});

test("the ticket of a killed session goes back to the queue, on hold; its branch stays as it is", async () => {
  const { branch } = await launched();
  await workspace.json("kill", "shop-1");
  expect((await cleanup()).sessions).toEqual([]);
  expect(await cleanup("shop-1")).toMatchObject({ code: 0, sessions: [{ outcome: "removed" }] });
  const ticket = await until(
    async () => (await workspace.json<{ tickets: Ticket[] }>("queue")).tickets.find((each) => each.state === "queue"),
    { what: "the ticket in the queue" },
  );
  expect(ticket.reason).toBe("on hold");
  const again = await workspace.json<{ session: Session }>("launch", ticket.id);
  expect(again.session).toMatchObject({ id: "shop-2", branch: `${branch}-2` });
  expect(await git("branch", "--list", branch)).toContain(branch);
  await workspace.json("requeue", ticket.id, "--kill");
  const third = await workspace.json<{ session: Session }>("launch", ticket.id);
  expect(third.session).toMatchObject({ id: "shop-3", branch: `${branch}-3` });
});
