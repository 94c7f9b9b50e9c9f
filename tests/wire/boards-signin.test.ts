// A board behind a token, through the real programs against a Jira that checks every request: signed in without a
// terminal, asked who one is and what there is to choose, told of the work, signed out; and the token is seen nowhere.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeJira } from "../support/providers/jira.ts";
import { processesOf } from "../support/processes.ts";
import { sleep } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { anyText } from "./board-scene.ts";
import { connectToOwner, stateFolder } from "./connection.ts";
import { given, ok, ticketWhen } from "./scene.ts";

const patience = { timeout: 30_000, interval: 100 };

let w: Workspace;
let jira: FakeJira;
beforeEach(async () => {
  jira = await FakeJira.start();
  jira.token = "t0ken-that-nobody-sees";
  w = await Workspace.create({ env: { OPERATOR_PATIENCE_MS: "20" } });
});
afterEach(async () => {
  expect(jira.server.failures).toEqual([]);
  await w.close();
  await jira.server.close();
});

/** A verb that reads the token from standard input. */
const withToken = (token: string, ...args: string[]) => given(w, token, ...args);

/** Every file below a folder that has the word in it. */
function filesWith(folder: string, word: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name), "latin1").includes(word))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function configure(): void {
  const board = { name: "app", provider: "jira", url: jira.server.url, board: "APP", email: jira.email, write: "full", every: "0s" };
  const script = "operator step done --summary 'It greets.' --pull-request https://github.com/acme/shop/pull/12";
  w.write(".operator/config.json", JSON.stringify({
    queue: { settle: "0ms", autoLaunch: false },
    agent: "worker",
    agents: { worker: { command: ["sh", "-c", script, "{prompt}"] } },
    sessions: { endAfter: "300ms" },
    boards: [board],
  }));
}

test("signed in from standard input: checked live, kept 0600, used by syncs, seen nowhere, gone when signed out", async () => {
  configure();
  await ok(w, "trust", "--yes");
  jira.add("Say hello");
  expect(await w.operator("sync")).toMatchObject({ code: 1, stdout: anyText("board signin app") });
  expect(await withToken("another", "board", "signin", "app")).toMatchObject({ code: 1, stderr: anyText("sign in again") });
  expect(await withToken(jira.token, "board", "signin", "app")).toMatchObject({ code: 0, stdout: anyText("Ada Test") });
  const kept = filesWith(stateFolder(w), jira.token);
  expect(kept).toEqual(["secrets/app"]);
  expect(statSync(join(stateFolder(w), "secrets/app")).mode & 0o777).toBe(0o600);
  // The next owner has it, too.
  await ok(w, "stop");
  expect(await w.json("board", "check", "app")).toMatchObject({ account: { name: "Ada Test", lacks: [] } });
  expect(await w.json("board", "choices", "people", "app")).toMatchObject({ choices: expect.arrayContaining([expect.objectContaining({ name: "Ada Test" })]) as unknown });
  await ok(w, "sync");
  await ticketWhen(w, "TASK-APP-1", () => true, "synced");
  for (const verb of [["board", "list"], ["events"], ["status"]]) expect(await ok(w, ...verb, "--json")).not.toContain(jira.token);
  expect(processesOf(w.root).map(({ argv }) => argv.join(" ")).join("\n")).not.toContain(jira.token);
  expect(filesWith(w.root, jira.token).filter((name) => !name.endsWith("secrets/app"))).toEqual([]);
  await ok(w, "board", "signout", "app");
  expect(filesWith(w.root, jira.token)).toEqual([]);
  expect(await w.operator("sync")).toMatchObject({ code: 1, stdout: anyText("board signin app") });
});

test("the work on an issue is told to it: its status, what was done, the pull request; once, over errors on the way", async () => {
  configure();
  await ok(w, "trust", "--yes");
  await withToken(jira.token, "board", "signin", "app");
  const issue = jira.add("Say hello");
  await ok(w, "sync");
  await ok(w, "launch", "TASK-APP-1");
  await expect.poll(() => issue.status, patience).toBe("Done");
  await expect.poll(async () => (await w.json<{ updates: unknown[] }>("board", "outbox")).updates, patience).toEqual([]);
  expect(issue.links).toMatchObject([{ object: { url: "https://github.com/acme/shop/pull/12" } }]);
  expect(issue.comments).toHaveLength(1);
  expect(JSON.stringify(issue.comments[0]?.body)).toContain("It greets.");
  expect(JSON.stringify(issue.comments[0]?.properties)).toMatch(/shop-1-\d+-done-1/);
  await ok(w, "sync");
  expect(issue.comments).toHaveLength(1);
});

test("whoever adds a board and syncs it a moment later sees what came in, by one sync; nobody there, it is synced by itself", async () => {
  w.write(".operator/config.json", JSON.stringify({ queue: { settle: "0ms", autoLaunch: false }, agent: "demo" }));
  await ok(w, "trust", "--yes");
  jira.add("One");
  jira.add("Two");
  const { connection, socket } = await connectToOwner(w);
  await connection.initialize();
  const board = { name: "app", provider: "jira", url: jira.server.url, board: "APP", email: jira.email };
  await connection.request("board/add", { board, secret: jira.token, keep: false }, 30_000);
  jira.server.taken();
  await sleep(1_000);
  const { result } = await connection.request("queue/sync", { boards: ["app"] }, 30_000);
  expect(result).toMatchObject({ boards: [{ name: "app", created: 2, error: "", signIn: false }] });
  expect(jira.server.taken().filter((asked) => asked.endsWith("/search/jql"))).toHaveLength(1);
  jira.add("Ops", {}, "OPS");
  await connection.request("board/add", { board: { ...board, name: "ops", board: "OPS" }, secret: jira.token, keep: false }, 30_000);
  await ticketWhen(w, "TASK-OPS-3", () => true, "there by itself");
  socket.destroy();
});

test("a sync says when signing in mends it: without a token, and with one that is not taken", async () => {
  configure();
  await ok(w, "trust", "--yes");
  jira.add("Say hello");
  const synced = async () => JSON.parse((await w.operator("sync", "--json")).stdout) as unknown;
  const listed = () => w.json("board", "list");
  expect(await synced()).toMatchObject({ boards: [{ signIn: true, error: anyText("signin") }] });
  await withToken(jira.token, "board", "signin", "app");
  expect(await synced()).toMatchObject({ boards: [{ signIn: false, error: "" }] });
  jira.token = "another";
  expect(await synced()).toMatchObject({ boards: [{ signIn: true, error: anyText("sign in again") }] });
  expect(await listed()).toMatchObject({ boards: [{ signIn: true }] });
  jira.server.fault({ spoil: { reply: { status: 403 } }, times: 5 });
  expect(await synced()).toMatchObject({ boards: [{ signIn: false, error: expect.any(String) as string }] });
  expect(await listed()).toMatchObject({ boards: [{ signIn: false }] });
});
