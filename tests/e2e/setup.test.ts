// Where Operator cannot work: no folder, no repository, no git, no program, one of another version. Each is one
// clear line with a button that helps, in the view and in the status bar, and no notification.
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { repository } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

const vsix = join(repository, "extension/operator.vsix");

let workspace: Workspace;
let workbench: Workbench;
/** The only folder on the window's PATH: everything of the system's but git, which comes and goes. */
let programs: string;
beforeAll(async () => {
  workspace = await Workspace.create();
  programs = join(workspace.root, "p");
  mkdirSync(programs);
  for (const name of readdirSync("/usr/bin"))
    if (!name.startsWith("git")) symlinkSync(join("/usr/bin", name), join(programs, name));
  workspace.env["PATH"] = programs;
  // VS Code's server asks the login shell for its environment.
  writeFileSync(join(workspace.home, ".bash_profile"), `export PATH='${programs}'\n`);
  git(true);
  workbench = await Workbench.start(workspace, { vsix });
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
});
afterEach(async () => {
  expect((await workbench.notifications()).filter((text) => /operator/i.test(text))).toEqual([]);
});

function git(there: boolean): void {
  if (there) symlinkSync("/usr/bin/git", join(programs, "git"));
  else rmSync(join(programs, "git"));
}
const says = (view: string) =>
  expect.poll(() => workbench.view(view).innerText(), { timeout: 40_000, message: `the ${view} view` });
const button = (view: string, text: string) => workbench.view(view).locator(".monaco-button", { hasText: text }).first();
const statusBar = (text: string | RegExp) =>
  expect
    .poll(async () => (await workbench.statusBar()).map((each) => each.trim()), { timeout: 20_000 })
    .toContainEqual(expect.stringMatching(text));

/** Opens a new folder in the window and looks at Operator's views. */
async function open(name: string): Promise<string> {
  const folder = join(workspace.root, name);
  mkdirSync(join(folder, ".vscode"), { recursive: true });
  await workbench.openFolder(folder);
  await workbench.container("Operator");
  return folder;
}
const settings = (folder: string, program: string): void =>
  writeFileSync(join(folder, ".vscode/settings.json"), JSON.stringify({ "operator.path": program }));

test("without a folder the way to one is offered, and the walkthrough", async () => {
  await workbench.openFolder(undefined);
  await workbench.container("Operator");
  await says("Inbox").toContain("no folder is open");
  expect(await button("Inbox", "Open Folder").isVisible()).toBe(true);
  expect((await workbench.statusBar()).filter((text) => text.includes("Operator"))).toEqual([]);
  await workbench.screenshot("setup-no-folder");
  await button("Inbox", "Get Started").click();
  const steps = workbench.page.locator(".getting-started-step .step-title");
  await expect.poll(() => steps.allTextContents(), { timeout: 20_000 }).toEqual([
    "Open a git repository",
    "Have an agent",
    "Trust the workspace",
    "Create your first ticket",
    "Decide in the Inbox",
  ]);
  await workbench.screenshot("setup-walkthrough");
});

test("a folder without a repository gets one by the button, and is a project at once", async () => {
  const folder = await open("plain");
  await says("Sessions").toContain("no git repository");
  await statusBar(/no git repository/);
  await says("Tickets").toContain("No tickets yet");
  await workbench.screenshot("setup-no-repository");
  await button("Sessions", "Initialize Repository").click();
  await says("Sessions").toContain("No sessions yet");
  await expect.poll(() => readdirSync(folder)).toContain(".git");
  await statusBar(/^0\/\d+$/);
});

test("without git it says so, and looks again when asked", async () => {
  git(false);
  await workbench.openFolder(workspace.folder);
  await workbench.container("Operator");
  await says("Sessions").toContain("“git” was not found");
  await statusBar(/git not found/);
  await workbench.screenshot("setup-no-git");
  git(true);
  await button("Sessions", "Look for git Again").click();
  await says("Sessions").toContain("No sessions yet");
});

