// A board of the provider "file" through the real programs: what people edit on both sides, syncs that end early, and
// what is closed or deleted there.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sleep, until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Event, Events, Ticket } from "./replies.ts";
import { ok, reviewWhen, ticketWhen } from "./scene.ts";

interface Synced {
  name: string;
  created: number;
  updated: number;
  sent: number;
  told: number;
  asked: number;
  error: string;
}
type Issue = Record<string, unknown>;

const board = { name: "issues", provider: "file", url: "issues", write: "full", every: "0s" };
const config = (...boards: object[]) => ({ queue: { settle: "0ms", autoLaunch: false }, agent: "demo", boards });

let w: Workspace;
const put = (id: string, issue: Issue) => w.write(`issues/${id}.json`, JSON.stringify(issue));
const issue = (id: string) => JSON.parse(w.read(`issues/${id}.json`)) as Issue;
/** Exit code 1 says that a board has an error; the reply is there all the same. */
async function sync(...args: string[]): Promise<Synced[]> {
  const { code, stdout, stderr } = await w.operator("sync", ...args, "--json");
  const { boards } = JSON.parse(stdout) as { boards?: Synced[] };
  if (boards === undefined) throw new Error(`operator sync: exit ${code}\n${stdout}${stderr}`);
  expect(code).toBe(boards.some(({ error }) => error !== "") ? 1 : 0);
  return boards;
}
const files = (): string[] =>
  readdirSync(join(w.folder, ".tickets"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
const row = (id: string): Promise<Ticket> => ticketWhen(w, id, () => true, "is there");
const file = async (id: string) => w.read((await row(id)).path);
async function edit(id: string, change: (text: string) => string): Promise<void> {
  const { path } = await row(id);
  w.write(path, change(w.read(path)));
}
/** With the next owner. */
async function configure(changes: object): Promise<void> {
  await ok(w, "stop");
  w.write(".operator/config.json", JSON.stringify(config({ ...board, ...changes })));
}
const nothing = { name: "issues", created: 0, updated: 0, sent: 0, told: 0, asked: 0, error: "", signIn: false };

beforeEach(async () => {
  w = await Workspace.create({ config: config(board) });
  put("12", { title: "Fix: the [login]", body: "With a form.\r\n\r\n- one", type: "Bug", priority: "high", key: "APP-12", more: { kept: true } });
  put("13", { title: "Add colours", labels: ["web"] });
  await ok(w, "trust", "--yes");
});
afterEach(() => w.close());

describe("a first sync", () => {
  test("makes a ticket of each issue; the next one does nothing", async () => {
    expect(await sync()).toEqual([{ ...nothing, created: 2 }]);
    expect(await row("FIX-APP-12")).toMatchObject({ title: "Fix: the [login]", priority: "P1", state: "queue", boardKey: "APP-12" });
    expect(await file("FIX-APP-12")).toMatch(/\nboard: \{provider: file, instance: issues, id: "12", key: "?APP-12"?\}\n---\n\nWith a form\.\n\n- one\n$/);
    expect(await row("TASK-13")).toMatchObject({ title: "Add colours", priority: "P2" });
    expect(await sync()).toEqual([nothing]);
    expect(files()).toHaveLength(2);
    const { boards } = await w.json<{ boards: object[] }>("board", "list");
    expect(boards).toEqual([
      { name: "issues", provider: "file", url: "issues", write: "full", tickets: 2, syncing: false, syncedAt: expect.any(String) as string, error: "", signIn: false, issues: 0, nextSyncAt: null, waiting: 0, secret: "", signedIn: true },
    ]);
  });

  test("needs a trusted workspace, a board of that name and a folder that is there", async () => {
    await ok(w, "trust", "--no");
    const refused = await w.operator("sync");
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining("not trusted")]);
    await ok(w, "trust", "--yes");
    const unknown = await w.operator("sync", "elsewhere");
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("`operator board list` shows them")]);
    renameSync(join(w.folder, "issues"), join(w.folder, "other"));
    expect(await sync()).toEqual([{ ...nothing, error: expect.stringContaining("make it, or change the board's url") as string }]);
    expect(existsSync(join(w.folder, ".tickets"))).toBe(false);
  });

  test("takes what its filters take, and a damaged issue spoils no other", async () => {
    await configure({ labels: ["Web"] });
    w.write("issues/14.json", "{");
    expect(await sync()).toEqual([{ ...nothing, created: 1, error: expect.stringContaining("14.json is no JSON object") as string }]);
    expect(files()).toHaveLength(1);
  });
});

