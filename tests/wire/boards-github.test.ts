// The provider "github" through the real programs, against a fake of GitHub whose requests and replies are checked by
// GitHub's own descriptions: filters, edits on both sides, a project's cards, paging, faults, and how few requests it needs.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GithubFake, githubDescription, partOfGithubSchema, wholeGithubSchema } from "../support/providers/github.ts";
import { OpenApi } from "../support/providers/openapi.ts";
import { differences } from "../support/providers/schema-part.ts";
import { type Fault, invalidUtf8, ProviderServer } from "../support/providers/server.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { anyText, BoardScene, boardConfig, nothing } from "./board-scene.ts";
import { ok } from "./scene.ts";

let w: Workspace;
const open: Workspace[] = [];
const api = new OpenApi(githubDescription());
let fake: GithubFake;
let server: ProviderServer;
let scene: BoardScene;
const board = (changes: object = {}) =>
  boardConfig({ name: "site", provider: "github", url: server.url, board: "shop/site", token: { env: "GH_BOARD" }, write: "full", ...changes });
const sync = () => scene.sync();
const lists = "GET /repos/shop/site/issues";

beforeEach(async () => {
  fake = new GithubFake();
  server = await ProviderServer.start(async (asked) => {
    const reply = await fake.answer(asked);
    if (asked.path !== "/graphql") api.check(asked, reply);
    return reply;
  });
  fake.url = server.url;
});
/** A workspace with this board. */
async function begin(changes: object = {}): Promise<void> {
  w = await Workspace.create({ config: board(changes), env: { GH_BOARD: fake.token, OPERATOR_PATIENCE_MS: "1" } });
  open.push(w);
  scene = new BoardScene(w);
  await ok(w, "trust", "--yes");
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await server.close();
  expect(server.failures).toEqual([]);
  expect(api.violations.splice(0)).toEqual([]);
});

test("the fake's part of the GraphQL schema is a part of GitHub's own", () => {
  expect(differences(partOfGithubSchema(), wholeGithubSchema())).toEqual([]);
});

