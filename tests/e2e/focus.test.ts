// A session that starts opens its tab and takes the keyboard from nobody: what is typed goes where it went.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../support/paths.ts";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

const vsix = join(repository, "extension/operator.vsix");
const script = 'echo "agent of $OPERATOR_SESSION_ID"; while read -r line; do echo "got $line"; done';
const config = {
  queue: { settle: "100ms", maxParallel: 8 },
  agent: "echo",
  agents: { echo: { kind: "command", command: ["/bin/sh", "-c", script] } },
};

let workspace: Workspace;
let workbench: Workbench;
beforeAll(async () => {
  workspace = await Workspace.create({ config });
  workbench = await Workbench.start(workspace, { vsix });
  await workbench.container("Operator");
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
});

const tabs = async (): Promise<string[]> => (await workbench.tabs()).map((tab) => tab.label);
/** The element that has the keyboard's focus, as the same object each time. */
const focused = () => workbench.page.evaluateHandle(() => document.activeElement);

let started = 0;
/** Starts a session while something has the focus, and proves that it has it still. */
async function startBeside(type: string): Promise<void> {
  const before = await focused();
  started += 1;
  workspace.ticket({ type, title: `Work ${started}`, id: `${type}-${started}` });
  await expect.poll(tabs, { timeout: 20_000 }).toContain(`shop-${started} · Work ${started}`);
  await workbench.page.waitForTimeout(1_000);
  const after = await focused();
  expect(await before.evaluate((was, is) => was === is, after)).toBe(true);
}

test.each(["TASK", "TASK", "SPIKE"])("the palette stays open while a %s starts", async (type) => {
  await workbench.page.keyboard.press("F1");
  const input = workbench.page.locator(".quick-input-widget input.input");
  await input.waitFor();
  await startBeside(type);
  expect(await input.isVisible()).toBe(true);
  await workbench.page.keyboard.press("Escape");
});

test("a tree keeps the focus", async () => {
  await workbench.view("Sessions").locator(".monaco-list").focus();
  await startBeside("TASK");
});

test("a terminal that is typed in is not covered", async () => {
  const [first = ""] = await tabs();
  await workbench.show(first);
  await workbench.typeInTerminal("before ");
  await startBeside("TASK");
  await workbench.page.keyboard.type("between ");
  await startBeside("TASK");
  await workbench.page.keyboard.type("after\n");
  await workbench.terminalShows("got before between after");
});
