// From the request to launch a ticket to the agent's first instruction, beside `git worktree add` of the same commit.
import { aim, type Figure, type Options, spread } from "./figures.ts";
import { withFleet } from "./fleet.ts";
import { now, quoted } from "./stopwatch.ts";
import { join } from "node:path";

export function launch({ quick, say }: Options): Promise<Figure[]> {
  return withFleet(async (fleet) => {
    const samples: number[] = [];
    const git: number[] = [];
    const over: number[] = [];
    const rounds = quick ? 6 : 40;
    say(`${rounds} launches`);
    for (let n = 0; n < rounds; n++) {
      const folder = quoted(join(fleet.workspace.root, "trees", String(n)));
      const lap = await fleet.shell.time(`git worktree add -b bench-${n} ${folder} main`);
      const ticket = await fleet.ticket();
      const asked = now();
      const member = await fleet.launch(ticket);
      const took = member.began - asked;
      samples.push(took);
      git.push(lap.took);
      over.push(took - lap.took);
    }
    const beside = { what: "git worktree add", measured: spread(git) };
    const difference = spread(over);
    return [
      { part: "launch", what: "launch asked → agent runs, 1,000 files", unit: "ms", measured: spread(samples), beside },
      {
        part: "launch",
        what: "the difference",
        unit: "ms",
        measured: difference,
        aim: aim("median ≤ 100 ms", difference.median <= 100),
      },
    ];
  });
}
