// From the start of an editor's connection, with no owner running, to its first lists: ten thousand tickets, of which
// a hundred changed while nobody looked. Beside `git status`, which looks at the same files.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { aim, type Figure, type Options, spread } from "./figures.ts";
import { firstLists } from "./first-lists.ts";
import { privateMemory } from "./memory.ts";
import { Stopwatch } from "./stopwatch.ts";

const folders = ["queue", "in-progress", "completed", "completed", "completed"] as const;

function ticket(n: number, change: number): [string, string] {
  const id = `TASK-${String(n).padStart(5, "0")}`;
  const fields = [`id: ${id}`, "type: TASK", `title: Bench ticket ${n}`, "project: shop", `priority: P${n % 4}`, "hold: true"];
  const body = `What is to be done, in some words. Change ${change}.\n`.repeat(6);
  return [`${folders[n % folders.length]}/${id}.md`, `---\n${fields.join("\n")}\n---\n\n${body}`];
}

export async function start({ quick, say }: Options): Promise<Figure[]> {
  const tickets = quick ? 2_000 : 10_000;
  const changed = tickets / 100;
  const rounds = quick ? 4 : 20;
  const workspace = await Workspace.create({ config: { queue: { autoLaunch: false } } });
  const shell = new Stopwatch(workspace.folder, workspace.env);
  try {
    const root = join(workspace.folder, ".tickets");
    for (const folder of new Set(folders)) mkdirSync(join(root, folder), { recursive: true });
    const write = (n: number, change: number): void => {
      const [path, text] = ticket(n, change);
      writeFileSync(join(root, path), text);
    };
    say(`${tickets} tickets, ${rounds} starts`);
    for (let n = 0; n < tickets; n++) write(n, 0);
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message", "Tickets");
    await workspace.json("trust", "--yes");
    const took: number[] = [];
    const git: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const { status } = await workspace.json<{ status: { pid: number } }>("status");
      await workspace.operator("stop");
      await until(() => !workspace.processes().some(({ pid }) => pid === status.pid), { what: "the owner's end" });
      for (let n = 0; n < changed; n++) write((n * 97 + round * 13) % tickets, round + 1);
      const lap = await shell.time("git status");
      const first = await firstLists(workspace);
      if (first.tickets.length !== tickets) throw new Error(`${first.tickets.length} tickets`);
      if (round === 0) continue; // nobody has read them before: that is another start
      took.push(first.took);
      memory.push(privateMemory(first.pid));
      git.push(lap.took);
    }
    const measured = spread(took);
    const owner = spread(memory);
    return [
      {
        part: "start",
        what: `start → first lists, ${tickets} tickets, ${changed} changed`,
        unit: "ms",
        measured,
        beside: { what: "git status", measured: spread(git) },
        aim: aim("median ≤ 150 ms", measured.median <= 150),
      },
      {
        part: "start",
        what: `owner with ${tickets} tickets`,
        unit: "MB",
        measured: owner,
        aim: aim("≤ 50 MB", owner.most <= 50),
      },
    ];
  } finally {
    shell.close();
    await workspace.close();
  }
}
