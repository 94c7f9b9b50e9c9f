// From the start of `operator hook` to what a window hears of it, while other sessions are busy.
import { aim, type Figure, type Options, spread } from "./figures.ts";
import { type Fleet, type Member, withFleet } from "./fleet.ts";
import { now } from "./stopwatch.ts";
import type { Message } from "../wire/connection.ts";
import { sleep, until } from "../support/wait.ts";

/** What an agent's hook says at the n-th event: each is news of the session. */
function event(n: number): Record<string, unknown> {
  const call = { tool_name: "Bash", tool_use_id: `b${n >> 1}`, tool_input: { command: `make part-${n >> 1}` } };
  return n % 2 === 0 ? { hook_event_name: "PreToolUse", ...call } : { hook_event_name: "PostToolUse", tool_response: {}, ...call };
}

/** One session that is measured, and the others at work. */
export async function busyFleet(fleet: Fleet, others: number): Promise<Member> {
  await fleet.grow(1);
  await fleet.grow(others, "busy");
  const [member] = fleet.members;
  if (!member) throw new Error("no session");
  await fleet.shell.time(fleet.says(member, { hook_event_name: "UserPromptSubmit", prompt: "go" }));
  fleet.stir();
  await sleep(2_000);
  return member;
}

export function hooks({ quick, say }: Options): Promise<Figure[]> {
  return withFleet(async (fleet) => {
    const others = quick ? 5 : 20;
    const member = await busyFleet(fleet, others);
    const heard: number[] = [];
    fleet.connection.onMessage = (message: Message) => {
      const session = message.params?.["session"] as { id: string } | undefined;
      if (message.method === "session/didChange" && session?.id === member.id) heard.push(now());
    };
    const samples: number[] = [];
    const alone: number[] = [];
    const events = quick ? 40 : 200;
    say(`${events} events, ${others} other sessions busy`);
    for (let n = 0; n < events; n++) {
      heard.length = 0;
      fleet.connection.received.length = 0;
      const lap = await fleet.shell.time(fleet.says(member, event(n)));
      await until(() => heard.length > 0, { what: "the notification", interval: 5, state: () => n });
      samples.push((heard[0] ?? Number.NaN) - lap.began);
      alone.push(lap.took);
      await sleep(20);
    }
    const measured = spread(samples);
    return [
      {
        part: "hooks",
        what: `hook's start → notification on stdio, ${others} others busy`,
        unit: "ms",
        measured,
        beside: { what: "the hook's own process", measured: spread(alone) },
        aim: aim("p99 ≤ 5 ms", measured.p99 <= 5),
      },
    ];
  });
}
