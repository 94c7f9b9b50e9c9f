// What may happen to a workspace: what people, editors, git and scripts do, and what goes wrong. Each takes its choices
// from numbers, so that a list of steps can be run again.
import { chmodSync, existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { signal } from "../support/processes.ts";
import { sleep } from "../support/wait.ts";
import type { Finished } from "../support/workspace.ts";
import { runtimeFolder, stateFolder } from "../wire/connection.ts";
import type { Inbox } from "../wire/replies.ts";
import { words } from "./worker.ts";
import { folders, type World } from "./world.ts";

/** Gives a number below the given one, from the step's own list. */
export type Choose = (below: number) => number;

export interface Operation {
  weight: number;
  run: (world: World, choose: Choose) => Promise<unknown>;
}

const pick = <T>(list: Iterable<T>, choose: Choose): T | undefined => {
  const all = [...list];
  return all[choose(Math.max(all.length, 1))];
};
const maybe = (choose: Choose, flag: string): string[] => (choose(2) === 0 ? [flag] : []);

/** A verb. That it may be refused is its right, and a reboot kills it; what it may not is to hang: that throws. */
async function verb(world: World, ...args: string[]): Promise<Finished> {
  const began = Date.now();
  try {
    return await world.workspace.operator(...args);
  } catch (error) {
    if (Date.now() - began > 50_000) throw error;
    return { code: 137, stdout: "", stderr: "killed" };
  }
}

async function ofSession(world: World, choose: Choose, ...args: string[]): Promise<void> {
  const id = pick(world.sessions.keys(), choose);
  const [name = "", ...rest] = args;
  if (id !== undefined) await verb(world, name, id, ...rest);
}

async function ofTicket(world: World, choose: Choose, ...args: string[]): Promise<void> {
  const id = pick(world.tickets, choose);
  const [name = "", ...rest] = args;
  if (id !== undefined) await verb(world, ...name.split(" "), id, ...rest);
}

/** Mostly harmless words, so that most sessions live on. */
function someWords(choose: Choose): string {
  const likely = ["commit", "dirty", "done", "commit done", "dirty commit", "sleep", "commit fork"];
  const all = choose(4) > 0 ? likely : words;
  return Array.from({ length: 1 + choose(2) }, () => pick(all, choose)).join(" ");
}

async function newTicket(world: World, choose: Choose): Promise<void> {
  const id = `T-${world.tickets.size + 1}`;
  const fields = { ...(choose(5) === 0 ? { hold: true } : {}), priority: `P${choose(4)}` };
  const type = pick(["JOB", "JOB", "LOOK"], choose) ?? "JOB";
  const body = `do: ${someWords(choose)}`;
  world.tickets.add(id);
  await world.byHand(() => world.workspace.ticket({ type, title: `Work ${id}`, id, fields, body }));
}

async function decide(world: World, choose: Choose): Promise<void> {
  const done = await verb(world, "inbox", "--json");
  if (done.code !== 0) return;
  const review = pick((JSON.parse(done.stdout) as Inbox).reviews, choose);
  if (review === undefined) return;
  // What is thrown away by a person's word is no loss, but not what this looks for.
  const choices = review.choices.filter(({ id }) => id !== "discard");
  const how = choose(4);
  if (how === 0) await verb(world, "reject", review.id, "--reason", "commit done");
  else if (how === 1) await verb(world, "answer", review.id, pick(choices, choose)?.id ?? "none");
  else await verb(world, "approve", review.id);
}

/** One file of a ticket, as a person finds it. */
async function withFile(world: World, choose: Choose, act: (path: string, id: string) => string[]): Promise<void> {
  await world.byHand(async () => {
    const file = pick(world.ticketFiles(), choose);
    if (file !== undefined) await world.person("sh", ["-c", ...act(file.path, file.id)]);
  });
}

const git = (world: World, ...args: string[]) => world.byHand(() => world.person("git", args));

function closeFolder(folder: string, world: World): void {
  if (!existsSync(folder)) return;
  chmodSync(folder, 0o500);
  world.lasting.push(() => {
    if (existsSync(folder)) chmodSync(folder, 0o700);
  });
}

/** At once: an owner makes it again while a slow removal is still at work. */
function removeRuntimeFolder(world: World): void {
  const folder = runtimeFolder(world.workspace);
  const away = join(world.workspace.root, "t/away");
  rmSync(away, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, away);
}

async function reboot(world: World, choose: Choose): Promise<void> {
  world.boot();
  for (let round = 0; round < 50; round++) {
    const pids = world.workspace.processes().map(({ pid }) => pid);
    if (pids.length === 0) break;
    world.kill(pids);
    await sleep(10);
  }
  world.windows.length = 0;
  if (choose(2) === 0) removeRuntimeFolder(world);
}

export const operations: Record<string, Operation> = {
  // People, and what they use.
  "new ticket": { weight: 30, run: newTicket },
  launch: { weight: 8, run: (w, c) => ofTicket(w, c, "launch", ...maybe(c, "--no-wait"), ...maybe(c, "--force")) },
  "spawn from a prompt": { weight: 4, run: (w, c) => verb(w, "spawn", `Please work\ndo: ${someWords(c)}`) },
  "spawn several": { weight: 2, run: (w, c) => verb(w, "spawn", ...[0, 1, 2].flatMap(() => pick(w.tickets, c) ?? [])) },
  decide: { weight: 16, run: decide },
  send: { weight: 8, run: (w, c) => ofSession(w, c, "send", someWords(c), "--no-wait") },
  redirect: { weight: 3, run: (w, c) => ofSession(w, c, "redirect", someWords(c)) },
  freeze: { weight: 5, run: (w, c) => ofSession(w, c, "freeze") },
  thaw: { weight: 6, run: (w, c) => ofSession(w, c, "thaw") },
  park: { weight: 5, run: (w, c) => ofSession(w, c, "park", ...maybe(c, "--force")) },
  interrupt: { weight: 2, run: (w, c) => ofSession(w, c, "interrupt") },
  kill: { weight: 7, run: (w, c) => ofSession(w, c, "kill", ...maybe(c, "--force")) },
  restore: { weight: 12, run: (w, c) => ofSession(w, c, "restore", ...maybe(c, "--fresh")) },
  requeue: { weight: 5, run: (w, c) => ofTicket(w, c, "requeue", ...maybe(c, "--kill")) },
  complete: { weight: 4, run: (w, c) => ofTicket(w, c, "complete", ...maybe(c, "--kill")) },
  retry: { weight: 4, run: (w, c) => ofTicket(w, c, "retry") },
  cleanup: { weight: 4, run: (w, c) => (c(2) === 0 ? verb(w, "cleanup", ...maybe(c, "--yes")) : ofSession(w, c, "cleanup", ...maybe(c, "--delete-branch"))) },
  discard: {
    weight: 1,
    run: async (w, c) => {
      const id = pick(w.tickets, c);
      if (id === undefined) return;
      w.discarded.add(id);
      await verb(w, "discard", id, "--yes");
    },
  },
  rename: { weight: 1, run: (w, c) => ofSession(w, c, "rename", "Another title") },
  priority: { weight: 2, run: (w, c) => ofTicket(w, c, "ticket set", "--priority", `P${c(4)}`) },
  hold: { weight: 2, run: (w, c) => ofTicket(w, c, "ticket set", c(3) === 0 ? "--hold" : "--release") },
  pause: { weight: 1, run: (w) => verb(w, "pause") },
  resume: { weight: 3, run: (w) => verb(w, "resume") },
  "stop the owner": { weight: 2, run: (w) => verb(w, "stop") },
  "stop all agents": { weight: 1, run: (w) => verb(w, "stop", "--agents", "--force") },
  "open a window": {
    weight: 3,
    run: async (w) => {
      const window = w.workspace.start(["stdio"]);
      const hello = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: { protocol: 1, version: "0.1.0", client: "script", subscribe: true } });
      window.stdin?.on("error", () => undefined);
      window.stdin?.write(`Content-Length: ${hello.length}\r\n\r\n${hello}`);
      window.stdout?.resume();
      window.stderr?.resume();
      if (window.pid !== undefined) w.windows.push(window.pid);
    },
  },
  serve: {
    weight: 2,
    run: async (w) => {
      const server = w.workspace.start(["serve"]);
      server.stdout?.resume();
      server.stderr?.resume();
      await sleep(50);
    },
  },
  // Files and git.
  "move a file": {
    weight: 6,
    run: (w, c) => withFile(w, c, (path) => [`mkdir -p .tickets/$1 && mv "$0" .tickets/$1/`, path, pick(folders, c) ?? "queue"]),
  },
  "copy a file": { weight: 1, run: (w, c) => withFile(w, c, (path, id) => [`mkdir -p .tickets/queue && cp "$0" .tickets/queue/copy-$1.md`, path, id]) },
  "edit a file": { weight: 4, run: (w, c) => withFile(w, c, (path) => [`echo more >> "$0"`, path]) },
  "delete a file": { weight: 1, run: (w, c) => withFile(w, c, (path) => [`rm "$0"`, path]) },
  "commit tickets": { weight: 2, run: (w) => w.byHand(() => w.person("sh", ["-c", "git add --all .tickets && git commit --quiet --message tickets"])) },
  stash: { weight: 2, run: (w) => git(w, "stash", "--include-untracked") },
  "stash pop": { weight: 4, run: (w) => git(w, "stash", "pop") },
  "check files out": { weight: 1, run: (w) => git(w, "checkout", "--", ".") },
  "switch branch": { weight: 2, run: (w, c) => git(w, "checkout", "--quiet", ...(c(2) === 0 ? ["main"] : ["-B", "other"])) },
  // What goes wrong.
  "kill the owner": { weight: 16, run: async (w) => w.kill(w.owners().map(({ pid }) => pid)) },
  "kill a host": { weight: 8, run: async (w, c) => w.kill([pick(w.hosts(), c)?.pid ?? 0].filter(Boolean)) },
  "kill all hosts": { weight: 2, run: async (w) => w.kill(w.hosts().map(({ pid }) => pid)) },
  "kill owner and host": { weight: 5, run: async (w, c) => w.kill([...w.owners(), pick(w.hosts(), c)].flatMap((one) => one?.pid ?? [])) },
  "kill an agent": { weight: 4, run: async (w, c) => w.kill([pick(w.hosts(), c)?.below[0]?.pid ?? 0].filter(Boolean)) },
  "kill a window": { weight: 2, run: async (w) => w.kill(w.windows.splice(0, 1)) },
  "kill everything of git": { weight: 2, run: async (w) => w.kill(w.workspace.processes().filter(({ argv }) => argv[0] === "git").map(({ pid }) => pid)) },
  reboot: { weight: 4, run: reboot },
  "let the owner sleep": {
    weight: 2,
    run: async (w) => {
      const owners = w.owners();
      for (const { pid } of owners) signal(pid, "SIGSTOP");
      await sleep(200);
      for (const { pid } of owners) signal(pid, "SIGCONT");
    },
  },
  "set the clock": { weight: 5, run: async (w, c) => w.setClock(pick(["+0", "-10s", "+10s", "-1d", "+30d", "-400d"], c) ?? "+0") },
  "fill the disk": { weight: 2, run: (w) => w.fillDisk() },
  "state read-only": { weight: 2, run: async (w) => closeFolder(stateFolder(w.workspace), w) },
  "tickets read-only": { weight: 1, run: async (w) => closeFolder(join(w.workspace.folder, ".tickets"), w) },
  "all is writable": { weight: 5, run: (w) => w.mend() },
  "remove the runtime folder": { weight: 1, run: async (w) => removeRuntimeFolder(w) },
  wait: { weight: 25, run: (_, c) => sleep([20, 100, 400][c(3)] ?? 0) },
};
