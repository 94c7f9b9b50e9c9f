// The ground the workbench tests stand on: the real VS Code opens a folder, and its parts can be read and driven.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

let workspace: Workspace;
let workbench: Workbench;
beforeAll(async () => {
  workspace = await Workspace.create();
  workbench = await Workbench.start(workspace);
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
});

test("it opens the folder and shows its files", async () => {
  const labels = async () =>
    workbench.page.locator(".explorer-folders-view .monaco-list-row .label-name").allTextContents();
  await expect.poll(labels, { timeout: 20_000 }).toEqual(expect.arrayContaining(["src", "README.md"]));
});

test("the palette opens by F1 and offers commands", async () => {
  expect(await workbench.offers("Developer: Reload Window")).toContain("Developer: Reload Window");
  expect(existsSync(await workbench.screenshot("ground-workbench"))).toBe(true);
});

test("a terminal in the editor area can be read and typed into", async () => {
  await workbench.command("Terminal: Create New Terminal in Editor Area");
  await expect.poll(async () => (await workbench.tabs()).length, { timeout: 20_000 }).toBe(1);
  await workbench.terminalShows(/[$#]$/);
  await workbench.typeInTerminal(`echo one-$((1+1)) > typed.txt; echo said-$((2+2))\n`);
  await workbench.terminalShows("said-4");
  expect(workspace.read("typed.txt")).toBe("one-2\n");
  await workbench.screenshot("ground-terminal");
});

test("reload, extension host restart and server restart leave a working window", async () => {
  await workbench.reload();
  await workbench.restartExtensionHost();
  await workbench.restartServer();
  await expect.poll(() => workbench.extensionHosts().length, { timeout: 20_000 }).toBe(1);
  expect(await workbench.offers("View: Show Explorer")).toContain("View: Show Explorer");
});

test("closing it leaves no process", async () => {
  expect(workspace.processes().length).toBeGreaterThan(0);
  await workbench.close();
  await workspace.close();
  expect(workspace.processes()).toEqual([]);
  expect(existsSync(join(workspace.root, "u"))).toBe(false);
});
