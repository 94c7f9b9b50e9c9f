// `operator ls` and `operator hook` as whole processes, beside `git status` and a program that does nothing.
import { aim, type Figure, type Options, spread } from "./figures.ts";
import { operator, withFleet } from "./fleet.ts";

export function processes({ quick, say }: Options): Promise<Figure[]> {
  return withFleet(async (fleet) => {
    await fleet.grow(quick ? 3 : 10);
    const [member] = fleet.members;
    if (!member) throw new Error("no session");
    const took: Record<"ls" | "hook" | "git" | "nothing", number[]> = { ls: [], hook: [], git: [], nothing: [] };
    const rounds = quick ? 30 : 300;
    say(`${rounds} rounds of each program`);
    for (let n = 0; n < rounds + 3; n++) {
      const payload = { hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command: `make ${n}` } };
      const hook = fleet.says(member, payload);
      const laps = {
        git: (await fleet.shell.time("git status")).took,
        ls: (await fleet.shell.time(`${operator} ls`)).took,
        hook: (await fleet.shell.time(hook)).took,
        nothing: (await fleet.shell.time("/bin/true")).took,
      };
      if (n < 3) continue; // the first ones fill the caches
      for (const name of ["ls", "hook", "git", "nothing"] as const) took[name].push(laps[name]);
    }
    const git = spread(took.git);
    const figure = (what: string, samples: number[]): Figure => {
      const measured = spread(samples);
      const met = measured.median <= 4 * git.median;
      return { part: "processes", what, unit: "ms", measured, beside: { what: "git status", measured: git }, aim: aim("≤ 4 × git status", met) };
    };
    const sessions = fleet.members.length;
    return [
      figure(`operator ls, ${sessions} sessions`, took.ls),
      figure("operator hook", took.hook),
      { part: "processes", what: "/bin/true, the floor", unit: "ms", measured: spread(took.nothing) },
    ];
  });
}
