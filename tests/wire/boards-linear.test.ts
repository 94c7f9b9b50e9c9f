// The provider "linear" through the real programs, against a fake of Linear: filters, edits on both sides, paging that
// is interrupted, faults of every kind, and how few requests it needs.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LinearFake, partOfSchema } from "../support/providers/linear.ts";
import { type Fault, invalidUtf8, ProviderServer } from "../support/providers/server.ts";
import { differences } from "../support/providers/schema-part.ts";
import { sharedSchema } from "../support/providers/shared-schema.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { anyText, BoardScene, boardConfig, nothing } from "./board-scene.ts";
import { ok } from "./scene.ts";

const wholeSchema = sharedSchema("linear.graphql");

let w: Workspace;
const open: Workspace[] = [];
let fake: LinearFake;
let server: ProviderServer;
let scene: BoardScene;
const board = (changes: object = {}) =>
  boardConfig({ name: "eng", provider: "linear", url: server.url, board: "eng", token: { env: "LINEAR_TOKEN" }, write: "full", ...changes });
const sync = () => scene.sync();
/** The queries since the last call. */
const asked = () => fake.asked.splice(0);

beforeEach(async () => {
  fake = new LinearFake();
  server = await ProviderServer.start(fake.answer);
});
/** A workspace with this board. */
async function begin(changes: object = {}): Promise<void> {
  w = await Workspace.create({ config: board(changes), env: { LINEAR_TOKEN: fake.token, OPERATOR_PATIENCE_MS: "1" } });
  open.push(w);
  scene = new BoardScene(w);
  await ok(w, "trust", "--yes");
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await server.close();
  expect(server.failures).toEqual([]);
});

test.skipIf(wholeSchema === undefined)("the fake's part of the schema is a part of Linear's own", () => {
  expect(differences(partOfSchema(), wholeSchema ?? "")).toEqual([]);
});

