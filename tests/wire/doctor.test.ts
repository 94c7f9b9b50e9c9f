// `operator doctor` against real damage of each kind: what it says, what to do about it, its exit code; and that it
// changes nothing, starts no owner and works wherever it is called.
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { build, operatorProgram } from "../support/paths.ts";
import { signal } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { ownerEnded } from "./connection.ts";
import { Workspace, type WorkspaceOptions } from "../support/workspace.ts";

interface Check {
  verdict: "ok" | "warning" | "problem";
  area: string;
  what: string;
  fix: string;
}
interface Report {
  code: number;
  checks: Check[];
}

const config = { queue: { settle: "100ms" }, agent: "demo" };

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

async function open(options: WorkspaceOptions = {}): Promise<Workspace> {
  workspace = await Workspace.create({ config, ...options });
  return workspace;
}

async function doctor(
  w: Workspace,
  { env, cwd, program = operatorProgram }: { env?: Record<string, string>; cwd?: string; program?: string } = {},
): Promise<Report> {
  const { code, stdout, stderr } = await w.run(program, ["doctor", "--json"], { ...(env && { env }), ...(cwd && { cwd }) });
  expect(stderr).toBe("");
  const { checks, healthy } = JSON.parse(stdout) as { checks: Check[]; healthy: boolean };
  for (const { verdict, what, fix } of checks) expect([what, fix !== ""]).toEqual([what, verdict !== "ok"]);
  expect([code, healthy]).toEqual(checks.some(({ verdict }) => verdict === "problem") ? [1, false] : [0, true]);
  return { code, checks };
}

/** The one finding that is not ok and matches; with a fix. */
function found({ checks }: Report, verdict: Check["verdict"], what: RegExp): Check {
  const fitting = checks.filter((check) => check.verdict === verdict && what.test(check.what));
  expect(fitting, `${verdict}: ${what} in ${JSON.stringify(checks, null, 1)}`).toHaveLength(1);
  return fitting[0] as Check;
}

/**
 * Every file below the folder, with its kind, mode and contents; but for -shm, SQLite's shared memory, and what a hook
 * notes while it waits for an owner.
 */
function everything(folder: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (/-shm$|\.jsonl\.log$/.test(path)) continue;
    const mode = entry.isSymbolicLink() ? "link" : statSync(path).mode.toString(8);
    all[path] = `${mode} ${entry.isFile() ? readFileSync(path, "latin1") : ""}`;
  }
  return all;
}

