// Every operation, performed on every face that the model claims for it: one life of a ticket, told three times.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { repository } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { type Connection, connectToOwner } from "./connection.ts";
import { ask, faceOf } from "./http.ts";
import type { Review } from "./replies.ts";

interface Field {
  type: string;
  optional?: boolean;
}
interface Operation {
  params?: string;
  result?: string;
  cli?: string;
  rest?: string;
  command?: string;
  title?: string;
}
interface Model {
  types: Record<string, { kind: string; fields?: Record<string, Field> }>;
  operations: Record<string, Operation>;
}
const file = (path: string) => readFileSync(join(repository, path), "utf8");
const model = JSON.parse(file("protocol/model.json")) as Model;

type Params = Record<string, string | boolean | number | string[] | Record<string, string> | Record<string, string>[]>;
interface Outcome {
  result?: Record<string, unknown>;
  code?: string;
  message?: string;
}
type Perform = (operation: string, params: Params) => Promise<Outcome>;

const boardOptions = (p: Params): (string | undefined)[] => {
  const { provider, url, every } = p["board"] as Record<string, string>;
  return ["--provider", provider, "--url", url, "--every", every];
};

/** What a person types; the reply is REST's. */
const verbs: Record<string, (p: Params) => unknown[]> = {
  "status/get": () => ["status"],
  "queue/get": () => ["queue"],
  "queue/pause": () => ["pause"],
  "queue/resume": () => ["resume"],
  "queue/sync": () => ["sync"],
  "board/list": () => ["board", "list"],
  "board/cancel": () => ["board", "cancel"],
  "board/outbox": () => ["board", "outbox"],
  "board/drop": (p) => ["board", "drop", p["id"]],
  "board/check": (p) => ["board", "check", ...boardOptions(p)],
  "board/choices": (p) => ["board", "choices", p["kind"], ...boardOptions(p)],
  "board/preview": (p) => ["board", "preview", ...boardOptions(p)],
  "board/add": (p) => ["board", "add", (p["board"] as Record<string, string>)["name"], ...boardOptions(p)],
  "board/remove": (p) => ["board", "remove", p["name"]],
  "board/signIn": (p) => ["board", "signin", p["name"]],
  "board/signOut": (p) => ["board", "signout", p["name"]],
  "ticket/get": (p) => ["ticket", "show", p["id"]],
  "ticket/create": (p) => ["ticket", "new", p["type"], p["title"], "--hold"],
  "ticket/update": (p) => ["ticket", "set", p["id"], "--priority", p["priority"]],
  "ticket/launch": (p) => ["launch", p["id"]],
  "ticket/retry": (p) => ["retry", p["id"]],
  "ticket/requeue": (p) => ["requeue", p["id"]],
  "ticket/complete": (p) => ["complete", p["id"]],
  "ticket/discard": (p) => ["discard", p["id"], "--yes"],
  "session/spawn": (p) => ["spawn", p["prompt"]],
  "session/spawnAll": (p) => ["spawn", ...(p["agents"] as { ticketId: string }[]).map(({ ticketId }) => ticketId)],
  "session/list": () => ["ls"],
  "session/get": (p) => ["show", p["id"]],
  "session/send": (p) => ["send", p["id"], p["text"], "--no-wait"],
  "session/interrupt": (p) => ["interrupt", p["id"]],
  "session/foreign": () => ["ls", "--foreign"],
  "session/adopt": (p) => ["adopt", `${String(p["server"])}:${String(p["target"])}`],
  "session/redirect": (p) => ["redirect", p["id"], p["text"]],
  "session/freeze": (p) => ["freeze", p["id"]],
  "session/thaw": (p) => ["thaw", p["id"]],
  "session/park": (p) => ["park", p["id"], "--force"],
  "session/kill": (p) => ["kill", p["id"]],
  "session/restore": (p) => ["restore", p["id"]],
  "session/restoreLost": () => ["restore", "--lost"],
  "session/rename": (p) => ["rename", p["id"], p["name"]],
  "session/update": (p) => ["set", p["id"], ...Object.entries(p["properties"] as object).map(([key, value]) => `${key}=${String(value)}`)],
  "session/cleanup": (p) => ["cleanup", ...(p["ids"] as string[]), "--dry-run"],
  "session/changes": (p) => ["changes", p["id"]],
  "session/summary": (p) => ["summary", p["id"]],
  "session/stopAll": () => ["stop", "--agents"],
  "review/list": () => ["inbox"],
  "review/approve": (p) => ["approve", p["id"]],
  "review/reject": (p) => ["reject", p["id"], "--reason", p["reason"]],
  "review/answer": (p) => ["answer", p["id"], p["choice"]],
  "step/done": (p) => ["step", "done", "--session", p["sessionId"], "--step", p["step"]],
  "event/list": () => ["events"],
  "trust/get": () => ["trust"],
  "trust/set": () => ["trust", "--yes"],
  "type/list": () => ["types"],
  "server/stop": () => ["stop"],
};

