// Who may read what: secrets stay out of every file, argument and environment that others read; another user of the
// machine gets nothing.
import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { operatorProgram } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { runtimeFolder, stateFolder } from "./connection.ts";
import { ask, faceOf } from "./http.ts";
import type { Inbox } from "./replies.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

async function open(env: Record<string, string> = {}, more: Record<string, unknown> = {}): Promise<Workspace> {
  const config = { agent: "demo", queue: { settle: "50ms" }, ...more };
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

/** Whether any text of a file, an argument or an environment has one of these, and where. */
function leaks(w: Workspace, canaries: RegExp, allowed: RegExp): string[] {
  const found: string[] = [];
  const look = (where: string, text: () => string): void => {
    try {
      if (canaries.test(text()) && !allowed.test(where)) found.push(where);
    } catch {
      // it went away meanwhile
    }
  };
  for (const file of filesBelow(w.root)) look(file, () => readFileSync(file, "latin1"));
  for (const { pid, argv } of w.processes()) {
    const name = argv.slice(0, 2).join(" ");
    look(`arguments of ${name}`, () => readFileSync(`/proc/${pid}/cmdline`, "latin1"));
    look(`environment of ${name}`, () => readFileSync(`/proc/${pid}/environ`, "latin1"));
  }
  return found;
}

test("secrets reach no file, no argument, no agent, no host and no git, from the start to the end of a story", async () => {
  const secret = ["canary", "0f9a3c", "7731"].join("-");
  const agentKey = ["agents", "own", "key", "5512"].join("-");
  const w = await open({ OPERATOR_SECRET_JIRA: `s-${secret}`, OPERATOR_TOKEN: `t-${secret}`, MY_API_KEY: agentKey }, { http: { port: 0 } });
  // What the repository runs is given no secret either: it would be in this file.
  const hook = join(w.folder, ".git/hooks/post-checkout");
  writeFileSync(hook, `#!/bin/sh\nenv > ${join(w.root, "of-a-git-hook")}\n`, { mode: 0o755 });
  const face = await faceOf(w);
  const tokens = [secret, face.token];
  const clean = (when: string): void => {
    expect([when, leaks(w, new RegExp(tokens.join("|")), /server\.json$/)]).toEqual([when, []]);
    // An agent's own key is its own: in its environment, and of whoever starts owners and agents, and nowhere else.
    expect([when, leaks(w, new RegExp(agentKey), /^environment of |of-a-git-hook$/)]).toEqual([when, []]);
  };
  await atPlan(w);
  const agent = w.processes().find(({ argv }) => argv[0]?.endsWith("operator-demo"));
  if (!agent) throw new Error("no agent");
  expect(readFileSync(`/proc/${agent.pid}/environ`, "utf8")).toContain(`MY_API_KEY=${agentKey}`);
  clean("at the plan");
  for (const kind of ["plan", "permission", "pr"]) {
    const id = await w.when<Inbox, string | undefined>(["inbox"], (r) => r.reviews.find((one) => one.kind === kind)?.id, {
      what: kind,
      timeout: 30_000,
    });
    expect((await ask(face, `POST /api/v1/agents/${id}/approve`)).status).toBe(200);
  }
  expect((await ask(face, "GET /api/v1/events", { headers: { authorization: `Bearer x${face.token}` } })).status).toBe(401);
  w.ticket({ type: "TASK", title: "Killed", id: "TASK-1" });
  await w.when<{ agents: { id: string; host: { alive: boolean } }[] }, boolean>(
    ["ls"],
    (r) => r.agents.some(({ id, host }) => id === "shop-2" && host.alive),
    { what: "the second session", timeout: 30_000 },
  );
  await w.json("kill", "shop-2");
  await w.operator("doctor");
  clean("after the work");
  // An owner that comes with the secrets, and finds an agent to start before anybody says hello.
  process.kill(face.pid, "SIGKILL");
  await w.json("restore", "shop-2");
  tokens.push((await faceOf(w)).token);
  clean("with the next owner");
  await w.operator("stop", "--agents");
  clean("at the end");
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
