// An agent that works against its owner: with other environments, other parents, other files and a flood.
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { build } from "../support/paths.ts";
import { isAlive } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { connectToOwner, runtimeFolder, stateFolder } from "./connection.ts";
import type { Agents, Inbox, Session } from "./replies.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

/** A trusted workspace whose agent `evil` is this script, beside the demo. */
async function open(script: string, more: Record<string, unknown> = {}, env: Record<string, string> = {}): Promise<Workspace> {
  const w = await Workspace.create({ env: { OPERATOR_DEMO_FAST: "1", ...env } });
  workspace = w;
  const evil = w.program("evil", script);
  w.write(
    ".operator/config.json",
    JSON.stringify({
      queue: { settle: "50ms" },
      agent: "demo",
      agents: { evil: { command: [evil, "{prompt}"] } },
      ...more,
    }),
  );
  await w.json("trust", "--yes");
  return w;
}

async function launch(w: Workspace, agent: string, type = "FEAT"): Promise<Session> {
  const { ticket } = await w.json<{ ticket: { id: string } }>("ticket", "new", type, "Work", "--hold", "--agent", agent);
  return (await w.json<{ session: Session }>("launch", ticket.id)).session;
}

const plan = (w: Workspace): Promise<string> =>
  w.when<Inbox, string | undefined>(["inbox"], (r) => r.reviews.find(({ kind }) => kind === "plan")?.id, {
    what: "a plan",
    timeout: 30_000,
  });

/** The lines of a file that the agent writes, when its last one is there. */
const told = async (file: string, last: string): Promise<string> =>
  until(() => existsSync(file) && readFileSync(file, "utf8").includes(last) && readFileSync(file, "utf8"), {
    what: `${last} in ${file}`,
    timeout: 60_000,
    state: () => (existsSync(file) ? readFileSync(file, "utf8") : "no file"),
  });

// Forks twice, in a session of its own, and lives on as nobody's child.
const asOrphan = (command: string): string => `setsid setsid bash -c '(${command}) &'`;

test("an agent approves nothing, whatever environment and parents it gives itself", async () => {
  const w = await open(
    [
      'cd "$OPERATOR_WORKSPACE"',
      'clean() { env -i HOME="$HOME" PATH="$PATH" XDG_STATE_HOME="$XDG_STATE_HOME" XDG_DATA_HOME="$XDG_DATA_HOME" XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR" "$@"; }',
      "export -f clean",
      "try() { printf '%s: ' \"$*\" >> $OUT; \"$@\" >> $OUT 2>&1; echo \" = $?\" >> $OUT; }",
      "try operator approve $VICTIM",
      "try clean operator approve $VICTIM",
      "try env OPERATOR_SESSION_ID= operator answer $VICTIM approve",
      "try clean setsid operator reject $VICTIM --reason no",
      "try clean operator trust --yes",
      "try clean operator send $VICTIM go",
      "try clean operator pause",
      "try clean operator kill $VICTIM",
      "try clean operator step done --session $VICTIM --step plan --plan /etc/hostname",
      // Twice removed from its parents, and its parents gone.
      asOrphan("sleep 0.3; clean operator approve $VICTIM >> $OUT 2>&1; echo orphan = $? >> $OUT; echo END >> $OUT"),
      "exec sleep 600",
    ].join("\n"),
    {},
    { VICTIM: "shop-1", OUT: "/tmp/unset" },
  );
  const out = join(w.root, "out");
  w.env["OUT"] = out;
  const victim = await launch(w, "demo");
  expect(victim.id).toBe("shop-1");
  const review = await plan(w);
  await launch(w, "evil", "SPIKE");
  const text = await told(out, "END\n");
  const codes = text.match(/(?<= = )\d+$/gm);
  expect(codes, text).toEqual(Array.from({ length: 10 }, () => "1"));
  expect((await w.json<Inbox>("inbox")).reviews.map(({ id }) => id)).toContain(review);
  const { events } = await w.json<{ events: { kind: string; actor: string; sessionId: string }[] }>("events", "--limit", "1000");
  expect(events.filter(({ actor }) => actor === "agent:shop-2").map(({ kind }) => kind)).toEqual([]);
});

