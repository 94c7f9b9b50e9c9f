// A sequence: steps in one workspace, in batches, after each of which all that has to be true is looked at.
import { operations } from "./operations.ts";
import { losses, settle } from "./invariants.ts";
import { randomOf, weighted } from "./random.ts";
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

/** The steps of a seed. */
export function plan(seed: number, batches: number): Batch[] {
  const random = randomOf(seed);
  return Array.from({ length: batches }, () =>
    Array.from({ length: 3 + random(6) }, () => {
      const step = { do: weighted(names, random).name, with: random(2 ** 31) };
      return random(4) === 0 ? { ...step, beside: true } : step;
    }),
  );
}

async function run(world: World, step: Step): Promise<void> {
  const operation = operations[step.do];
  if (operation === undefined) throw new Error(`there is no operation ${step.do}`);
  await operation.run(world, randomOf(step.with));
}

/** Runs them until one fails or `stop` says so. `inspect` sees the workspace of a failure before it is removed. */
export async function perform(batches: Batch[], stop: () => boolean, inspect?: (world: World) => Promise<void>): Promise<Outcome> {
  const outcome: Outcome = { steps: 0, checks: 0, settled: [] };
  const world = await World.create();
  try {
    for (const [index, batch] of batches.entries()) {
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

async function performBatch(world: World, batch: Batch, outcome: Outcome): Promise<void> {
  const under: Promise<void>[] = [];
  for (const step of batch) {
    const done = run(world, step);
    done.catch(() => undefined); // told below
    outcome.steps++;
    if (step.beside === true) under.push(done);
    else await done;
  }
  await Promise.all(under);
  await world.mend();
  outcome.settled.push(await settle(world));
  const lost = await losses(world);
  if (lost.length > 0) throw new Error(lost.join("\n"));
  outcome.checks++;
}