test("edits on both sides arrive on the other; nothing else in the files changes", async () => {
  await sync();
  await edit("FIX-APP-12", (text) => text.replace("title: ", "# mine\ntitle:  ").replace("- one", "- one\n- two"));
  put("12", { ...issue("12"), title: "The login", priority: "P0" });
  expect(await sync()).toEqual([{ ...nothing, updated: 1, sent: 1 }]);
  expect(await row("FIX-APP-12")).toMatchObject({ title: "The login", priority: "P0" });
  expect(await file("FIX-APP-12")).toContain("# mine\ntitle:  The login\n");
  expect(issue("12")).toMatchObject({ title: "The login", body: "With a form.\n\n- one\n- two", more: { kept: true } });
  expect(await sync()).toEqual([nothing]);
  // Done here is done there; only where the board may be written.
  await ok(w, "complete", "TASK-13");
  await expect.poll(() => issue("13")["status"], { timeout: 20_000 }).toBe("done");
  await configure({ write: "off" });
  await edit("FIX-APP-12", (text) => text.replace("The login", "My login"));
  expect(await sync()).toEqual([nothing]);
  expect([issue("12")["title"], (await row("FIX-APP-12")).title]).toEqual(["The login", "My login"]);
});

test("a text that both sides changed stays asked about, whatever else is sent meanwhile", async () => {
  await sync();
  await edit("FIX-APP-12", (text) => text.replace("- one", "- mine"));
  put("12", { ...issue("12"), body: "Theirs." });
  expect(await sync()).toEqual([{ ...nothing, asked: 1 }]);
  await edit("FIX-APP-12", (text) => text.replace("title: ", "title: Now "));
  expect(await sync()).toEqual([{ ...nothing, sent: 1 }]);
  expect(await sync()).toEqual([nothing]);
  expect(issue("12")).toMatchObject({ title: expect.stringContaining("Now ") as string, body: "Theirs." });
  expect(await file("FIX-APP-12")).toContain("- mine");
  await reviewWhen(w, "conflict", ({ title }) => title.includes("was changed here and on issues"));
});

test("what came while a ticket's file was away is compared with it when it is back", async () => {
  await sync();
  const { path } = await row("TASK-13");
  renameSync(join(w.folder, path), join(w.folder, "away.md"));
  put("13", { ...issue("13"), title: "Theirs" });
  expect((await sync())[0]?.error).toBe("");
  renameSync(join(w.folder, "away.md"), join(w.folder, path));
  w.write(path, w.read(path).replace("Add colours", "Mine"));
  expect(await sync()).toEqual([{ ...nothing, asked: 1 }]);
  expect([issue("13")["title"], (await row("TASK-13")).title]).toEqual(["Theirs", "Mine"]);
});

test("another folder under the board's name is not taken for the one before", async () => {
  await sync();
  const before = await file("TASK-13");
  w.write("others/13.json", JSON.stringify({ title: "Of the others" }));
  await configure({ url: "others" });
  await ok(w, "trust", "--yes");
  expect(await sync()).toEqual([{ ...nothing, created: 1 }]);
  await edit("TASK-13", (text) => text.replace("Add colours", "Add more colours"));
  expect((await sync())[0]).toMatchObject({ sent: 0, updated: 0 });
  expect(JSON.parse(w.read("others/13.json"))).toEqual({ title: "Of the others" });
  expect(await file("TASK-13")).toBe(before.replace("Add colours", "Add more colours"));
});

