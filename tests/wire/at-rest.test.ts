// What a person does to a session beside its work (freeze, thaw, redirect, park), and what idleness does, through the
// real programs.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sleep } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import type { Session } from "./replies.ts";
import { hookAgent, ok, scriptAgent, sessionsOf, sessionWhen, ticketWhen, untilThere } from "./scene.ts";

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create();
});
afterEach(() => w.close());

async function begin(agent: object, sessions: object = {}): Promise<void> {
  const config = { queue: { settle: "50ms" }, agent: "one", agents: { one: agent }, sessions };
  w.write(".operator/config.json", JSON.stringify(config));
  await ok(w, "trust", "--yes");
  w.ticket({ type: "TASK", title: "Think", id: "T-1" });
}
async function launch(agent: object, sessions: object = {}): Promise<void> {
  await begin(agent, sessions);
  await sessionWhen(w, "shop-1", (s) => s.status === "working", "at work");
}

const change = async (...args: string[]): Promise<Session> => (await w.json<{ session: Session }>(...args)).session;

test("a frozen session stands still with all it started, and stays so until it is thawed or killed", async () => {
  const [ticks, go, bye] = ["ticks", "go", "bye"].map((name) => join(w.root, name)) as [string, string, string];
  await launch(
    // What its agent started is in a session of its own: no signal to the terminal's group reaches it.
    hookAgent(
      w,
      "one",
      `trap 'echo bye > ${bye}; exit 0' TERM
setsid bash -c 'while :; do echo >> ${ticks}; sleep 0.05; done' &
begin
${untilThere(go)}
say Stop '"last_assistant_message":"A pause"'
read -r line
say UserPromptSubmit '"prompt":"go on"'
while :; do sleep 0.05; done`,
    ),
    { stuckAfter: "500ms" },
  );
  const size = (): number => (existsSync(ticks) ? statSync(ticks).size : 0);
  await expect.poll(size, { timeout: 20_000 }).toBeGreaterThan(0);

  const frozen = await change("freeze", "shop-1");
  expect(frozen).toMatchObject({ status: "working", rest: "frozen", evidence: { source: "human", what: "frozen by you" } });
  const before = size();
  await ok(w, "freeze", "shop-1"); // twice is no error
  const sent = await w.json<{ delivery: string; reason: string }>("send", "shop-1", "go on");
  expect(sent).toEqual({ delivery: "queued", reason: expect.stringContaining("frozen") as string });
  const refused = await w.operator("interrupt", "shop-1", "--json");
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "conflict" } });
  // Longer than it takes to be stuck; nothing of it moves, nor is it said to be stuck, and the next owner says the same.
  await sleep(1_500);
  expect(await sessionsOf(w)).toMatchObject([{ status: "working", rest: "frozen" }]);
  await ok(w, "stop");
  expect(await sessionsOf(w)).toMatchObject([{ status: "working", rest: "frozen", evidence: { what: "frozen by you" } }]);
  expect(size()).toBe(before);

  // A queued text is typed when the turn has ended.
  writeFileSync(go, "");
  expect((await change("thaw", "shop-1")).rest).toBeNull();
  await expect.poll(size, { timeout: 20_000 }).toBeGreaterThan(before);
  await expect.poll(() => ok(w, "events", "--session", "shop-1"), { timeout: 20_000 }).toContain("taken by the agent");

  // The polite end of a frozen session is polite: it goes on to hear of it.
  await change("freeze", "shop-1");
  const killed = await change("kill", "shop-1");
  expect(killed).toMatchObject({ status: "killed", rest: null, host: { alive: false } });
  expect(readFileSync(bye, "utf8")).toBe("bye\n");
  const after = size();
  await sleep(200);
  expect(size()).toBe(after);
  expect(await change("kill", "shop-1")).toMatchObject({ status: "killed" }); // twice is no error
  for (const verb of ["freeze", "thaw"]) {
    const { code, stdout } = await w.operator(verb, "shop-1", "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { error: { code: "conflict", message: "shop-1 is not running" } }]);
  }
});