test("after a kill nothing of an agent is left, however it hid", async () => {
  const sleeper = (name: string): string => `exec -a ${name} sleep 601`;
  const w = await open(
    [
      `(${sleeper("plain")}) &`,
      `setsid bash -c '${sleeper("in-session")}' &`,
      asOrphan(sleeper("orphan")),
      `env -i setsid bash -c '(trap "" TERM HUP INT; ${sleeper("deaf")}) & disown' `,
      // One that comes back for as long as its maker lives.
      `setsid bash -c 'trap "" TERM HUP; while :; do (${sleeper("again")}); done' &`,
      "trap '' TERM HUP",
      `echo up > ${"$"}OUT`,
      "while :; do sleep 1; done",
    ].join("\n"),
    {},
    { OUT: "/tmp/unset" },
  );
  w.env["OUT"] = join(w.root, "out");
  const session = await launch(w, "evil", "SPIKE");
  await told(join(w.root, "out"), "up\n");
  const hidden = (): string[] => {
    const names = ["plain", "in-session", "orphan", "deaf", "again"];
    const found: string[] = [];
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const [name = ""] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        if (names.includes(name) && started.has(pid)) found.push(name);
      } catch {
        // gone
      }
    }
    return found;
  };
  // Only those below this session's host: another test's have the same names.
  const started = new Set<string>();
  const host = w.processes().find(({ argv }) => argv[1] === "host");
  if (!host) throw new Error("no host");
  const below = (pid: string): void => {
    for (const task of readdirSync(`/proc/${pid}/task`))
      for (const child of readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean)) {
        started.add(child);
        below(child);
      }
  };
  await until(() => (below(String(host.pid)), hidden().length >= 5), { what: "all of its processes", state: hidden });
  const killed = await w.json<{ session: Session }>("kill", session.id, "--force");
  expect(killed.session.host.alive).toBe(false);
  expect(hidden()).toEqual([]);
  expect([...started].filter((pid) => isAlive(Number(pid)))).toEqual([]);
});

test("what an agent may put in place of its files holds up nobody", async () => {
  const w = await open("exec sleep 600");
  const session = await launch(w, "demo");
  await plan(w);
  const spools = join(stateFolder(w), "spool");
  const spool = readdirSync(spools, { recursive: true }).map(String).find((name) => name.includes(session.id) && !name.endsWith(".log"));
  if (spool === undefined) throw new Error("no spool");
  const file = join(spools, spool);
  const text = readFileSync(file);
  const ring = (): Promise<unknown> => w.run("bash", ["-c", `exec "$0" hook --session ${session.id} --spool ${join(w.root, "none")} --bell ${join(runtimeFolder(w), "bell.sock")} < /dev/null`, join(build, "operator")]);
  for (const make of [
    () => w.run("mkfifo", [file]),
    () => w.run("ln", ["-s", "/dev/zero", file]),
    () => mkdirSync(file),
    () => writeFileSync(file, "not a record\n".repeat(1000)),
  ]) {
    rmSync(file, { recursive: true, force: true });
    await make();
    await ring();
    expect((await w.operator("ls", "--no-start")).code).toBe(0);
  }
  rmSync(file, { recursive: true, force: true });
  writeFileSync(file, text, { mode: 0o600 });
  expect((await w.operator("kill", session.id)).code).toBe(0);
});