test("attachments and comments are linked in the ticket's head, and follow; what is no address of the web is not", async () => {
  const hostile = [{ title: "a", url: "javascript:alert(1)" }, { title: "b", url: "https://x/\n---\ntype: FIX" }];
  put("12", { ...issue("12"), attachments: [{ title: "Login.png", url: "https://x/1" }, ...hostile] });
  await sync();
  expect(await file("FIX-APP-12")).toMatch(/\nboard_links: \["Login.png https:\/\/x\/1"\]\n---\n/);
  put("12", { ...issue("12"), attachments: [{ title: "Login.png", url: "https://x/1" }, { title: "Log", url: "https://x/2" }] });
  expect(await sync()).toEqual([{ ...nothing, updated: 1 }]);
  expect(await file("FIX-APP-12")).toContain('["Log https://x/2", "Login.png https://x/1"]');
  expect(await sync()).toEqual([nothing]);
  // A title ends nothing.
  put("12", { ...issue("12"), url: "https://x/12", attachments: [{ title: 'a"]\n---\n# "b', url: "https://x/3" }], comments: [{ body: "Hm." }] });
  expect(await sync()).toEqual([{ ...nothing, updated: 1 }]);
  expect(await file("FIX-APP-12")).toContain('\nboard_links: ["Comments https://x/12", "a\\"] --- # \\"b https://x/3"]\n---\n');
  put("12", { ...issue("12"), attachments: [], comments: [] });
  expect(await sync()).toEqual([{ ...nothing, updated: 1 }]);
  expect(await file("FIX-APP-12")).not.toContain("board_links");
  expect(await sync()).toEqual([nothing]);
});

test.each(["mine", "theirs"])("both sides changed the same: a person is asked and says %s", async (choice) => {
  await sync();
  await edit("FIX-APP-12", (text) => text.replace("With a form", "With two forms"));
  put("12", { ...issue("12"), body: "Without a form." });
  expect(await sync()).toEqual([{ ...nothing, asked: 1 }]);
  expect(await sync()).toEqual([nothing]);
  const review = await reviewWhen(w, "conflict");
  expect(review).toMatchObject({ title: "FIX-APP-12 was changed here and on issues", choices: [{ id: "mine" }, { id: "theirs" }] });
  expect(review.body).toMatch(/> With two forms\.[^]*> Without a form\./);
  expect(await file("FIX-APP-12")).toContain("With two forms");
  expect(issue("12")).toMatchObject({ body: "Without a form." });
  await ok(w, "answer", review.id, choice);
  const wanted = choice === "mine" ? "With two forms.\n\n- one" : "Without a form.";
  await expect.poll(() => issue("12")["body"], { timeout: 20_000 }).toBe(wanted);
  await expect.poll(() => file("FIX-APP-12"), { timeout: 20_000 }).toContain(`\n\n${wanted}\n`);
  // The answer's own sync: a request now would join it and get its counts.
  const atRest = async () => (await w.json<{ boards: { syncing: boolean }[] }>("board", "list")).boards.every(({ syncing }) => !syncing);
  await expect.poll(atRest, { timeout: 20_000 }).toBe(true);
  expect(await sync()).toEqual([nothing]);
});

test("two boards that take the same issues at once make one ticket of each", async () => {
  await ok(w, "stop");
  w.write(".operator/config.json", JSON.stringify(config(board, { ...board, name: "again" })));
  await ok(w, "trust", "--yes");
  for (let n = 100; n < 150; ++n) put(`${n}`, { title: `Part ${n}` });
  const synced = await sync();
  expect(synced.map(({ error }) => error)).toEqual(["", ""]);
  expect(synced.reduce((all, { created }) => all + created, 0)).toBe(52);
  await sync();
  expect(files()).toHaveLength(52);
});