async function byVerb(workspace: Workspace, operation: string, params: Params): Promise<Outcome> {
  const argv = verbs[operation]?.(params).map(String) ?? [];
  expect([operation, argv.join(" ")]).toEqual([operation, expect.stringContaining(model.operations[operation]?.cli?.split(" --")[0] ?? "")]);
  const { code, stdout, stderr } = await workspace.operator(...argv, "--json");
  // A token is asked for in a terminal or read from standard input, and here is neither.
  if (operation === "board/signIn" && code === 2) return { code: "invalid_argument", message: stderr };
  const reply = JSON.parse(stdout) as Record<string, unknown> & { error?: { code: string; message: string } };
  // A named session that has to stay, since its agent was in the middle of something, is exit 1 too.
  const kept = operation === "session/cleanup" && stdout.includes('"kept"');
  expect([operation, code, reply.error?.message]).toEqual([operation, reply.error || kept ? 1 : 0, reply.error?.message]);
  return reply.error ? { code: reply.error.code, message: reply.error.message } : { result: reply };
}

async function byRest(workspace: Workspace, operation: string, params: Params): Promise<Outcome> {
  const face = await faceOf(workspace);
  const [verb = "", path = ""] = model.operations[operation]?.rest?.split(" ") ?? [];
  const left = { ...params };
  let target = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(left[name]);
    delete left[name];
    return encodeURIComponent(value);
  });
  if (verb === "GET") target += `?${new URLSearchParams(Object.entries(left).map(([k, v]) => [k, String(v)])).toString()}`;
  const { status, body } = await ask(face, `${verb} ${target}`, verb === "GET" || Object.keys(left).length === 0 ? {} : { body: left });
  const { error } = body;
  expect([operation, status === 200]).toEqual([operation, error === undefined]);
  return error ? { code: error.code, message: error.message } : { result: body };
}

async function byRpc(connection: Connection, operation: string, params: Params): Promise<Outcome> {
  const { result, error } = await connection.request(operation, params, 60_000);
  return error ? { code: error.data.code, message: error.message } : { result: result ?? {} };
}

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

