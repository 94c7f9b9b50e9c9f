// The extension in the real workbench with the real owner and the demo agent: trees, commands, reviews.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

interface Session {
  id: string;
  status: string;
  branch: string;
  worktree: string;
  summary: string | null;
}

const vsix = join(repository, "extension/operator.vsix");
const config = { queue: { settle: "200ms", maxParallel: 8 }, agent: "demo", sessions: { endAfter: "2s" } };

let workspace: Workspace;
let workbench: Workbench;
beforeAll(async () => {
  workspace = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" } });
  workbench = await Workbench.start(workspace, { vsix });
  await workbench.container("Operator");
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
});

const tabs = async (): Promise<string[]> => (await workbench.tabs()).map((tab) => tab.label);
const status = async (): Promise<string> =>
  (await workbench.statusBar()).find((text) => /\d\/\d/.test(text))?.trim() ?? "";
const button = (text: string) =>
  workbench.page.locator(".notifications-toasts .monaco-button", { hasText: text }).first();
/** A button above the active editor. */
const above = (title: string) =>
  workbench.page.locator(".editor-group-container.active .editor-actions .action-label").and(
    workbench.page.locator(`[aria-label^="${title}"]`),
  );
const sessions = async (): Promise<Session[]> => (await workspace.json<{ agents: Session[] }>("ls")).agents;
const rowCount = async (view: string): Promise<number> => (await workbench.rows(view)).length;

test("an empty workspace says what to do, and nothing needs anyone", async () => {
  await expect.poll(() => workbench.view("Tickets").textContent(), { timeout: 30_000 }).toContain("No tickets yet");
  expect(await workbench.view("Inbox").textContent()).toContain("Nothing needs you");
  expect(await workbench.view("Sessions").textContent()).toContain("No sessions yet");
  await expect.poll(status).toBe("0/8");
  expect(await workbench.badge("Operator")).toBe("");
});

test("the palette offers every command by its title", async () => {
  const titles = ["Create Ticket", "Stop All", "Pause Queue Processing", "Sync Kanban Collections", "Approve Review"];
  for (const title of titles) expect(await workbench.offers(`Operator: ${title}`)).toContain(`Operator: ${title}`);
});

test("Create Ticket asks what is needed and holds the ticket, opened to be written", async () => {
  await workbench.command("Operator: Create Ticket");
  await workbench.pick("FEAT");
  // The next question takes the place of this one: not before may it be answered.
  await workbench.page.locator(".quick-input-widget", { hasText: "one line that says" }).waitFor();
  await workbench.answer("Greet people: by name");
  await workbench.pick("P1");
  const row = await workbench.row("Tickets", "Greet people: by name");
  expect(row.description).toMatch(/^on hold · P1 · FEAT-[0-9A-Z]{5}$/);
  await expect.poll(tabs).toEqual([expect.stringMatching(/^FEAT-[0-9A-Z]{5}-greet-people-by-name\.md$/)]);
  expect(await workbench.documentText()).toContain("hold: true");
  await workbench.screenshot("extension-created");
});

test("Queue Now launches it: a session, its tab beside the ticket, the focus where it was", async () => {
  await button("Queue Now").click();
  const editor = workbench.page.locator(".editor-group-container.active .view-lines");
  await editor.click();
  const row = await workbench.row("Sessions", "shop-1 · Greet people", 20_000);
  expect(row.aria).toContain("FEAT");
  await expect.poll(tabs, { timeout: 15_000 }).toContainEqual("shop-1 · Greet people: by name");
  await workbench.terminalShows("demo agent");
  const active = workbench.page.locator(".editor-group-container.active .tab.active");
  expect(await active.getAttribute("aria-label")).toMatch(/^FEAT-/);
  // The editor went along with the file: saving it makes no second ticket.
  await expect
    .poll(() => workbench.page.locator(".editor-group-container.active .breadcrumbs-below-tabs").innerText())
    .toContain("in-progress");
});

test("a plan waits: inbox, badge, status bar, evidence, and no notification beside the Inbox", async () => {
  await workbench.row("Inbox", "Plan: Greet people", 30_000);
  await expect.poll(() => workbench.badge("Operator")).toBe("1");
  await expect.poll(status).toBe("1/8 · 1 waiting");
  const { description } = await workbench.row("Sessions", "needs input");
  expect(description).toMatch(/^needs input · a plan waits for review · (now|\d+ s ago)$/);
  expect((await workbench.rows("Sessions"))[0]).toMatchObject({ label: "Needs input", description: "1" });
  const [review] = await workbench.rows("Inbox");
  expect(review?.aria).toMatch(/^Plan: Greet people: by name · plan, shop-1, FEAT, FEAT-[0-9A-Z]{5}, waits for you, /);
  expect(await workbench.notifications()).not.toContainEqual(expect.stringMatching(/^shop-1: Plan/));
});