test("open issues become tickets, page by page, pull requests left out; what changed needs two requests, nothing less", async () => {
  await begin();
  for (let n = 1; n <= 104; ++n) fake.add({ title: `Issue ${n}`, pull: n === 50, state: n === 60 ? "closed" : "open" });
  expect(await sync()).toEqual({ ...nothing, created: 102 });
  expect(server.taken()).toEqual([lists, lists]);
  expect(await scene.row("TASK-site-1")).toMatchObject({ title: "Issue 1", boardKey: "site#1", state: "queue" });
  expect(await scene.text("TASK-site-1")).toMatch(/\nboard: \{provider: github, instance: "?127\.0\.0\.1:\d+\/shop\/site"?, id: "1"/);
  expect(await sync()).toEqual(nothing);
  expect(server.taken()).toEqual(["POST /graphql", lists]);
  for (const issue of fake.issues.slice(0, 9)) fake.change(issue, { title: `${issue.title} changed` });
  fake.add({ title: "Another", updated_at: fake.now() });
  expect(await sync()).toEqual({ ...nothing, created: 1, updated: 9 });
  expect(server.taken()).toEqual(["POST /graphql", lists]);
  expect(await sync()).toEqual(nothing);
  // Nothing changed since: GitHub says only that.
  const last = server.asked.at(-1);
  expect(last?.headers["if-none-match"]).toMatch(/^W\//);
  expect((await fake.answer(last as (typeof server.asked)[0])).status).toBe(304);
});

test("edits on both sides arrive on the other; done here is closed there", async () => {
  await begin();
  const one = fake.add({ title: "Fix: the [login]", body: "With a form.\r\n\r\n- one", labels: ["web", "Priority: High"], type: "Bug" });
  await sync();
  expect(await scene.row("FIX-site-1")).toMatchObject({ title: "Fix: the [login]", priority: "P1" });
  await scene.edit("FIX-site-1", (text) => text.replace("- one", "- one\n- two").replace("priority: P1", "priority: P3"));
  fake.change(one, { title: "The login" });
  expect(await sync()).toEqual({ ...nothing, updated: 1, sent: 1 });
  expect(one).toMatchObject({ title: "The login", body: "With a form.\n\n- one\n- two", labels: ["web", "Priority: Low"] });
  expect(await sync()).toEqual(nothing);
  await ok(w, "complete", "FIX-site-1");
  expect(await sync()).toMatchObject({ error: "" }); // told by itself, or by this
  expect(one).toMatchObject({ state: "closed", state_reason: "completed" });
  expect(await sync()).toEqual(nothing);
});

test("an issue's comments are linked in its ticket, once", async () => {
  await begin();
  const one = fake.add({ title: "One" });
  await sync();
  for (const comments of [["Hm."], ["Hm.", "Well."]]) {
    fake.change(one, { comments });
    expect(await sync()).toEqual({ ...nothing, updated: comments.length === 1 ? 1 : 0 });
    expect(await scene.text("TASK-site-1")).toContain('\nboard_links: ["Comments https://github.test/shop/site/issues/1"]\n---\n');
  }
});

test("closed or deleted: said on its row", async () => {
  await begin();
  const [closed, lost] = ["a", "b"].map((title) => fake.add({ title }));
  if (!closed || !lost) throw new Error("no issues");
  await sync();
  fake.change(closed, { state: "closed" });
  fake.issues.splice(fake.issues.indexOf(lost), 1); // no list tells
  expect((await sync()).error).toBe("");
  await scene.reason("TASK-site-1", "site#1 is done on its board");
  await scene.reason("TASK-site-2", "site#2 was deleted on its board");
  expect(scene.files).toHaveLength(2);
});

test("a project's cards: their words are the status, both ways, though a card that moves changes no issue", async () => {
  const [one, two] = [fake.add({ title: "One", status: "Todo" }), fake.add({ title: "Two" })];
  await begin({ board: "shop/site#3", statuses: ["todo", "open"] });
  expect(await sync()).toEqual({ ...nothing, created: 2 });
  server.taken();
  expect(await sync()).toEqual(nothing);
  // Two of them because a card may come to be wanted without a change of its issue.
  expect(server.taken().length).toBeLessThanOrEqual(4);
  await ok(w, "complete", "TASK-site-1");
  await ok(w, "complete", "TASK-site-2");
  expect(await sync()).toMatchObject({ error: "" }); // told by itself, or by this
  expect([one.state, one.status, two.state, two.status]).toEqual(["closed", "Done", "closed", undefined]);
  const three = fake.add({ title: "Three", status: "Todo", updated_at: fake.now() });
  expect(await sync()).toEqual({ ...nothing, created: 1 });
  three.status = "Done";
  expect(await sync()).toEqual(nothing);
  await scene.reason("TASK-site-3", "site#3 is done on its board");
  const four = fake.add({ title: "Four", status: "In Progress", updated_at: fake.now() });
  expect(await sync()).toEqual(nothing);
  four.status = "Todo";
  expect(await sync()).toEqual({ ...nothing, created: 1 });
  await scene.configure(board({ board: "shop/site#4" }));
  expect(await sync()).toEqual({ ...nothing, error: anyText("has no project 4") });
});

test("a repository that was renamed is followed; an issue that is not there is no matter of the token", async () => {
  const [one, two] = [fake.add({ title: "One" }), fake.add({ title: "Two" })];
  await begin();
  expect(await sync()).toEqual({ ...nothing, created: 2 });
  [fake.formerName, fake.name] = [fake.name, "place"];
  await scene.edit("TASK-site-1", (text) => text.replace("One", "First"));
  expect(await sync()).toEqual({ ...nothing, sent: 1 });
  expect(one.title).toBe("First");
  // Deleted a moment ago.
  await scene.edit("TASK-site-2", (text) => text.replace("Two", "Second"));
  const headers = { "x-accepted-github-permissions": "issues=read" };
  server.fault({ method: "GET", path: /issues\/2$/, spoil: { reply: { status: 404, headers } } });
  expect((await sync()).error).not.toContain("lacks");
  expect(await sync()).toMatchObject({ error: "" });
  expect(two.title).toBe("Second");
});

test("a search that GitHub cut short is no whole answer", async () => {
  fake.add({ title: "Found", labels: ["web"] });
  await begin({ query: "label:web" });
  const cut = (body: Buffer) => Buffer.from(JSON.stringify({ ...(JSON.parse(body.toString()) as object), items: [], incomplete_results: true }));
  server.fault({ path: /search\/issues$/, spoil: { change: cut } });
  expect(await sync()).toEqual({ ...nothing, error: anyText("search did not end") });
  expect(await sync()).toEqual({ ...nothing, created: 1 });
});

describe("filters", () => {
  beforeEach(() => {
    fake.add({ title: "Anna's", assignees: ["bob", "Anna"], labels: ["Web"], milestone: "Now" });
    fake.add({ title: "Bob's", assignees: ["bob"], milestone: "Later" });
    fake.add({ title: "Nobody's", labels: ["web", "api"] });
  });
  test.each([
    [{ assignee: "me" }, ["Anna's"]],
    [{ assignee: "none" }, ["Nobody's"]],
    [{ assignee: "BOB" }, ["Anna's", "Bob's"]],
    [{ labels: ["WEB"] }, ["Anna's", "Nobody's"]],
    [{ labels: ["api", "other"] }, ["Nobody's"]],
    [{ sprint: "current" }, ["Anna's"]],
    [{ sprint: "later" }, ["Bob's"]],
    [{ query: "label:api" }, ["Nobody's"]],
  ])("%j", async (changes, titles) => {
    await begin(changes);
    expect(await sync()).toEqual({ ...nothing, created: titles.length });
    for (const issue of fake.issues) fake.change(issue, { body: "changed" });
    server.taken();
    expect(await sync()).toEqual({ ...nothing, updated: titles.length });
    // A search may find others by now without a change of theirs, and is made anew.
    expect(server.taken().length).toBeLessThanOrEqual("query" in changes ? 4 : 3);
    const { tickets } = await w.json<{ tickets: { title: string }[] }>("queue");
    expect(tickets.map(({ title }) => title).sort()).toEqual(titles);
  });

  test("an issue that leaves them is said to; another filter begins anew", async () => {
    await begin({ query: "label:api" });
    expect(await sync()).toEqual({ ...nothing, created: 1 });
    fake.change(fake.issues[2] as (typeof fake.issues)[0], { labels: [] });
    expect((await sync()).error).toBe("");
    await scene.reason("TASK-site-3", "site#3 is no longer among the issues that its board is to give");
    await scene.configure(board({ assignee: "bob" }));
    expect(await sync()).toEqual({ ...nothing, created: 2 });
  });

  test.each([
    [{ board: "shop/other" }, "is not there"],
    [{ board: "shop" }, "which repository?"],
  ])("%j is told", async (changes, error) => {
    await begin(changes);
    expect(await sync()).toEqual({ ...nothing, error: anyText(error) });
  });
});

describe("an account and what there is to choose", () => {
  const check = async () => (await w.json<{ account: object }>("board", "check", "site")).account;
  const choices = async (kind: string) => (await w.json<{ choices: { value: string; name: string; detail: string }[] }>("board", "choices", kind, "site")).choices;

  test("whose the token is, and what it lacks, each by its name", async () => {
    await begin();
    expect(await check()).toEqual({ id: "4", name: "anna", lacks: [] });
    fake.scopes = "gist";
    expect(await check()).toMatchObject({ lacks: ["the scope repo"] });
    fake.scopes = null; // a fine-grained one's are not told
    fake.rights.write = false;
    expect(await check()).toMatchObject({ lacks: ["the right to change issues in shop/site"] });
    fake.hasIssues = false;
    expect(await check()).toMatchObject({ lacks: ["issues in shop/site: they are switched off there", "the right to change issues in shop/site"] });
    fake.rights.read = false;
    expect(await check()).toMatchObject({ lacks: ["access to shop/site"] });
    fake.token = "another";
    expect(await w.operator("board", "check", "site")).toMatchObject({ code: 1, stderr: anyText("sign in again") });
  });

  test("a project needs a scope of its own", async () => {
    await begin({ board: "shop/site#3" });
    fake.scopes = "repo, read:project";
    expect(await check()).toMatchObject({ lacks: ["the scope project"] });
    fake.scopes = "repo";
    expect(await sync()).toEqual({ ...nothing, error: anyText("read:project") });
    expect(await choices("statuses").catch((error: unknown) => String(error))).toContain("read:project");
    fake.scopes = "repo, project";
    expect(await check()).toMatchObject({ lacks: [] });
    expect((await choices("statuses")).map(({ value }) => value)).toEqual(fake.words);
  });

  test("repositories, people, labels, milestones, types, statuses", async () => {
    await begin();
    const all: Record<string, string[]> = {};
    for (const kind of ["boards", "people", "labels", "sprints", "types", "statuses"]) all[kind] = (await choices(kind)).map(({ value }) => value);
    expect(all).toEqual({
      boards: ["shop/site"],
      people: ["anna", "bob"],
      labels: ["web", "P1"],
      sprints: ["current", "Later", "Now"],
      types: ["Task", "Bug"],
      statuses: ["open", "closed"],
    });
  });
});

test("the work on an issue is told to it once, though the replies broke off after GitHub had taken each", async () => {
  await begin({ board: "shop/site#3" });
  const script = "operator step done --summary 'It greets.' --pull-request https://github.com/shop/site/pull/12";
  await scene.configure({ ...board({ board: "shop/site#3" }), agent: "worker", agents: { worker: { command: ["sh", "-c", script, "{prompt}"] } }, sessions: { endAfter: "300ms" } });
  const issue = fake.add({ title: "Say hello", status: "Todo" });
  for (let n = 0; n < 2; ++n) server.fault({ method: "POST", path: /comments$/, spoil: { reset: "after" } });
  server.fault({ method: "PATCH", spoil: { reset: "after" } });
  await ok(w, "trust", "--yes");
  await ok(w, "sync");
  await ok(w, "launch", "TASK-site-1");
  const waiting = async () => (await w.json<{ updates: { what: string }[] }>("board", "outbox")).updates;
  await until(
    async () => {
      await w.operator("sync"); // tells what waits to be tried again, too
      return issue.state === "closed" && issue.comments.length >= 2 && (await waiting()).length === 0;
    },
    { what: "all of it is told", timeout: 60_000, interval: 300 },
  );
  expect([issue.status, issue.state_reason]).toEqual(["Done", "completed"]);
  expect(issue.comments.sort()).toEqual([
    expect.stringMatching(/^\*\*Done\*\*[^]*It greets\.[^]*<!-- operator:shop-1-\d+-done-1 -->$/),
    expect.stringMatching(/^Pull request: https:\/\/github\.com\/shop\/site\/pull\/12\n\n<!-- operator:pr-[0-9a-f]+ -->$/),
  ]);
  await ok(w, "sync");
  expect(issue.comments).toHaveLength(2);
});

const secondary = { message: "You have exceeded a secondary rate limit. Please wait." };
const hurdles: Fault["spoil"][] = [
  { reply: { status: 429, headers: { "retry-after": "0" } } },
  { reply: { status: 429 } },
  { reply: { status: 403, headers: { "retry-after": "0" }, body: secondary } },
  { reset: "before" },
  // Each request is tried five times.
  { reply: { status: 500 } },
  { reply: { status: 502 } },
  { cut: 300 },
  { slow: 200 },
];
const walls: [Fault["spoil"], string, times?: number][] = [
  [{ reply: { status: 401 } }, "sign in again"],
  [{ reply: { status: 403, headers: { "x-oauth-scopes": "gist", "x-accepted-oauth-scopes": "repo" } } }, "lacks the scope repo"],
  [{ reply: { status: 404 } }, "is not there"],
  [{ reply: { status: 409 } }, "changed meanwhile"],
  [{ reply: { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "4000000000" } } }, "tried again later"],
  [{ reply: { status: 403, body: secondary, headers: { "retry-after": "3600" } } }, "tried again later"],
  [{ reply: { status: 500 } }, "try later", 5],
  [{ change: () => Buffer.from("<html>") }, "does not answer as GitHub does"],
];

describe("faults", () => {
  const path = /\/issues$/;
  beforeEach(async () => {
    for (let n = 1; n <= 104; ++n) fake.add({ title: `Issue ${n}` });
    await begin();
  });

  test("what passes by itself is waited for: nothing is lost or doubled", async () => {
    for (const spoil of hurdles.slice(0, 4)) server.fault({ path, after: 1, spoil });
    expect(await sync()).toEqual({ ...nothing, created: 104 });
    for (const spoil of hurdles.slice(4)) server.fault({ path, spoil });
    fake.change(fake.issues[0] as (typeof fake.issues)[0], { title: "Changed" });
    expect(await sync()).toEqual({ ...nothing, updated: 1 });
    expect(scene.files).toHaveLength(104);
  });

  test("what does not is told with what to do; the next sync goes on where this one ended", async () => {
    server.fault({ path, after: 1, spoil: { reply: { status: 409 } } });
    expect(await sync()).toEqual({ ...nothing, created: 100, error: anyText("changed meanwhile") });
    for (const [spoil, words, times = 1] of walls) {
      server.fault({ path, spoil, times });
      expect(await sync()).toEqual({ ...nothing, error: anyText(words) });
    }
    server.taken();
    expect(await sync()).toEqual({ ...nothing, created: 4 });
    // The second page, then what changed since on the first.
    expect(server.taken().filter((one) => one === lists)).toHaveLength(2);
    expect(scene.files).toHaveLength(104);
  });

  test.each(["overlapping", "reversed"] as const)("pages that are %s", async (pages) => {
    server.fault({ path, after: 1, spoil: { reply: { status: 409 } } });
    await sync();
    fake.pages = pages;
    await sync();
    for (const issue of fake.issues) fake.change(issue, { title: issue.title.replace("Issue", "Part") });
    expect((await sync()).error).toBe("");
    expect(scene.files).toHaveLength(104);
    for (const number of [1, 100, 101, 104]) expect(await scene.row(`TASK-site-${number}`)).toMatchObject({ title: `Part ${number}` });
  });
});

test.each([-3_600_000, 3_600_000])("a clock that is %i ms off loses no change", async (skew) => {
  await begin();
  fake.skew = skew;
  const one = fake.add({ title: "One" });
  await sync();
  fake.change(one, { title: "Two" });
  expect(await sync()).toEqual({ ...nothing, updated: 1 });
});

test("bytes that are no text, and a text of a megabyte: read, and never sent back mangled", async () => {
  await begin();
  const long = "A line of text.\n".repeat(65_536);
  const one = fake.add({ title: "Long", body: long });
  fake.add({ title: "Broken", body: "before MARK after" });
  server.fault({ spoil: { change: (body) => invalidUtf8(body, "MARK") } });
  expect(await sync()).toEqual({ ...nothing, created: 2 });
  expect(await scene.text("TASK-site-2")).toContain("before MA\uFFFDK after");
  await scene.edit("TASK-site-1", (text) => text.replace("title: Long", "title: Longer"));
  expect((await sync()).error).toBe("");
  expect([one.title, one.body]).toEqual(["Longer", long]);
});
