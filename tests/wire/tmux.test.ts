// tmux as host, with real tmux on sockets of the test's own: a session's window is the session's terminal, and whatever
// happens to tmux, to the window or to the person's terminal, the agent goes on. A person's terminal is a pane of yet
// another tmux server here, because that has a screen to read and keys to press.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { signal } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { type Finished, Workspace } from "../support/workspace.ts";
import { runtimeFolder, stateFolder } from "./connection.ts";
import type { Session } from "./replies.ts";
import { ok, scriptAgent, sessionsOf, sessionWhen } from "./scene.ts";

const patience = 30_000;

let w: Workspace;
let usersTmux: string;
beforeEach(async () => {
  w = await Workspace.create({ files: { "README.md": "# Sample\n" } });
  // Where the user's own server would be: nothing may appear there.
  usersTmux = join(w.root, "users-tmux");
  mkdirSync(usersTmux);
  w.env["TMUX_TMPDIR"] = usersTmux;
});
afterEach(async () => {
  expect(readdirSync(usersTmux)).toEqual([]);
  for (const socket of [join(w.root, "person.sock"), ours()])
    if (existsSync(socket)) await w.run("tmux", ["-S", socket, "kill-server"]);
  await w.close();
});

const ours = () => join(runtimeFolder(w), "tmux.sock");

async function configure(more: object = {}): Promise<void> {
  const talker = scriptAgent(
    w,
    "talker",
    `echo "run of $OPERATOR_SESSION_ID, TMUX is [$TMUX]"
     while read -r line; do echo "heard $line at $(stty size)"; [ "$line" = bye ] && exit 3; done`,
  );
  w.write(".operator/config.json", JSON.stringify({ agent: "talker", agents: { talker }, queue: { settle: "50ms" }, ...more }));
  await ok(w, "trust", "--yes");
}

async function launch(...options: string[]): Promise<Session> {
  const made = await w.json<{ ticket: { id: string } }>("ticket", "new", "TASK", "Talk", "--hold");
  return (await w.json<{ session: Session }>("launch", made.ticket.id, ...options)).session;
}

const tmux = (...args: string[]): Promise<Finished> => w.run("tmux", ["-S", ours(), ...args]);

async function windows(): Promise<string[]> {
  const { code, stdout } = await tmux("list-panes", "-a", "-F", "#{session_name} #{window_name}");
  return code === 0 ? stdout.trim().split("\n").sort() : [];
}

const windowsWhen = (wanted: string[], what: string): Promise<boolean> =>
  until(async () => (await windows()).join() === wanted.join(), { what, timeout: patience, state: windows });

/** What the session's window shows, without anybody attached. */
const windowShows = (id: string, text: string): Promise<boolean> =>
  until(async () => (await tmux("capture-pane", "-p", "-t", `=${id}:`)).stdout.includes(text), {
    what: `"${text}" in the window of ${id}`,
    timeout: patience,
    state: async () => (await tmux("capture-pane", "-p", "-t", `=${id}:`)).stdout,
  });

/** A terminal of 100 × 30 in which a person has typed this command. */
class Person {
  private readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  static async runs(name: string, ...command: string[]): Promise<Person> {
    const person = new Person(name);
    const line = ["new-session", "-d", "-s", name, "-x", "100", "-y", "30", "--", "env", "-u", "TMUX", "-u", "TMUX_PANE", "operator"];
    await person.tmux(...line, ...command, ";", "set-option", "-w", "remain-on-exit", "on");
    return person;
  }
  private async tmux(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await w.run("tmux", ["-f", "/dev/null", "-S", join(w.root, "person.sock"), ...args]);
    if (code !== 0) throw new Error(`tmux ${args.join(" ")}: ${stderr}`);
    return stdout;
  }
  screen(): Promise<string> {
    return this.tmux("capture-pane", "-p", "-t", `=${this.name}:`);
  }
  shows(text: string): Promise<boolean> {
    return until(async () => (await this.screen()).includes(text), {
      what: `"${text}" on the screen of ${this.name}`,
      timeout: patience,
      state: () => this.screen(),
    });
  }
  /** Until what it showed is gone, with the run that it was about. */
  showsNoMore(text: string): Promise<boolean> {
    return until(async () => !(await this.screen()).includes(text), {
      what: `the screen of ${this.name} without "${text}"`,
      timeout: patience,
      state: () => this.screen(),
    });
  }
  async types(...keys: string[]): Promise<void> {
    await this.tmux("send-keys", "-t", `=${this.name}:`, ...keys);
  }
}