test("redirect stops the running turn, and the agent goes on with the new instruction", async () => {
  const [got, file] = [join(w.root, "got"), join(w.root, "instruction")];
  await launch(
    // Esc ends its turn, as it does an agent's.
    hookAgent(
      w,
      "one",
      `begin
read -rsn1 key
[ "$key" = $'\\e' ] && say Stop '"last_assistant_message":"Stopped"'
read -r line
say UserPromptSubmit "\\"prompt\\":\\"$line\\""
echo "$line" > ${got}
exec sleep 600`,
    ),
  );
  const queued = await w.json<{ delivery: string; reason: string }>("send", "shop-1", "later");
  expect(queued).toEqual({ delivery: "queued", reason: "its turn is running" });
  writeFileSync(file, "turn left instead");
  const sent = await w.json<{ delivery: string }>("redirect", "shop-1", "--file", file);
  expect(sent.delivery).toBe("delivered");
  await expect.poll(() => existsSync(got) && readFileSync(got, "utf8"), { timeout: 20_000 }).toBe("turn left instead\n");
  // Its words came before what was queued, and nobody is asked why the turn ended.
  expect((await w.json<{ reviews: unknown[] }>("inbox")).reviews).toEqual([]);
  expect((await w.operator("redirect", "shop-1")).code).toBe(2);
});

/** An agent that ends its first turn at once, or when `go` is there; resumed it says in `log` with what. */
const talker = (log: string, first = ""): object => {
  const agent = hookAgent(
    w,
    "one",
    `trap 'echo bye >> ${log}; exit 0' TERM
start='"transcript_path":"${log}.jsonl"'
printf '{"type":"user","cwd":"%s","sessionId":"talk"}\\n' "$PWD" > ${log}.jsonl
if [ "$2" = resume ]; then
  say SessionStart "\\"source\\":\\"resume\\",$start"
  echo "resumed $3: $4" >> ${log}
  [ -n "$4" ] && say UserPromptSubmit "\\"prompt\\":\\"$4\\""
else
  say SessionStart "\\"source\\":\\"startup\\",$start"
  say UserPromptSubmit '"prompt":"begin"'
  ${first}
  say Stop '"last_assistant_message":"Which way?"'
fi
while :; do sleep 0.05; done`,
  );
  const [program = ""] = agent.command;
  return { ...agent, resume: [program, "{settings}", "resume", "{sessionId}", "{prompt}"] };
};

test("a parked session frees its slot, keeps its question, and a text or restore resumes its conversation", async () => {
  const [log, go] = [join(w.root, "log"), join(w.root, "go")];
  await launch(talker(log, untilThere(go)));
  const refused = await w.operator("park", "shop-1");
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("its turn is running: interrupt it first")]);
  writeFileSync(go, "");
  await sessionWhen(w, "shop-1", (s) => s.status === "needs_input", "at its question");

  const parked = await change("park", "shop-1");
  expect(parked).toMatchObject({ status: "needs_input", rest: "parked", host: { alive: false }, restorable: true });
  expect(readFileSync(log, "utf8")).toBe("bye\n");
  expect(await w.json("queue")).toMatchObject({ running: 0 });
  expect(await w.json("inbox")).toMatchObject({ reviews: [{ kind: "question", sessionId: "shop-1" }] });
  await ok(w, "stop"); // the next owner knows it as parked too
  expect(await sessionsOf(w)).toMatchObject([{ rest: "parked" }]);

  expect((await w.json<{ delivery: string }>("send", "shop-1", "turn left")).delivery).toBe("delivered");
  await sessionWhen(w, "shop-1", (s) => s.status === "working" && s.host.alive && s.rest === null, "at work again");
  await expect.poll(() => readFileSync(log, "utf8"), { timeout: 20_000 }).toBe("bye\nresumed talk: turn left\n");

  // A turn that runs is given up by force only; restored, the agent is told to go on with it.
  expect(await change("park", "shop-1", "--force")).toMatchObject({ status: "parked", evidence: { what: "parked by you" } });
  expect(await change("restore", "shop-1")).toMatchObject({ rest: null, host: { alive: true } });
  await expect.poll(() => readFileSync(log, "utf8"), { timeout: 20_000 }).toMatch(/bye\nresumed talk: .*Go on with step execute/s);
});

