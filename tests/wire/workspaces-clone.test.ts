// A session in a clone of the repository: it works there as in a worktree, its commits come to the repository's branch,
// and a clone stays as long as it has some that nobody else has.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Session } from "./replies.ts";
import { ok, scriptAgent, sessionWhen, untilThere } from "./scene.ts";

interface Cleaned {
  sessions: { outcome: string; reasons: string[] }[];
}

let w: Workspace;
afterEach(() => w.close());

test("commits come to the repository, and a clone goes when they are there", async () => {
  w = await Workspace.create({ files: { "README.md": "# Sample\n", ".gitignore": ".env\n", ".worktreeinclude": ".env\n", ".env": "KEY=1\n" } });
  const go = join(w.root, "h/go");
  const worker = scriptAgent(
    w,
    "worker",
    `cat .env > seen.txt; git add seen.txt; git commit --quiet --message "The work"; git rev-parse HEAD > .git/first
${untilThere(go)}
operator step done --step execute --summary Done.; sleep 600`,
  );
  const config = { agent: "worker", agents: { worker }, projects: { shop: { path: ".", workspace: "clone" } }, queue: { settle: "50ms" } };
  w.write(".operator/config.json", JSON.stringify(config));
  await ok(w, "trust", "--yes");
  w.ticket({ type: "TASK", title: "One", id: "T-1", fields: { hold: true } });
  const { session } = await w.json<{ session: Session }>("launch", "T-1");
  const inClone = async (...args: string[]) => (await w.git("-C", session.worktree, ...args)).trim();
  const here = async (...args: string[]) => (await w.git(...args)).trim();
  await until(() => existsSync(join(session.worktree, ".git/first")), { what: "its first commit", timeout: 20_000 });
  expect(existsSync(join(session.worktree, ".git/config"))).toBe(true);
  expect(await inClone("config", "remote.local.url")).toBe(w.folder);
  expect(await w.json("changes", session.id)).toMatchObject({ commits: 1, files: [{ path: "seen.txt" }] });

  // Done: the repository's branch has it, without the agent's doing.
  writeFileSync(go, "");
  await sessionWhen(w, session.id, ({ status }) => status === "done", "is done");
  expect(await here("rev-parse", session.branch)).toBe(await inClone("rev-parse", "HEAD"));
  await ok(w, "kill", session.id, "--force");

  // More work, where the repository cannot take it: its branch is somebody's.
  await here("checkout", "--quiet", session.branch);
  await inClone("commit", "--quiet", "--allow-empty", "--message", "Afterwards");
  const kept = await w.operator("cleanup", session.id, "--yes", "--json");
  const [reasons] = (JSON.parse(kept.stdout) as Cleaned).sessions.map((one) => one.reasons.join("; "));
  expect(reasons).toMatch(/commits that only this clone has: \w+ Afterwards.*cannot take its commits/);
  expect(existsSync(session.worktree)).toBe(true);

  await here("checkout", "--quiet", "main");
  const last = await inClone("rev-parse", "HEAD");
  expect(await w.json<Cleaned>("cleanup", session.id, "--yes")).toMatchObject({ sessions: [{ outcome: "removed" }] });
  expect(existsSync(session.worktree)).toBe(false);
  expect(await here("rev-parse", session.branch)).toBe(last);
});
