// A Jira board through the real programs, against a Jira that holds issues and checks every request and reply: Cloud
// and Data Center, both ways, and each fault of a site or the network.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeJira, jiraApi, text } from "../support/providers/jira.ts";
import { invalidUtf8, type Spoil } from "../support/providers/server.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { connectToOwner } from "./connection.ts";
import type { Ticket } from "./replies.ts";
import { ok, ticketWhen } from "./scene.ts";

interface Synced {
  name: string;
  created: number;
  updated: number;
  sent: number;
  told: number;
  asked: number;
  error: string;
  signIn: boolean;
}
const nothing = { name: "app", created: 0, updated: 0, sent: 0, told: 0, asked: 0, error: "", signIn: false };

let w: Workspace;
let jira: FakeJira;
async function open(kind: "cloud" | "data center" = "cloud", changes: object = {}): Promise<void> {
  jira = await FakeJira.start(kind);
  w = await Workspace.create({ env: { JIRA_TOKEN: jira.token, OPERATOR_PATIENCE_MS: "20" } });
  configure(changes);
  await ok(w, "trust", "--yes");
}
function configure(changes: object): void {
  const board = { name: "app", provider: "jira", url: `${jira.server.url}/`, board: "APP", token: { env: "JIRA_TOKEN" }, write: "full", every: "0s" };
  const email = jira.cloud ? { email: jira.email } : {};
  w.write(".operator/config.json", JSON.stringify({ queue: { settle: "0ms", autoLaunch: false }, agent: "demo", boards: [{ ...board, ...email, ...changes }] }));
}
/** With the next owner. */
async function reconfigure(changes: object): Promise<void> {
  await ok(w, "stop");
  configure(changes);
}
async function sync(): Promise<Synced | undefined> {
  const { stdout, stderr } = await w.operator("sync", "--json");
  const { boards } = JSON.parse(stdout || "{}") as { boards?: Synced[] };
  if (boards === undefined) throw new Error(`operator sync: ${stdout}${stderr}`);
  return boards[0];
}
const files = (): string[] =>
  readdirSync(join(w.folder, ".tickets"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
const row = (id: string): Promise<Ticket> => ticketWhen(w, id, () => true, "is there");
const file = async (id: string): Promise<string> => w.read((await row(id)).path);
async function edit(id: string, change: (was: string) => string): Promise<void> {
  const { path } = await row(id);
  w.write(path, change(w.read(path)));
}
const bodyOf = (words: string[]): string[] => words.map((word) => word.replace(/.*\/rest\/api\/\d\//, ""));

afterEach(async () => {
  expect(jira.server.failures).toEqual([]);
  await jira.server.close();
  await w.close();
});

describe("Jira Cloud", () => {
  beforeEach(() => open());

  test("a first sync reads page by page what is open; the next ones three requests at most, and do nothing", async () => {
    jira.pageSize = 2;
    const long = "word ".repeat(200_000);
    jira.add("Fix: the [login]", { type: "Bug", priority: "High", description: text("With a form.", "Twice."), labels: ["web"] });
    jira.add("Done long ago", { status: "Done" });
    jira.add("Very long", { description: text(long) });
    jira.add("Never described", { priority: undefined });
    jira.add("Another project's", {}, "OPS");
    jira.add("The last one", { assignee: undefined });
    expect(await sync()).toEqual({ ...nothing, created: 4 });
    expect(await row("FIX-APP-1")).toMatchObject({ title: "Fix: the [login]", priority: "P1", boardKey: "APP-1" });
    const head = new RegExp(`\\nboard: \\{provider: jira, instance: "?127.0.0.1:\\d+"?, id: "10001", key: "?APP-1"?, url: "?${jira.server.url}/browse/APP-1"?\\}\\nboard_links: \\["Comments .*\\n---\\n\\nWith a form.\\n\\nTwice.\\n$`);
    expect(await file("FIX-APP-1")).toMatch(head);
    expect((await file("TASK-APP-3")).length).toBeGreaterThan(800_000);
    jira.server.taken();
    for (let n = 0; n < 10; ++n) jira.add(`New ${n}`);
    jira.pageSize = 100;
    expect(await sync()).toEqual({ ...nothing, created: 10 });
    expect(bodyOf(jira.server.taken())).toEqual(["search/jql", "jql/match"]);
    expect(await sync()).toEqual(nothing);
  });

  test("attachments and comments are linked in the ticket, and follow", async () => {
    const one = jira.add("Login", {});
    await sync();
    const comments = `Comments ${jira.server.url}/browse/APP-1`;
    expect(await file("TASK-APP-1")).toContain(`\nboard_links: ["${comments}"]\n---\n`);
    jira.change(one, { attachments: [{ filename: "Login page.png", content: "https://x.test/1" }] });
    expect(await sync()).toEqual({ ...nothing, updated: 1 });
    expect(await file("TASK-APP-1")).toContain(`["${comments}", "Login page.png https://x.test/1"]`);
    jira.change(one, { comments: [{ id: "1", body: text("Hm."), properties: [] }] });
    expect(await sync()).toEqual(nothing);
  });

  test("edits go both ways: titles, texts, priorities; markdown that Jira keeps in its own form is no edit", async () => {
    const one = jira.add("Login", { description: text("Old.") });
    const other = jira.add("Logout", { description: text("Old.") });
    await sync();
    await edit("TASK-APP-1", (was) => was.replace("Old.", "Some *new* text:\n\n* one\n* two\n\n```sh\nls\n```").replace("priority: P2", "priority: P0"));
    jira.change(other, { summary: "Log out", description: text("New."), priority: "Low" });
    expect(await sync()).toEqual({ ...nothing, updated: 1, sent: 1 });
    expect(one.priority).toBe("Highest");
    expect(JSON.stringify(one.description)).toContain('"type":"bulletList"');
    expect(await row("TASK-APP-2")).toMatchObject({ title: "Log out", priority: "P3" });
    expect(await file("TASK-APP-2")).toMatch(/\n\nNew\.\n$/);
    expect(await sync()).toEqual(nothing);
    jira.change(one, { summary: "The login" });
    expect(await sync()).toEqual({ ...nothing, updated: 1 });
    expect(await file("TASK-APP-1")).toContain("* two\n\n```sh");
    // What markdown cannot say is not lost: such a text is never sent back.
    jira.change(other, { description: { type: "doc", version: 1, content: [{ type: "panel", attrs: { panelType: "info" }, content: [{ type: "paragraph", content: [{ type: "text", text: "Mind!" }] }] }] } });
    await sync();
    const kept = JSON.stringify(other.description);
    await edit("TASK-APP-2", (was) => `${was}\nMine.\n`);
    await sync();
    expect(JSON.stringify(other.description)).toBe(kept);
  });

  test.each([
    ["straight", [] as string[], false, "Done"],
    ["by way of a step in between, with a resolution", ["In Progress"], true, "Done"],
    ["where the settings say", [], false, "Won't do"],
  ])("what is done here goes through the workflow there: %s", async (_, ways, resolution, end) => {
    if (end !== "Done") await reconfigure({ stages: { done: end } });
    if (ways.length > 0) jira.ways.set("To Do", ways);
    jira.wantsResolution = resolution;
    const one = jira.add("Login");
    await sync();
    await ok(w, "complete", "TASK-APP-1");
    expect(await sync()).toMatchObject({ error: "" }); // told by itself, or by this
    expect(one.status).toBe(end);
    expect(await sync()).toEqual(nothing);
  });

  test("done, somebody else's, moved or deleted there: its row says so, and nothing here is lost", async () => {
    await reconfigure({ assignee: "me" });
    const [done, theirs, moved, deleted] = ["a", "b", "c", "d"].map((name) => jira.add(name));
    jira.add("never mine", { assignee: "acc:bob" });
    expect(await sync()).toEqual({ ...nothing, created: 4 });
    if (!done || !theirs || !moved || !deleted) throw new Error("four issues");
    jira.change(done, { status: "Done" });
    jira.change(theirs, { assignee: "acc:bob" });
    jira.change(moved, { key: "OPS-1" });
    jira.delete(deleted);
    expect(await sync()).toMatchObject({ created: 0, error: "" });
    const reason = (id: string, words: string): Promise<Ticket> => ticketWhen(w, id, (t) => t.reason.includes(words), words);
    await reason("TASK-APP-1", "APP-1 is done on its board");
    await reason("TASK-APP-2", "no longer among the issues");
    await reason("TASK-APP-3", "no longer among the issues");
    await reason("TASK-APP-4", "APP-4 was deleted on its board");
    expect(files()).toHaveLength(4);
    jira.change(theirs, { assignee: "acc:ada" });
    await sync();
    await reason("TASK-APP-2", "automatic launch is off");
  });

  test.each([
    ["none", { assignee: "none" }, ["nobody's"]],
    ["a name", { assignee: "bob test" }, ["bob's"]],
    ["an account", { assignee: "acc:bob" }, ["bob's"]],
    ["statuses", { statuses: ["review"] }, ["reviewed"]],
    ["labels and components", { labels: ["WEB"] }, ["labelled", "component's"]],
    ["the sprint", { sprint: "current" }, ["planned"]],
    ["a sprint by its name", { sprint: "Sprint 8" }, ["later"]],
    ["JQL with its order", { query: 'labels = web OR sprint = "Sprint 8" ORDER BY rank' }, ["labelled", "later"]],
  ])("a filter by %s, then none", async (_, filter, wanted) => {
    await reconfigure(filter);
    jira.add("nobody's", { assignee: undefined });
    jira.add("bob's", { assignee: "acc:bob" });
    jira.add("reviewed", { status: "Review" });
    jira.add("labelled", { labels: ["web"] });
    jira.add("component's", { components: ["Web"] });
    jira.add("planned", { sprint: "Sprint 7" });
    jira.add("later", { sprint: "Sprint 8" });
    const titles = async (): Promise<string[]> => (await w.json<{ tickets: Ticket[] }>("queue")).tickets.map(({ title }) => title).sort();
    expect(await sync()).toEqual({ ...nothing, created: wanted.length });
    expect(await titles()).toEqual([...wanted].sort());
    // Later what changed is judged the same way.
    for (const issue of jira.issues.values()) jira.change(issue, {});
    expect(await sync()).toEqual(nothing);
    await reconfigure({});
    expect(await sync()).toEqual({ ...nothing, created: 7 - wanted.length });
  });

  test("when the next sprint begins, its issues come, though none of them changed", async () => {
    await reconfigure({ sprint: "current" });
    jira.add("planned", { sprint: "Sprint 7" });
    jira.add("later", { sprint: "Sprint 8" });
    expect(await sync()).toEqual({ ...nothing, created: 1 });
    for (const issue of jira.issues.values()) issue.updated -= 86_400_000;
    expect(await sync()).toEqual(nothing);
    jira.openSprint = "Sprint 8";
    expect(await sync()).toEqual({ ...nothing, created: 1 });
    expect(await sync()).toEqual(nothing);
  });

  test("an issue whose ticket could not be made comes with the next sync, though it did not change", async () => {
    const issue = jira.add("Of yesterday");
    issue.updated -= 86_400_000;
    w.write(".tickets/queue", "in the way");
    expect(await sync()).toMatchObject({ created: 0, error: expect.stringContaining("queue") as string });
    rmSync(join(w.folder, ".tickets/queue"));
    expect(await sync()).toEqual({ ...nothing, created: 1 });
    jira.server.taken();
    expect(await sync()).toEqual(nothing);
    expect(jira.server.taken().length).toBeLessThanOrEqual(3);
  });

  test("pages that repeat or shuffle issues, and a clock three hours off, lose and double nothing", async () => {
    jira.pageSize = 3;
    jira.repeats = true;
    jira.shuffles = true;
    jira.skew = -3 * 3_600_000;
    const all = Array.from({ length: 8 }, (_, n) => jira.add(`Part ${n}`));
    expect(await sync()).toEqual({ ...nothing, created: 8 });
    for (const one of all.slice(0, 5)) jira.change(one, { summary: `${one.summary} again` });
    expect(await sync()).toEqual({ ...nothing, updated: 5 });
    expect(files()).toHaveLength(8);
  });

  test("whoever asks while a sync runs sees what that one had passed; a cancelled one says so to all who wait", async () => {
    const isAsked = () => until(() => jira.server.taken().some((word) => word.includes("search/jql")), { what: "a question for the list" });
    const slowList = (ms: number) => jira.server.fault({ path: /search\/jql$/, spoil: { slow: ms } });
    jira.add("Before");
    slowList(300);
    const first = sync();
    await isAsked();
    jira.add("Meanwhile");
    expect(await sync()).toEqual({ ...nothing, created: 1 });
    expect(await first).toEqual({ ...nothing, created: 1 });
    expect(files()).toHaveLength(2);

    jira.add("After");
    jira.server.taken();
    slowList(20_000);
    const { connection, socket } = await connectToOwner(w);
    await connection.initialize();
    const both = [1, 2].map(() => connection.request("queue/sync", {}, 30_000));
    await isAsked();
    expect((await connection.request("board/cancel")).result).toEqual({ cancelled: 1 });
    for (const one of both) expect((await one).result).toEqual({ boards: [{ ...nothing, error: "cancelled; what it brought in stays" }] });
    socket.destroy();
    expect(await sync()).toEqual({ ...nothing, created: 1 });
  });

  test("a sync that fails on its second page goes on from there; a page's token that is too old does no harm", async () => {
    jira.pageSize = 2;
    for (let n = 0; n < 5; ++n) jira.add(`Part ${n}`);
    const search = /search\/jql$/;
    jira.server.fault({ path: search, after: 1, spoil: { reply: { status: 403, body: { errorMessages: ["Not now."] } } } });
    expect(await sync()).toMatchObject({ created: 2, error: expect.stringContaining("the account may not do that: give it the right (Not now.)") as string });
    jira.server.taken();
    await sync();
    expect(files()).toHaveLength(5);
    const tokens = jira.server.asked.filter(({ path }) => search.test(path)).map(({ body }) => (body as { nextPageToken?: string }).nextPageToken);
    expect(tokens.slice(0, 4)).toEqual([undefined, "10002", "10002", "10004"]);
    // Again, with a token that Jira no longer knows.
    for (let n = 5; n < 9; ++n) jira.add(`Part ${n}`);
    jira.server.fault({ path: search, after: 1, spoil: { reply: { status: 403 } } });
    jira.server.fault({ path: search, after: 2, spoil: { reply: { status: 400, body: { errorMessages: ["The token is invalid."] } } } });
    await sync();
    expect((await sync())?.error).toBe("");
    expect(files()).toHaveLength(9);
  });

  const passing: [string, Spoil, number][] = [
    ["429 with Retry-After", { reply: { status: 429, headers: { "retry-after": "1" } } }, 1],
    ["429 without", { reply: { status: 429 } }, 2],
    ["500", { reply: { status: 500 } }, 3],
    ["503 with a page of HTML", { reply: { status: 503, bytes: Buffer.from("<html>") } }, 2],
    ["a cut body", { cut: 40 }, 2],
    ["a connection that is reset", { reset: "before" }, 2],
    ["a slow page", { slow: 300 }, 1],
    ["bytes that are no UTF-8", { change: (body) => invalidUtf8(body, "Part") }, 1],
  ];
  test.each(passing)("%s passes by itself", async (_, spoil, times) => {
    jira.add("Part");
    jira.server.fault({ path: /search\/jql$/, times, spoil });
    expect(await sync()).toEqual({ ...nothing, created: 1 });
  });

  const lasting: [string, Spoil, string][] = [
    ["401", { reply: { status: 401 } }, "the token is not taken: sign in again"],
    ["403", { reply: { status: 403, body: { errorMessages: ["No."] } } }, "the account may not do that: give it the right (No.)"],
    ["404", { reply: { status: 404 } }, "it is not there, or hidden from the account"],
    ["429 for an hour", { reply: { status: 429, headers: { "retry-after": "3600" } } }, "too many requests: it is tried again later"],
    ["500", { reply: { status: 500 } }, "the provider fails (500): try later"],
    ["400", { reply: { status: 400, body: { errorMessages: ["Error in the JQL Query"] } } }, "the provider refuses (400): Error in the JQL Query"],
    ["a redirect", { reply: { status: 302, headers: { location: "https://sso.test/" } } }, "it sends to https://sso.test/: is the board's url right?"],
    ["a page of HTML", { reply: { bytes: Buffer.from("<html>Sign in</html>") } }, "does not answer as Jira does"],
    ["a stranger's answer", { reply: { headers: { "x-seraph-loginreason": "AUTHENTICATED_FAILED" }, body: { issues: [] } } }, "the token is not taken: sign in again"],
  ];
  test.each(lasting)("%s is told, changes nothing, and the sync after it is whole", async (_, spoil, words) => {
    const one = jira.add("Part");
    await sync();
    jira.change(one, { summary: "Other" });
    jira.server.fault({ times: Infinity, spoil });
    expect(await sync()).toEqual({ ...nothing, error: expect.stringContaining(words) as string });
    jira.server.clearFaults();
    expect(await row("TASK-APP-1")).toMatchObject({ title: "Part", reason: "automatic launch is off" });
    expect(await sync()).toEqual({ ...nothing, updated: 1 });
  });

  test("a wait of an hour is kept: by the timer and by the next owner; a person's sync asks all the same", async () => {
    jira.add("Part");
    await sync();
    await reconfigure({ every: "1s" });
    jira.server.fault({ times: Infinity, spoil: { reply: { status: 429, headers: { "retry-after": "3600" } } } });
    expect((await sync())?.error).toContain("too many requests: it is tried again later");
    const next = async () => {
      const { boards } = await w.json<{ boards: { nextSyncAt: string }[] }>("board", "list");
      return (Date.parse(boards[0]?.nextSyncAt ?? "") - Date.now()) / 1000;
    };
    expect(await next()).toBeGreaterThan(3500);
    await ok(w, "stop");
    await edit("TASK-APP-1", (was) => was.replace("Part", "Mine"));
    expect(await next()).toBeGreaterThan(3500);
    jira.server.taken();
    await sleep(2500);
    expect(jira.server.taken()).toEqual([]);
    jira.server.clearFaults();
    expect(await sync()).toEqual({ ...nothing, sent: 1 });
    expect(await next()).toBeLessThan(2);
  });

  test("a site that wants no more requests in the middle of a sync gets none; what is left comes with the next one", async () => {
    for (const name of ["One", "Two", "Three"]) jira.add(name);
    await sync();
    for (const id of ["TASK-APP-1", "TASK-APP-2", "TASK-APP-3"]) await edit(id, (was) => was.replace("title: ", "title: My "));
    jira.server.taken();
    jira.server.fault({ method: "PUT", after: 1, times: Infinity, spoil: { reply: { status: 429, headers: { "retry-after": "3600" } } } });
    expect(await sync()).toMatchObject({ sent: 1, error: expect.stringContaining("tried again later") as string });
    expect(jira.server.asked.filter(({ method }) => method === "PUT")).toHaveLength(2);
    jira.server.clearFaults();
    expect(await sync()).toEqual({ ...nothing, sent: 2 });
  });

  test("an account that lost its project makes nothing look deleted", async () => {
    jira.add("Part");
    await sync();
    jira.projects.splice(0, 1);
    const kept = [...jira.issues];
    jira.issues.clear();
    expect(await sync()).toMatchObject({ error: expect.stringContaining("hidden from the account") as string });
    expect((await row("TASK-APP-1")).reason).toBe("automatic launch is off");
    for (const [id, issue] of kept) jira.issues.set(id, issue);
    jira.projects.unshift("APP");
    expect(await sync()).toEqual(nothing);
  });

  test("a write that fails or meets another's is done by the next sync, once", async () => {
    const one = jira.add("Part", { description: text("Old.") });
    await sync();
    await edit("TASK-APP-1", (was) => was.replace("Old.", "Mine."));
    jira.server.fault({ method: "PUT", times: Infinity, spoil: { reply: { status: 403 } } });
    expect((await sync())?.error).toContain("give it the right");
    expect(JSON.stringify(one.description)).toContain("Old.");
    jira.server.clearFaults();
    // Another's write in that moment: it is looked at again at once. A reset after it was done: it is done twice.
    jira.server.fault({ method: "PUT", spoil: { reply: { status: 409 } } });
    jira.server.fault({ method: "PUT", spoil: { reset: "after" } });
    expect(await sync()).toMatchObject({ sent: 1, error: "" });
    expect(JSON.stringify(one.description)).toContain("Mine.");
    expect(await sync()).toEqual(nothing);
  });

  test("without its token it says which variable it is looked for in", async () => {
    await reconfigure({ token: { env: "NO_SUCH_TOKEN" } });
    await ok(w, "trust", "--yes");
    expect((await sync())?.error).toContain("NO_SUCH_TOKEN");
  });
});

describe("Jira Data Center", () => {
  beforeEach(() => open("data center"));

  test("the same with its own addresses and token; its wiki text is read and never written", async () => {
    jira.pageSize = 2;
    const one = jira.add("Login", { description: "h1. Wiki\n{color:red}text{color}" });
    for (let n = 0; n < 4; ++n) jira.add(`Part ${n}`, { assignee: "acc:bob" });
    expect(await sync()).toEqual({ ...nothing, created: 5 });
    expect(await file("TASK-APP-1")).toContain("\n\nh1. Wiki\n{color:red}text{color}\n");
    await edit("TASK-APP-1", (was) => `${was.replace("title: Login", "title: The login")}\nMine.\n`);
    expect(await sync()).toEqual({ ...nothing, sent: 1 });
    expect([one.summary, one.description]).toEqual(["The login", "h1. Wiki\n{color:red}text{color}"]);
    await ok(w, "complete", "TASK-APP-1");
    expect(await sync()).toMatchObject({ error: "" }); // told by itself, or by this
    expect(one.status).toBe("Done");
    await reconfigure({ assignee: "me" });
    await sync();
    await ticketWhen(w, "TASK-APP-3", (t) => t.reason.includes("no longer among the issues"), "somebody else's");
    const gone = [...jira.issues.values()].at(-1);
    if (gone) jira.delete(gone);
    jira.pageSize = 100;
    jira.server.taken();
    await sync();
    expect(jira.server.taken().length).toBeLessThanOrEqual(5);
    await ticketWhen(w, "TASK-APP-5", (t) => t.reason.includes("was deleted"), "deleted");
  });

  test("issues that leave the list while it is read push none of the others out of it", async () => {
    jira.pageSize = 2;
    const [first] = Array.from({ length: 7 }, (_, n) => jira.add(`Part ${n}`));
    jira.afterSearch = () => {
      if (first?.status === "To Do") jira.change(first, { status: "Done" });
    };
    expect(await sync()).toEqual({ ...nothing, created: 7 });
  });
});

test.skipIf(!jiraApi.described)("every request and reply was as Jira's own description has them", () => {
  expect(jiraApi.checked).toBeGreaterThan(100);
  expect([...new Set(jiraApi.violations)]).toEqual([]);
});