test("an idle session is parked by itself, and answering its question brings it back", async () => {
  const log = join(w.root, "log");
  await begin(talker(log), { parkAfter: "500ms" });
  const parked = await sessionWhen(w, "shop-1", (s) => s.rest === "parked", "parked");
  expect(parked).toMatchObject({ status: "needs_input", host: { alive: false } });
  await ok(w, "answer", "shop-1", "--text", "turn left");
  await sessionWhen(w, "shop-1", (s) => s.host.alive && s.rest === null, "back");
  await expect.poll(() => readFileSync(log, "utf8"), { timeout: 20_000 }).toContain("resumed talk: turn left");
});

test("a stuck turn is nudged once; a finished session leaves by itself; tickets wait for memory, with the numbers", async () => {
  const log = join(w.root, "log");
  await begin(
    hookAgent(
      w,
      "one",
      `begin
read -rsn1 key
say Stop '"last_assistant_message":"I waited"'
read -r line
say UserPromptSubmit '"prompt":"go on"'
echo "$line" > ${log}
operator step done --summary finished > /dev/null
say Stop '"last_assistant_message":"Done"'
exit 0`,
    ),
    { stuckAfter: "500ms", onStuck: "nudge", cleanUpAfter: "1s" },
  );
  await expect.poll(() => existsSync(log) && readFileSync(log, "utf8"), { timeout: 30_000 }).toMatch(/Go on with step execute/);
  await expect.poll(() => sessionsOf(w), { timeout: 30_000 }).toEqual([]);
  expect(await w.json("ls", "--archived")).toMatchObject({ agents: [{ id: "shop-1", status: "cleanup" }] });
  const queue = { settle: "50ms", minFreeMemory: "1000000GB" };
  w.write(".operator/config.json", JSON.stringify({ queue, agent: "echo", agents: { echo: { command: ["/bin/true"] } } }));
  await ok(w, "trust", "--yes");
  w.ticket({ type: "TASK", title: "Later", id: "T-2" });
  const held = await ticketWhen(w, "T-2", (t) => t.reason.includes("memory"), "waits for memory");
  expect(held.reason).toMatch(/^waits for free memory \(\d+\.\d GB free, 1000000\.0 GB wanted\)$/);
});

test("kill: who is deaf to SIGTERM is gone all the same, in a session of its own too, and twice is no error", async () => {
  const pid = join(w.root, "pid");
  await launch(
    scriptAgent(
      w,
      "one",
      `trap '' TERM HUP
setsid bash -c 'trap "" TERM HUP; echo $$ > ${pid}; while :; do sleep 0.05; done' &
while :; do sleep 0.05; done`,
    ),
  );
  await expect.poll(() => existsSync(pid) && readFileSync(pid, "utf8"), { timeout: 20_000 }).toMatch(/^\d+\n$/);
  const child = Number(readFileSync(pid, "utf8"));
  const there = (): boolean => {
    try {
      return process.kill(child, 0);
    } catch {
      return false;
    }
  };
  expect(there()).toBe(true);
  const both = await Promise.all([change("kill", "shop-1"), change("kill", "shop-1")]);
  expect(both).toMatchObject([{ status: "killed", host: { alive: false } }, { status: "killed" }]);
  expect(there()).toBe(false);
  expect(await change("kill", "shop-1")).toMatchObject({ status: "killed" });
});

test("an Enter that the agent took for a part of the text comes again, until it has the text", async () => {
  const line = "─".repeat(60);
  await begin(
    hookAgent(
      w,
      "one",
      `begin
say Stop '"last_assistant_message":"A pause"'
read -r text
printf '\\033[2J\\033[H%s\\n❯ [Pasted text #1]\\n%s\\n' '${line}' '${line}'
read -r again
say UserPromptSubmit '"prompt":"go on"'
while :; do sleep 0.05; done`,
    ),
  );
  await sessionWhen(w, "shop-1", (s) => s.status === "needs_input", "at its question");
  expect(await w.json("send", "shop-1", "go on")).toMatchObject({ delivery: "delivered" });
  expect((await w.json<{ reviews: unknown[] }>("inbox")).reviews).toEqual([]);
});