/** Gives the operations that were performed. */
async function live(perform: Perform, has: (operation: string) => boolean): Promise<Set<string>> {
  const done = new Set<string>();
  // `or`: codes that are as good an answer, where it depends on how far the agent is.
  const run = async (operation: string, params: Params = {}, or: string[] = []): Promise<Record<string, unknown>> => {
    if (!has(operation)) return {};
    const outcome = await perform(operation, params);
    done.add(operation);
    if (outcome.code !== undefined) {
      expect([operation, [...or], outcome.message]).toEqual([operation, expect.arrayContaining([outcome.code]), outcome.message]);
      return {};
    }
    const fields = model.types[model.operations[operation]?.result ?? ""]?.fields ?? {};
    const wanted = Object.entries(fields).filter(([, field]) => !field.optional).map(([name]) => name);
    expect([operation, Object.keys(outcome.result ?? {})]).toEqual([operation, expect.arrayContaining(wanted)]);
    return outcome.result ?? {};
  };
  const review = (condition: (review: Review) => boolean, what: string) =>
    until(async () => ((await run("review/list"))["reviews"] as Review[]).find(condition), { what, timeout: 30_000, interval: 200 });

  expect(await run("status/get")).toMatchObject({ status: { trusted: false } });
  expect(await run("trust/get")).toMatchObject({ trusted: false });
  expect(await run("trust/set", { trusted: true })).toMatchObject({ trusted: true });
  expect(await run("queue/pause")).toEqual({ paused: true });
  expect(await run("queue/resume")).toEqual({ paused: false });
  expect(await run("queue/sync")).toEqual({ boards: [] });
  expect(await run("board/list")).toEqual({ boards: [] });
  expect(await run("board/cancel")).toEqual({ cancelled: 0 });
  expect(await run("board/outbox")).toEqual({ updates: [] });
  await run("board/drop", { id: "1" }, ["not_found"]);
  await run("board/providers");
  const board = { name: "files", provider: "file", url: "issues", every: "0s" };
  await run("board/check", { board });
  expect(await run("board/choices", { board, kind: "types" })).toMatchObject({ choices: [{ value: "Bug" }] });
  expect(await run("board/preview", { board })).toMatchObject({ issues: [{ key: "1", type: "FIX" }] });
  await run("board/add", { board });
  expect(await run("board/list")).toMatchObject({ boards: [{ name: "files", signedIn: true }] });
  await run("board/signIn", { name: "files", secret: "a token" }, ["invalid_argument", "conflict"]);
  await run("board/signOut", { name: "files" }, ["invalid_argument", "conflict"]);
  await run("board/remove", { name: "files" });
  await run("type/list");
  const made = (await run("ticket/create", { type: "FEAT", title: "Greet", hold: true }))["ticket"] as { id: string };
  const ticket = { id: made.id };
  expect(await run("ticket/get", ticket)).toMatchObject({ ticket: { title: "Greet", hold: true } });
  expect(await run("ticket/update", { ...ticket, priority: "P0" })).toMatchObject({ ticket: { priority: "P0" } });
  expect(await run("queue/get")).toMatchObject({ tickets: [{ id: made.id }] });
  expect(await run("ticket/launch", ticket)).toMatchObject({ session: { id: "shop-1" } });

  const session = { id: "shop-1" };
  expect(await run("session/list")).toMatchObject({ agents: [session] });
  expect(await run("session/rename", { ...session, name: "Greet all" })).toMatchObject({ session: { name: "Greet all" } });
  expect(await run("session/update", { ...session, properties: { epic: "7" } })).toMatchObject({ session: { properties: { epic: "7" } } });
  const plan = await review(({ kind }) => kind === "plan", "the plan");
  if (has("review/get")) expect(await run("review/get", { id: plan.id })).toMatchObject({ review: { kind: "plan" } });
  expect(await run("review/reject", { id: plan.id, reason: "Shorter." })).toMatchObject({ review: { id: plan.id } });
  await review(({ kind, round }) => kind === "plan" && round > 1, "the next plan");
  expect(await run("review/approve", session)).toMatchObject({ review: { kind: "plan" } });
  const permission = await review(({ kind }) => kind === "permission", "a permission");
  await run("session/send", { ...session, text: "Hello", wait: false });
  await run("session/redirect", { ...session, text: "Another way" }, ["conflict"]);
  expect(await run("session/freeze", session)).toMatchObject({ session: { rest: "frozen" } });
  expect(await run("session/thaw", session)).toMatchObject({ session: { rest: null } });
  const choice = permission.choices[0]?.id ?? "";
  expect(await run("review/answer", { id: permission.id, choice })).toMatchObject({ decision: choice });
  await run("step/done", { sessionId: "shop-1", step: "nonsense" }, ["conflict", "invalid_argument"]);
  await run("session/interrupt", session, ["conflict"]);
  await run("session/park", { ...session, force: true }, ["conflict"]);
  expect(await run("session/kill", session)).toMatchObject({ session: { status: "killed" } });
  expect(await run("session/get", session)).toMatchObject({ session: { name: "Greet all" } });
  await run("session/changes", session);
  expect(await run("session/summary", session)).toMatchObject({ text: expect.stringContaining("# shop-1: Greet all") as string });
  if (has("session/file")) expect(await run("session/file", { ...session, path: "README.md" })).toMatchObject({ exists: true, content: "# Sample\n" });
  expect(await run("session/cleanup", { ids: ["shop-1"], dryRun: true })).toMatchObject({ sessions: [{ id: "shop-1" }] });
  expect(await run("session/restore", session)).toMatchObject({ session: { id: "shop-1" } });
  expect(await run("session/restoreLost")).toEqual({ ids: [], left: [], reason: "" });
  const again = { ticketId: made.id };
  expect(await run("session/spawnAll", { agents: [again, again] })).toMatchObject({ agents: [{ outcome: "skipped", ticketId: made.id }, { outcome: "skipped" }] });
  expect(await run("session/spawn", { prompt: "Greet the moon, too" })).toMatchObject({ session: { id: "shop-2", name: "Greet the moon, too" } });
  expect(await run("session/foreign")).toMatchObject({ servers: [], panes: [] });
  await run("session/adopt", { server: "work", target: "nobody" }, ["forbidden"]);
  await run("session/stopAll");
  await run("ticket/requeue", ticket);
  await run("ticket/retry", ticket, ["conflict"]);
  await run("ticket/complete", ticket, ["conflict"]);
  await run("ticket/discard", { ...ticket, yes: true }, ["conflict"]);
  expect(((await run("event/list"))["events"] as unknown[]).length).toBeGreaterThan(5);
  await run("server/stop");
  return done;
}

