// A sequence: steps in one workspace, in batches, after each of which all that has to be true is looked at.
import { operations } from "./operations.ts";
import { losses, settle } from "./invariants.ts";
import { randomOf, weighted } from "./random.ts";
import { sleep } from "../support/wait.ts";
import { World } from "./world.ts";

export interface Step {
  do: string;
  /** Where its choices come from. */
  with: number;
  /** Goes on at once, while it is still under way. */
  beside?: boolean;
}
export type Batch = Step[];

export interface Outcome {
  steps: number;
  checks: number;
  /** How long it took to settle, milliseconds, one by one. */
  settled: number[];
  failure?: { batch: number; what: string };
}

const names = Object.entries(operations).map(([name, { weight }]) => ({ name, weight }));

/** What is done to one workspace. */
export interface Plan {
  /** Its wall clock can be set. */
  clock: boolean;
  steps: Batch[];
}

/** That of a seed. */
export function planOf(seed: number, batches: number): Plan {
  const random = randomOf(seed);
  const clock = random(4) === 0;
  const steps = Array.from({ length: batches }, () =>
    Array.from({ length: 3 + random(6) }, () => {
      const step = { do: weighted(names, random).name, with: random(2 ** 31) };
      return random(4) === 0 ? { ...step, beside: true } : step;
    }),
  );
  return { clock, steps };
}

async function run(world: World, step: Step): Promise<void> {
  const operation = operations[step.do];
  if (operation === undefined) throw new Error(`there is no operation ${step.do}`);
  await operation.run(world, randomOf(step.with));
}

/** Runs it until a step fails or `stop` says so. `inspect` sees the workspace of a failure before it is removed. */
export async function perform(plan: Plan, stop: () => boolean, inspect?: (world: World) => Promise<void>): Promise<Outcome> {
  const outcome: Outcome = { steps: 0, checks: 0, settled: [] };
  const world = await World.create(plan);
  try {
    for (const [index, batch] of plan.steps.entries()) {
      if (stop()) break;
      try {
        await performBatch(world, batch, outcome);
      } catch (error) {
        outcome.failure = { batch: index, what: error instanceof Error ? error.message : String(error) };
        await inspect?.(world);
        break;
      }
    }
  } finally {
    await world.close();
  }
  return outcome;
}

/** What is under way may wait for a fault's end, or be the one that brings it. */
async function mendUntil(world: World, done: Promise<unknown>): Promise<void> {
  let open = true;
  const over = done.finally(() => (open = false));
  over.catch(() => undefined); // told below
  while (open) {
    await world.mend();
    await Promise.race([over, sleep(50)]);
  }
  await over;
  await world.mend();
}

async function performBatch(world: World, batch: Batch, outcome: Outcome): Promise<void> {
  const under: Promise<void>[] = [];
  for (const step of batch) {
    const done = run(world, step);
    done.catch(() => undefined); // told below
    outcome.steps++;
    if (step.beside === true) under.push(done);
    else await done;
  }
  await mendUntil(world, Promise.all(under));
  outcome.settled.push(await settle(world));
  // The queue may launch something while it is looked at: what is lost stays so.
  for (let tries = 1; ; tries++) {
    const lost = await losses(world).catch((error: unknown) => [String(error)]);
    if (lost.length === 0) break;
    if (tries === 5) throw new Error(lost.join("\n"));
    await sleep(200 * tries);
    await settle(world);
  }
  outcome.checks++;
}
