// `operator tui` as a person has it: keys typed in a real terminal, and what the screen shows then.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Screen } from "../support/screen.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { ok, reviewWhen, sessionsOf, sessionWhen, ticketWhen } from "./scene.ts";

const config = { queue: { settle: "100ms", maxParallel: 4 }, agent: "demo", sessions: { endAfter: "300ms" } };

let workspace: Workspace | undefined;
let screen: Screen | undefined;
afterEach(async () => {
  await screen?.close();
  screen = undefined;
  await workspace?.close();
  workspace = undefined;
});

async function open(): Promise<Workspace> {
  workspace = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" } });
  await ok(workspace, "trust", "--yes");
  return workspace;
}

async function tui(w: Workspace, environment = ""): Promise<Screen> {
  screen = await Screen.open(w, `${environment} operator tui`);
  await screen.shows("4 Done");
  return screen;
}

const tuiPid = (w: Workspace): number => {
  const found = w.processes().find(({ argv, program }) => program.endsWith("/operator") && argv[1] === "tui");
  if (!found) throw new Error("no operator tui runs");
  return found.pid;
};

test("a ticket from its plan to its end: read, rejected with a reason, approved, done", async () => {
  const w = await open();
  const s = await tui(w);
  await s.shows("nothing needs you", "nothing runs", "0 of 4 running");
  w.ticket({ type: "FEAT", title: "Say hello", id: "FEAT-1", body: "The program greets people." });
  await s.shows(/^> ! Plan +shop-1 FEAT Say hello/m, /^ {2}! needs input +shop-1 FEAT Say hello .*plan 1\/3/m, "1 of 4 running");

  // The first Y shows the plan, and approves nothing.
  await s.press("Y");
  await s.shows("# Plan: Say hello", "1. Look at the repository", "Read it; Y again: Approve.");
  await s.press("X");
  await s.type("Grüße sie beim Namne");
  await s.press("BSpace", "BSpace");
  await s.type("en");
  await s.shows("Reject Plan of shop-1, because: Grüße sie beim Namen");
  await s.press("Enter");
  const again = await reviewWhen(w, "plan", ({ round }) => round === 2);
  expect(again.body).toContain("Grüße sie beim Namen");
  await s.shows(/^> ! Plan .*round 2/m);

  await s.press("Enter");
  await s.shows("Plan, round 2", "Grüße sie beim Namen");
  await s.resize(120, 40);
  await s.shows(/lines 1–\d+ of \d+$/m);
  await s.press("Y");
  await s.shows(/^> ! Permission +shop-1 FEAT/m);
  await s.press("Y");
  await s.shows("Y or 1    Allow");
  await s.press("Y");

  // The work is read as a diff.
  await s.shows(/^> ! Work +shop-1 FEAT/m);
  await s.press("Y");
  await s.shows(/Changes: \d commits?, 1 files/, "+++ b/notes/FEAT-1.md", /lines 1–/);
  await s.press("Y");
  await s.shows(/^ {2}\+ done +shop-1 FEAT Say hello/m, "nothing needs you", "0 of 4 running");
  expect(readdirSync(join(w.folder, ".tickets/completed"))).toHaveLength(1);
  await s.press("q");
  await s.shows("exit 0", /^icanon$/m, /^echo$/m);
});

test("the queue is paused and resumed, a search finds, a hostile title draws nothing", async () => {
  const w = await open();
  const s = await tui(w);
  await s.press("P");
  await s.shows("PAUSED", "Paused: nothing starts by itself. R goes on.");
  w.ticket({ type: "TASK", title: "Greet Ada", id: "TASK-1" });
  w.ticket({ type: "FIX", title: 'Evil \u001b[2J\u001b]0;pwned\u0007\u202e 日本語 ' + "w".repeat(200), id: "FIX-2" });
  await s.shows(/^ {2}. P\d +FIX-2 +FIX +Evil .*日本語 w+…/m, /TASK-1 +TASK Greet Ada +.*paused/i);
  const lines = await s.lines();
  expect(lines[0]).toMatch(/^ Operator {2}shop .*PAUSED$/);
  expect(lines.findIndex((line) => line.includes("4 Done"))).toBeGreaterThan(0);

  await s.press("/");
  await s.type("ADA");
  await s.shows("Search: ADA", "3 Queue  1 of 2");
  expect(await s.text()).not.toContain("FIX-2");
  await s.press("Enter");
  await s.press("Escape");
  await s.shows("3 Queue  2");

  // A paste is no key: none of it is taken for one.
  await s.paste("Rq\nYR\n");
  await s.shows("Pasted text is no key", "PAUSED");
  await s.press("?");
  await s.shows("kill: end the agent (asks)", "lines 1–21 of");
  await s.press("Space");
  await s.shows("Signs:");
  await s.press("Escape");
  await s.press("3");
  await s.shows("> 3 Queue");
  await s.press("Y");
  await s.shows("waits for a decision");
  await s.press("S");
  await s.shows("No boards are configured.");
  await s.press("R");
  await s.shows("Tickets launch by themselves again.");
  await reviewWhen(w, "permission");
});

