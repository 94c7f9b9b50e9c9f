// Who may read what: secrets stay out of every file, argument and environment that others read; another user of the
// machine gets nothing.
import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { operatorProgram } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { runtimeFolder, stateFolder } from "./connection.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

type Inbox = { reviews: { id: string; kind: string }[] };

async function open(env: Record<string, string> = {}): Promise<Workspace> {
  const config = { agent: "demo", queue: { settle: "50ms" } };
  workspace = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1", ...env } });
  await workspace.json("trust", "--yes");
  return workspace;
}

async function atPlan(w: Workspace): Promise<void> {
  w.ticket({ type: "FEAT", title: "Work", id: "FEAT-1" });
  await w.when<Inbox, boolean>(["inbox"], (r) => r.reviews.some(({ kind }) => kind === "plan"), {
    what: "a plan",
    timeout: 30_000,
  });
}

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const info = lstatSync(path);
    if (info.isDirectory()) yield* filesBelow(path);
    else if (info.isFile()) yield path;
  }
}

test("a secret in the environment reaches no file, no argument and no agent", async () => {
  const canary = `canary-${"0f9a3c"}-7731`;
  const w = await open({ OPERATOR_SECRET_JIRA: `s-${canary}`, OPERATOR_TOKEN: `t-${canary}` });
  // What an agent may have, and what is still not left lying about.
  w.env["MY_API_KEY"] = "agents-own-key-5512";
  await w.json("status");
  await atPlan(w);
  const agent = w.processes().find(({ argv }) => argv[0]?.endsWith("operator-demo"));
  if (!agent) throw new Error("no agent");
  const environment = readFileSync(`/proc/${agent.pid}/environ`, "utf8");
  expect(environment).toContain("MY_API_KEY=agents-own-key-5512");
  expect(environment).not.toContain(canary);
  for (const { pid } of w.processes())
    expect(readFileSync(`/proc/${pid}/cmdline`, "latin1")).not.toMatch(/canary-|agents-own-key/);
  const leaked = (): string[] =>
    [...filesBelow(w.root)].filter((file) => /canary-0f9a3c|agents-own-key-5512/.test(readFileSync(file, "latin1")));
  expect(leaked()).toEqual([]);
  await w.operator("stop", "--agents");
  expect(leaked()).toEqual([]);
});

test("another user reads nothing and is refused everywhere", async () => {
  const w = await open();
  await atPlan(w);
  const open077: string[] = [];
  const walk = (folder: string): void => {
    if ((lstatSync(folder).mode & 0o077) !== 0) open077.push(folder);
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const info = lstatSync(path);
      if (info.isDirectory()) walk(path);
      else if (!info.isSymbolicLink() && (info.mode & 0o077) !== 0) open077.push(path);
    }
  };
  walk(runtimeFolder(w));
  const sockets = readdirSync(runtimeFolder(w)).filter((name) => name.endsWith(".sock"));
  expect(sockets.length).toBeGreaterThan(2);
  expect(open077.filter((path) => !path.endsWith(".sock"))).toEqual([]);
  for (const name of sockets) expect(lstatSync(join(runtimeFolder(w), name)).mode & 0o077).toBe(0);
  for (const name of ["operator.db", "spool", "sessions"])
    expect([name, lstatSync(join(stateFolder(w), name)).mode & 0o077]).toEqual([name, 0]);
  expect(lstatSync(stateFolder(w)).mode & 0o077).toBe(0);

  // Only root can become another user: CI is root, and there the doors are even opened for the other one.
  if (process.getuid?.() !== 0) return;
  const asNobody = (...command: string[]) =>
    spawnSync("setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--", ...command], {
      env: w.env,
      encoding: "utf8",
      cwd: "/",
    });
  expect(asNobody("cat", join(stateFolder(w), "operator.db")).status).not.toBe(0);
  expect(asNobody("ls", runtimeFolder(w)).status).not.toBe(0);
  execFileSync("chmod", ["-R", "a+rwX", w.root]);
  const client = `const s = require("net").connect(process.argv[1]);
    s.on("connect", () => s.write("Content-Length: 95\\r\\n\\r\\n" + JSON.stringify({jsonrpc:"2.0",id:1,method:"initialize",params:{protocol:1,version:"0.1.0",client:"script"}})));
    s.on("data", () => { console.log("answered"); process.exit(0); });
    s.on("close", () => { console.log("refused"); process.exit(1); });
    s.on("error", () => {});`;
  for (const name of sockets.filter((one) => one !== "bell.sock")) {
    const told = asNobody(process.execPath, "-e", client, join(runtimeFolder(w), name));
    expect([name, told.stdout.trim()]).toEqual([name, "refused"]);
  }
  // A folder that another could replace, or owns, is not used.
  const done = asNobody(operatorProgram, "ls", "--workspace", w.folder, "--no-start");
  expect(done.status).not.toBe(0);
  await until(async () => (await w.operator("status")).code === 0, { what: "the owner, as before" });
});