test("a session in tmux: a window of its own, attached, typed into, sized, and left", async () => {
  await configure();
  const { id, host } = await launch("--host", "tmux");
  expect(host).toMatchObject({ kind: "tmux", alive: true });
  await windowsWhen([`${id} ${id}`], "its window");
  await windowShows(id, `run of ${id}, TMUX is []`);
  expect((await tmux("show-options", "-gv", "history-limit")).stdout.trim()).toBe("10000");

  const person = await Person.runs("ada", "attach", id);
  await person.shows(`run of ${id}`);
  await person.types("one", "Enter");
  await person.shows("heard one at 29 100"); // but for tmux's own line
  await ok(w, "send", id, "two");
  await person.shows("heard two");
  await person.types("C-b", "d");
  await person.shows("Pane is dead (status 0"); // the person's own terminal, whose program was that
  await w.operator("send", id, "three");
  await windowShows(id, "heard three");

  // Directly, past tmux.
  const other = await Person.runs("bob", "attach", id, "--direct");
  await other.shows("heard three");

  const plain = await launch();
  expect(plain.host).toMatchObject({ kind: "builtin" });
  expect(await windows()).toEqual([`${id} ${id}`]);
});

test("when the agent ends its window stays, and offers to restore it or to go", async () => {
  await configure({ host: "tmux" });
  const { id } = await launch();
  const person = await Person.runs("ada", "attach", id);
  await person.shows(`run of ${id}`);
  await ok(w, "kill", id);
  await person.shows(`${id} ended by signal`);
  await person.shows("r restores it, x closes this window.");
  await person.types("r");
  await sessionWhen(w, id, ({ status }) => status === "working", "restored from its window");
  await person.showsNoMore("r restores it");
  await person.types("again", "Enter");
  await person.shows("heard again");

  // Restored elsewhere: the same window shows the new run.
  await ok(w, "kill", id);
  await person.shows("r restores it");
  await ok(w, "restore", id);
  await person.showsNoMore("r restores it");
  await person.types("elsewhere", "Enter");
  await person.shows("heard elsewhere");
  expect(await windows()).toEqual([`${id} ${id}`]);

  await ok(w, "kill", id);
  await person.shows("r restores it");
  await person.types("x");
  await windowsWhen([], "no window");
  // Nothing runs: its window says so, and offers the same.
  const later = await Person.runs("bob", "attach", id);
  await later.shows("r restores it");
  await later.types("r");
  await sessionWhen(w, id, ({ status }) => status === "working", "restored from a new window");
});

test("a tmux server or a window that is killed takes no agent along; attach brings the window back", async () => {
  await configure({ host: "tmux" });
  const { id } = await launch();
  await windowShows(id, `run of ${id}`);
  const server = Number((await tmux("display-message", "-p", "#{pid}")).stdout);
  signal(server, "SIGKILL");
  await until(async () => (await windows()).length === 0, { what: "tmux's end", timeout: patience });
  await ok(w, "send", id, "after the crash");
  const person = await Person.runs("ada", "attach", id);
  await person.shows("heard after the crash");

  await tmux("kill-session", "-t", `=${id}`);
  expect((await sessionsOf(w))[0]).toMatchObject({ id, status: "working", host: { alive: true } });

  // The owner and tmux both: the next owner makes the window of what it adopts.
  const { status } = await w.json<{ status: { pid: number } }>("status");
  await tmux("kill-server");
  signal(status.pid, "SIGKILL");
  await sessionWhen(w, id, ({ host }) => host.alive, "adopted");
  await windowShows(id, "heard after the crash");
});

test("without tmux, or with one that is too old, a launch says so and starts nothing", async () => {
  await configure({ host: "tmux" });
  w.program("tmux", "echo tmux 2.9");
  const { code, stderr } = await w.operator("launch", (await w.json<{ ticket: { id: string } }>("ticket", "new", "TASK", "Talk", "--hold")).ticket.id);
  expect(code).toBe(1);
  expect(stderr).toContain("tmux 2.9 is too old");
  expect(stderr).toContain("apt-get install tmux");
  const { checks } = JSON.parse((await w.operator("doctor", "--json")).stdout) as { checks: { verdict: string; what: string }[] };
  expect(checks).toContainEqual(expect.objectContaining({ verdict: "problem", what: expect.stringContaining("tmux 2.9") as string }));
  expect(existsSync(ours())).toBe(false);
});

test("cleaning up keeps the terminal's text and closes our pane, not the person's beside it", async () => {
  await configure({ host: "tmux" });
  const { id } = await launch();
  await windowShows(id, `run of ${id}`);
  const checks = (await w.json<{ checks: { what: string }[] }>("doctor")).checks.map(({ what }) => what);
  expect(checks.filter((what) => what.startsWith("tmux "))).toEqual([expect.stringContaining(`${ours()}, windows: 1`)]);
  expect(checks.filter((what) => what.includes("no host is behind"))).toEqual([]);
  await tmux("new-window", "-d", "-t", `=${id}:`, "-n", "mine", "-c", w.root, "sleep", "1000");
  await ok(w, "kill", id);
  await ok(w, "cleanup", id);
  await windowsWhen([`${id} mine`], "only the person's own window");
  const archive = join(stateFolder(w), "archive");
  const kept = await until(
    () => readdirSync(archive, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith("terminal-1.txt")),
    { what: "the archived text", timeout: patience },
  );
  expect(readFileSync(join(archive, kept), "utf8")).toContain(`run of ${id}`);
});
