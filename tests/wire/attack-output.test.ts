// An agent that writes without end, as fast as it can: its host and the owner stay small whoever looks or does not,
// the others are served, and it is ended at once.
import { readdirSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { sleep, until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { runtimeFolder } from "./connection.ts";
import type { Inbox, Session } from "./replies.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

const memoryOf = (pid: number, what: "VmRSS" | "VmHWM"): number =>
  Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

/** A viewer by hand: frames of [u32 length][u8 type][payload], the first one its hello. */
function view(path: string): { socket: Socket; bytes: () => number } {
  const socket = connect(path);
  let bytes = 0;
  socket.on("data", (piece: Buffer) => (bytes += piece.length));
  socket.on("error", () => undefined);
  const body = Buffer.from(JSON.stringify({ role: "viewer", protocol: 1, cols: 100, rows: 30, label: "test" }));
  const head = Buffer.alloc(5);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt8(1, 4);
  socket.write(Buffer.concat([head, body]));
  return { socket, bytes: () => bytes };
}

const floods: Record<string, string> = {
  "short lines": "exec yes",
  "one line without end": "exec cat /dev/zero | tr '\\0' x",
  "colours, titles and half sequences": "exec yes $'\\e[31mred\\e]0;title\\a\\e[?1049h\\e[38;5'",
  "questions that it never reads the answers of": "stty raw -echo; exec yes $'\\e[c\\e[6n\\e]11;?\\a'",
};

test.each(Object.entries(floods))("a flood of %s", async (_, flood) => {
  const w = await Workspace.create({ env: { OPERATOR_DEMO_FAST: "1" } });
  workspace = w;
  const agents = { flood: { command: [w.program("flood", flood), "{prompt}"] } };
  w.write(".operator/config.json", JSON.stringify({ agent: "demo", queue: { settle: "50ms", maxParallel: 4, perProject: 4 }, agents }));
  await w.json("trust", "--yes");
  const { ticket } = await w.json<{ ticket: { id: string } }>("ticket", "new", "TASK", "Flood", "--hold", "--agent", "flood");
  const { session } = await w.json<{ session: Session }>("launch", ticket.id);
  const owner = (await w.json<{ status: { pid: number } }>("status")).status.pid;
  const before = memoryOf(owner, "VmRSS");
  const host = w.processes().find(({ argv }) => argv[1] === "host")?.pid ?? 0;
  const socket = readdirSync(runtimeFolder(w)).find((name) => name.includes(session.id) && name.endsWith(".sock"));
  if (socket === undefined) throw new Error(readdirSync(runtimeFolder(w)).join(" "));

  // Nobody looks; then one that reads and one that does not.
  await sleep(1_000);
  const reads = view(join(runtimeFolder(w), socket));
  const lazy = view(join(runtimeFolder(w), socket));
  await until(() => lazy.bytes() > 0, { what: "the lazy one's first bytes" });
  lazy.socket.pause();
  // At least a screen, and another one: what goes on while nobody pauses is shown all the same.
  const first = await until(() => reads.bytes() > 1_000 && reads.bytes(), { what: "a screen", timeout: 30_000, state: reads.bytes });
  await until(() => reads.bytes() > first + 1_000, { what: "the next one", timeout: 30_000, state: reads.bytes });

  // Another session is worked with meanwhile.
  w.ticket({ type: "FEAT", title: "Work", id: "FEAT-1" });
  const plan = await w.when<Inbox, string | undefined>(["inbox"], (r) => r.reviews.find(({ kind }) => kind === "plan")?.id, {
    what: "a plan beside the flood",
    timeout: 40_000,
  });
  expect((await w.operator("approve", plan)).code).toBe(0);
  expect(memoryOf(host, "VmHWM")).toBeLessThan(64 * 1024);
  expect(memoryOf(owner, "VmRSS") - before).toBeLessThan(64 * 1024);
  const killed = await w.json<{ session: Session }>("kill", session.id);
  expect(killed.session).toMatchObject({ status: "killed", host: { alive: false } });
  lazy.socket.destroy();
  reads.socket.destroy();
});
