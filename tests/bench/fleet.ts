// A workspace with sessions that need no model: agents that stand still, and agents that are busy. What an agent
// would say through its hooks is said by the very command that its settings name.
import { type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { operatorProgram } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { Connection } from "../wire/connection.ts";
import { quoted, Stopwatch } from "./stopwatch.ts";

export type AgentName = "quiet" | "busy";

export interface Member {
  id: string;
  ticket: string;
  /** The agent's first act, milliseconds since 1970. */
  began: number;
  /** The hook's command line, as the agent's settings have it. */
  hook: string;
}

// The first thing it does is to note the time: that is when it was executed.
const quiet = [
  'printf "%s\\n%s\\n" "$EPOCHREALTIME" "$2" > "$1/$OPERATOR_SESSION_ID.new"',
  'mv "$1/$OPERATOR_SESSION_ID.new" "$1/$OPERATOR_SESSION_ID"',
  "exec sleep infinity",
].join("\n");

// A tool call a second, and what such an agent prints meanwhile.
const busy = [
  'printf "%s\\n%s\\n" "$EPOCHREALTIME" "$2" > "$1/$OPERATOR_SESSION_ID.new"',
  'mv "$1/$OPERATOR_SESSION_ID.new" "$1/$OPERATOR_SESSION_ID"',
  'until [ -e "$1/busy" ]; do sleep 1; done',
  '. "$1/$OPERATOR_SESSION_ID.hook"',
  'for ((n = 0; ; n++)); do',
  '  echo "{\\"hook_event_name\\":\\"PreToolUse\\",\\"tool_use_id\\":\\"t$n\\",\\"tool_name\\":\\"Bash\\",\\"tool_input\\":{\\"command\\":\\"make $n\\"}}" | hook',
  "  seq -f 'line %g of what a tool prints while it works' 20",
  "  sleep 0.5",
  '  echo "{\\"hook_event_name\\":\\"PostToolUse\\",\\"tool_use_id\\":\\"t$n\\",\\"tool_name\\":\\"Bash\\",\\"tool_input\\":{\\"command\\":\\"make $n\\"},\\"tool_response\\":{}}" | hook',
  "  sleep 0.5",
  "done",
].join("\n");

export class Fleet {
  readonly workspace: Workspace;
  readonly members: Member[] = [];
  readonly connection: Connection;
  readonly shell: Stopwatch;
  private readonly stdio: ChildProcess;
  private readonly notes: string;
  private tickets = 0;

  private constructor(workspace: Workspace, notes: string) {
    this.workspace = workspace;
    this.notes = notes;
    this.stdio = workspace.start(["stdio"]);
    if (!this.stdio.stdout || !this.stdio.stdin) throw new Error("no pipes");
    this.connection = new Connection(this.stdio.stdout, this.stdio.stdin);
    this.shell = new Stopwatch(workspace.folder, workspace.env);
  }

  /** `files`: how many the repository has, for checkouts of an honest size. */
  static async open(files = 1_000): Promise<Fleet> {
    const text = "A line of an ordinary source file.\n".repeat(40);
    const tree: Record<string, string> = { "README.md": "# Bench\n" };
    for (let n = 0; n < files; n++) tree[`src/part-${n % 40}/file-${n}.txt`] = text;
    const agent = (script: string, notes: string) => ({
      kind: "claude",
      command: ["/bin/bash", "-c", script, "agent", notes, "{settings}", "{prompt}"],
    });
    const workspace = await Workspace.create({ files: tree });
    const notes = join(workspace.root, "notes");
    mkdirSync(notes);
    const config = {
      queue: { maxParallel: 200, autoLaunch: false },
      agent: "quiet",
      agents: { quiet: agent(quiet, notes), busy: agent(busy, notes) },
    };
    workspace.write(".operator/config.json", JSON.stringify(config));
    await workspace.json("trust", "--yes");
    const fleet = new Fleet(workspace, notes);
    await fleet.connection.initialize({ subscribe: true });
    return fleet;
  }

  /** Makes a ticket that nothing launches by itself. */
  async ticket(): Promise<string> {
    const title = `Bench ${++this.tickets}`;
    const answer = await this.connection.request("ticket/create", { type: "TASK", title, hold: true }, 60_000);
    if (!answer.result) throw new Error(JSON.stringify(answer.error));
    return (answer.result["ticket"] as { id: string }).id;
  }

  /** Launches a ticket; back when the agent runs, has said that it stands, and Operator has heard it. */
  async launch(ticket: string, agent: AgentName = "quiet"): Promise<Member> {
    const request = this.connection.send("ticket/launch", { id: ticket, force: true, agent });
    const id = `shop-${this.members.length + 1}`;
    const note = join(this.notes, id);
    await until(() => existsSync(note), {
      what: `the agent of ${id}`,
      timeout: 60_000,
      interval: 5,
      state: () => this.connection.received.slice(-3),
    });
    const [began = "", settings = ""] = readFileSync(note, "utf8").split("\n");
    const { hooks } = JSON.parse(readFileSync(settings, "utf8")) as {
      hooks: Record<string, { hooks: { command: string }[] }[]>;
    };
    const hook = hooks["PreToolUse"]?.[0]?.hooks[0]?.command;
    if (hook === undefined) throw new Error(`no hook in ${settings}`);
    writeFileSync(join(this.notes, `${id}.hook`), `hook() { ${hook}; }\n`);
    const member = { id, ticket, began: Number(began) * 1000, hook };
    this.members.push(member);
    await this.shell.time(this.says(member, { hook_event_name: "SessionStart", source: "startup" }));
    const answer = await this.connection.answer(request, 60_000);
    if (!answer.result) throw new Error(JSON.stringify(answer.error));
    return member;
  }

  /** So many more sessions. */
  async grow(count: number, agent: AgentName = "quiet"): Promise<void> {
    for (let n = 0; n < count; n++) await this.launch(await this.ticket(), agent);
    // Nothing here is read twice, and two hundred launches say a lot.
    this.connection.received.length = 0;
  }

  /** The busy ones begin. */
  stir(): void {
    writeFileSync(join(this.notes, "busy"), "");
  }

  /** A line of shell by which a member's hook says this. */
  says(member: Member, payload: Record<string, unknown>): string {
    const file = join(this.notes, `${member.id}.payload`);
    writeFileSync(file, JSON.stringify({ session_id: member.id, cwd: "/", ...payload }));
    return `${member.hook} < ${quoted(file)}`;
  }

  async owner(): Promise<number> {
    const answer = await this.connection.request("status/get", {}, 60_000);
    return (answer.result?.["status"] as { pid: number }).pid;
  }

  hosts(): number[] {
    return this.workspace
      .processes()
      .filter(({ argv }) => argv[1] === "host")
      .map(({ pid }) => pid);
  }

  /** The editor's connection ends; sessions go on. */
  async leave(): Promise<void> {
    if (this.stdio.exitCode !== null) return;
    const gone = new Promise((done) => this.stdio.once("exit", done));
    this.stdio.stdin?.end();
    await gone;
  }

  async close(): Promise<void> {
    this.shell.close();
    await this.leave();
    await this.workspace.close();
  }
}

export async function withFleet<T>(use: (fleet: Fleet) => Promise<T>, files?: number): Promise<T> {
  const fleet = await Fleet.open(files);
  try {
    return await use(fleet);
  } finally {
    await fleet.close();
  }
}

export const operator = quoted(operatorProgram);