test("a program that is missing, of another version, or for another computer is told apart; a right one heals it", async () => {
  const folder = await open("old");
  await workspace.run("/usr/bin/git", ["init", "--quiet", folder]);
  await says("Sessions").toContain("No sessions yet");
  settings(folder, "/nowhere/operator");
  await says("Inbox").toContain("was not found");
  await statusBar(/program missing/);
  await workbench.screenshot("setup-missing");

  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 0,
    result: { protocol: 0, version: "0.0.1", epoch: "e", seq: 0, pid: 1, workspace: folder },
  });
  const old = join(workspace.root, "operator-old");
  const lines = ["#!/bin/sh", 'if [ "$1" = --version ]; then echo operator 0.0.1; exit; fi'];
  lines.push('if [ "$1" = stop ]; then echo "$PWD" >> "$0.stopped"; exit; fi');
  // It reads the first request before it answers, as a server does.
  lines.push("head -c 10 >/dev/null", `printf 'Content-Length: ${body.length}\\r\\n\\r\\n%s' '${body}'`, "cat >/dev/null");
  writeFileSync(old, `${lines.join("\n")}\n`);
  chmodSync(old, 0o755);
  settings(folder, old);
  await says("Inbox").toContain("different versions");
  await statusBar(/another version/);
  expect(await button("Inbox", "Reload Window").isVisible()).toBe(true);
  await button("Inbox", "Restart Operator’s Server").click();
  await expect.poll(() => readdirSync(workspace.root), { timeout: 20_000 }).toContain("operator-old.stopped");
  await says("Inbox").toContain("different versions");
  await workbench.screenshot("setup-outdated");

  const foreign = join(workspace.root, "operator-foreign");
  writeFileSync(foreign, "\x7fELF of another computer");
  chmodSync(foreign, 0o755);
  settings(folder, foreign);
  await says("Inbox").toContain("does not run on this computer");
  await statusBar(/does not run/);

  settings(folder, "");
  await says("Inbox").toContain("Nothing needs you");
  await statusBar(/^0\/\d+$/);
});

test("Open Configuration makes a commented example; wrong values are marked and keys are offered", async () => {
  await workbench.openFolder(workspace.folder);
  await workbench.command("Operator: Open Configuration", 40_000);
  await expect.poll(() => workbench.documentText(), { timeout: 20_000 }).toContain("maxParallel");
  const { status } = await workspace.json<{ status: { problems: unknown[] } }>("status");
  expect(status.problems).toEqual([]);
  const { page } = workbench;
  const marks = page.locator(".editor-group-container.active .squiggly-warning, .editor-group-container.active .squiggly-error");
  await expect.poll(() => workbench.statusBar()).toContainEqual(expect.stringContaining("JSON with Comments"));
  await workbench.screenshot("setup-configuration");
  workspace.write(".operator/config.json", '{\n  "queue": { "maxParallel": "many" },\n  \n}\n');
  await expect.poll(() => marks.count(), { timeout: 30_000 }).toBeGreaterThan(0);
  await page.locator(".editor-group-container.active .view-line").nth(2).click();
  const offered = page.locator(".suggest-widget .monaco-list-row .label-name");
  await expect
    .poll(
      async () => {
        await page.keyboard.press("Control+Space");
        await page.waitForTimeout(500);
        return offered.allTextContents();
      },
      { timeout: 20_000 },
    )
    .toEqual(expect.arrayContaining(["agents", "projects", "sessions"]));
  await workbench.screenshot("setup-completion");
});

test("in a virtual workspace one line says that agents need folders on disk", async () => {
  const file = join(workspace.root, "virtual.code-workspace");
  writeFileSync(file, JSON.stringify({ folders: [{ uri: "memfs:/shop", name: "elsewhere" }] }));
  await workbench.openFolder(file);
  await workbench.container("Operator");
  await says("Inbox").toContain("Agents work in folders on disk");
  expect((await workbench.statusBar()).filter((text) => text.includes("Operator"))).toEqual([]);
  await workbench.screenshot("setup-virtual");
});

test("of several folders the one with .operator is Operator's, until it leaves the window", { timeout: 120_000 }, async () => {
  const second = join(workspace.root, "second");
  for (const name of ["plain", "second"]) await workspace.run("/usr/bin/git", ["init", "--quiet", join(workspace.root, name)]);
  for (const folder of [".operator", ".tickets/queue"]) mkdirSync(join(second, folder), { recursive: true });
  const ticket = "---\nid: TASK-SEC\ntype: TASK\ntitle: From the second\nhold: true\n---\n";
  writeFileSync(join(second, ".tickets/queue/task.md"), ticket);
  const file = join(workspace.root, "both.code-workspace");
  const folders = (...names: string[]) =>
    writeFileSync(file, JSON.stringify({ folders: names.map((path) => ({ path })) }));
  folders("plain", "second");
  const inExplorer = workbench.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "second" });
  // Now and then VS Code shows such a window without its folders; that is not what is tested here.
  await until(
    async () => {
      await workbench.openFolder(file);
      await workbench.container("Explorer");
      await inExplorer.first().waitFor({ timeout: 15_000 });
      return true;
    },
    { what: "the window with both folders", timeout: 60_000 },
  );
  await workbench.container("Operator");
  await (await workbench.row("Tickets", "From the second", 40_000)).locator.click();
  await expect.poll(() => workbench.documentText(), { timeout: 20_000 }).toContain("TASK-SEC");
  folders("plain");
  await says("Tickets").toContain("No tickets yet");
  await statusBar(/^0\/\d+$/);
});
