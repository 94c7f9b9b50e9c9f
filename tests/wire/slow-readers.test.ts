// Ten thousand events while an editor and a stream do not read: the owner stays small, and nothing is missed without
// being told so.
import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { build } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { Connection, connectToOwner, runtimeFolder, stateFolder } from "./connection.ts";
import { Bare, EventStream, type Face, faceOf } from "./http.ts";
import type { Agents, Event } from "./replies.ts";

let w: Workspace;
let face: Face;
let other: Connection;
beforeEach(async () => {
  w = await Workspace.create();
  const quiet = w.program("quiet", "exec sleep 600");
  const agents = { quiet: { kind: "claude", command: [quiet, "{prompt}"] } };
  w.write(".operator/config.json", JSON.stringify({ agent: "quiet", queue: { settle: "50ms" }, agents, http: { port: 0 } }));
  await w.json("trust", "--yes");
  face = await faceOf(w);
  w.ticket({ type: "TASK", title: "Quiet", id: "TASK-1" });
  await w.when<Agents, boolean>(["ls"], (r) => r.agents.some(({ host }) => host.alive), { what: "a session", timeout: 30_000 });
  other = (await connectToOwner(w)).connection;
  await other.initialize();
});
afterEach(() => w.close());

const memory = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${face.pid}/status`, "utf8"))?.[1]);
const files = (): number => readdirSync(`/proc/${face.pid}/fd`).length;
const history = async (limit: number): Promise<Event[]> =>
  (await other.request("event/list", { limit }, 30_000)).result?.["events"] as Event[];
const newest = async (): Promise<number> => Math.max(0, ...(await history(1)).map(({ seq }) => seq));

/** Prompts of the session, each an event of the history, as its hooks would tell them. Gives the owner's greatest size. */
async function happen(count: number, size: number, name: string): Promise<number> {
  let most = 0;
  for (let n = 0; n < count; n += 250) {
    const lines = Array.from({ length: 250 }, (_, i) => {
      const payload = { hook_event_name: "UserPromptSubmit", prompt: `${name} ${n + i} ${"x".repeat(size)}` };
      return `${JSON.stringify({ v: 1, id: `H-${name}-${n + i}`, at: Date.now(), kind: "hook", event: "UserPromptSubmit", waits: false, payload })}\n`;
    });
    appendFileSync(join(stateFolder(w), "spool/shop-1.jsonl"), lines.join(""));
    await w.run(join(build, "operator"), ["hook", "--session", "shop-1", "--spool", join(w.root, "none"), "--bell", join(runtimeFolder(w), "bell.sock")]);
    rmSync(join(w.root, "none"), { force: true });
    await until(async () => (await history(3)).some(({ text }) => text.startsWith(`${name} ${n + 249} `)), { what: `event ${n + 249}`, timeout: 30_000 });
    most = Math.max(most, memory());
  }
  return most;
}

test("an editor that does not read: all of 10,000 events when it does; after more than is kept for it, a reset", { timeout: 120_000 }, async () => {
  const child = w.start(["stdio"]);
  if (!child.stdout || !child.stdin) throw new Error("no pipes");
  const editor = new Connection(child.stdout, child.stdin);
  await editor.initialize({ subscribe: true });
  const told = (name: string): Event[] =>
    editor.received.flatMap(({ method, params }) =>
      method === "event/didAppend" && (params?.["event"] as Event).text.startsWith(name) ? [params?.["event"] as Event] : [],
    );
  const before = memory();
  child.stdout.pause();
  const most = await happen(10_000, 100, "small");
  expect(most - before).toBeLessThan(64 * 1024);
  child.stdout.resume();
  await until(() => told("small").length === 10_000, { what: "all of them", timeout: 30_000, state: () => told("small").length });
  const seqs = told("small").map(({ seq }) => seq);
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));

  child.stdout.pause();
  const grown = await happen(4_750, 16_000, "large"); // longer ones are cut
  expect(grown - before).toBeLessThan(160 * 1024);
  child.stdout.resume();
  const reset = await editor.notification("server/didRestart");
  expect(reset.params?.["epoch"]).toBe((await history(1))[0]?.epoch);
  // From there on it misses nothing again.
  await happen(250, 100, "after");
  await until(() => told("after").length === 250, { what: "what happens after", timeout: 30_000 });
  await until(() => memory() - before < 64 * 1024, { what: "the owner to be small again", timeout: 30_000, state: () => memory() - before });
  child.kill();
});

test("a stream that is never read is cut and forgotten; resumed where it was, it has the rest", async () => {
  const lazy = new Bare(face);
  lazy.socket.pause();
  const none = files();
  lazy.send(`GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:${face.port}\r\nAuthorization: Bearer ${face.token}\r\n\r\n`);
  await until(() => files() > none, { what: "the stream" });
  const before = memory();
  const start = await newest();
  const open = files();
  const most = await happen(2_000, 20_000, "large");
  expect(most - before).toBeLessThan(96 * 1024);
  // Its own end sees the cut once it has read what had come until then.
  await until(() => files() < open, { what: "the cut", timeout: 40_000, state: files });
  lazy.socket.resume();
  await lazy.ended("the cut");
  const ids = [...lazy.text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? "");
  const last = await newest();
  expect(ids.length).toBeLessThan(last - start);
  const resumed = new EventStream(face, "", { "last-event-id": ids.at(-1) ?? "" });
  await until(() => Number(resumed.messages.at(-1)?.id.split(":")[1]) === last, { what: "the newest", timeout: 30_000 });
  const all = new Set([...ids, ...resumed.messages.map(({ id }) => id)].map((id) => Number(id.split(":")[1])));
  for (let seq = start + 1; seq <= last; seq++) expect([seq, all.has(seq)]).toEqual([seq, true]);
  resumed.leave();
});
