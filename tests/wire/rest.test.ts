// REST through the real owner: who is let in, what is refused, and what bad clients cost.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { ownerEnded, runtimeFolder } from "./connection.ts";
import { ask, Bare, type Call, type Face, faceOf } from "./http.ts";

const config = { agent: "demo", queue: { settle: "100ms" }, http: { port: 0 } };

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" } });
});
afterEach(() => workspace.close());

test("HTTP is off unless configured; switched on, and off again, while the owner runs", async () => {
  workspace.write(".operator/config.json", "{}");
  await workspace.json("status");
  const file = join(runtimeFolder(workspace), "server.json");
  const said = () => JSON.parse(readFileSync(file, "utf8")) as { port: number | null; token: string | null };
  expect(said()).toMatchObject({ port: null, token: null });
  workspace.write(".operator/config.json", JSON.stringify(config));
  const face = await faceOf(workspace);
  expect((await ask(face, "GET /api/v1/status")).status).toBe(200);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  workspace.write(".operator/config.json", "{}");
  await until(() => said().port === null, { what: "HTTP off" });
  await expect(ask(face, "GET /api/v1/health")).rejects.toThrow("ECONNREFUSED");
});

test("a port that is taken is told in the status, and nothing else fails", async () => {
  const face = await faceOf(workspace);
  const other = await Workspace.create({ config: { http: { port: face.port } } });
  try {
    const { status } = await other.json<{ status: { problems: { path: string; message: string }[] } }>("status");
    expect(status.problems).toMatchObject([{ path: "http.port", message: expect.stringContaining(String(face.port)) }]);
  } finally {
    await other.close();
  }
});

interface Refusal {
  what: string;
  call?: (face: Face) => Call;
  status: number;
  code: string;
}
const form = (type: string) => (): Call => ({ body: '{"trusted":true}', headers: { "content-type": type } });
const refusals: [string, Refusal][] = Object.entries({
  "no token": { what: "GET /api/v1/status", call: () => ({ headers: { authorization: undefined } }), status: 401, code: "unauthorized" },
  "a wrong token": { what: "GET /api/v1/status", call: ({ token }) => ({ headers: { authorization: `Bearer ${token.slice(1)}x` } }), status: 401, code: "unauthorized" },
  "a part of the token": { what: "GET /api/v1/status", call: ({ token }) => ({ headers: { authorization: `Bearer ${token.slice(0, -1)}` } }), status: 401, code: "unauthorized" },
  "an empty token": { what: "GET /api/v1/status", call: () => ({ headers: { authorization: "Bearer " } }), status: 401, code: "unauthorized" },
  "another scheme": { what: "GET /api/v1/status", call: ({ token }) => ({ headers: { authorization: `Basic ${token}` } }), status: 401, code: "unauthorized" },
  "an unknown path without a token": { what: "GET /secret", call: () => ({ headers: { authorization: undefined } }), status: 401, code: "unauthorized" },
  "a name that was rebound": { what: "GET /api/v1/status", call: ({ port }) => ({ headers: { host: `evil.example:${port}` } }), status: 403, code: "forbidden" },
  "health under such a name": { what: "GET /api/v1/health", call: ({ port }) => ({ headers: { host: `evil.example:${port}` } }), status: 403, code: "forbidden" },
  "a Host without the port": { what: "GET /api/v1/status", call: () => ({ headers: { host: "localhost" } }), status: 403, code: "forbidden" },
  "a Host that begins right": { what: "GET /api/v1/status", call: ({ port }) => ({ headers: { host: `127.0.0.1:${port}.evil.example` } }), status: 403, code: "forbidden" },
  "another origin": { what: "POST /api/v1/queue/pause", call: () => ({ headers: { origin: "http://evil.example" } }), status: 403, code: "forbidden" },
  "a file's origin": { what: "POST /api/v1/queue/pause", call: () => ({ headers: { origin: "null" } }), status: 403, code: "forbidden" },
  "another port's origin": { what: "POST /api/v1/queue/pause", call: ({ port }) => ({ headers: { origin: `http://127.0.0.1:${port + 1}` } }), status: 403, code: "forbidden" },
  "a form": { what: "POST /api/v1/trust", call: form("application/x-www-form-urlencoded"), status: 400, code: "invalid_argument" },
  "a form in parts": { what: "POST /api/v1/trust", call: form("multipart/form-data; boundary=x"), status: 400, code: "invalid_argument" },
  "plain text": { what: "POST /api/v1/trust", call: form("text/plain;charset=UTF-8"), status: 400, code: "invalid_argument" },
  "a preflight": { what: "OPTIONS /api/v1/trust", status: 404, code: "not_found" },
  "an unknown path": { what: "GET /api/v1/nothing", status: 404, code: "not_found" },
  "a path that climbs": { what: "GET /api/v1/../v1/status", status: 404, code: "not_found" },
  "another verb": { what: "GET /api/v1/queue/pause", status: 404, code: "not_found" },
  "a command in a link": { what: "POST /api/v1/trust?trusted=true", status: 400, code: "invalid_argument" },
  "half a JSON": { what: "POST /api/v1/trust", call: () => ({ body: '{"trusted":' }), status: 400, code: "invalid_argument" },
  "a list for a body": { what: "POST /api/v1/trust", call: () => ({ body: "[1]" }), status: 400, code: "invalid_argument" },
  "a field of another kind": { what: "POST /api/v1/trust", call: () => ({ body: { trusted: "yes" } }), status: 400, code: "invalid_argument" },
  "a nest of 100,000": { what: "POST /api/v1/trust", call: () => ({ body: "[".repeat(100_000) }), status: 400, code: "invalid_argument" },
  "two ids": { what: "POST /api/v1/agents/shop-1/kill", call: () => ({ body: { id: "shop-2" } }), status: 400, code: "invalid_argument" },
  "a broken escape": { what: "GET /api/v1/agents/%zz", status: 400, code: "invalid_argument" },
  "a number that is none": { what: "GET /api/v1/events?limit=many", status: 400, code: "invalid_argument" },
  "an unknown session": { what: "GET /api/v1/agents/shop-99", status: 404, code: "not_found" },
  "a session's name from elsewhere": { what: "GET /api/v1/agents/..%2f..%2fetc", status: 404, code: "not_found" },
  "a body of 5 MiB": { what: "POST /api/v1/trust", call: () => ({ body: { x: "y".repeat(5 << 20) } }), status: 400, code: "invalid_argument" },
} satisfies Record<string, Refusal>);

