// The real Claude Code in Operator's sessions, against a model stub: plans, permissions answered here, there and in both
// places at once, texts sent at the wrong moment, and an owner that dies while a question waits.
import { renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claudeEnvironment, claudeFolder, claudeTrusts, makeClaudeHome } from "../support/claude-home.ts";
import { bash, type Block, ModelStub, plan, say, type Script, steps } from "../support/model-stub.ts";
import { operatorProgram } from "../support/paths.ts";
import { TerminalProcess } from "../support/pty.ts";
import { sleep, until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { stateFolder } from "../wire/connection.ts";

interface Session {
  id: string;
  status: string;
  activity: string;
  detail: string;
  evidence: { source: string; what: string };
  worktree: string;
  step: { name: string; round: number } | null;
}
interface Review {
  id: string;
  kind: string;
  title: string;
  body: string;
  round: number;
}
type Agents = { agents: Session[] };
type Inbox = { reviews: Review[] };

const patient = { timeout: 40_000 };

let w: Workspace;
let stub: ModelStub;
const terminals: TerminalProcess[] = [];

beforeEach(async () => {
  stub = await ModelStub.start(() => [say("Nothing to do.")]);
  w = await Workspace.create({
    config: { queue: { settle: "50ms" }, agent: "claude", sessions: { endAfter: "1h", startTimeout: "40s" } },
    path: [claudeFolder()],
    env: claudeEnvironment(stub.address),
  });
  // A home in which the first-run screens are over; no folder of Operator's is trusted yet.
  makeClaudeHome(w.home, [w.folder]);
});
afterEach(async () => {
  for (const terminal of terminals.splice(0)) terminal.kill();
  await w.close();
  await stub.close();
});

async function ok(...args: string[]): Promise<string> {
  const done = await w.operator(...args);
  expect(done, `operator ${args.join(" ")}`).toMatchObject({ code: 0 });
  return done.stdout;
}

async function launch(type: string, script: Script): Promise<void> {
  stub.become(script);
  await ok("trust", "--yes");
  w.ticket({ type, title: "Real work", id: `${type}-1` });
}

const review = (kind: string, round?: number): Promise<Review> =>
  w.when<Inbox, Review | undefined>(
    ["inbox"],
    (r) => r.reviews.find((one) => one.kind === kind && (round === undefined || one.round === round)),
    { what: `a ${kind} review`, ...patient, state: () => w.operator("events").then((e) => e.stdout) },
  );

const gone = (kind: string, timeout: number): Promise<boolean> =>
  w.when<Inbox, boolean>(["inbox"], (r) => r.reviews.every((one) => one.kind !== kind), {
    what: `no ${kind} review`,
    timeout,
  });

async function session(): Promise<Session> {
  const { agents } = await w.json<Agents>("ls");
  if (!agents[0]) throw new Error("no session");
  return agents[0];
}

/** A person's terminal on the session. */
function attach(): TerminalProcess {
  const terminal = new TerminalProcess(operatorProgram, ["attach", "shop-1"], { cwd: w.folder, env: w.env });
  terminals.push(terminal);
  return terminal;
}

const tagged = async (): Promise<boolean> => (await w.git("tag")).includes("witness");

/** A command that asks, leaves a trace in the repository when it runs, and then ends the turn. */
const asks = (command = "git tag witness"): Script => steps([bash(command)], [say("That was it.")]);

describe("plans", () => {
  test("rejected with feedback, planned again, approved, built and claimed, to the end", async () => {
    await launch(
      "FEAT",
      steps(
        [plan("# Plan A")],
        (c): Block[] => [plan(`# Plan B\n\n${c.toolResults[0]?.text ?? ""}`)],
        [bash("git commit --quiet --allow-empty --message built")],
        [bash("operator step done --step build --summary built")],
        [say("Built.")],
        [bash("operator step done --step verify --summary verified")],
        [say("Verified.")],
      ),
    );
    const first = await review("plan");
    expect(first.body).toContain("# Plan A");
    // Consent to the worktrees' root was part of the person's yes, and was written once.
    const { worktree } = await session();
    expect(claudeTrusts(w.home, join(worktree, ".."))).toBe(true);
    await ok("reject", first.id, "--reason", "Mind the gap");
    const second = await review("plan", 2);
    expect(second.body).toContain("Mind the gap");
    await ok("approve", second.id);
    const permission = await review("permission");
    expect(permission.title).toContain("git commit");
    // The next step's prompt went along with the approval, in the same turn.
    expect(stub.conversations.some((c) => c.news.includes("operator step done --step build"))).toBe(true);
    await ok("approve", permission.id);
    const result = await review("pr");
    expect(result.body).toContain("1 commit");
    await ok("approve", result.id);
    await w.when<Agents, boolean>(["ls"], (r) => r.agents[0]?.status === "done", { what: "done", ...patient });
  });
});

describe("a permission", () => {
  test("allowed in the inbox runs the tool", async () => {
    await launch("TASK", asks());
    await ok("approve", (await review("permission")).id);
    await until(tagged, { what: "the tool ran", ...patient });
    await gone("permission", 1000);
  });

  test("denied in the inbox does not run it, and the reason reaches the agent", async () => {
    await launch("TASK", steps([bash("git tag witness")], (c) => [say(`Heard ${c.toolResults[0]?.text ?? ""}`)]));
    await ok("reject", (await review("permission")).id, "--reason", "Not this tag");
    await until(() => stub.conversations.some((c) => c.toolResults.some((r) => r.text.includes("Not this tag"))), {
      what: "the reason at the model",
      ...patient,
    });
    expect(await tagged()).toBe(false);
    await gone("permission", 1000);
  });

  test("allowed in the terminal: the label is right at once, also while the tool runs on", async () => {
    await launch("TASK", asks("sleep 12; git tag witness"));
    await review("permission");
    const terminal = attach();
    await terminal.shows("Do you want to proceed?");
    terminal.type("\r");
    const pressed = Date.now();
    await gone("permission", 3000);
    expect(Date.now() - pressed).toBeLessThan(2500);
    expect(await session()).toMatchObject({ status: "working" });
    expect(await tagged()).toBe(false);
    await until(tagged, { what: "the tool ran", ...patient });
  });

  test("refused with Esc in the terminal closes it; the agent waits for words", async () => {
    await launch("TASK", asks());
    await review("permission");
    const terminal = attach();
    await terminal.shows("Do you want to proceed?");
    terminal.type("\x1b");
    await gone("permission", 3000);
    await review("question");
    expect(await tagged()).toBe(false);
  });

  test("refused with No in the terminal closes it", async () => {
    await launch("TASK", asks());
    await review("permission");
    const terminal = attach();
    const screen = await terminal.shows(/\d\. No/);
    terminal.type(/(\d)\. No/.exec(screen)?.[1] ?? "");
    await gone("permission", 3000);
    expect(await tagged()).toBe(false);
  });

  test("allowed in the inbox and refused in the terminal within 50 ms: one of the two, and the label agrees", async () => {
    await launch("TASK", asks());
    const { id } = await review("permission");
    const terminal = attach();
    await terminal.shows("Do you want to proceed?");
    const approved = w.operator("approve", id);
    terminal.type("\x1b");
    await approved;
    await gone("permission", 3000);
    await sleep(1500);
    const ran = await tagged();
    const tools = stub.conversations.flatMap((c) => c.toolResults);
    if (ran) expect(tools.some((r) => !r.error)).toBe(true);
    expect((await w.json<Inbox>("inbox")).reviews.filter((r) => r.kind === "permission")).toEqual([]);
  });

  test("denied in the inbox and allowed in the terminal within 50 ms: one of the two, and lost words are offered", async () => {
    await launch("TASK", asks());
    const { id } = await review("permission");
    const terminal = attach();
    await terminal.shows("Do you want to proceed?");
    const rejected = w.operator("reject", id, "--reason", "Rather not");
    terminal.type("\r");
    await rejected;
    await gone("permission", 3000);
    await until(
      async () => (await tagged()) || stub.conversations.some((c) => c.toolResults.some((r) => r.text.includes("Rather not"))),
      { what: "either the tool or the refusal", ...patient },
    );
  });

  test("that cannot be kept is asked in the terminal, as without Operator", async () => {
    await launch("TASK", steps([say("Ready.")], [bash("git tag witness")], [say("That was it.")]));
    const ready = await review("question");
    const spool = join(stateFolder(w), "spool/shop-1.jsonl");
    renameSync(spool, `${spool}.kept`);
    symlinkSync("/dev/full", spool);
    const terminal = attach();
    await ok("answer", ready.id, "continue");
    await terminal.shows(/proceed\?/, patient.timeout);
    expect(await tagged()).toBe(false);
    terminal.type("1");
    await until(tagged, { what: "the command's trace", ...patient, state: () => terminal.screen() });
  });

  test("waits through the death of the owner", async () => {
    await launch("TASK", asks());
    const { id } = await review("permission");
    const { status } = await w.json<{ status: { pid: number } }>("status");
    process.kill(status.pid, "SIGKILL");
    await ok("approve", id);
    await until(tagged, { what: "the tool ran", ...patient });
  });

  test("a text sent while it is asked runs no tool and is delivered afterwards", async () => {
    await launch("TASK", asks());
    const { id } = await review("permission");
    const sent = await w.json<{ delivery: string; reason: string }>("send", "shop-1", "yes please");
    expect(sent.delivery).toBe("queued");
    await sleep(1000);
    expect(await tagged()).toBe(false);
    await ok("reject", id, "--reason", "No");
    await until(() => stub.conversations.some((c) => c.userText.includes("yes please")), {
      what: "the text at the model",
      ...patient,
      state: () => w.operator("events").then((e) => e.stdout),
    });
    expect(await tagged()).toBe(false);
  });
});
