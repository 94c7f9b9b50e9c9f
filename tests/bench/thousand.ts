// A thousand live sessions: what one costs when there are many. Beside a tmux server with as many panes, looked at as
// tools do that have nothing else: every pane's text, again and again.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sleep, until } from "../support/wait.ts";
import { type Message, ownerEnded } from "../wire/connection.ts";
import { aim, type Figure, type Options, spread } from "./figures.ts";
import { firstLists } from "./first-lists.ts";
import { type Fleet, operator, withFleet } from "./fleet.ts";
import { activityOf, privateMemory } from "./memory.ts";
import { now, quoted } from "./stopwatch.ts";

/** How often a tool that polls looks at all panes. */
const period = 2;

interface Listed {
  id: string;
  status: string;
  host: { alive: boolean };
}

export function thousand({ quick, say }: Options): Promise<Figure[]> {
  return withFleet(async (fleet) => {
    const count = quick ? 20 : 1_000;
    say(`${count} launches`);
    await fleet.grow(count);
    for (const member of fleet.members)
      await fleet.shell.time(fleet.says(member, { hook_event_name: "UserPromptSubmit", prompt: "go" }));
    await sleep(quick ? 2_000 : 15_000);
    const owner = await fleet.owner();
    const memory = { owner: privateMemory(owner), hosts: spread(fleet.hosts().map(privateMemory)) };
    const seconds = quick ? 5 : 60;
    say(`${seconds} s at rest`);
    const idle = await atRest(fleet, owner, seconds);
    say("lists and events");
    const ls: number[] = [];
    const poll: number[] = [];
    const tmux = await Panes.open(fleet, count);
    let server = Number.NaN;
    try {
      for (let n = 0; n < (quick ? 5 : 50); n++) {
        ls.push((await fleet.shell.time(`${operator} ls`)).took);
        if (n < (quick ? 2 : 5)) poll.push(await tmux.look());
      }
      server = privateMemory(await tmux.pid());
    } finally {
      await tmux.close();
    }
    const heard = await latencies(fleet, quick ? 20 : 300);
    say("adoptions");
    const adopted = await adoptions(fleet, count, quick ? 2 : 10);
    const listed = spread(ls);
    const latency = spread(heard);
    const lists = spread(adopted.map((one) => one.lists));
    const hosts = spread(adopted.map((one) => one.hosts));
    const looks = { what: `one look at ${count} tmux panes`, measured: spread(poll) };
    const share = (100 * idle) / (seconds * 1_000);
    const figure = (what: string, unit: Figure["unit"], rest: Pick<Figure, "measured" | "aim" | "beside" | "note">): Figure => ({
      part: "thousand",
      what: `${what}, ${count} sessions`,
      unit,
      ...rest,
    });
    return [
      figure("operator ls", "ms", { measured: listed, aim: aim("median ≤ 15 ms", listed.median <= 15), beside: looks }),
      figure("hook's start → notification", "ms", {
        measured: latency,
        aim: aim("p99 ≤ 100 ms", latency.p99 <= 100),
        beside: looks,
        note: "who polls hears of it at the earliest when a look has ended",
      }),
      figure("owner", "MB", {
        measured: spread([memory.owner]),
        aim: aim("≤ 50 MB", memory.owner <= 50),
        beside: { what: `tmux server with ${count} panes`, measured: spread([server]) },
        note: "tmux keeps the screens in its server, Operator in the hosts",
      }),
      figure("a host", "MB", { measured: memory.hosts }),
      figure(`processor time of all in ${seconds} s`, "ms", {
        measured: spread([idle]),
        aim: aim("≤ 0.2 % of a core", share <= 0.2),
        beside: { what: `looks every ${period} s`, measured: spread(poll.map((one) => (one * seconds) / period)) },
      }),
      figure("owner killed → the next one's lists", "ms", { measured: lists, beside: looks }),
      figure("owner killed → the next one has all hosts", "ms", {
        measured: hosts,
        aim: aim("≤ 1 s", hosts.most <= 1_000),
        beside: looks,
        note: "who polls knows all again when its first look has ended",
      }),
    ];
  }, 20);
}