const claimed = (face: (operation: Operation) => unknown) =>
  Object.entries(model.operations).flatMap(([name, operation]) => (face(operation) === undefined ? [] : [name]));

const config = { agent: "demo", queue: { settle: "100ms", autoLaunch: false }, http: { port: 0 } };
const open = async () => {
  workspace = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" } });
  workspace.write("issues/1.json", JSON.stringify({ title: "Greet", type: "Bug" }));
  return workspace;
};

test("on the command line", async () => {
  const here = await open();
  const all = claimed(({ cli }) => cli);
  expect([...(await live((operation, params) => byVerb(here, operation, params), (name) => all.includes(name)))].sort()).toEqual(all.sort());
});

test("by REST", async () => {
  const here = await open();
  const all = claimed(({ rest }) => rest);
  expect([...(await live((operation, params) => byRest(here, operation, params), (name) => all.includes(name)))].sort()).toEqual(all.sort());
});

test("by JSON-RPC", async () => {
  const here = await open();
  await here.json("status");
  const { connection } = await connectToOwner(here);
  await connection.initialize();
  // What a connection says of itself, and a hook's questions, are in the tests of connections and hooks.
  const all = claimed(({ cli, rest, command }) => cli ?? rest ?? command);
  expect([...(await live((operation, params) => byRpc(connection, operation, params), () => true))].sort()).toEqual(all.sort());
});

test("as commands: the extension registers and handles each", () => {
  const manifest = JSON.parse(file("extension/package.json")) as { contributes: { commands: { command: string }[] } };
  const known = manifest.contributes.commands.map(({ command }) => command);
  for (const { command } of Object.values(model.operations)) if (command !== undefined) expect(known).toContain(command);
});

interface Described {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; parameters?: { name: string; in: string; required: boolean }[]; responses: Record<string, object> }>>;
  components: { schemas: Record<string, object>; responses: Record<string, object> };
}

test("openapi.json describes exactly what is served, and every reference in it leads somewhere", async () => {
  const here = await open();
  const { body, text } = await ask(await faceOf(here), "GET /api/v1/openapi.json");
  expect(text).toBe(file("protocol/openapi.json"));
  const described = body as unknown as Described;
  expect(described.openapi).toMatch(/^3\.1\.\d+$/);
  const routes = Object.entries(described.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => ({ route: `${verb.toUpperCase()} ${path}`, path, ...operation })),
  );
  const own = ["GET /api/v1/health", "GET /api/v1/openapi.json"];
  const modelled = Object.values(model.operations).flatMap(({ rest }) => (rest === undefined ? [] : [rest]));
  expect(routes.map(({ route }) => route).sort()).toEqual([...own, ...modelled].sort());
  expect(new Set(routes.map(({ operationId }) => operationId)).size).toBe(routes.length);
  for (const { path, parameters = [], responses } of routes) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(parameters.filter((one) => one.in === "path" && one.required).map(({ name }) => name)).toEqual(inPath);
    expect(Object.keys(responses)).toEqual(["200", "default"]);
  }
  for (const [, where] of text.matchAll(/"\$ref": "#\/([^"]+)"/g)) {
    const found = where?.split("/").reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], described);
    expect([where, typeof found]).toEqual([where, "object"]);
  }
});