test("Open Review renders the plan; Reject Review brings a new round with the feedback in it", async () => {
  await (await workbench.row("Inbox", "Plan: Greet people")).locator.click();
  const rendered = async () => (await workbench.documentText()).includes("What you will have");
  await until(rendered, { what: "the rendered plan", timeout: 15_000 });
  await workbench.screenshot("extension-plan");
  await above("Reject Review").click();
  await workbench.container("Explorer");
  await workbench.answer("Greet them by their first name");
  await expect
    .poll(() => workbench.notifications(), { timeout: 30_000 })
    .toContainEqual(expect.stringMatching(/^shop-1: Plan: Greet/));
  await workbench.container("Operator");
  await (await workbench.row("Inbox", "round 2", 30_000)).locator.click();
  const taken = async () => (await workbench.documentText()).includes("first name");
  await until(taken, { what: "the feedback in the second plan", timeout: 15_000 });
});

test("the button above the plan approves it, and a permission is allowed from the keyboard", async () => {
  await above("Approve Review").click();
  const row = await workbench.row("Inbox", "Permission: Bash", 30_000);
  await row.locator.locator(".monaco-icon-label").first().hover();
  await workbench.screenshot("extension-permission");
  await workbench.view("Inbox").locator(".monaco-list").focus();
  await workbench.page.keyboard.press("ArrowDown");
  await workbench.page.keyboard.press("y");
  await workbench.row("Inbox", "Finished work", 30_000);
  expect(await workbench.terminalText()).not.toContain("Not allowed");
});

test("finished work shows its changes; approving ends the story", async () => {
  await (await workbench.row("Inbox", "Finished work")).locator.click();
  await expect.poll(tabs, { timeout: 15_000 }).toContainEqual(expect.stringMatching(/^shop-1: changes against main \(1 file\)/));
  await expect.poll(() => workbench.documentText(), { timeout: 15_000 }).toContain("Greet people");
  await workbench.screenshot("extension-changes");
  await above("Approve Review").click();
  await workbench.row("Sessions", "Done", 20_000);
  await expect.poll(() => rowCount("Inbox")).toBe(0);
  await expect.poll(status).toBe("0/8");
  await expect.poll(() => workbench.badge("Operator")).toBe("");
  await expect.poll(async () => (await workbench.row("Tickets", "Completed")).description, { timeout: 10_000 }).toBe("1");
  const [session] = await sessions();
  expect(session).toMatchObject({ id: "shop-1", status: "done" });
  expect(await workspace.git("log", "--oneline", `main..${session?.branch ?? ""}`)).toMatch(/\S/);
  await workbench.screenshot("extension-done");
});

test("a tab tells that its session has ended, and stays until it was read", async () => {
  // An agent that someone looks at is not ended by itself.
  await workbench.show(/Greet people: by name/);
  await workbench.typeInTerminal("/exit\n");
  await workbench.terminalShows("[operator] shop-1 ended", 20_000);
  await workbench.terminalShows("Press Enter to close this tab");
  await workbench.screenshot("extension-ended");
  await workbench.typeInTerminal("\n");
  await expect.poll(tabs).not.toContainEqual("shop-1 · Greet people: by name");
  expect((await workbench.notifications()).filter((text) => text.includes("terminated"))).toEqual([]);
});

test("Clean Up Sessions says what goes, and takes finished work's worktree after a yes", async () => {
  const [done] = await sessions();
  const worktree = done?.worktree ?? "";
  expect(existsSync(worktree)).toBe(true);
  await workbench.command("Operator: Clean Up Sessions");
  const dialog = workbench.page.locator(".monaco-dialog-box");
  await expect.poll(() => dialog.textContent()).toContain("shop-1: Greet people: by name");
  expect(await dialog.textContent()).toContain("Branches and their commits are kept.");
  await workbench.screenshot("extension-clean-up");
  await dialog.locator(".monaco-button", { hasText: "Clean Up" }).first().click();
  await expect.poll(() => rowCount("Sessions"), { timeout: 20_000 }).toBe(0);
  expect(existsSync(worktree)).toBe(false);
  expect(await workspace.git("branch", "--list", done?.branch ?? "")).toMatch(/\S/);
  await workbench.command("Operator: Clean Up Sessions");
  await expect.poll(() => workbench.notifications()).toContainEqual(expect.stringContaining("Nothing to clean up"));
  await workbench.command("Notifications: Clear All Notifications");
});

test("a file dropped into the queue shows; a damaged one with its line", async () => {
  workspace.ticket({ type: "TASK", title: "Dropped in", id: "TASK-DROP1", fields: { hold: true } });
  await workbench.row("Tickets", "Dropped in", 5_000);
  workspace.write(".tickets/queue/broken.md", "---\ntype: TASK\ntitle: Broken\npriority: high\n---\n");
  const broken = await workbench.row("Tickets", "Broken", 5_000);
  expect(broken.description).toMatch(/priority/i);
  await broken.locator.click();
  await expect.poll(() => workbench.statusBar()).toContainEqual(expect.stringContaining("Ln 4"));
});

test("Pause and Resume show in the status bar", async () => {
  await workbench.command("Operator: Pause Queue Processing");
  await expect.poll(status).toBe("0/8 · paused");
  await workbench.screenshot("extension-paused");
  await workbench.command("Operator: Resume Queue Processing");
  await expect.poll(status).toBe("0/8");
});

