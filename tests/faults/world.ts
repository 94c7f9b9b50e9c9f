// One workspace under test: its programs and ticket files as they really are, and what has to be remembered of them to
// tell later whether anything was lost.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fakeClock, removeClocks } from "../support/clock.ts";
import { type Process, signal } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { stateFolder } from "../wire/connection.ts";
import { files, workerScript } from "./worker.ts";

export type Folder = "queue" | "in-progress" | "completed";
export const folders: Folder[] = ["queue", "in-progress", "completed"];

export interface TicketFile {
  id: string;
  folder: Folder;
  path: string;
}

/** A host, by its session, with everything below it. */
export interface Host {
  pid: number;
  session: string;
  below: Process[];
}

export class World {
  readonly workspace: Workspace;
  readonly notes: string;
  /** Tickets that were made, and what a person did to their files since. */
  readonly tickets = new Set<string>();
  readonly takenAway = new Set<string>();
  readonly doubled = new Set<string>();
  /** Every session ever seen, with its ticket. */
  readonly sessions = new Map<string, string>();
  /** Tickets whose work a person threw away. */
  readonly discarded = new Set<string>();
  readonly windows: number[] = [];
  /** Ends of faults that last: a full disk, a folder that cannot be written. */
  readonly lasting: (() => unknown)[] = [];
  /** Sets the wall clock, where there is one to be set. */
  setClock: (offset: string) => void = () => undefined;
  boots = 0;
  private hand: Promise<unknown> = Promise.resolve();

  private constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.notes = join(workspace.root, "t/notes");
  }

  /** `clock`: the wall clock can be set, which makes all a little slower. */
  static async create({ clock }: { clock: boolean }): Promise<World> {
    const world = new World(await Workspace.create({ files: files(), unprivileged: true, env: { OPERATOR_DEMO_FAST: "1" } }));
    const { workspace } = world;
    await workspace.run("mkdir", ["-p", world.notes]);
    workspace.program("worker", workerScript(world.notes));
    world.boot();
    if (clock) world.setClock = fakeClock(workspace);
    // The first owner of a busy machine may take longer to start than a verb waits.
    await until(async () => (await workspace.operator("trust", "--yes")).code === 0, { what: "an owner", timeout: 60_000 });
    return world;
  }

  /** Processes know the machine's start by this. */
  boot(): void {
    this.workspace.env["OPERATOR_BOOT_ID"] = `boot-${++this.boots}`;
  }

  noted(name: string): string[] {
    const file = join(this.notes, name);
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter((line) => line !== "") : [];
  }

  ticketFiles(): TicketFile[] {
    return folders.flatMap((folder) => {
      const path = join(this.workspace.folder, ".tickets", folder);
      const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(".md")) : [];
      return names.flatMap((name) => {
        try {
          const id = /^id: *(\S+)/m.exec(readFileSync(join(path, name), "utf8"))?.[1];
          return id === undefined ? [] : [{ id, folder, path: `.tickets/${folder}/${name}` }];
        } catch {
          return []; // moved while we looked
        }
      });
    });
  }

  /** A person's shell or git. The fake clock's library cannot be loaded twice by one process, as by an exec. */
  async person(program: string, args: string[]): Promise<void> {
    await this.workspace.run(program, args, { env: { LD_PRELOAD: "" } }).catch(() => undefined); // killed, perhaps
  }

  /** Something a person does to the files, one after the other: what is gone or doubled then is so by their will. */
  async byHand<T>(act: () => T | Promise<T>): Promise<T> {
    const turn = this.hand.then(() => this.inTurn(act));
    this.hand = turn.catch(() => undefined);
    return turn;
  }

  private async inTurn<T>(act: () => T | Promise<T>): Promise<T> {
    const before = this.counted();
    const result = await act();
    const after = this.counted();
    // A prompt's ticket may not have been seen before.
    for (const id of new Set([...this.tickets, ...before.keys(), ...after.keys()])) {
      const [was, is] = [before.get(id) ?? 0, after.get(id) ?? 0];
      if (is < was && is === 0) this.takenAway.add(id);
      if (is > was) this.takenAway.delete(id);
      if (is > 1 || is > was) this.doubled.add(id);
    }
    return result;
  }

  counted(): Map<string, number> {
    const count = new Map<string, number>();
    for (const { id } of this.ticketFiles()) count.set(id, (count.get(id) ?? 0) + 1);
    return count;
  }

  owners(processes = this.workspace.processes()): Process[] {
    return processes.filter(({ program, argv }) => basename(program) === "operatord" || basename(argv[0] ?? "") === "operatord");
  }

  hosts(processes = this.workspace.processes()): Host[] {
    return processes
      .filter(({ argv }) => basename(argv[0] ?? "") === "operator" && argv[1] === "host")
      .map(({ pid, argv }) => ({ pid, session: basename(argv[argv.indexOf("--dir") + 1] ?? ""), below: below(pid, processes) }));
  }

  kill(pids: number[]): void {
    for (const pid of pids) signal(pid, "SIGKILL");
  }

  /** The store, read beside the owner. Rows' columns are separated by "|". */
  async query(sql: string): Promise<string[]> {
    const file = join(stateFolder(this.workspace), "operator.db");
    const { code, stdout, stderr } = await this.workspace.run("sqlite3", ["-cmd", ".timeout 5000", file, sql]);
    if (code !== 0) throw new Error(`sqlite3: ${stderr}`);
    return stdout.split("\n").filter((line) => line !== "");
  }

  /** No file of the owner, and of what it starts from now on, can grow, until all is mended. */
  async fillDisk(): Promise<void> {
    await Promise.all(this.owners().map(({ pid }) => this.limitFiles(pid, "0")));
    this.lasting.push(() => Promise.all(this.workspace.processes().map(({ pid }) => this.limitFiles(pid, "unlimited"))));
  }

  /** As the user whose process it is: root alone may not. */
  private limitFiles(pid: number, size: string): Promise<unknown> {
    return this.workspace.run("prlimit", ["--pid", String(pid), `--fsize=${size}:unlimited`]);
  }

  /** All lasting faults are over. */
  async mend(): Promise<void> {
    for (const end of this.lasting.splice(0)) await end();
  }

  async close(): Promise<void> {
    await this.mend();
    await this.workspace.close();
    removeClocks();
  }
}

export function below(pid: number, processes: Process[]): Process[] {
  const children = processes.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...below(child.pid, processes)]);
}
