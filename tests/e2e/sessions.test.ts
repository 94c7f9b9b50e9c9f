// What a person does with sessions and tickets in the workbench: trust, pair, send, kill, restore, requeue,
// discard, stop all. The agent writes down what it is typed; nothing here depends on its speed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

interface Session {
  id: string;
  status: string;
  worktree: string;
  host: { alive: boolean };
}
interface Ticket {
  id: string;
  state: string;
  priority: string;
}

const vsix = join(repository, "extension/operator.vsix");
const script = 'echo "agent of $OPERATOR_SESSION_ID"; while read -r line; do echo "$line" >> typed.txt; echo "got $line"; done';
const config = {
  queue: { settle: "100ms", maxParallel: 4 },
  agent: "echo",
  agents: { echo: { kind: "command", command: ["/bin/sh", "-c", script], resume: ["/bin/sh", "-c", script] } },
};

let workspace: Workspace;
let workbench: Workbench;
beforeAll(async () => {
  workspace = await Workspace.create({ config });
  workspace.ticket({ type: "SPIKE", title: "Look around", id: "SPIKE-1" });
  workbench = await Workbench.start(workspace, { vsix, trust: "on" });
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
});

const session = async (id: string): Promise<Session | undefined> =>
  (await workspace.json<{ agents: Session[] }>("ls")).agents.find((each) => each.id === id);
const ticket = async (id: string): Promise<Ticket | undefined> =>
  (await workspace.json<{ tickets: Ticket[] }>("queue")).tickets.find((each) => each.id === id);
const tabs = async (): Promise<string[]> => (await workbench.tabs()).map((tab) => tab.label);
const modal = (text: string) => workbench.page.locator(".monaco-dialog-box .monaco-button", { hasText: text }).first();
const status = async (): Promise<string> =>
  (await workbench.statusBar()).find((text) => /\d\/\d/.test(text))?.trim() ?? "";

test("an untrusted workspace shows its tickets and launches nothing; trusting it is enough", { timeout: 120_000 }, async () => {
  const { page } = workbench;
  await page.waitForTimeout(3_000);
  await workbench.screenshot("sessions-first");
  const no = page.locator(".monaco-dialog-box .monaco-button", { hasText: /No, / });
  if (await no.isVisible()) await no.click();
  await workbench.container("Operator");
  const row = await workbench.row("Tickets", "Look around", 30_000);
  expect(row.description).toMatch(/trust/);
  expect(await workbench.view("Sessions").textContent()).toContain("not trusted");
  await expect.poll(status).toContain("not trusted");
  await workbench.screenshot("sessions-untrusted");
  await page.waitForTimeout(2_000);
  expect(await session("shop-1")).toBeUndefined();
  await workbench.command("Workspaces: Manage Workspace Trust");
  await page.locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust/ }).first().click();
  await workbench.container("Operator");
  await workbench.row("Sessions", "shop-1 · Look around", 30_000);
});

test("a paired session's tab is shown", async () => {
  await expect.poll(tabs, { timeout: 20_000 }).toContain("shop-1 · Look around");
  await workbench.terminalShows("agent of shop-1");
});

test("Send Text to Agent reaches it", async () => {
  await workbench.command("Operator: Send Text to Agent");
  await workbench.answer("hello from the palette");
  const file = join((await session("shop-1"))?.worktree ?? "", "typed.txt");
  await until(() => existsSync(file) && readFileSync(file, "utf8").includes("hello from the palette"), {
    what: "the text at the agent",
    timeout: 20_000,
    state: () => workbench.notifications(),
  });
});

test("Kill Session asks, keeps the work, and its tab says so", async () => {
  await workbench.command("Operator: Kill Session");
  await modal("Kill").click();
  await workbench.row("Sessions", "Ended", 20_000);
  expect(await session("shop-1")).toMatchObject({ status: "killed", host: { alive: false } });
  expect(existsSync(join((await session("shop-1"))?.worktree ?? "", "typed.txt"))).toBe(true);
  await workbench.terminalShows("[operator] shop-1 ended");
  await workbench.screenshot("sessions-killed");
});

test("Restore Session brings it back, in one tab", async () => {
  await workbench.command("Operator: Restore Session");
  await workbench.row("Sessions", /shop-1 · Look around (working|waiting|starting)/, 20_000);
  await expect.poll(async () => (await tabs()).filter((label) => label.startsWith("shop-1"))).toHaveLength(1);
  await workbench.terminalShows("agent of shop-1");
  expect(await workbench.terminalText()).not.toContain("Press Enter");
});

test("Requeue ends the session after a yes, and the ticket is in the queue", async () => {
  await workbench.command("Operator: Pause Queue Processing");
  await workbench.command("Operator: Requeue Ticket");
  await modal("Requeue").click();
  await expect.poll(() => ticket("SPIKE-1"), { timeout: 20_000 }).toMatchObject({ state: "queue" });
});

test("dropping a ticket on another takes its priority; on the queue, it is queued again", async () => {
  workspace.ticket({ type: "TASK", title: "Urgent one", id: "TASK-P0", fields: { priority: "P0" } });
  workspace.ticket({ type: "TASK", title: "Later one", id: "TASK-P3", fields: { priority: "P3" } });
  const later = await workbench.row("Tickets", "Later one");
  const urgent = await workbench.row("Tickets", "Urgent one");
  await later.locator.dragTo(urgent.locator);
  await expect.poll(() => ticket("TASK-P3"), { timeout: 10_000 }).toMatchObject({ priority: "P0" });
});

test("Stop All asks and ends every agent; Discard Work asks and removes it", { timeout: 120_000 }, async () => {
  await workbench.command("Operator: Resume Queue Processing");
  await workbench.row("Sessions", "Urgent one", 20_000);
  await workbench.row("Sessions", "Later one", 20_000);
  await until(async () => (await tabs()).filter((label) => /(Urgent|Later) one/.test(label)).length === 2, { what: "their tabs" });
  await workbench.command("Operator: Stop All");
  await modal("Stop All").click();
  await until(
    async () => (await workspace.json<{ agents: Session[] }>("ls")).agents.every((each) => !each.host.alive),
    { what: "every agent's end", timeout: 30_000 },
  );
  await workbench.screenshot("sessions-stopped");
  await workbench.command("Operator: Discard Work");
  await workbench.pick("Urgent one");
  await modal("Discard").click();
  await expect.poll(() => ticket("TASK-P0"), { timeout: 20_000 }).toMatchObject({ state: "completed" });
  expect(await workbench.page.locator(".notification-list-item.error, .notification-list-item .codicon-error").count()).toBe(0);
});