test("what is selected is queued together, and one undo holds it again", async () => {
  const { page } = workbench;
  const held = async () =>
    (await workspace.json<{ tickets: { title: string; hold: boolean }[] }>("queue")).tickets
      .filter((ticket) => ticket.title.startsWith("Many"))
      .map((ticket) => ticket.hold);
  await workbench.command("Operator: Pause Queue Processing");
  await expect.poll(status).toBe("0/8 · paused");
  for (const n of [1, 2, 3])
    workspace.ticket({ type: "TASK", title: `Many ${n}`, id: `TASK-MANY${n}`, fields: { hold: true } });
  const selected = workbench.view("Tickets").locator('.monaco-list-row[aria-selected="true"] .label-name');
  // A new row takes its place in the order a moment after it came: what was aimed at is then another row.
  const select = async () => {
    for (const n of [1, 2, 3])
      await (await workbench.row("Tickets", `Many ${n}`)).locator.click({ modifiers: n === 1 ? [] : ["ControlOrMeta"] });
    return (await selected.allTextContents()).sort().join() === "Many 1,Many 2,Many 3";
  };
  await until(select, { what: "three selected rows", timeout: 30_000, interval: 500 });
  await (await workbench.row("Tickets", "Many 2")).locator.click({ button: "right" });
  await workbench.screenshot("extension-many");
  await page.locator(".monaco-menu .action-label", { hasText: "Queue Ticket" }).click();
  await expect.poll(held, { timeout: 10_000 }).toEqual([false, false, false]);
  await workbench.view("Tickets").locator(".monaco-list").focus();
  await page.keyboard.press("Control+z");
  await expect.poll(held, { timeout: 10_000 }).toEqual([true, true, true]);
  await workbench.command("Operator: Undo");
  await expect.poll(status).toBe("0/8");
});

test("Next That Needs Me goes from one to the next, by its key", async () => {
  await workspace.operator("resume");
  const shown = async () => (await workbench.tabs()).find((tab) => tab.active && tab.label.includes("Plan"))?.label ?? "";
  for (const n of [1, 2]) workspace.ticket({ type: "FEAT", title: `Need ${n}`, id: `FEAT-NEED${n}` });
  await expect.poll(() => rowCount("Inbox"), { timeout: 40_000 }).toBe(2);
  const seen: string[] = [];
  for (let n = 0; n < 3; n++) {
    const before = await shown();
    await workbench.page.keyboard.press("Control+Alt+n");
    await expect.poll(shown, { timeout: 15_000 }).not.toBe(before);
    seen.push(await shown());
  }
  expect(seen[0]).toBe(seen[2]);
  expect(new Set(seen).size).toBe(2);
  for (const label of seen) expect(label).toMatch(/shop-\d+ Plan/);
  await workbench.screenshot("extension-next");
});

test("a plan's tab stays that plan when another markdown file is opened", async () => {
  const before = (await workbench.tabs()).find((tab) => tab.active && tab.label.includes("Plan"))?.label ?? "";
  await (await workbench.row("Tickets", "Dropped in", 20_000)).locator.click();
  await expect.poll(() => workbench.documentText(), { timeout: 20_000 }).toContain("TASK-DROP1");
  const rendered = async () => {
    await workbench.show(before);
    return (await workbench.documentText()).includes("What you will have");
  };
  await until(rendered, { what: "the same plan", timeout: 20_000, interval: 1_000 });
});

test("Restart Server ends the owner and starts the next; the sessions go on", async () => {
  interface Owner {
    status: { pid: number };
  }
  const alive = async () =>
    (await workspace.json<{ agents: { id: string; host: { alive: boolean } }[] }>("ls")).agents
      .filter((session) => session.host.alive)
      .map((session) => session.id);
  const { status: before } = await workspace.json<Owner>("status");
  const living = await alive();
  expect(living.length).toBeGreaterThan(1);
  await workbench.command("Operator: Restart Server");
  await until(async () => (await workspace.json<Owner>("status", "--no-start")).status.pid !== before.pid, {
    what: "another owner",
    timeout: 20_000,
  });
  await expect.poll(status, { timeout: 20_000 }).toContain("2 waiting");
  expect(await alive()).toEqual(living);
});

test("the walkthrough knows what has been done", async () => {
  await workbench.command("Operator: Get Started");
  const done = workbench.page.locator(".getting-started-step:has(.codicon-getting-started-step-checked) .step-title");
  const titles = ["Open a git repository", "Trust the workspace", "Create your first ticket", "Decide in the Inbox"];
  await expect.poll(() => done.allTextContents(), { timeout: 20_000 }).toEqual(titles);
  await workbench.screenshot("extension-walkthrough");
});

test("the owner is killed: the views come back by themselves", async () => {
  const { status: before } = await workspace.json<{ status: { pid: number } }>("status");
  process.kill(before.pid, "SIGKILL");
  workspace.ticket({ type: "TASK", title: "After the kill", id: "TASK-KILL1", fields: { hold: true } });
  await workbench.row("Tickets", "After the kill", 20_000);
  expect((await workbench.notifications()).filter((text) => /lost|ending|connect/.test(text))).toEqual([]);
});