/** Milliseconds on a processor, of the owner and every host. */
async function atRest(fleet: Fleet, owner: number, seconds: number): Promise<number> {
  const pids = [owner, ...fleet.hosts()];
  const spent = (): number => pids.reduce((all, pid) => all + activityOf(pid).processor, 0);
  const before = spent();
  await sleep(seconds * 1_000);
  return spent() - before;
}

/** News of sessions all over the list, one at a time. */
async function latencies(fleet: Fleet, events: number): Promise<number[]> {
  const samples: number[] = [];
  let wanted = "";
  let heard = Number.NaN;
  fleet.connection.onMessage = (message: Message) => {
    const session = message.params?.["session"] as { id: string } | undefined;
    if (message.method === "session/didChange" && session?.id === wanted) heard = now();
  };
  for (let n = 0; n < events; n++) {
    const member = fleet.members[(n * 397) % fleet.members.length];
    if (!member) throw new Error("no session");
    wanted = member.id;
    heard = Number.NaN;
    fleet.connection.received.length = 0;
    const call = { tool_name: "Bash", tool_use_id: `t${n}`, tool_input: { command: `make ${n}` } };
    const lap = await fleet.shell.time(fleet.says(member, { hook_event_name: "PreToolUse", ...call }));
    await until(() => !Number.isNaN(heard), { what: "the notification", interval: 5, state: () => n });
    samples.push(heard - lap.began);
    await sleep(10);
  }
  fleet.connection.onMessage = undefined;
  return samples;
}

/** From the start of an editor's connection after its owner was killed: lists in which everything lives, all hosts connected. */
async function adoptions(fleet: Fleet, count: number, rounds: number): Promise<{ lists: number; hosts: number }[]> {
  const samples: { lists: number; hosts: number }[] = [];
  await fleet.leave();
  for (let n = 0; n < rounds; n++) {
    const { status } = await fleet.workspace.json<{ status: { pid: number } }>("status");
    process.kill(status.pid, "SIGKILL");
    await ownerEnded(fleet.workspace, status.pid);
    const began = now();
    const first = await firstLists(fleet.workspace);
    // One descriptor each, besides its own few.
    const connections = (): number => readdirSync(`/proc/${first.pid}/fd`).length;
    await until(() => connections() > count, { what: "all hosts", timeout: 60_000, interval: 10, state: connections });
    const hosts = now() - began;
    const alive = (first.sessions as Listed[]).filter(({ host, status: label }) => host.alive && label === "working");
    if (alive.length !== count) throw new Error(`${alive.length} of ${count} sessions are at work after a restart`);
    samples.push({ lists: first.took, hosts });
  }
  return samples;
}

/** A tmux server of its own with so many panes. */
class Panes {
  private readonly fleet: Fleet;
  private readonly tmux: string;
  private readonly count: number;

  private constructor(fleet: Fleet, count: number) {
    this.fleet = fleet;
    this.count = count;
    this.tmux = `tmux -S ${quoted(join(fleet.workspace.root, "panes"))} -f /dev/null`;
  }

  static async open(fleet: Fleet, count: number): Promise<Panes> {
    const panes = new Panes(fleet, count);
    await fleet.shell.time(`${panes.tmux} new-session -d -s p1 sleep infinity`);
    await fleet.shell.time(`for n in $(seq 2 ${count}); do ${panes.tmux} new-session -d -s p$n sleep infinity; done`);
    return panes;
  }

  /** The list, then the text of each. */
  async look(): Promise<number> {
    const each = `for n in $(seq 1 ${this.count}); do ${this.tmux} capture-pane -p -t p$n; done`;
    return (await this.fleet.shell.time(`${this.tmux} list-panes -a; ${each}`)).took;
  }

  async pid(): Promise<number> {
    const file = join(this.fleet.workspace.root, "panes.pid");
    await this.fleet.shell.time(`${this.tmux} display-message -p '#{pid}' > ${quoted(file)}`);
    return Number(readFileSync(file, "utf8"));
  }

  async close(): Promise<void> {
    await this.fleet.shell.time(`${this.tmux} kill-server`);
  }
}
