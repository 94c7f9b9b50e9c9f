// A session's host as a terminal: how fast output goes through it, what it keeps, how soon a viewer sees it. Beside
// tmux (a server of its own, with the same history) and a bare pseudo-terminal (`script`).
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { operatorProgram } from "../support/paths.ts";
import { sleep, until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { stateAfter } from "../streams/terminal-state.ts";
import { Viewer } from "../streams/viewer.ts";
import { aim, type Figure, type Options, spread } from "./figures.ts";
import { operator } from "./fleet.ts";
import { privateMemory } from "./memory.ts";
import { quoted, Stopwatch } from "./stopwatch.ts";

const cols = 100;
const rows = 30;

/** Lines as a compiler or a test run prints them: some colour, of unequal length. */
function lines(count: number): string {
  const out: string[] = [];
  for (let n = 0; n < count; n++)
    out.push(`\x1b[3${1 + (n % 6)}m[${n}]\x1b[0m compiling part ${n % 97} \x1b[1mof many\x1b[0m ${"x".repeat((n * 37) % 50)}\r\n`);
  return out.join("");
}

class Bench {
  readonly workspace: Workspace;
  readonly shell: Stopwatch;
  private readonly children: ChildProcess[] = [];
  private runs = 0;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.shell = new Stopwatch(workspace.folder, workspace.env);
    writeFileSync(this.path("tmux.conf"), "set -g history-limit 10000\nset -g default-size 100x30\n");
    // Waits until it may, prints the file, notes when it began and ended, and stays.
    const flood = [
      'stty -opost; until [ -e "$2.go" ]; do sleep 0.01; done',
      's=$EPOCHREALTIME; cat "$1"; e=$EPOCHREALTIME',
      'echo "$s $e" > "$2.new"; mv "$2.new" "$2"',
      '[ "${3:-}" = end ] || exec sleep infinity',
    ].join("\n");
    writeFileSync(this.path("flood"), `${flood}\n`);
  }

  path(name: string): string {
    return join(this.workspace.root, name);
  }

  private keep(program: string, args: string[]): ChildProcess {
    const child = spawn(program, args, {
      cwd: this.workspace.folder,
      env: this.workspace.env,
      stdio: ["ignore", "ignore", "ignore"],
    });
    this.children.push(child);
    return child;
  }

  /** A pseudo-terminal of the right size whose other end is thrown away. */
  private inTerminal(command: string): ChildProcess {
    return this.keep("script", ["-qfec", `stty cols ${cols} rows ${rows}; ${command}`, "/dev/null"]);
  }

  private async go(mark: string, meanwhile?: () => void): Promise<number> {
    await sleep(300); // who looks has arrived
    writeFileSync(`${mark}.go`, "");
    await until(
      () => {
        meanwhile?.();
        return existsSync(mark);
      },
      { what: "the end of the flood", timeout: 120_000, interval: 20 },
    );
    const [began = Number.NaN, ended = Number.NaN] = readFileSync(mark, "utf8").split(" ").map(Number);
    return ended - began;
  }

  mark(): string {
    return this.path(`mark-${++this.runs}`);
  }

  async host(file: string): Promise<Host> {
    const mark = this.mark();
    const dir = `${mark}.d`;
    mkdirSync(dir, { mode: 0o700 });
    const argv = ["/bin/bash", this.path("flood"), file, mark];
    const launch = { session: "app-1", run: 1, argv, env: this.workspace.env, cwd: this.workspace.folder, cols, rows };
    writeFileSync(join(dir, "launch-1.json"), JSON.stringify(launch));
    const socket = join(dir, "s");
    const child = this.keep(operatorProgram, ["host", "--dir", dir, "--socket", socket, "--run", "1"]);
    await until(() => existsSync(join(dir, "host.json")), { what: "the host", interval: 5 });
    return {
      socket,
      pid: child.pid ?? 0,
      watch: () => void this.inTerminal(`exec ${operator} attach --socket ${quoted(socket)}`),
      flood: (meanwhile) => this.go(mark, meanwhile),
      end: () => end(child),
    };
  }

  async tmux(file: string): Promise<Tmux> {
    const mark = this.mark();
    const words = `tmux -f ${quoted(this.path("tmux.conf"))} -S ${quoted(`${mark}.t`)}`;
    const flood = `exec /bin/bash ${quoted(this.path("flood"))} ${quoted(file)} ${quoted(mark)}`;
    await this.shell.time(`${words} new-session -d -x ${cols} -y ${rows} ${quoted(flood)}`);
    return {
      words,
      watch: () => void this.inTerminal(`exec ${words} attach`),
      flood: () => this.go(mark),
      end: async () => void (await this.shell.time(`${words} kill-server`)),
    };
  }

  async bare(file: string): Promise<number> {
    const mark = this.mark();
    this.inTerminal(`exec /bin/bash ${quoted(this.path("flood"))} ${quoted(file)} ${quoted(mark)} end`);
    return this.go(mark);
  }

  async close(): Promise<void> {
    this.shell.close();
    await Promise.all(this.children.map(end));
    await this.workspace.close();
  }
}

