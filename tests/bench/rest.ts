// What everything does while nothing happens: wakes and processor time from the kernel's own count, then strace for
// what the calls are. And what memory it takes.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sleep } from "../support/wait.ts";
import { aim, type Figure, type Options, spread } from "./figures.ts";
import { withFleet } from "./fleet.ts";
import { activityOf, privateMemory } from "./memory.ts";

// Attaching interrupts a wait, which is then begun again.
const attaching = 2_000;

export function rest({ quick, say }: Options): Promise<Figure[]> {
  return withFleet(async (fleet) => {
    const sessions = quick ? 10 : 200;
    const seconds = quick ? 12 : 60;
    say(`${sessions} launches`);
    await fleet.grow(sessions);
    // Each has had a turn, and waits for a person now.
    for (const member of fleet.members) {
      await fleet.shell.time(fleet.says(member, { hook_event_name: "UserPromptSubmit", prompt: "go" }));
      await fleet.shell.time(fleet.says(member, { hook_event_name: "Stop", stop_hook_active: false }));
    }
    await sleep(quick ? 3_000 : 15_000);
    const owner = await fleet.owner();
    const hosts = fleet.hosts();
    say(`${seconds} s at rest, ${hosts.length} hosts`);
    await sleep(1_000);
    const pids = [owner, ...hosts];
    const before = pids.map(activityOf);
    await sleep(seconds * 1_000);
    const after = pids.map(activityOf);
    const wakes = pids.map((_, n) => (after[n]?.wakes ?? 0) - (before[n]?.wakes ?? 0));
    const spent = pids.map((_, n) => (after[n]?.processor ?? 0) - (before[n]?.processor ?? 0));
    const memory = { owner: privateMemory(owner), hosts: spread(hosts.map(privateMemory)) };
    say(`${seconds} s under strace`);
    const traced = await trace(join(fleet.workspace.root, "strace"), pids, seconds);
    const sum = (values: number[]): number => values.reduce((all, one) => all + one, 0);
    const owners = { wakes: sum(wakes.slice(0, 1)), spent: sum(spent.slice(0, 1)) };
    const theirs = { wakes: sum(wakes.slice(1)), spent: sum(spent.slice(1)) };
    const figure = (what: string, unit: Figure["unit"], value: number, words?: string): Figure => ({
      part: "rest",
      what,
      unit,
      measured: spread([value]),
      ...(words === undefined ? {} : { aim: aim(words, value === 0) }),
    });
    return [
      figure(`owner's wakes in ${seconds} s, ${sessions} sessions`, "calls", owners.wakes, "none"),
      figure(`all hosts' wakes in ${seconds} s`, "calls", theirs.wakes, "none"),
      figure(`owner's processor time in ${seconds} s`, "ms", owners.spent),
      figure(`all hosts' processor time in ${seconds} s`, "ms", theirs.spent),
      {
        ...figure(`system calls of all in ${seconds} s (strace)`, "calls", traced.calls, "none"),
        ...(traced.note === "" ? {} : { note: traced.note }),
      },
      {
        part: "rest",
        what: `owner with ${sessions} sessions`,
        unit: "MB",
        measured: spread([memory.owner]),
        aim: aim("≤ 50 MB", memory.owner <= 50),
      },
      {
        part: "rest",
        what: "host of a quiet session",
        unit: "MB",
        measured: memory.hosts,
        aim: aim("≤ 8 MB", memory.hosts.most <= 8),
      },
    ];
  }, 20);
}

async function trace(file: string, pids: number[], seconds: number): Promise<{ calls: number; note: string }> {
  const began = Date.now();
  const child = spawn("strace", ["-f", "-ttt", "-qq", "-o", file, ...pids.flatMap((pid) => ["-p", String(pid)])], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  child.stderr?.on("data", (bytes: Buffer) => (words += bytes.toString()));
  const ended = new Promise((done) => child.once("exit", done));
  await sleep(seconds * 1_000 + attaching);
  const early = child.exitCode !== null;
  const until = Date.now();
  child.kill("SIGINT");
  await ended;
  if (early || !existsSync(file)) throw new Error(`strace: ${words}`);
  const counts = new Map<string, number>();
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [, at, name] = /^\d+ +([\d.]+) (?:<\.\.\. )?(\w+)/.exec(line) ?? [];
    const time = Number(at) * 1000;
    if (name === undefined || time < began + attaching || time > until) continue;
    if (!line.includes("resumed>")) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const calls = [...counts.values()].reduce((all, one) => all + one, 0);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return { calls, note: sorted.map(([name, count]) => `${name} ${count}`).join(", ") };
}
