// The event stream: no event is lost or told twice, whatever becomes of the connection, and what clients do costs
// the owner nothing that stays.
import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { ask, Bare, EventStream, type Face, faceOf } from "./http.ts";

let workspace: Workspace;
let face: Face;
beforeEach(async () => {
  workspace = await Workspace.create({ config: { agent: "demo", http: { port: 0 } } });
  face = await faceOf(workspace);
});
afterEach(() => workspace.close());

/** Two events of the history. */
async function blink(times = 1): Promise<void> {
  for (let i = 0; i < times; i++) {
    expect((await ask(face, "POST /api/v1/queue/pause")).status).toBe(200);
    expect((await ask(face, "POST /api/v1/queue/resume")).status).toBe(200);
  }
}

interface History {
  epoch: string;
  reset: boolean;
  events: { seq: number; kind: string }[];
}
const history = async (query: string) => (await ask(face, `GET /api/v1/events${query}`)).body as unknown as History;

async function opened(query = "", headers: Record<string, string> = {}): Promise<EventStream> {
  const stream = new EventStream(face, query, headers);
  await until(() => stream.events.length > 0 || stream.status >= 400, { what: "the stream's first word", timeout: 40_000 });
  return stream;
}

test("a stream tells what happens from now on; resumed, it goes on where it ended, however often", async () => {
  await blink();
  const first = await opened();
  const { epoch, seq } = (await first.first("ready")).data as { epoch: string; seq: number };
  const told: string[] = [];
  let stream = first;
  for (let round = 0; round < 5; round++) {
    await blink(2);
    // Left in the middle: what has come counts, the rest is for the next one.
    await until(() => stream.messages.length >= 1 + round % 2, { what: "an event", timeout: 40_000 });
    told.push(...stream.messages.map(({ id }) => id));
    stream.leave();
    await blink();
    stream = await opened("", { "last-event-id": told.at(-1) ?? "" });
    expect(stream.events[0]).toMatchObject({ event: "ready", id: told.at(-1) });
  }
  const { events } = await history(`?epoch=${epoch}&after=${seq}&limit=1000`);
  expect(events.length).toBe(30);
  await until(() => told.length + stream.messages.length >= events.length, { what: "the rest", timeout: 40_000 });
  told.push(...stream.messages.map(({ id }) => id));
  expect(told).toEqual(events.map((event) => `${epoch}:${event.seq}`));
  expect(stream.messages.map(({ data }) => data)).toEqual(events.slice(-stream.messages.length));
  // The query says the same as the header.
  const asked = await opened(`?epoch=${epoch}&after=${seq}`);
  await until(() => asked.messages.length >= events.length, { what: "the same by query", timeout: 40_000 });
  expect(asked.messages.map(({ id }) => id)).toEqual(told);
  stream.leave();
  asked.leave();
});

test("a long absence is caught up in order", async () => {
  await blink(70);
  const { epoch } = await history("?limit=1");
  const stream = await opened(`?epoch=${epoch}&after=0`);
  await blink();
  const newest = (await history("?limit=1")).events[0]?.seq ?? 0;
  await until(() => stream.messages.at(-1)?.id === `${epoch}:${newest}`, { what: "the newest event", timeout: 40_000 });
  const seqs = stream.messages.map(({ data }) => data["seq"] as number);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  expect(seqs.length).toBe((await history(`?epoch=${epoch}&after=0&limit=1000`)).events.length);
  stream.leave();
});

test.each([
  ["another epoch", "E:1"],
  ["a number that was never given", ":99999999"],
  ["no position at all", "nonsense"],
])("%s is told to start over", async (_, last) => {
  await blink();
  const { epoch } = await history("?limit=1");
  const stream = await opened("", { "last-event-id": last.startsWith(":") ? epoch + last : last });
  const newest = (await history("?limit=1")).events[0]?.seq;
  expect(stream.events[0]).toMatchObject({ event: "reset", id: `${epoch}:${newest}`, data: { epoch, seq: newest } });
  await blink();
  await until(() => stream.messages.length === 2, { what: "what happens since", timeout: 40_000 });
  stream.leave();
});

test("only with the token, and only with a number for a position", async () => {
  const nobody = new EventStream(face, "", { authorization: "Bearer no" });
  await until(() => nobody.status !== 0, { what: "an answer", timeout: 40_000 });
  expect(nobody.status).toBe(401);
  const wrong = new EventStream(face, "?after=soon");
  await until(() => wrong.status !== 0, { what: "an answer", timeout: 40_000 });
  expect(wrong.status).toBe(400);
});

test("idle streams are pinged, vanished ones are forgotten, too many are refused", async () => {
  const files = () => readdirSync(`/proc/${face.pid}/fd`).length;
  await blink();
  const before = files();
  const crowd = await Promise.all(Array.from({ length: 32 }, () => opened()));
  expect(crowd.map(({ status }) => status)).toEqual(crowd.map(() => 200));
  const late = await opened();
  expect(late.status).toBe(503);
  const [stays, ...others] = crowd;
  for (const stream of others) stream.leave();
  await until(() => stays && stays.pings >= 3, { what: "pings", timeout: 40_000 });
  await until(() => files() <= before + 2, { what: "the vanished ones' files to be closed", timeout: 30_000, state: files });
  expect((await opened()).status).toBe(200);
  await blink();
  await until(() => stays?.messages.length === 2, { what: "events for the one that stayed", timeout: 40_000 });
  expect(stays?.ended).toBe(false);
});

test("a client that does not read holds up nobody, and has everything when it reads again", async () => {
  const lazy = new Bare(face);
  lazy.socket.pause();
  lazy.send(`GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:${face.port}\r\nAuthorization: Bearer ${face.token}\r\n\r\n`);
  const brisk = await opened();
  await blink(50);
  await until(() => brisk.messages.length === 100, { what: "everything for the other", timeout: 40_000 });
  lazy.socket.resume();
  const seen = () => [...lazy.text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id);
  await until(() => seen().at(-1) === brisk.messages.at(-1)?.id, { what: "everything for the lazy one", timeout: 40_000 });
  brisk.leave();
});

test("the owner's end ends the streams", async () => {
  const stream = await opened();
  expect((await ask(face, "POST /api/v1/stop")).status).toBe(200);
  await until(() => stream.ended, { what: "the stream's end", timeout: 40_000 });
});
