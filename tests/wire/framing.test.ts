// What a peer can do to the owner's socket: nothing that hurts another.
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { type Connection, connectToOwner, frame } from "./connection.ts";

let workspace: Workspace;
let owner: number;

beforeAll(async () => {
  workspace = await Workspace.create();
  owner = (await workspace.json<{ status: { pid: number } }>("status")).status.pid;
});
afterAll(() => workspace.close());

async function connect(): Promise<Connection> {
  return (await connectToOwner(workspace)).connection;
}

async function stillThere(): Promise<void> {
  const { status } = await workspace.json<{ status: { pid: number } }>("status", "--no-start");
  expect(status.pid).toBe(owner);
}

test("a request that comes byte by byte is answered", async () => {
  const connection = await connect();
  const params = { protocol: 1, version: "0.1.0", client: "script" };
  for (const byte of frame({ jsonrpc: "2.0", id: 7, method: "initialize", params })) {
    connection.write(Buffer.from([byte]));
    await new Promise((done) => setImmediate(done));
  }
  expect((await connection.answer(7)).result?.["pid"]).toBe(owner);
});

test("many requests in one piece are each answered once", async () => {
  const connection = await connect();
  await connection.initialize();
  const ids = Array.from({ length: 200 }, (_, i) => `n${i}`);
  connection.write(Buffer.concat(ids.map((id) => frame({ jsonrpc: "2.0", id, method: "status/get" }))));
  for (const id of ids) expect((await connection.answer(id)).result).toHaveProperty("status");
  expect(connection.received.length).toBe(201);
});

test("a large frame is read whole", async () => {
  const connection = await connect();
  await connection.initialize();
  const { error } = await connection.request("ticket/get", { id: "x".repeat(3_000_000) });
  expect(error?.data.code).toMatch(/not_found|invalid_argument/);
});

test.each([
  ["text that is no header", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["a body over the limit", "Content-Length: 67108865\r\n\r\n"],
  ["a negative length", "Content-Length: -1\r\n\r\n"],
  ["an endless header", `X: ${"y".repeat(10_000)}`],
])("%s ends that connection and no other", async (_, bytes) => {
  const other = await connect();
  await other.initialize();
  const connection = await connect();
  connection.write(bytes);
  expect((await connection.answer(null)).error?.code).toBe(-32700);
  await until(() => connection.ended, { what: "the end of the connection" });
  expect((await other.request("status/get")).result).toHaveProperty("status");
  await stillThere();
});

test.each([
  ["no JSON", "{oops", -32700],
  ["JSON nested too deeply", "[".repeat(1_000_000), -32700],
  ["no message", "[1,2]", -32600],
])("%s is answered, and the connection goes on", async (_, body, code) => {
  const connection = await connect();
  connection.write(frame(body));
  expect((await connection.answer(null)).error?.code).toBe(code);
  expect((await connection.initialize()).result?.["pid"]).toBe(owner);
});

test("an unknown method and wrong parameters say what is wrong", async () => {
  const connection = await connect();
  await connection.initialize();
  expect((await connection.request("no/such")).error?.code).toBe(-32601);
  const { error } = await connection.request("ticket/create", { type: "TASK", title: "x", blockedBy: ["a", 7] });
  expect(error?.code).toBe(-32602);
  expect(error?.data).toMatchObject({
    code: "invalid_argument",
    detail: { path: "params.blockedBy[1]" },
  });
});

test("a client that goes away in the middle of a frame hurts nobody", async () => {
  const { connection, socket } = await connectToOwner(workspace);
  connection.write("Content-Length: 1000\r\n\r\n{");
  socket.destroy();
  await stillThere();
});