test("what is refused, and how", async () => {
  const face = await faceOf(workspace);
  for (const [name, { what, call, status, code }] of refusals) {
    const reply = await ask(face, what, call?.(face));
    expect([name, reply.status, reply.body.error?.code]).toEqual([name, status, code]);
    expect([name, reply.headers["content-type"]]).toEqual([name, "application/json; charset=utf-8"]);
    expect(Object.keys(reply.headers).filter((header) => header.startsWith("access-control"))).toEqual([]);
    expect(reply.text).not.toContain(face.token);
  }
  expect((await ask(face, "GET /api/v1/status")).body).toMatchObject({ status: { paused: false, trusted: false } });
});

test("what is let in", async () => {
  const face = await faceOf(workspace);
  const bare = { headers: { authorization: undefined } };
  expect((await ask(face, "GET /api/v1/health", bare)).body).toEqual({ status: "ok", version: "0.1.0", protocol: 1 });
  const headers = { host: `localhost:${face.port}`, origin: `http://localhost:${face.port}` };
  expect((await ask(face, "POST /api/v1/queue/pause", { headers })).body).toEqual({ paused: true });
  const empty = { body: "", headers: { "content-type": "application/x-www-form-urlencoded" } };
  expect((await ask(face, "POST /api/v1/queue/resume", empty)).body).toEqual({ paused: false });
  expect(await ask(face, "POST /api/v1/queue/sync")).toMatchObject({ status: 200, body: { boards: [] } });
  const title = 'Say "Grüß Gott" 🌍 %2f?&=+';
  const made = await ask(face, "POST /api/v1/tickets", { body: { type: "TASK", title, hold: true } });
  const { id } = made.body["ticket"] as { id: string };
  const shown = await ask(face, `GET /api/v1/tickets/${encodeURIComponent(id)}`);
  expect(shown.body).toMatchObject({ ticket: { id, title, hold: true } });
  const changed = await ask(face, `PATCH /api/v1/tickets/${id}`, { body: { priority: "P0" } });
  expect(changed.body).toMatchObject({ ticket: { id, priority: "P0" } });
  // Who it was is in the history.
  const { events } = (await ask(face, "GET /api/v1/events?limit=200")).body as { events?: { actor: string }[] };
  expect(events?.map(({ actor }) => actor)).toContain("person:rest");
});