test("ten thousand hooks a second: all read, others served meanwhile, nothing unbounded", async () => {
  const w = await open("exec sleep 600");
  const session = await launch(w, "demo");
  await plan(w);
  const { status } = await w.json<{ status: { pid: number } }>("status");
  const spools = join(stateFolder(w), "spool");
  const spool = readdirSync(spools, { recursive: true }).map(String).find((name) => name.includes(session.id) && !name.endsWith(".log"));
  if (spool === undefined) throw new Error("no spool");
  const memory = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${status.pid}/status`, "utf8"))?.[1]);
  const before = memory();
  const record = (n: number): string =>
    `${JSON.stringify({ v: 1, id: `H-flood${n}`, at: Date.now(), kind: "hook", event: "PostToolUse", waits: false, payload: { hook_event_name: "PostToolUse", tool_name: "Bash", tool_input: { command: `echo ${n}` } } })}\n`;
  const { connection } = await connectToOwner(w);
  await connection.initialize({ subscribe: true });
  for (let batch = 0; batch < 10; ++batch) {
    const lines = Array.from({ length: 2_000 }, (_, i) => record(batch * 2_000 + i)).join("");
    writeFileSync(join(spools, spool), lines, { flag: "a" });
    await w.run(join(build, "operator"), ["hook", "--session", session.id, "--spool", join(w.root, "none"), "--bell", join(runtimeFolder(w), "bell.sock")]);
    expect((await connection.request("status/get", {}, 30_000)).result).toHaveProperty("status");
  }
  // The session can be worked with, so all before was read; the owner is the same and no bigger.
  expect((await w.json<{ session: Session }>("kill", session.id)).session.host.alive).toBe(false);
  expect((await w.json<{ status: { pid: number } }>("status")).status.pid).toBe(status.pid);
  expect(memory() - before).toBeLessThan(64 * 1024);
});

test("changed programs: nothing launches until somebody trusts them again", async () => {
  const w = await open("exec sleep 600");
  w.ticket({ type: "TASK", title: "One", id: "S-1", fields: { agent: "evil" } });
  await w.when<Agents, boolean>(["ls"], (r) => r.agents.length === 1, { what: "a launch" });
  const config = JSON.parse(w.read(".operator/config.json")) as { agents: Record<string, { command: string[] }> };
  config.agents["evil"] = { command: [join(w.root, "bin/evil"), "--other", "{prompt}"] };
  w.write(".operator/config.json", JSON.stringify(config));
  w.ticket({ type: "TASK", title: "Two", id: "S-2", fields: { agent: "evil" } });
  type Queue = { tickets: { id: string; reason: string }[] };
  await w.when<Queue, boolean>(["queue"], (r) => r.tickets.some(({ id, reason }) => id === "S-2" && reason.includes("trust")), {
    what: "the question for trust",
  });
  const refused = await w.operator("launch", "S-2", "--force", "--json");
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining("trust")]);
  await w.json("trust", "--yes");
  await w.when<Agents, boolean>(["ls"], (r) => r.agents.length === 2, { what: "the second launch" });
});

test("ticket files that are none, and folders that lead away", async () => {
  const w = await open("exec sleep 600");
  const outside = join(w.root, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "secret.md"), "---\ntype: SPIKE\ntitle: outside\n---\n");
  w.write(".tickets/queue/good.md", "---\nid: GOOD-1\ntype: SPIKE\ntitle: good\nhold: true\n---\n");
  const queue = join(w.folder, ".tickets/queue");
  symlinkSync(join(outside, "secret.md"), join(queue, "link.md"));
  symlinkSync("/dev/zero", join(queue, "zero.md"));
  symlinkSync("nowhere", join(queue, "dangling.md"));
  await w.run("mkfifo", [join(queue, "pipe.md")]);
  mkdirSync(join(queue, "folder.md"));
  await w.run("truncate", ["-s", "5G", join(queue, "huge.md")]);
  linkSync(join(queue, "good.md"), join(queue, "good-again.md"));
  type Queue = { tickets: { path: string; reason: string; problems: { message: string }[] }[] };
  const { tickets } = await w.when<Queue, Queue>(["queue"], (r) => (r.tickets.some(({ path }) => path.endsWith("huge.md")) ? r : (undefined as never)), {
    what: "the huge ticket",
  });
  const of = (name: string) => tickets.find(({ path }) => path.endsWith(`/${name}`));
  expect(of("link.md")?.problems[0]?.message).toContain("outside of the workspace");
  expect(of("huge.md")?.problems[0]?.message).toContain("larger than 1 MiB");
  expect([of("zero.md"), of("pipe.md"), of("folder.md")]).toEqual([undefined, undefined, undefined]);
  expect((await w.json<Agents>("ls")).agents).toEqual([]);

  await w.operator("stop");
  await w.run("rm", ["-rf", join(w.folder, ".tickets")]);
  symlinkSync(outside, join(w.folder, ".tickets"));
  const made = await w.operator("ticket", "new", "SPIKE", "Through a link", "--json");
  expect([made.code, made.stdout]).toEqual([1, expect.stringContaining("outside of the workspace")]);
  expect(readdirSync(outside)).toEqual(["secret.md"]);
  expect(statSync(outside).isDirectory()).toBe(true);
});
