// Everything is killed in turn, while two agents work: the window, VS Code's server, the owner, one host, and at last all
// of it at once, as by the machine's end. What the person then sees is what is so, and what was lost comes back by a word.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../support/paths.ts";
import { signal } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

interface Session {
  id: string;
  status: string;
  worktree: string;
  branch: string;
  host: { alive: boolean };
}

const vsix = join(repository, "extension/operator.vsix");
const script = 'echo "agent of $OPERATOR_SESSION_ID"; while read -r line; do echo "$line" >> typed.txt; echo "got $line"; done';
const command = ["/bin/sh", "-c", script];
const config = {
  queue: { settle: "100ms", maxParallel: 4 },
  agent: "echo",
  agents: { echo: { kind: "command", command, resume: command } },
};

let workspace: Workspace;
let workbench: Workbench;
let boots = 1;
beforeAll(async () => {
  workspace = await Workspace.create({ config });
  workspace.env["OPERATOR_BOOT_ID"] = `boot-${boots}`;
  workbench = await Workbench.start(workspace, { vsix, width: 1600 });
  await workbench.container("Operator");
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
});

const sessions = async (): Promise<Session[]> => (await workspace.json<{ agents: Session[] }>("ls")).agents;
const named = (name: string, mode: string): number[] =>
  workspace.processes().flatMap(({ pid, argv }) => (argv[0]?.endsWith(name) === true && (mode === "" || argv[1] === mode) ? [pid] : []));
const owners = (): number[] => named("/operatord", "");
const hosts = (): number[] => named("/operator", "host");
const kill = (pids: number[]): void => {
  for (const pid of pids) signal(pid, "SIGKILL");
};
let word = 0;

/** The session has one tab, and what is typed there reaches its agent. */
async function expectLive(id: string): Promise<void> {
  await workbench.row("Sessions", new RegExp(`${id} · .*(working|waiting)`), 60_000);
  await expect.poll(async () => (await workbench.tabs()).filter(({ label }) => label.startsWith(`${id} · `)).length, { timeout: 40_000 }).toBe(1);
  await workbench.show(new RegExp(`^${id} · `));
  await workbench.terminalShows(`agent of ${id}`, 40_000);
  const { worktree = "" } = (await sessions()).find((each) => each.id === id) ?? {};
  const file = join(worktree, "typed.txt");
  const text = `word-${++word}`;
  await workbench.typeInTerminal(`${text}\n`);
  await until(() => existsSync(file) && readFileSync(file, "utf8").trimEnd().endsWith(text), {
    what: `${text} at the agent of ${id}`,
    timeout: 20_000,
    state: () => workbench.terminalText(),
  });
}

async function expectBothLive(): Promise<void> {
  await expectLive("shop-1");
  await expectLive("shop-2");
}

test("New Session asks for the prompt, and shows the agent at work", { timeout: 120_000 }, async () => {
  for (const prompt of ["First thing", "Second thing"]) {
    await workbench.command("Operator: New Session");
    await workbench.answer(prompt);
    await workbench.screenshot("survive-agents");
    await workbench.pick("The default agent");
    await workbench.row("Sessions", prompt, 40_000);
  }
  await expectBothLive();
  await workbench.screenshot("survive-before");
});

test("a session's row tells more to a pointer that rests on it", async () => {
  const row = await workbench.row("Sessions", "shop-1 · ");
  const { branch = "?" } = (await sessions()).find(({ id }) => id === "shop-1") ?? {};
  await row.locator.hover();
  await expect.poll(async () => (await workbench.page.locator(".monaco-hover:visible").allTextContents()).join("\n"), { timeout: 15_000 }).toContain(branch);
  await workbench.screenshot("survive-hover");
  await workbench.page.mouse.move(800, 500);
});

test("the window is closed, and VS Code's server killed: both go on", { timeout: 180_000 }, async () => {
  const before = hosts();
  await workbench.restartServer();
  await workbench.container("Operator");
  await expectBothLive();
  expect(hosts()).toEqual(before);
  await workbench.screenshot("survive-server");
});

test("the owner is killed: the next one finds both", { timeout: 120_000 }, async () => {
  const before = hosts();
  const old = owners();
  kill(old);
  await until(() => owners().some((pid) => !old.includes(pid)), { what: "the next owner", timeout: 30_000 });
  await expectBothLive();
  expect(hosts()).toEqual(before);
  expect(owners()).toHaveLength(1);
  await workbench.screenshot("survive-owner");
});

test("a host is killed: its row and its tab say so, the other goes on, and Restore Session brings it back", { timeout: 120_000 }, async () => {
  const host = workspace.processes().find(({ argv }) => argv[1] === "host" && argv.some((each) => each.endsWith("/shop-2")));
  kill([host?.pid ?? 0].filter(Boolean));
  await workbench.row("Inbox", "shop-2 lost", 40_000);
  await workbench.row("Sessions", "Ended", 20_000);
  await workbench.screenshot("survive-host-lost");
  await expectLive("shop-1");
  await workbench.command("Operator: Restore Session");
  await expectLive("shop-2");
  await expect.poll(async () => (await workbench.rows("Inbox")).map(({ label }) => label).join("\n")).not.toContain("shop-2 lost");
});

test("all is killed at once, as by the machine's end: one word restores both", { timeout: 240_000 }, async () => {
  workspace.env["OPERATOR_BOOT_ID"] = `boot-${++boots}`;
  await until(
    () => {
      // The browser is as if on another machine.
      const all = workspace.processes().flatMap(({ pid, program }) => (program.includes("chrom") ? [] : [pid]));
      kill(all);
      return all.length === 0;
    },
    { what: "the end of all" },
  );
  await workbench.restartServer();
  await workbench.container("Operator");
  await workbench.row("Inbox", "2 sessions lost", 60_000);
  await workbench.screenshot("survive-all-lost");
  await workbench.command("Operator: Restore Lost Sessions");
  await expectBothLive();
  expect((await sessions()).filter(({ host }) => host.alive)).toHaveLength(2);
  await workbench.screenshot("survive-after");
});