test("closed or deleted there: said on its row, and it starts only when a person wants it", async () => {
  await sync();
  put("13", { ...issue("13"), status: "Closed" });
  rmSync(join(w.folder, "issues/12.json"));
  expect(await sync()).toEqual([nothing]);
  await ticketWhen(w, "TASK-13", (t) => t.reason === "13 is done on its board", "done there");
  await ticketWhen(w, "FIX-APP-12", (t) => t.reason === "APP-12 was deleted on its board", "deleted there");
  expect(files()).toHaveLength(2);
  // What a person deletes here does not come back, and what is open there again waits no more.
  rmSync(join(w.folder, (await row("FIX-APP-12")).path));
  put("12", { title: "Back again", key: "APP-12" });
  put("13", { ...issue("13"), status: "todo" });
  expect(await sync()).toEqual([nothing]);
  expect(files()).toHaveLength(1);
  await ticketWhen(w, "TASK-13", (t) => t.reason === "automatic launch is off", "open again");
  const { events } = await w.json<Events>("events");
  const told = events.filter(({ kind }: Event) => kind === "board/issueMoved").map(({ actor, text }) => `${actor}: ${text}`);
  expect(told).toContain("board:issues: 13 is done on its board");
});

test("a second request joins the first, and tickets that came with the repository are not doubled", async () => {
  const both = await Promise.all([sync(), sync("issues"), sync()]);
  expect(files()).toHaveLength(2);
  expect(Math.max(...both.map(([one]) => one?.created ?? 0))).toBe(2);
  await ok(w, "stop");
  // Another machine: the files are there, the state is not.
  rmSync(join(w.home, ".local/state/operator"), { recursive: true });
  await ok(w, "trust", "--yes");
  expect(await sync()).toEqual([nothing]);
  expect(files()).toHaveLength(2);
});

test("an owner that dies anywhere in a sync: the next sync completes it, and nothing is there twice", async () => {
  for (let n = 0; n < 3; ++n) put(`c${n}`, { title: `Part ${n}`, body: "Text" });
  await sync();
  let deaths = 0;
  for (let at = 1; at <= 60; ++at) {
    // Something for each kind of action.
    for (let n = 0; n < 2; ++n) put(`n${at}-${n}`, { title: `New ${at}` });
    put("c0", { ...issue("c0"), title: `Theirs ${at}` });
    await edit("TASK-c1", (text) => text.replace(/title: .*/, `title: Mine ${at}`));
    await ok(w, "stop");
    const owner = w.start(["serve"], { OPERATOR_CRASH_AT: String(at) });
    const exited = new Promise<boolean>((over) => owner.once("exit", () => over(true)));
    owner.stdout?.resume();
    owner.stderr?.resume();
    // Asked of it, or of the next one when it is dead by then.
    await until(async () => owner.exitCode !== null || (await w.operator("--no-start", "status")).code === 0, { what: "an owner" });
    await w.operator("sync");
    const died = await Promise.race([exited, sleep(owner.exitCode === null ? 200 : 0).then(() => owner.exitCode !== null)]);
    if (!died) await w.operator("stop"); // it would die in a later sync, which is not looked at
    const [done] = await sync();
    expect(done?.error).toBe("");
    expect(await sync()).toEqual([nothing]);
    expect([(await row("TASK-c0")).title, issue("c1")["title"]]).toEqual([`Theirs ${at}`, `Mine ${at}`]);
    const keys = files().map((name) => /key: "?([^"},]+)/.exec(readFileSync(join(w.folder, ".tickets", name), "utf8"))?.[1]);
    expect([new Set(keys).size, keys.length]).toEqual([keys.length, readdirSync(join(w.folder, "issues")).length]);
    expect((await w.json<{ reviews: unknown[] }>("inbox")).reviews).toEqual([]);
    if (!died) break;
    ++deaths;
  }
  expect(deaths).toBeGreaterThan(6);
});