test("what is open in the team becomes tickets, page by page; what changed needs three requests at most", async () => {
  await begin();
  for (let n = 1; n <= 120; ++n) fake.add({ title: `Issue ${n}`, description: "Text", state: n % 10 === 0 ? "Done" : "Todo" });
  fake.add({ title: "Elsewhere", team: "OPS" });
  expect(await sync()).toEqual({ ...nothing, created: 108 });
  expect(asked()).toEqual(["Issues", "Issues"]);
  expect(await scene.row("TASK-ENG-1")).toMatchObject({ title: "Issue 1", boardKey: "ENG-1", state: "queue" });
  expect(await scene.text("TASK-ENG-1")).toMatch(/\nboard: \{provider: linear, instance: "?127\.0\.0\.1:\d+"?, id: "?00000004-[^}]*url: "?https:\/\/linear\.test\/shop\/issue\/ENG-1"?\}/);
  expect(await sync()).toEqual(nothing);
  expect(asked()).toEqual(["Issues", "Known"]);
  for (const issue of fake.issues.slice(0, 9)) fake.change(issue, { title: `${issue.title} changed` });
  fake.add({ title: "Another", updatedAt: fake.now() });
  expect(await sync()).toEqual({ ...nothing, created: 1, updated: 9 });
  expect(asked()).toEqual(["Issues", "Known"]);
});

test("edits on both sides arrive on the other; done here is done there", async () => {
  await begin();
  const one = fake.add({ title: "Fix: the [login]", description: "With a form.\n\n- one", labels: ["Bug"], priority: 2, state: "Backlog" });
  await sync();
  expect(await scene.row("FIX-ENG-1")).toMatchObject({ title: "Fix: the [login]", priority: "P1" });
  await scene.edit("FIX-ENG-1", (text) => text.replace("- one", "- one\n- two").replace("priority: P1", "priority: P0"));
  fake.change(one, { title: "The login" });
  expect(await sync()).toEqual({ ...nothing, updated: 1, sent: 1 });
  expect(one).toMatchObject({ title: "The login", description: "With a form.\n\n- one\n- two", priority: 1 });
  expect(await scene.row("FIX-ENG-1")).toMatchObject({ title: "The login", priority: "P0" });
  expect(await sync()).toEqual(nothing);
  await ok(w, "complete", "FIX-ENG-1");
  expect(await sync()).toMatchObject({ error: "" }); // told by itself, or by this
  expect(one.state.name).toBe("Done");
  expect(await sync()).toEqual(nothing);
});

test("attachments and comments are linked in the ticket, and follow", async () => {
  await begin();
  const one = fake.add({ title: "One" });
  one.attachments.push({ id: "a", title: "Login", url: "https://x.test/1" });
  await sync();
  expect(await scene.text("TASK-ENG-1")).toContain('\nboard_links: ["Login https://x.test/1"]\n---\n');
  fake.change(one, { comments: [{ id: "c", body: "Hm.", url: "https://linear.test/c" }] });
  expect(await sync()).toEqual({ ...nothing, updated: 1 });
  expect(await scene.text("TASK-ENG-1")).toContain('["Comments https://linear.test/shop/issue/ENG-1", "Login https://x.test/1"]');
  fake.change(one, {});
  expect(await sync()).toEqual(nothing);
});

test("closed, deleted, or another team's: said on its row", async () => {
  await begin();
  const [closed, trashed, moved, lost] = ["a", "b", "c", "d"].map((title) => fake.add({ title }));
  if (!closed || !trashed || !moved || !lost) throw new Error("no issues");
  await sync();
  fake.change(closed, { state: fake.state("Canceled") });
  fake.trash(trashed);
  moved.team = fake.teams[1] ?? moved.team;
  moved.state = fake.state("Todo", moved.team);
  fake.issues.splice(fake.issues.indexOf(lost), 1); // for good: no list has it
  expect((await sync()).error).toBe("");
  await scene.reason("TASK-ENG-1", "ENG-1 is done on its board");
  await scene.reason("TASK-ENG-2", "ENG-2 was deleted on its board");
  await scene.reason("TASK-ENG-3", "OPS-3 is no longer among the issues that its board is to give");
  await scene.reason("TASK-ENG-4", "ENG-4 was deleted on its board");
  expect(scene.files).toHaveLength(4);
});

describe("an account and what there is to choose", () => {
  const check = async () => (await w.json<{ account: object }>("board", "check", "eng")).account;

  test("whose the token is, the team that it does not reach, the right that it lacks", async () => {
    await begin();
    expect(await check()).toEqual({ id: fake.people[0]?.id, name: "Anna Test", lacks: [] });
    fake.scopes.delete("write");
    fake.add({ title: "One" });
    await sync();
    await scene.edit("TASK-ENG-1", (text) => text.replace("title: One", "title: Two"));
    expect(await sync()).toEqual({ ...nothing, error: anyText("the key may not do that: make one with the right to it (Invalid scope: `write` required)") });
    fake.teams[0] = { ...fake.teams[1], key: "NEW" } as (typeof fake.teams)[0];
    expect(await check()).toMatchObject({ lacks: ["access to the team eng"] });
    fake.token = "another";
    expect(await w.operator("board", "check", "eng")).toMatchObject({ code: 1, stderr: anyText("sign in again") });
  });

  test("teams, people, states in their order, labels, which serve as types, cycles", async () => {
    await begin();
    fake.add({ title: "One", labels: ["Web", "Bug"] });
    fake.labels.push({ id: "g", name: "Kind", description: null, isGroup: true, team: null });
    const all: Record<string, string[]> = {};
    for (const kind of ["boards", "people", "statuses", "labels", "types", "sprints"])
      all[kind] = (await w.json<{ choices: { value: string }[] }>("board", "choices", kind, "eng")).choices.map(({ value }) => value);
    expect(all).toEqual({
      boards: ["ENG", "OPS"],
      people: ["anna", "bob"],
      statuses: ["Backlog", "Todo", "In Progress", "In Review", "Done", "Canceled"],
      labels: ["Web", "Bug"],
      types: ["Web", "Bug"],
      sprints: ["current", "First", "2"],
    });
  });
});

test("the work on an issue is told to it once, though the replies broke off after Linear had taken each", async () => {
  await begin();
  const script = "operator step done --summary 'It greets.' --pull-request https://github.com/shop/site/pull/12";
  await scene.configure({ ...board(), agent: "worker", agents: { worker: { command: ["sh", "-c", script, "{prompt}"] } }, sessions: { endAfter: "300ms" } });
  const issue = fake.add({ title: "Say hello" });
  await ok(w, "sync");
  for (const query of [/mutation CommentCreate/, /mutation AttachmentCreate/, /mutation Update/]) server.fault({ text: query, spoil: { reset: "after" } });
  await ok(w, "launch", "TASK-ENG-1");
  await until(
    async () => {
      await w.operator("sync"); // tells what waits to be tried again, too
      const { updates } = await w.json<{ updates: object[] }>("board", "outbox");
      return issue.state.name === "Done" && issue.attachments.length > 0 && issue.comments.length > 0 && updates.length === 0;
    },
    { what: "all of it is told", timeout: 60_000, interval: 300 },
  );
  expect(issue.attachments).toMatchObject([{ title: "Say hello", url: "https://github.com/shop/site/pull/12" }]);
  expect(issue.comments.map(({ body }) => body)).toEqual([expect.stringContaining("It greets.")]);
  await ok(w, "sync");
  expect(issue.comments).toHaveLength(1);
});

describe("filters", () => {
  beforeEach(() => {
    fake.add({ title: "Anna's", assignee: "anna", labels: ["Web"], cycle: 2, priority: 1 });
    fake.add({ title: "Bob's", assignee: "bob", cycle: 1, priority: 3 });
    fake.add({ title: "Nobody's", labels: ["web", "api"], state: "In Review" });
  });
  test.each([
    [{ assignee: "me" }, ["Anna's"]],
    [{ assignee: "none" }, ["Nobody's"]],
    [{ assignee: "BOB@example.test" }, ["Bob's"]],
    [{ labels: ["WEB"] }, ["Anna's", "Nobody's"]],
    [{ statuses: ["in review"] }, ["Nobody's"]],
    [{ sprint: "current" }, ["Anna's"]],
    [{ sprint: "first" }, ["Bob's"]],
    [{ sprint: "2" }, ["Anna's"]],
    [{ query: JSON.stringify({ or: [{ priority: { lte: 0 } }, { title: { eq: "Bob's" } }] }) }, ["Bob's", "Nobody's"]],
    [{ board: "00000001-0000-4000-8000-000000000002" }, []],
  ])("%j", async (changes, titles) => {
    await begin(changes);
    expect(await sync()).toEqual({ ...nothing, created: titles.length });
    // Later syncs ask for the whole team, and judge alike.
    for (const issue of fake.issues) fake.change(issue, { description: "changed" });
    expect(await sync()).toEqual({ ...nothing, updated: titles.length });
    const { tickets } = await w.json<{ tickets: { title: string }[] }>("queue");
    expect(tickets.map(({ title }) => title).sort()).toEqual(titles);
  });

  test("an issue that leaves them is said to; another filter begins anew", async () => {
    await begin({ query: JSON.stringify({ priority: { eq: 1 } }) });
    expect(await sync()).toEqual({ ...nothing, created: 1 });
    fake.change(fake.issues[0] as (typeof fake.issues)[0], { priority: 2 });
    expect((await sync()).error).toBe("");
    await scene.reason("TASK-ENG-1", "ENG-1 is no longer among the issues that its board is to give");
    await scene.configure(board({ assignee: "bob" }));
    expect(await sync()).toEqual({ ...nothing, created: 1 });
    expect(scene.files).toHaveLength(2);
  });

  test.each([
    [{ query: "{" }, "issue filters as JSON"],
    [{ query: '{"colour": {"eq": "red"}}' }, "Linear refuses"],
    [{ board: "NONE" }, "no team NONE that the token reaches"],
    [{ board: "" }, "which team?"],
  ])("%j is told", async (changes, error) => {
    await begin(changes);
    expect(await sync()).toEqual({ ...nothing, error: anyText(error) });
  });
});

const limited = (remaining: string) => ({
  reply: {
    status: 400,
    headers: { "x-ratelimit-requests-remaining": remaining, "x-ratelimit-requests-reset": String(Date.now() + 3_600_000) },
    body: { errors: [{ message: "Rate limit exceeded", extensions: { code: "RATELIMITED" } }] },
  },
});
const hurdles: Fault["spoil"][] = [
  { reply: { status: 429, headers: { "retry-after": "0" } } },
  { reply: { status: 429 } },
  limited("7"),
  { reset: "before" },
  // Each request is tried five times.
  { reply: { status: 500 } },
  { reply: { status: 502 } },
  { cut: 300 },
  { slow: 200 },
];
const walls: [Fault["spoil"], string, times?: number][] = [
  [{ reply: { status: 401 } }, "sign in again"],
  [{ reply: { status: 400, body: { errors: [{ message: "x", extensions: { code: "AUTHENTICATION_ERROR" } }] } } }, "sign in again"],
  [{ reply: { status: 403 } }, "give it the right"],
  [{ reply: { status: 404 } }, "is not there"],
  [{ reply: { status: 409 } }, "changed meanwhile"],
  [limited("0"), "tried again later"],
  [{ reply: { status: 500 } }, "try later", 5],
  [{ change: () => Buffer.from("<html>") }, "does not answer as Linear does"],
];

describe("faults", () => {
  beforeEach(async () => {
    for (let n = 1; n <= 104; ++n) fake.add({ title: `Issue ${n}` });
    await begin();
  });

  test("what passes by itself is waited for: nothing is lost or doubled", async () => {
    for (const spoil of hurdles.slice(0, 4)) server.fault({ after: 1, spoil });
    expect(await sync()).toEqual({ ...nothing, created: 104 });
    for (const spoil of hurdles.slice(4)) server.fault({ spoil });
    fake.change(fake.issues[0] as (typeof fake.issues)[0], { title: "Changed" });
    expect(await sync()).toEqual({ ...nothing, updated: 1 });
    expect(scene.files).toHaveLength(104);
  });

  test("what does not is told with what to do; the next sync goes on where this one ended", async () => {
    server.fault({ after: 1, spoil: { reply: { status: 403 } } });
    expect(await sync()).toEqual({ ...nothing, created: 100, error: anyText("give it the right") });
    for (const [spoil, words, times = 1] of walls) {
      server.fault({ spoil, times });
      expect(await sync()).toEqual({ ...nothing, error: anyText(words) });
    }
    asked();
    expect(await sync()).toEqual({ ...nothing, created: 4 });
    // The second page, then what changed since on the first.
    expect(asked()).toEqual(["Issues", "Issues", "Known"]);
    expect(scene.files).toHaveLength(104);
  });

  test.each(["overlapping", "reversed"] as const)("pages that are %s", async (pages) => {
    server.fault({ after: 1, spoil: { reply: { status: 403 } } });
    await sync();
    fake.pages = pages;
    await sync();
    for (const issue of fake.issues) fake.change(issue, { title: issue.title.replace("Issue", "Part") });
    expect((await sync()).error).toBe("");
    expect(scene.files).toHaveLength(104);
    for (const number of [1, 100, 101, 104]) expect(await scene.row(`TASK-ENG-${number}`)).toMatchObject({ title: `Part ${number}` });
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
  const one = fake.add({ title: "Long", description: long });
  const two = fake.add({ title: "Broken", description: "before MARK after" });
  server.fault({ spoil: { change: (body) => invalidUtf8(body, "MARK") } });
  expect(await sync()).toEqual({ ...nothing, created: 2 });
  expect((await scene.text("TASK-ENG-1")).length).toBeLessThan(1 << 20);
  expect(await scene.text("TASK-ENG-2")).toContain("before MA\uFFFDK after");
  await scene.edit("TASK-ENG-1", (text) => text.replace("title: Long", "title: Longer"));
  expect((await sync()).error).toBe("");
  expect([one.title, one.description]).toEqual(["Longer", long]);
  expect(two.description).toBe("before MARK after");
});

test("an issue that is changed while its ticket's edit is sent: both are kept", async () => {
  await begin();
  const one = fake.add({ title: "One", description: "Text" });
  await sync();
  await scene.edit("TASK-ENG-1", (text) => text.replace("Text", "My text"));
  server.fault({ after: 2, spoil: { reset: "after" } }); // the question for its revision, or the edit's reply
  await sync();
  fake.change(one, { title: "Theirs" });
  await sync();
  expect((await sync()).error).toBe("");
  expect(one).toMatchObject({ title: "Theirs", description: "My text" });
  expect(await scene.row("TASK-ENG-1")).toMatchObject({ title: "Theirs" });
});

test("without its token nothing is asked, and it says how to give one", async () => {
  await begin({ token: { env: "OTHER_TOKEN" } });
  expect(await sync()).toEqual({ ...nothing, error: anyText("OTHER_TOKEN") });
  expect(server.asked).toEqual([]);
});
