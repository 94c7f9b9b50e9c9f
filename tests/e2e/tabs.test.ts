// Session tabs: one each, at most six by themselves, the same ones and live after a reload, an extension
// host's end and a server's end. Twelve sessions whose agent writes down every line that it is typed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

interface Session {
  id: string;
  name: string;
  worktree: string;
  host: { alive: boolean };
}

const vsix = join(repository, "extension/operator.vsix");
const script = 'echo "agent of $OPERATOR_SESSION_ID"; while read -r line; do echo "$line" >> typed.txt; echo "got $line"; done';
const config = {
  queue: { settle: "100ms", maxParallel: 12 },
  agent: "echo",
  agents: { echo: { kind: "command", command: ["/bin/sh", "-c", script] } },
};
const count = 12;

let workspace: Workspace;
let workbench: Workbench;
beforeAll(async () => {
  workspace = await Workspace.create({ config });
  workbench = await Workbench.start(workspace, { vsix, width: 1800 });
  await workbench.container("Operator");
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
});

const sessions = async (): Promise<Session[]> => (await workspace.json<{ agents: Session[] }>("ls")).agents;
/** The sessions that have a tab, sorted, as often as they have one. */
const tabs = async (): Promise<string[]> =>
  (await workbench.tabs())
    .flatMap((tab) => /^(shop-\d+) · /.exec(tab.label)?.[1] ?? [])
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
/** The sessions that have a viewer's process. */
const viewers = (): string[] =>
  workspace
    .processes()
    .flatMap(({ argv }) => (argv[1] === "attach" && argv.includes("--workspace") ? [argv[2] ?? ""] : []))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

let opened: string[] = [];
let word = 0;

/** Each open tab once, with one viewer, and what is typed in it reaches its own agent. */
async function expectAsBefore(): Promise<void> {
  await expect.poll(tabs, { timeout: 40_000 }).toEqual(opened);
  await expect.poll(viewers, { timeout: 40_000 }).toEqual(opened);
  for (const session of await sessions()) {
    if (!opened.includes(session.id)) continue;
    await workbench.show(new RegExp(`^${session.id} · `));
    await workbench.terminalShows(`agent of ${session.id}`);
    word += 1;
    await workbench.typeInTerminal(`word-${word}\n`);
    const file = join(session.worktree, "typed.txt");
    await until(() => existsSync(file) && readFileSync(file, "utf8").trimEnd().endsWith(`word-${word}`), {
      what: `word-${word} at the agent of ${session.id}`,
      state: () => (existsSync(file) ? readFileSync(file, "utf8") : "no file"),
    });
  }
}

test("twelve sessions start; six of them open their tab, none takes the focus", { timeout: 180_000 }, async () => {
  await workbench.page.locator(".pane-header", { hasText: "Tickets" }).first().click();
  for (let n = 1; n <= count; n++) workspace.ticket({ type: "TASK", title: `Task ${n}`, id: `TASK-T${n}` });
  await until(async () => (await sessions()).filter((session) => session.host.alive).length === count, {
    what: "twelve live sessions",
    timeout: 90_000,
  });
  await until(async () => (await tabs()).length === 6, {
    what: "six tabs with their names",
    timeout: 40_000,
    state: async () => (await workbench.tabs()).map((tab) => tab.label),
  });
  const inTerminal = () => workbench.page.evaluate(() => document.activeElement?.className.includes("xterm") ?? false);
  expect(await inTerminal()).toBe(false);
  opened = await tabs();
  expect(new Set(opened).size).toBe(6);
  await workbench.screenshot("tabs-started");
  await expectAsBefore();
});

test("closing a tab detaches; Focus Session opens it again", async () => {
  const [id = ""] = opened;
  const tab = (await workbench.tabs()).find((each) => each.label.startsWith(`${id} · `));
  await tab?.locator.hover();
  await tab?.locator.locator(".tab-actions .action-label").click();
  await expect.poll(tabs).toEqual(opened.slice(1));
  await expect.poll(viewers).toEqual(opened.slice(1));
  expect((await sessions()).find((session) => session.id === id)?.host.alive).toBe(true);
  await workbench.command("Operator: Focus Session");
  await workbench.pick(new RegExp(`${id} · `));
  await expectAsBefore();
});

test("a reload of the window brings the same tabs, live, once each", { timeout: 120_000 }, async () => {
  await workbench.reload();
  await expectAsBefore();
  await workbench.screenshot("tabs-reloaded");
});

test("so does another extension host", { timeout: 120_000 }, async () => {
  await workbench.restartExtensionHost();
  await expectAsBefore();
});

test("so does another server", { timeout: 180_000 }, async () => {
  await workbench.restartServer();
  await expectAsBefore();
  expect((await sessions()).filter((session) => session.host.alive)).toHaveLength(count);
  await workbench.screenshot("tabs-server-restarted");
});

test("they are all in one column", async () => {
  expect(await workbench.page.locator(".editor-group-container").count()).toBe(1);
});