test("a session is attached to, killed and restored; a refusal is shown", async () => {
  const w = await open();
  w.ticket({ type: "FEAT", title: "Say hello", id: "FEAT-1" });
  await reviewWhen(w, "plan");
  const s = await tui(w);
  await s.press("2");
  await s.shows("> 2 In progress");
  await s.press("r");
  await s.shows(/^! .*shop-1/m);
  await s.press("a");
  await s.lacks("4 Done");
  await s.press("C-]");
  await s.shows("Back from shop-1.", "> 2 In progress");

  await s.press("K");
  await s.shows("End the agent of shop-1? Its work is kept. [y/N]");
  await s.press("Enter");
  await s.shows("Nothing was done.");
  expect((await sessionsOf(w))[0]).toMatchObject({ status: "needs_input" });
  await s.press("K", "y");
  await s.shows(/^> - killed +shop-1/m);
  await s.press("a");
  await s.shows("shop-1 has no running agent: r brings it back into its conversation.");
  await s.press("r");
  await sessionWhen(w, "shop-1", ({ host, status }) => host.alive && status !== "killed", "restored");
  await s.shows(/^> [^-] (?!killed).* shop-1/m);
});

test("the owner is killed and stopped: that is said, and the lists live on with the next one", async () => {
  const w = await open();
  const s = await tui(w);
  const pid = async (): Promise<number> => (await w.json<{ status: { pid: number } }>("status")).status.pid;
  const first = await pid();
  process.kill(first, "SIGKILL");
  await s.shows("the next one is started");
  w.ticket({ type: "TASK", title: "After the crash", id: "TASK-1", fields: { hold: true } });
  await s.shows(/= P\d hold +TASK-1 TASK After the crash/, "0 of 4 running");

  // One that ended in order is not started again before somebody wants something.
  await ok(w, "stop");
  await s.shows("NOT CONNECTED", "any operation starts it again");
  await s.press("P");
  await s.shows("Not done: no owner is connected.", "0 of 4 running");
  await s.press("P");
  await s.shows("PAUSED");
  await ticketWhen(w, "TASK-1", ({ state }) => state === "queue", "in the queue");
});

test("the terminal is as before after every end, also after a crash", async () => {
  const w = await open();
  for (const signal of ["SIGTERM", "SIGHUP", "SIGSEGV"] as const) {
    const s = await tui(w);
    process.kill(tuiPid(w), signal);
    await s.shows(/^exit \d+$/m, /^icanon$/m, /^echo$/m);
    expect(await s.text()).not.toContain("4 Done");
    await s.close();
  }
  // A terminal that goes away takes it along.
  const s = await tui(w);
  await s.close();
  await until(() => !w.processes().some(({ argv }) => argv[1] === "tui"), { what: "the end of operator tui", timeout: 20_000 });
  // Where there is nothing to draw on, it says what to do.
  expect(await w.operator("tui")).toMatchObject({ code: 1, stderr: "operator: tui needs a terminal on its standard input and output\n" });
  screen = await Screen.open(w, "TERM=nonsense operator tui");
  await screen.shows("no terminal is known by the name TERM=nonsense", "exit 1");
});

test("it draws on plain terminals too, and needs no colour", async () => {
  const w = await open();
  await ok(w, "pause");
  w.ticket({ type: "FEAT", title: "Greet", id: "FEAT-1" });
  const s = await tui(w);
  await s.shows("FEAT-1");
  expect(await s.coloured()).toMatch(/\u001b\[36mFEAT/);
  await s.close();
  for (const environment of ["TERM=screen NO_COLOR=1", "TERM=linux LC_ALL=C", "TERM=vt100"]) {
    const plain = await tui(w, environment);
    await plain.press("3");
    await plain.shows(/^> \. P\d +FEAT-1 FEAT Greet/m);
    if (!environment.includes("linux")) expect(await plain.coloured()).not.toMatch(/\u001b\[[0-9;]*3[1-6]m/);
    else expect(await plain.text()).toMatch(/^ {2}1 Inbox {2}0 -{20}/m);
    await plain.close();
  }
});