interface Host {
  socket: string;
  pid: number;
  watch: () => void;
  flood: (meanwhile?: () => void) => Promise<number>;
  end: () => Promise<void>;
}

interface Tmux {
  words: string;
  watch: () => void;
  flood: () => Promise<number>;
  end: () => Promise<void>;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await ended;
}

export async function terminal(options: Options): Promise<Figure[]> {
  const bench = new Bench(await Workspace.create());
  try {
    return [...(await repaint(bench, options)), ...(await floods(bench, options))];
  } finally {
    await bench.close();
  }
}

/** A viewer of a host that holds its whole history. */
async function repaint(bench: Bench, { quick, say }: Options): Promise<Figure[]> {
  const file = bench.path("history");
  writeFileSync(file, lines(10_100));
  const host = await bench.host(file);
  const tmux = await bench.tmux(file);
  await Promise.all([host.flood(), tmux.flood()]);
  await sleep(1_000);
  const attach: number[] = [];
  const capture: number[] = [];
  const rounds = quick ? 10 : 100;
  say(`${rounds} repaints of 10,000 lines`);
  let bytes = 0;
  for (let n = 0; n <= rounds; n++) {
    const viewer = new Viewer(host.socket, cols, rows);
    await viewer.painted();
    bytes = viewer.shown.reduce((sum, part) => sum + part.length, 0);
    viewer.close();
    const lap = await bench.shell.time(`${tmux.words} capture-pane -p -e -S - -E -`);
    if (n === 0) continue;
    attach.push(viewer.paintedAfter ?? Number.NaN);
    capture.push(lap.took);
  }
  const kept = privateMemory(host.pid);
  await host.end();
  await tmux.end();
  return [
    {
      part: "terminal",
      what: "attach → repaint of 10,000 lines",
      unit: "ms",
      measured: spread(attach),
      beside: { what: "tmux capture-pane of the same", measured: spread(capture) },
      note: `${(bytes / 1024).toFixed(0)} KiB each`,
    },
    { part: "terminal", what: "host with 10,000 lines", unit: "MB", measured: spread([kept]), aim: aim("≤ 8 MB", kept <= 8) },
  ];
}

async function floods(bench: Bench, { quick, say }: Options): Promise<Figure[]> {
  const file = bench.path("flood.txt");
  const count = quick ? 200_000 : 1_000_000;
  const text = lines(count);
  writeFileSync(file, text);
  const size = Buffer.byteLength(text) / 1e6;
  const expected = (await stateAfter(Buffer.from(text.slice(-200_000)), cols, rows)).lines.slice(-rows);
  const rounds = quick ? 2 : 7;
  say(`${rounds} floods of ${size.toFixed(0)} MB through each`);
  const speeds = { host: [] as number[], tmux: [] as number[], bare: [] as number[], hostSeen: [] as number[], tmuxSeen: [] as number[] };
  const memory: number[] = [];
  const painted: number[] = [];
  let wrong = 0;
  for (let round = 0; round < rounds; round++) {
    for (const seen of [false, true]) {
      const host = await bench.host(file);
      if (seen) host.watch();
      let most = 0;
      const took = await host.flood(() => (most = Math.max(most, privateMemory(host.pid))));
      // At once: what comes in between is still on its way through the model.
      const viewer = new Viewer(host.socket, cols, rows);
      await viewer.painted();
      painted.push(viewer.paintedAfter ?? Number.NaN);
      memory.push(most);
      await sleep(500);
      const state = await stateAfter(Buffer.concat(viewer.shown), cols, rows);
      if (JSON.stringify(state.lines.slice(-rows)) !== JSON.stringify(expected)) wrong++;
      viewer.close();
      await host.end();
      (seen ? speeds.hostSeen : speeds.host).push(size / took);
      const tmux = await bench.tmux(file);
      if (seen) tmux.watch();
      (seen ? speeds.tmuxSeen : speeds.tmux).push(size / (await tmux.flood()));
      await tmux.end();
    }
    speeds.bare.push(size / (await bench.bare(file)));
  }
  const figure = (what: string, ours: number[], theirs: number[]): Figure => {
    const measured = spread(ours);
    const beside = spread(theirs);
    const met = measured.median >= beside.median;
    return { part: "terminal", what, unit: "MB/s", measured, beside: { what: "tmux", measured: beside }, aim: aim("≥ tmux", met) };
  };
  const bounded = spread(memory);
  return [
    figure("output through a host, nobody looks", speeds.host, speeds.tmux),
    figure("output through a host, one viewer", speeds.hostSeen, speeds.tmuxSeen),
    { part: "terminal", what: "a bare pty (script)", unit: "MB/s", measured: spread(speeds.bare) },
    {
      part: "terminal",
      what: `most memory of a host during ${size.toFixed(0)} MB`,
      unit: "MB",
      measured: bounded,
      aim: aim("bounded: ≤ 24 MB", bounded.most <= 24),
    },
    {
      part: "terminal",
      what: "repaint right after a flood",
      unit: "ms",
      measured: spread(painted),
      aim: aim("the last lines are right", wrong === 0),
      ...(wrong === 0 ? {} : { note: `${wrong} of ${painted.length} showed other last lines` }),
    },
  ];
}
