// Where a session works: a base that origin has gone on from, a branch that somebody has already, a repository that
// gives no worktree. It works or says why not, and what failed leaves nothing behind.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Session } from "./replies.ts";
import { ok, scriptAgent, sessionsOf, ticketWhen } from "./scene.ts";

interface Shown {
  session: Session;
  events: { kind: string; text: string }[];
}

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create({ files: { "README.md": "# Sample\n", ".gitignore": "*.log\n" } });
  const worker = scriptAgent(w, "worker", "exec sleep 600");
  w.write(".operator/config.json", JSON.stringify({ agent: "worker", agents: { worker }, queue: { settle: "50ms", maxParallel: 4 } }));
  await ok(w, "trust", "--yes");
});
afterEach(() => w.close());

const launch = async (id: string): Promise<Session> => (await w.json<{ session: Session }>("launch", id)).session;
const held = (id: string, fields: Record<string, string> = {}) => w.ticket({ type: "TASK", title: id, id, fields: { hold: true, ...fields } });
const noted = async (id: string): Promise<string[]> =>
  (await w.json<Shown>("show", id)).events.filter(({ kind }) => kind === "session/noted").map(({ text }) => text);
const branches = async (): Promise<string[]> => (await w.git("branch", "--list", "--format=%(refname:short)")).trim().split("\n").sort();
const worktrees = async (): Promise<number> => [...(await w.git("worktree", "list", "--porcelain")).matchAll(/^worktree /gm)].length;

/** Another's clone of what becomes our origin. */
async function colleague(): Promise<(...args: string[]) => Promise<void>> {
  const origin = join(w.root, "origin.git");
  const theirs = join(w.root, "theirs");
  await w.git("clone", "--quiet", "--bare", w.folder, origin);
  await w.git("remote", "add", "origin", origin);
  await w.git("clone", "--quiet", origin, theirs);
  return async (...args) => void (await w.git("-C", theirs, ...args));
}

test("a session starts at what origin has now; offline at what is here, and says so", async () => {
  const theirs = await colleague();
  await theirs("commit", "--quiet", "--allow-empty", "--message", "Newer");
  await theirs("push", "--quiet", "origin", "main");
  held("T-1");
  const first = await launch("T-1");
  expect(await w.git("-C", first.worktree, "log", "-1", "--format=%s")).toBe("Newer\n");
  expect(await noted(first.id)).toEqual([]);

  await w.git("remote", "set-url", "origin", join(w.root, "gone.git"));
  held("T-2");
  const second = await launch("T-2");
  expect(await noted(second.id)).toEqual([expect.stringMatching(/^origin could not be asked, so it starts at what is here: git fetch: .*gone\.git/)]);
  expect(await w.git("-C", second.worktree, "log", "-1", "--format=%s")).toBe("Newer\n");
});

test("a ticket's branch that only origin has is worked on; one that is checked out elsewhere is not", async () => {
  const theirs = await colleague();
  await theirs("checkout", "--quiet", "-b", "feature/theirs");
  await theirs("commit", "--quiet", "--allow-empty", "--message", "Begun");
  await theirs("push", "--quiet", "origin", "feature/theirs");
  held("T-1", { branch: "feature/theirs" });
  const begun = await launch("T-1");
  expect(begun.branch).toBe("feature/theirs");
  expect(await w.git("-C", begun.worktree, "log", "-1", "--format=%s")).toBe("Begun\n");

  await w.git("checkout", "--quiet", "-b", "mine");
  held("T-2", { branch: "mine" });
  const beside = await launch("T-2");
  expect(beside.branch).toBe("mine-2");
  expect(await noted(beside.id)).toEqual([`the branch mine is checked out at ${w.folder}: it works on mine-2`]);
});

test("a repository without a commit says so on the ticket's row, and works after the first one", async () => {
  await w.git("update-ref", "-d", "HEAD");
  w.ticket({ type: "TASK", title: "Early", id: "T-1" });
  const row = await ticketWhen(w, "T-1", (t) => t.reason.includes("failed"), "its failure");
  expect(row.reason).toContain("failed: the repository has no commit yet: make the first one");
  const [failed] = await sessionsOf(w);
  expect(existsSync(failed?.worktree ?? "")).toBe(false);
  await w.git("commit", "--quiet", "--message", "First");
  expect((await launch("T-1")).host.alive).toBe(true);
});

test("a launch that fails takes what it made, and nothing that was there before", async () => {
  // What git ignores is no agent's work before there was one.
  const hook = join(w.folder, ".git/hooks/post-checkout");
  writeFileSync(hook, "#!/bin/sh\necho built > built.log\n", { mode: 0o755 });
  const broken = scriptAgent(w, "broken", "");
  writeFileSync(broken.command[0] ?? "", "#!/nonexistent/interpreter\n", { mode: 0o755 });
  w.write(".operator/config.json", JSON.stringify({ agent: "broken", agents: { broken }, queue: { settle: "50ms" } }));
  await ok(w, "trust", "--yes");
  await w.git("branch", "release-1");
  held("T-1");
  held("T-2", { branch: "release-1" });
  held("T-3", { branch: "new-name" });
  for (const id of ["T-1", "T-2", "T-3"]) expect((await w.operator("launch", id)).code).toBe(1);
  await until(async () => (await worktrees()) === 1, { what: "the worktrees' end", timeout: 20_000 });
  await until(async () => (await branches()).length === 2, { what: "the branches' end", state: branches, timeout: 20_000 });
  expect(await branches()).toEqual(["main", "release-1"]);
  for (const { worktree } of await sessionsOf(w)) expect(existsSync(worktree)).toBe(false);
});

test("another worktree of the repository in a session's place stays as it is", async () => {
  held("T-1");
  const { worktree } = await launch("T-1");
  const place = worktree.replace(/shop-1$/, "shop-2");
  // Made behind the owner's back, after it has looked for numbers.
  await w.git("worktree", "add", "--quiet", "-b", "mine", place);
  writeFileSync(join(place, "precious.txt"), "mine");
  held("T-2");
  const { code, stderr } = await w.operator("launch", "T-2");
  expect([code, stderr]).toEqual([1, expect.stringContaining("is a worktree of another branch")]);
  expect(readFileSync(join(place, "precious.txt"), "utf8")).toBe("mine");
  expect(await branches()).toContain("mine");
});