function script(path: string, text: string): string {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

async function ownerPid(w: Workspace): Promise<number> {
  return (await w.json<{ status: { pid: number } }>("status")).status.pid;
}

/** Ends the owner; returns when its process is gone, its last writes with it. */
async function endOwner(w: Workspace, end: (pid: number) => unknown): Promise<void> {
  const pid = await ownerPid(w);
  await end(pid);
  await ownerEnded(w, pid);
}

test("a healthy workspace: no problem, with and without an owner; nothing is changed or started", async () => {
  const w = await open();
  const untouched = everything(w.root);
  found(await doctor(w), "warning", /nobody has trusted/);
  expect(everything(w.root)).toEqual(untouched);
  expect(w.processes()).toEqual([]);

  await w.json("trust", "--yes");
  const report = await doctor(w);
  expect(report.code).toBe(0);
  expect(report.checks.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  found(report, "ok", /^an owner runs: pid \d+, version 0\.1\.0$/);
  found(report, "ok", /^demo: operator-demo 0\.1\.0/);

  await endOwner(w, () => w.operator("stop"));
  const ended = everything(w.root);
  expect((await doctor(w)).checks.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  expect(everything(w.root)).toEqual(ended);
  const { stdout, code } = await w.operator("doctor");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^git\n {2}ok {7}git version \d/m);
  expect(stdout).toMatch(/^0 problems, 0 warnings\n$/m);
});

test("outside a repository, and in one without a commit", async () => {
  const w = await open();
  const outside = join(w.root, "elsewhere");
  mkdirSync(outside);
  const report = await doctor(w, { cwd: outside });
  expect(found(report, "problem", /elsewhere is in no git repository/).fix).toContain("git -C");
  await w.git("init", "--quiet", outside);
  expect(found(await doctor(w, { cwd: outside }), "problem", /no commit to start from/).fix).toContain("commit --allow-empty");
});

test("git that is missing, too old, failing or hanging", async () => {
  const w = await open();
  const bin = join(w.root, "bin");
  mkdirSync(bin, { recursive: true });
  const withGit = (text: string) => {
    script(join(bin, "git"), text);
    return doctor(w, { env: { PATH: bin + ":/usr/bin:/bin" } });
  };
  expect(found(await doctor(w, { env: { PATH: bin } }), "problem", /^git is not installed$/).fix).toContain("2.36");
  found(await withGit("echo git version 2.30.2"), "problem", /^git version 2\.30\.2 is too old$/);
  found(await withGit("echo broken >&2; exit 3"), "problem", /^git fails: broken$/);
  found(await withGit("exec sleep 600"), "problem", /^git does not answer within 5 s$/);
});

test("agents: missing, broken, not signed in; a workspace's own program is not run before trust", async () => {
  const bin = "/tmp/none";
  const w = await open({ config: { ...config, agent: "claude" } });
  expect(found(await doctor(w), "problem", /^the default agent claude is not installed$/).fix).toContain("npm install");

  const claude = join(w.root, "bin/claude");
  const env = { PATH: `${join(w.root, "bin")}:${w.env["PATH"] ?? bin}` };
  script(claude, "echo '2.1.197 (Claude Code)'");
  const signedOut = found(await doctor(w, { env }), "warning", /^claude: 2\.1\.197 \(Claude Code\), not signed in$/);
  expect(signedOut.fix).toContain("/login");
  found(await doctor(w, { env: { ...env, ANTHROPIC_API_KEY: "secret" } }), "ok", /signed in \(ANTHROPIC_API_KEY\)$/);
  mkdirSync(join(w.home, ".claude"));
  writeFileSync(join(w.home, ".claude/.credentials.json"), JSON.stringify({ claudeAiOauth: { accessToken: "secret" } }));
  const signedIn = await doctor(w, { env });
  found(signedIn, "ok", /^claude: .*signed in \(.*\.credentials\.json\)$/);
  expect(JSON.stringify(signedIn)).not.toContain("secret");
  script(claude, "echo no such library >&2; exit 127");
  found(await doctor(w, { env }), "problem", /^claude: `claude --version` fails: no such library$/);

  const marker = join(w.root, "ran");
  const own = script(join(w.folder, "own-agent"), `touch ${marker}; echo own 1.0`);
  w.write(".operator/config.json", JSON.stringify({ agent: "own", agents: { own: { command: [own, "{prompt}"] } } }));
  found(await doctor(w), "ok", /^own: not asked for its version before trust/);
  expect(() => statSync(marker)).toThrow();
  await w.json("trust", "--yes");
  found(await doctor(w), "ok", /^own: own 1\.0/);
});

test("the terminal: its size, TERM and locale", async () => {
  const w = await open();
  const seen = async (shell: string): Promise<string> =>
    (await w.run("script", ["-qec", `${shell} operator doctor`, "/dev/null"])).stdout.replace(/\u001b\[\d*m/g, "");
  const small = await seen("stty cols 60 rows 20; env TERM=dumb LC_ALL=de_DE.ISO-8859-1");
  expect(small).toContain("TERM=dumb");
  expect(small).toContain("60×20 is small");
  expect(small).toContain("LC_ALL=de_DE.ISO-8859-1 is not UTF-8");
  expect(await seen("stty cols 120 rows 40;")).toMatch(/ok {7}120×40/);
});

test("folders: a symlink for tickets, a state folder open to others, one that is a file", async () => {
  const w = await open();
  mkdirSync(join(w.root, "others"));
  symlinkSync(join(w.root, "others"), join(w.folder, ".tickets"));
  expect(found(await doctor(w), "problem", /^\.tickets is a symlink$/).fix).toContain("mkdir");
  rmSync(join(w.folder, ".tickets"));

  await endOwner(w, () => w.operator("stop"));
  const state = join(w.home, ".local/state/operator", readdirSync(join(w.home, ".local/state/operator"))[0] ?? "");
  chmodSync(state, 0o755);
  expect(found(await doctor(w), "warning", /^state .* is open to others \(mode 0755\)$/).fix).toBe(`chmod 700 ${state}`);
  rmSync(state, { recursive: true });
  writeFileSync(state, "");
  expect(found(await doctor(w), "problem", /^state .* is no folder of its own$/).fix).toMatch(/^mv /);
});

test("what people write: configuration, issue types and tickets, each with file and line", async () => {
  const w = await open();
  w.write(".operator/config.json", '{\n  "agent": "demo",\n  "queue": { "settle": "soon" },\n  "colour": 1\n}\n');
  w.write(".operator/issuetypes/odd.json", '{\n  "key": "ODD",\n  "steps": 3\n}\n');
  w.write(".tickets/queue/bad.md", "---\ntype: TASK\nblocked_by: {a: 1}\ntitle: Bad\n---\n");
  w.ticket({ type: "TASK", title: "One", id: "TASK-1" });
  w.write(".tickets/queue/copy.md", "---\nid: TASK-1\ntype: TASK\ntitle: Two\n---\n");
  w.ticket({ type: "NONE", title: "Of no type", id: "NONE-1" });
  const report = await doctor(w);
  expect(found(report, "problem", /^\.operator\/config\.json:3: queue\.settle: /).fix).toContain(".operator/config.json:3");
  found(report, "warning", /^\.operator\/config\.json:4: colour: /);
  expect(report.checks.some(({ verdict, what }) => verdict === "problem" && what.startsWith(".operator/issuetypes/odd.json:"))).toBe(true);
  expect(found(report, "problem", /^\.tickets\/queue\/bad\.md:3: /).fix).toContain("bad.md:3");
  found(report, "problem", /^TASK-1 is the id of .*copy\.md and of .*task-1\.md$/);
  found(report, "problem", /^\.tickets\/queue\/none-1\.md: there is no issue type NONE$/);
  w.write(".operator/config.json", '{\n  "agent": \n');
  found(await doctor(w), "problem", /^\.operator\/config\.json:\d+: /);
});

test("an owner that was killed, hosts that died, and worktrees that nobody knows", async () => {
  const w = await open({ env: { OPERATOR_DEMO_FAST: "1" } });
  await w.json("trust", "--yes");
  w.ticket({ type: "FEAT", title: "Plan it", id: "FEAT-1" });
  const { agents } = await w.when<{ agents: { id: string; worktree: string; status: string }[] }, { agents: { id: string; worktree: string }[] } | false>(
    ["ls"],
    (reply) => reply.agents[0]?.status === "needs_input" && reply,
    { what: "a session that waits", timeout: 20_000 },
  );
  const session = agents[0] as { id: string; worktree: string };
  expect((await doctor(w)).code).toBe(0);

  await endOwner(w, (pid) => signal(pid, "SIGKILL"));
  const untouched = everything(w.home);
  const stale = await doctor(w);
  expect(everything(w.home)).toEqual(untouched);
  expect(found(stale, "warning", /^stale: .*server\.json/).fix).toContain("operator status");
  found(stale, "ok", /^1 agents run$/);

  const stray = join(session.worktree, "../shop-77");
  mkdirSync(stray);
  expect(found(await doctor(w), "warning", /^no session knows the worktree .*shop-77$/).fix).toContain("worktree remove");

  for (const { pid } of w.processes()) signal(pid, "SIGKILL");
  await until(() => w.processes().length === 0, { what: "the end of host and agent" });
  const lost = await doctor(w);
  expect(found(lost, "warning", new RegExp(`^${session.id}: its host died, and the agent with it$`)).fix).toContain(
    `operator restore ${session.id}`,
  );
  expect(found(lost, "warning", /^stale: no host is behind /).fix).toMatch(/^rm /);
});

test("the state's database: damaged, and of a newer Operator", async () => {
  const w = await open();
  await endOwner(w, () => w.operator("stop"));
  const state = join(w.home, ".local/state/operator", readdirSync(join(w.home, ".local/state/operator"))[0] ?? "");
  const database = join(state, "operator.db");
  const good = readFileSync(database);
  const newer = Buffer.from(good);
  newer.writeUInt32BE(99, 60); // user_version
  writeFileSync(database, newer);
  found(await doctor(w), "problem", /operator\.db was written by a newer Operator/);
  writeFileSync(database, Buffer.concat([good.subarray(0, 100), Buffer.alloc(good.length - 100, 0x5a)]));
  expect(found(await doctor(w), "problem", /operator\.db is damaged/).fix).toContain("operator.db.damaged");
});

test("an owner that hangs", async () => {
  const w = await open();
  const pid = await ownerPid(w);
  signal(pid, "SIGSTOP");
  const hanging = await doctor(w);
  signal(pid, "SIGCONT");
  expect(found(hanging, "problem", /^the owner does not answer/).fix).toContain("server.json");
});

test("programs: operatord missing beside operator; an extension of another version, or without programs", async () => {
  const w = await open();
  const alone = join(w.root, "alone/operator");
  mkdirSync(join(w.root, "alone"));
  cpSync(operatorProgram, alone);
  found(await doctor(w, { program: alone }), "problem", /alone\/operatord is missing$/);

  const extensions = join(w.home, ".vscode/extensions");
  mkdirSync(join(extensions, "operator.operator-0.1.0-linux-x64"), { recursive: true });
  const old = join(extensions, "operator.operator-0.0.9-linux-x64/bin");
  mkdirSync(old, { recursive: true });
  symlinkSync(join(build, "operatord"), join(old, "operatord"));
  const report = await doctor(w);
  found(report, "problem", /^extension 0\.1\.0 has no programs/);
  expect(found(report, "warning", /^extension 0\.0\.9 beside operator 0\.1\.0/).fix).toContain("reload");
});