test("clients that are slow, half or too large cost a connection for ten seconds, and the others nothing", async () => {
  const face = await faceOf(workspace);
  const head = `POST /api/v1/trust HTTP/1.1\r\nHost: 127.0.0.1:${face.port}\r\nAuthorization: Bearer ${face.token}\r\n`;
  const bad = {
    "half a head": head,
    "half a body": `${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    "a header of 100 KB": `${head}X-Long: ${"x".repeat(100_000)}\r\n\r\n`,
    "a thousand headers": `${head}${"X-One: 1\r\n".repeat(1000)}\r\n`,
    "a long address": `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    "an endless body": `${head}Content-Length: 99999999999\r\n\r\n${"x".repeat(9 << 20)}`,
    "two lengths": `${head}Content-Length: 1\r\nContent-Length: 20\r\n\r\n{}`,
    "a length and chunks": `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "no HTTP": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "nothing at all": "",
  };
  const clients = Object.entries(bad).map(([name, bytes]) => {
    const bare = new Bare(face);
    bare.send(bytes);
    return { name, bare };
  });
  expect((await ask(face, "GET /api/v1/health")).status).toBe(200);
  for (const { name, bare } of clients) {
    await bare.ended(name);
    expect([name, bare.text]).toEqual([name, expect.not.stringMatching(/^HTTP\/1\.1 2/)]);
  }
  expect((await ask(face, "GET /api/v1/status")).body).toMatchObject({ status: { trusted: false } });
});

test("more connections than there are places are closed, and leave room when they go", async () => {
  const face = await faceOf(workspace);
  const crowd = Array.from({ length: 80 }, () => new Bare(face));
  await until(() => crowd.filter(({ closed }) => closed).length >= 16, { what: "those beyond 64 to be closed" });
  for (const { socket } of crowd) socket.destroy();
  await until(async () => (await ask(face, "GET /api/v1/health")).status === 200, { what: "room again" });
});

test("a Host that comes twice is refused", async () => {
  const face = await faceOf(workspace);
  const bare = new Bare(face);
  bare.send(`GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1:${face.port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
  await bare.ended("the answer");
  expect(bare.text).toMatch(/^HTTP\/1\.1 400 /);
});

// What an agent would do to approve itself: all it needs is readable for its user.
const sneak = `
const { readFileSync, writeFileSync, renameSync } = require("node:fs");
const [file, out] = process.argv.slice(2);
const { port, token } = JSON.parse(readFileSync(file, "utf8"));
const call = async (method, path, body) => {
  const headers = { authorization: "Bearer " + token, "content-type": "application/json" };
  const reply = await fetch("http://127.0.0.1:" + port + path, { method, headers, body });
  return [reply.status, (await reply.json()).error?.code];
};
(async () => {
  const got = {
    look: await call("GET", "/api/v1/reviews"),
    trust: await call("POST", "/api/v1/trust", '{"trusted":true}'),
    approve: await call("POST", "/api/v1/agents/shop-1/approve"),
    launch: await call("POST", "/api/v1/tickets/X/launch"),
    foreignStep: await call("POST", "/api/v1/agents/shop-9/step"),
    stop: await call("POST", "/api/v1/stop"),
  };
  writeFileSync(out + ".part", JSON.stringify(got));
  renameSync(out + ".part", out);
})();
setTimeout(() => {}, 60_000);
`;
const sneaked = {
  look: [200, undefined],
  trust: [403, "forbidden"],
  approve: [403, "forbidden"],
  launch: [403, "forbidden"],
  foreignStep: [403, "forbidden"],
  stop: [403, "forbidden"],
};

test("an agent cannot approve itself through HTTP: without its environment, in a session of its own", async () => {
  const script = join(workspace.root, "sneak.cjs");
  const out = join(workspace.root, "got.json");
  writeFileSync(script, sneak);
  const file = join(runtimeFolder(workspace), "server.json");
  const command = ["setsid", "--fork", "env", "-i", process.execPath, script, file, out];
  const keep = ["sh", "-c", `${command.map((word) => `'${word}'`).join(" ")}; sleep 60`];
  workspace.write(".operator/config.json", JSON.stringify({ ...config, agent: "sneak", agents: { sneak: { command: keep } } }));
  const face = await faceOf(workspace);
  expect((await ask(face, "POST /api/v1/trust", { body: { trusted: true } })).body).toMatchObject({ trusted: true });
  const { ticket } = (await ask(face, "POST /api/v1/tickets", { body: { type: "TASK", title: "Sneak", hold: true } }))
    .body as { ticket?: { id: string } };
  const launched = await ask(face, `POST /api/v1/tickets/${ticket?.id ?? ""}/launch`);
  expect(launched.body).toMatchObject({ session: { id: "shop-1" } });
  await until(() => existsSync(out), { what: "the agent's tries", timeout: 30_000 });
  expect(JSON.parse(readFileSync(out, "utf8"))).toEqual(JSON.parse(JSON.stringify(sneaked)));
});

test("the owner does not end by itself while HTTP is on, and ends after its answer when asked to", async () => {
  const { pid } = await faceOf(workspace);
  process.kill(pid, "SIGTERM");
  await ownerEnded(workspace, pid);
  const owner = workspace.run("operatord", ["--workspace", workspace.folder, "--idle-after", "400ms"]);
  const file = join(runtimeFolder(workspace), "server.json");
  const face = await until(
    () => {
      const seen = JSON.parse(readFileSync(file, "utf8")) as Face;
      return seen.pid === pid || !seen.port ? undefined : seen;
    },
    { what: "the next owner's server.json" },
  );
  await new Promise((done) => setTimeout(done, 2000));
  expect((await ask(face, "POST /api/v1/stop")).status).toBe(200);
  expect((await owner).code).toBe(0);
});
