// scripts/faults runs this.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/paths.ts";
import { stateFolder } from "../wire/connection.ts";
import { type Batch, type Outcome, perform, type Plan, planOf } from "./sequence.ts";
import type { World } from "./world.ts";

const found = join(repository, "build/faults");
const batches = 12;
const lanes = 2;

interface Wishes {
  seconds: number;
  seed: number;
  replay: string;
  shrink: boolean;
  /** The file for `passed failed skipped`. */
  counts: string;
}

function read(args: string[]): Wishes {
  const wishes: Wishes = { seconds: 180, seed: Date.now() % 1_000_000, replay: "", shrink: false, counts: "" };
  for (let at = 0; at < args.length; at++) {
    const value = args[at + 1] ?? "";
    if (args[at] === "--shrink") wishes.shrink = true;
    else if (args[at] === "--seconds") wishes.seconds = Number(value);
    else if (args[at] === "--seed") wishes.seed = Number(value);
    else if (args[at] === "--replay") wishes.replay = value;
    else if (args[at] === "--counts") wishes.counts = value;
  }
  return wishes;
}

/** What a person needs to see of a workspace that failed. */
async function report(world: World, name: string): Promise<void> {
  const { workspace } = world;
  const said = [];
  for (const args of [["ls"], ["queue"], ["inbox"], ["events", "--limit", "300"]]) {
    const { stdout, stderr } = await workspace.operator(...args).catch((error: unknown) => ({ stdout: "", stderr: String(error) }));
    said.push(`== operator ${args.join(" ")}\n${stdout}${stderr}`);
  }
  const processes = workspace.processes().map(({ pid, parent, argv }) => `${pid} < ${parent}: ${argv.join(" ").slice(0, 300)}`);
  const files = world.ticketFiles().map(({ id, path }) => `${id}: ${path}`);
  const log = await workspace.run("sh", ["-c", `tail -n 200 "$0"/*.log`, stateFolder(workspace)]);
  said.push(`== processes\n${processes.join("\n")}`, `== files\n${files.join("\n")}`, `== log\n${log.stdout}`);
  mkdirSync(found, { recursive: true });
  writeFileSync(join(found, `${name}.txt`), said.join("\n\n"));
  if (process.env["OPERATOR_TEST_KEEP"]) console.log(`kept ${workspace.root}`);
}

function keep(name: string, { clock, steps }: Plan, what: string): string {
  mkdirSync(found, { recursive: true });
  const file = join(found, `${name}.json`);
  const lines = steps.map((batch) => `  [${batch.map((step) => JSON.stringify(step)).join(",\n   ")}]`);
  writeFileSync(file, `{"what": ${JSON.stringify(what)},\n "clock": ${clock}, "steps": [\n${lines.join(",\n")}\n]}\n`);
  return file;
}

/** Fewer steps that fail as well, as far as that can be found within the time: what may go, goes. */
async function shrink(plan: Plan, until: number, name: string): Promise<void> {
  const over = (): boolean => Date.now() > until;
  let best = plan.steps;
  const fails = async (steps: Batch[]): Promise<boolean> => {
    const failed = (await perform({ ...plan, steps }, over)).failure !== undefined;
    if (failed) best = steps;
    return failed;
  };
  for (let at = 0; at < best.length && !over(); ) {
    if (best.length === 1 || !(await fails(best.filter((_, index) => index !== at)))) at++;
  }
  for (let at = 0; at < best.length; at++) {
    for (let inner = 0; inner < (best[at]?.length ?? 0) && !over(); ) {
      const without = (batch: Batch, index: number): Batch => (index === at ? batch.filter((_, position) => position !== inner) : batch);
      if (!(await fails(best.map(without)))) inner++;
    }
  }
  console.log(`fewer steps: ${keep(`${name}-small`, { ...plan, steps: best }, "see the longer one")}`);
}

async function main({ seconds, seed, replay, shrink: small, counts }: Wishes): Promise<void> {
  const end = replay === "" ? Date.now() + seconds * 1000 : Infinity;
  const all: Outcome[] = [];
  let next = seed;
  let failures = 0;
  const attempt = async (name: string, plan: Plan): Promise<void> => {
    const outcome = await perform(plan, () => Date.now() > end, (world) => report(world, name));
    all.push(outcome);
    if (!outcome.failure) return;
    failures++;
    const { batch, what } = outcome.failure;
    const until = { ...plan, steps: plan.steps.slice(0, batch + 1) };
    console.log(`FAILED ${name}, batch ${batch + 1}:\n${what}\nsteps: ${keep(name, until, what)}`);
    if (small) await shrink(until, Date.now() + seconds * 1000, name);
  };
  const lane = async (): Promise<void> => {
    while (Date.now() < end && failures < 5) {
      const mine = next++;
      await attempt(`seed-${mine}`, planOf(mine, batches));
    }
  };
  console.log(`seeds from ${seed}`);
  if (replay !== "") await attempt("replay", JSON.parse(readFileSync(replay, "utf8")) as Plan);
  else await Promise.all(Array.from({ length: lanes }, lane));
  const sum = (of: (one: Outcome) => number): number => all.reduce((so, one) => so + of(one), 0);
  const settled = all.flatMap((one) => one.settled).sort((a, b) => a - b);
  const within = settled.filter((ms) => ms <= 2000).length;
  console.log(
    `${sum((one) => one.steps)} steps, ${sum((one) => one.checks)} checks in ${all.length} workspaces, seeds ${seed} to ${next - 1}; ` +
      `settled within 2 s: ${within} of ${settled.length}, slowest ${settled.at(-1) ?? 0} ms; ${failures} failures`,
  );
  if (counts !== "") writeFileSync(counts, `${all.length - failures} ${failures} 0\n`);
  process.exitCode = failures > 0 ? 1 : 0;
}

await main(read(process.argv.slice(2)));
