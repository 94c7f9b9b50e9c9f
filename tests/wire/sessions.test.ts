// The verbs about sessions, with the demo agent: what they wait for, and who may use them.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { operatorProgram } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { type Finished, Workspace } from "../support/workspace.ts";
import { stateFolder } from "./connection.ts";
import type { Session } from "./replies.ts";

interface Reply {
  session: Session;
}

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create({
    config: { agent: "demo", queue: { settle: "100ms" } },
    env: { OPERATOR_DEMO_FAST: "1" },
  });
});
afterEach(() => workspace.close());

const trust = () => workspace.json("trust", "--yes");

async function ticket(type = "TASK"): Promise<string> {
  const made = await workspace.json<{ ticket: { id: string } }>("ticket", "new", type, "Tidy up", "--hold");
  return made.ticket.id;
}

test("launch returns when the agent runs, and a second launch is refused", async () => {
  await trust();
  const id = await ticket();
  const { session } = await workspace.json<Reply>("launch", id);
  expect(session.host.alive).toBe(true);
  expect(session.status).not.toBe("spawning");
  const again = await workspace.operator("launch", id, "--json");
  expect(again.code).toBe(1);
  expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: "conflict" } });
  const unknown = await workspace.operator("launch", "TASK-NONE9", "--json");
  expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { code: "not_found" } });
});

test("nothing launches in a workspace that nobody trusts", async () => {
  const { code, stderr } = await workspace.operator("launch", await ticket());
  expect(code).toBe(1);
  expect(stderr).toContain("trust");
  expect(await workspace.json("ls")).toEqual({ agents: [] });
});

test("launch --wait ends with the work: 0 when it is done", async () => {
  await trust();
  const id = await ticket();
  let finished: Finished | undefined;
  const launch = workspace.operator("launch", id, "--wait").then((done) => (finished = done));
  await until(
    async () => {
      for (const { id: review } of (await workspace.json<{ reviews: { id: string }[] }>("inbox")).reviews)
        await workspace.operator("approve", review);
      return finished;
    },
    { what: "the end of the work", timeout: 30_000, interval: 200 },
  );
  expect(await launch).toMatchObject({ code: 0 });
  expect(finished?.stdout).toMatch(/ {2}done {2}/);
  // Hooks that had nothing to complain of wrote no log.
  expect(readdirSync(join(stateFolder(workspace), "spool"))).toEqual(["shop-1.jsonl"]);
});

test("launch --wait ends with the work: 1 when it is killed", async () => {
  await trust();
  const launch = workspace.operator("launch", await ticket("FEAT"), "--wait", "--json");
  await workspace.when<{ reviews: unknown[] }, boolean>(["inbox"], (r) => r.reviews.length > 0, {
    what: "the plan",
    timeout: 20_000,
  });
  expect((await workspace.json<Reply>("kill", "shop-1")).session.status).toBe("killed");
  const { code, stdout } = await launch;
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ session: { id: "shop-1", status: "killed" } });
  expect((await workspace.operator("attach", "shop-1")).stderr).toContain("operator restore shop-1");
});

test("in a session's worktree a command means the workspace that made it", async () => {
  workspace.write(".operator/issuetypes/.keep", "");
  await workspace.git("add", "--all", "--force");
  await workspace.git("commit", "--quiet", "--message", "Configuration");
  await trust();
  const { session } = await workspace.json<Reply>("launch", await ticket("FEAT"));
  for (const args of [[], ["--workspace", session.worktree]]) {
    const cwd = args.length > 0 ? "/" : join(session.worktree, ".operator");
    const { stdout } = await workspace.run(operatorProgram, ["status", "--json", ...args], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ status: { workspace: workspace.folder } });
  }
});

test("a caller inside a session shows, and neither decides nor launches nor sends", async () => {
  await trust();
  const { session } = await workspace.json<Reply>("launch", await ticket("FEAT"));
  await workspace.when<{ reviews: unknown[] }, boolean>(["inbox"], (r) => r.reviews.length > 0, {
    what: "the plan",
    timeout: 20_000,
  });
  const inside = (...args: string[]): Promise<Finished> =>
    workspace.run(operatorProgram, [...args, "--json"], {
      cwd: session.worktree,
      env: { OPERATOR_SESSION_ID: session.id, OPERATOR_WORKSPACE: workspace.folder },
    });
  expect((await inside("show", session.id)).code).toBe(0);
  const refused = [
    ["approve", session.id],
    ["reject", session.id, "--reason", "no"],
    ["answer", session.id, "approve"],
    ["launch", await ticket()],
    ["spawn", "More work"],
    ["set", session.id, "a=b"],
    ["send", session.id, "go on"],
    ["kill", session.id],
    ["trust", "--yes"],
    ["pause"],
    ["stop"],
    ["stop", "--agents"],
    ["ticket", "new", "TASK", "More"],
  ];
  for (const args of refused) {
    const { code, stdout } = await inside(...args);
    expect([args, code]).toEqual([args, 1]);
    expect([args, JSON.parse(stdout)]).toMatchObject([args, { error: { code: "forbidden" } }]);
  }
  expect((await workspace.json<{ reviews: unknown[] }>("inbox")).reviews).toHaveLength(1);
});
