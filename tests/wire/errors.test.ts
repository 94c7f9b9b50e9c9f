// What a person meets on the command line when something is wrong: one line each, with what, where and the next step.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { build, operatorProgram } from "../support/paths.ts";
import { Workspace, type WorkspaceOptions } from "../support/workspace.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

async function open(options: WorkspaceOptions = {}): Promise<Workspace> {
  workspace = await Workspace.create({ config: { agent: "demo", queue: { settle: "100ms" } }, ...options });
  return workspace;
}

interface How {
  env?: Record<string, string>;
  cwd?: string;
  program?: string;
}

/** The one line of an error; nothing is on standard output. */
async function error(w: Workspace, code: number, args: string[], { program = operatorProgram, ...how }: How = {}): Promise<string> {
  const done = await w.run(program, args, how);
  expect([args, done.code, done.stdout], done.stderr).toEqual([args, code, ""]);
  expect(done.stderr).toMatch(/^operator: [^\n]+\n$/);
  return done.stderr.slice("operator: ".length).trimEnd();
}

describe("errors say what to do", () => {
  test("an id, a name or a command that is not there: the one that was meant, else what lists them", async () => {
    const w = await open();
    for (const [type, id] of [["TASK", "TASK-7K2QD"], ["FIX", "FIX-12"]] as const)
      w.ticket({ type, title: `A ${type}`, id, fields: { hold: true } });
    await w.when<{ tickets: unknown[] }, boolean>(["queue"], (reply) => reply.tickets.length === 2, { what: "both tickets" });
    const lists = (command: string) => `; \`operator ${command}\` lists what there is`;
    const table: [string[], string][] = [
      [["launch", "TASK-7K2DQ"], "no ticket TASK-7K2DQ; did you mean TASK-7K2QD?"],
      [["retry", "task-7k2qd"], "no ticket task-7k2qd; did you mean TASK-7K2QD?"],
      [["ticket", "show", "FIX-1"], "no ticket FIX-1; did you mean FIX-12?"],
      [["ticket", "set", "SPIKE-9", "--hold"], `no ticket SPIKE-9${lists("queue")}`],
      [["show", "shop-9"], "no session shop-9; `operator ls` shows them"],
      [["kill", "nonsense"], "no session nonsense: a session's id looks like app-3; `operator ls` shows them"],
      [["approve", "R-1"], `no open review and no session R-1${lists("inbox")}`],
      [["reject", "R-1", "--reason", "no"], `no open review and no session R-1${lists("inbox")}`],
      [["ticket", "new", "TASKS", "x"], "type: no issue type TASKS; `operator types` shows them; did you mean TASK?"],
      [["ticket", "new", "TASK", "x", "--agent", "dmeo"], "agent: no agent dmeo; did you mean demo?"],
      [["ticket", "new", "TASK", "x", "--project", "shap"], "project: no project shap; did you mean shop?"],
      [["ls", "--project", "shap"], "no project shap; did you mean shop?"],
      [["ls", "--project", "nope"], `no project nope${lists("types")}`],
      [["events", "--session", "shop-9"], "no session shop-9; `operator ls` shows them"],
      [["events", "--session", "shop-9", "--follow"], "no session shop-9; `operator ls` shows them"],
      [["ticket", "new", "TASK", "x", "--project", "elsewhere"], `project: no project elsewhere${lists("types")}`],
      [["ticket", "new", "TASK", "x", "--priority", "high"], "priority: expected P0, P1, P2 or P3, got high"],
    ];
    for (const [args, message] of table) expect([args, await error(w, 1, args)]).toEqual([args, message]);
    // For programs the reply stays REST's.
    const { stdout } = await w.operator("launch", "TASK-7K2DQ", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "not_found", message: "no ticket TASK-7K2DQ" } });
  });

  test("a wrong command line: which command, and where its help is", async () => {
    const w = await open();
    const table: [string[], RegExp][] = [
      [["aprove", "x"], /^no such command: aprove; did you mean approve\?$/],
      [["frobnicate"], /^no such command: frobnicate \(see `operator --help`\)$/],
      [["approve"], /^ID is required \(see `operator approve --help`\)$/],
      [["ticket"], /subcommand.* \(see `operator ticket --help`\)$/],
      [["ls", "--bogus"], /--bogus.* \(see `operator ls --help`\)$/],
      [["events", "--limit", "many"], /limit.* \(see `operator events --help`\)$/],
    ];
    for (const [args, message] of table) expect(await error(w, 2, args)).toMatch(message);
    expect(w.processes()).toEqual([]);
  });

  test("nobody has trusted the workspace, an agent is not installed, the folder is in no repository", async () => {
    const w = await open();
    w.ticket({ type: "TASK", title: "One", id: "TASK-1", fields: { hold: true } });
    await w.when<{ tickets: unknown[] }, boolean>(["queue"], (reply) => reply.tickets.length === 1, { what: "the ticket" });
    expect(await error(w, 1, ["launch", "TASK-1"])).toMatch(/not trusted.*operator trust/);
    await w.json("trust", "--yes");
    expect(await error(w, 1, ["launch", "TASK-1", "--agent", "codex"])).toMatch(
      /TASK-1 .*agent codex is not installed; `operator types` lists/,
    );
    const outside = join(w.root, "outside");
    mkdirSync(outside);
    await w.run(operatorProgram, ["ticket", "new", "TASK", "x"], { cwd: outside });
    const { stdout } = await w.run(operatorProgram, ["queue"], { cwd: outside });
    expect(stdout).toContain("no project: add a git repository");
  });

  test("a damaged configuration: file and line in the status, and the rest works", async () => {
    const w = await open();
    w.write(".operator/config.json", '{\n  "queue": { "settle": 3 }\n}\n');
    expect((await w.operator("status")).stdout).toMatch(/^problem +\.operator\/config\.json:2.*queue\.settle/m);
    expect((await w.operator("queue")).code).toBe(0);
  });

  test("no owner to be reached, or none that starts", async () => {
    const w = await open();
    expect(await error(w, 3, ["ls", "--no-start"])).toBe(
      `no owner runs for ${w.folder}: \`operator serve --detach\` starts one`,
    );
    expect(await error(w, 1, ["ls", "--workspace", "/nowhere"])).toMatch(/^--workspace: no such folder: \/nowhere/);
    expect(await error(w, 1, ["ls"], { env: { OPERATOR_WORKSPACE: "/nowhere" } })).toMatch(
      /^OPERATOR_WORKSPACE: no such folder: \/nowhere/,
    );
    const alone = join(w.root, "alone/operator");
    mkdirSync(join(w.root, "alone"));
    cpSync(operatorProgram, alone);
    const hint = "; `operator doctor` looks for the cause";
    for (const args of [["ls"], ["serve"]]) {
      const told = await error(w, 3, args, { program: alone });
      expect(told).toContain("alone/operatord");
      expect(told.endsWith(hint)).toBe(true);
    }
    rmSync(join(w.root, "r/operator"), { recursive: true });
    writeFileSync(join(w.root, "r/operator"), "in the way");
    expect(await error(w, 3, ["ls"])).toMatch(/^cannot make the folder .*r\/operator.*; `operator doctor` looks for the cause$/);
  });

  test("git is not installed: the launch says so, and the ticket stays", async () => {
    const w = await open();
    const env = { PATH: build };
    w.ticket({ type: "TASK", title: "One", id: "TASK-1", fields: { hold: true } });
    await w.run(operatorProgram, ["trust", "--yes"], { env });
    const { code, stderr } = await w.run(operatorProgram, ["launch", "TASK-1"], { env });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^operator: shop-1 did not start: git is not installed: install git 2\.36 or newer\n$/)]);
    expect(w.read(".tickets/queue/task-1.md")).toContain("TASK-1");
  });
});
