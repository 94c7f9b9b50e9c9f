// Git that is not there, hangs or fails half way: said, ended when nobody wants it any more, and nothing left behind.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { build } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Agents, Queue, Session } from "./replies.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

async function open(queue: Record<string, unknown> = {}): Promise<Workspace> {
  const config = { agent: "demo", queue: { settle: "50ms", maxParallel: 8, perProject: 8, ...queue } };
  workspace = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" } });
  return workspace;
}

/** git, but what makes a worktree hangs; each call says so in a file. */
function hang(w: Workspace): void {
  w.program("git", `case " $* " in *" worktree add "*) : > ${w.root}/hangs-$$; exec sleep 600;; esac\nexec /usr/bin/git "$@"`);
}
const hanging = (w: Workspace): number => w.processes().filter(({ argv }) => argv[0] === "sleep" && argv[1] === "600").length;
const ended = (w: Workspace): Promise<true> =>
  until(() => hanging(w) === 0, { what: "the end of git", state: () => w.processes().map(({ argv }) => argv) });

const reasonOf = (w: Workspace, id: string, what: RegExp): Promise<string> =>
  w.when<Queue, string | undefined>(["queue"], (r) => r.tickets.find((one) => one.id === id && what.test(one.reason))?.reason, {
    what: `${id}: ${String(what)}`,
    timeout: 30_000,
  });

test("without git: said on the ticket's row and by doctor, the rest works; with git it launches", async () => {
  const w = await open();
  const path = w.env["PATH"] ?? "";
  // git is beside everything else in /usr/bin.
  const tools = join(w.root, "tools");
  execFileSync("mkdir", [tools]);
  for (const name of ["bash", "sh", "sleep", "cat"]) execFileSync("ln", ["-s", `/bin/${name}`, join(tools, name)]);
  w.env["PATH"] = [join(w.root, "bin"), build, tools].join(":");
  await w.json("trust", "--yes");
  w.ticket({ type: "TASK", title: "One", id: "T-1" });
  expect(await reasonOf(w, "T-1", /git/)).toContain("git is not installed");
  expect((await w.operator("ticket", "new", "TASK", "Other", "--hold")).code).toBe(0);
  expect((await w.operator("ls")).code).toBe(0);
  expect((await w.operator("doctor")).stdout).toMatch(/git.*not|no.*git/i);
  w.program("git", `PATH='${path}' exec /usr/bin/git "$@"`);
  const { session } = await w.json<{ session: Session }>("launch", "T-1");
  expect(session.host.alive).toBe(true);
  expect(await w.git("-C", join(w.folder), "branch", "--list", "--format=%(refname:short)")).not.toMatch(/-2$/m);
});

test("git that hangs is ended with its session, and holds up nothing else meanwhile", async () => {
  const w = await open();
  hang(w);
  await w.json("trust", "--yes");
  const ids = [1, 2, 3, 4, 5, 6].map((n) => `T-${n}`);
  for (const id of ids) w.ticket({ type: "TASK", title: id, id });
  const { agents } = await w.when<Agents, Agents>(["ls"], (r) => (r.agents.length === ids.length ? r : (undefined as never)), {
    what: "six sessions",
    timeout: 30_000,
  });
  await until(() => hanging(w) > 0, { what: "git that hangs" });
  // What reads files and starts no git does not wait for those that do.
  w.ticket({ type: "TASK", title: "Dropped", id: "D-1", fields: { hold: true } });
  await reasonOf(w, "D-1", /hold|held/i);
  expect((await w.operator("ticket", "set", "D-1", "--priority", "P0")).code).toBe(0);
  expect(w.read(".tickets/queue/d-1.md")).toMatch(/^hold: true$/m);
  for (const { id } of agents) {
    const killed = await w.json<{ session: Session }>("kill", id);
    expect(killed.session.status).toBe("killed");
  }
  await ended(w);
  expect((await w.git("worktree", "list", "--porcelain")).match(/^worktree /gm)).toHaveLength(1);
  expect((await w.git("branch", "--list")).trim().split("\n")).toHaveLength(1);
  // And what was hanging is made when it does not hang any more.
  w.program("git", 'exec /usr/bin/git "$@"');
  const restored = await w.json<{ session: Session }>("restore", "shop-1");
  expect(restored.session.host.alive).toBe(true);
});

test("the owner does not wait for a git that hangs; its launch goes on with the next one", async () => {
  const w = await open();
  hang(w);
  await w.json("trust", "--yes");
  w.ticket({ type: "TASK", title: "Hangs", id: "T-1" });
  await until(() => hanging(w) > 0, { what: "git that hangs", timeout: 30_000 });
  expect((await w.operator("stop")).code).toBe(0);
  await ended(w);
  await until(() => w.processes().length === 0, { what: "the owner's end", state: () => w.processes().map(({ argv }) => argv) });
  w.program("git", 'exec /usr/bin/git "$@"');
  await w.when<Agents, boolean>(["ls"], (r) => r.agents.some(({ id, host }) => id === "shop-1" && host.alive), {
    what: "the launch",
    timeout: 30_000,
  });
});

test("every git hangs: an owner starts all the same", async () => {
  const w = await open();
  w.program("git", "exec sleep 600");
  w.ticket({ type: "TASK", title: "One", id: "T-1" });
  expect((await w.operator("ls")).code).toBe(0);
  await ended(w);
  expect((await w.operator("stop")).code).toBe(0);
});

test("git that fails half way leaves no worktree, no branch and no folder", async () => {
  const w = await open();
  await w.json("trust", "--yes");
  // The checkout of one file fails after the branch and the folder are made.
  w.write(".gitattributes", "src/* filter=broken\n");
  await w.git("add", ".gitattributes");
  await w.git("commit", "--quiet", "--message", "Filtered");
  await w.git("config", "filter.broken.required", "true");
  await w.git("config", "filter.broken.smudge", "false");
  w.ticket({ type: "TASK", title: "One", id: "T-1" });
  await reasonOf(w, "T-1", /git worktree/);
  expect((await w.git("worktree", "list", "--porcelain")).match(/^worktree /gm)).toHaveLength(1);
  expect((await w.git("branch", "--list")).trim().split("\n")).toHaveLength(1);
  const made = join(w.home, ".local/share/operator");
  const worktrees = readdirSync(made, { recursive: true }).map(String).filter((name) => /worktrees\/./.test(name));
  expect(worktrees).toEqual([]);
  expect(existsSync(join(w.folder, ".git/worktrees")) ? readdirSync(join(w.folder, ".git/worktrees")) : []).toEqual([]);
  await w.git("config", "--unset", "filter.broken.required");
  await w.git("config", "--unset", "filter.broken.smudge");
  const { session } = await w.json<{ session: Session }>("launch", "T-1");
  expect(session.host.alive).toBe(true);
});
