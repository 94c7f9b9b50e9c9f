// A Jira board as a person gets it, in the real workbench against a Jira on the loopback: signed in step by step with
// what is wrong put right, synced, its issue worked on and approved, and the site hears of it. The token is kept by
// VS Code alone: the next server gets it from there, and it is in no file.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../support/paths.ts";
import { FakeJira, type JiraIssue, text } from "../support/providers/jira.ts";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

const vsix = join(repository, "extension/operator.vsix");

let jira: FakeJira;
let greet: JiraIssue;
let workspace: Workspace;
let workbench: Workbench;
beforeAll(async () => {
  jira = await FakeJira.start();
  jira.token = "t0ken-that-nobody-sees";
  greet = jira.add("Greet people", { type: "Story", priority: "High", description: text("By the name they give.") });
  jira.add("Crash at the start", { type: "Bug", assignee: "acc:bob" });
  jira.add("Look at the logs", { type: "Task", assignee: undefined });
  jira.add("Long done", { status: "Done" });
  jira.add("Of another project", {}, "OPS");
  workspace = await Workspace.create({ config: { queue: { settle: "200ms", autoLaunch: false }, agent: "demo" }, env: { OPERATOR_DEMO_FAST: "1", OPERATOR_PATIENCE_MS: "20" } });
  workbench = await Workbench.start(workspace, { vsix });
  await workbench.container("Operator");
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
  await jira?.server.close();
});

const patience = { timeout: 30_000 };
const widget = () => workbench.page.locator(".quick-input-widget");
const input = () => widget().locator("input.input");
/** The question with this number, once it has taken the place of the one before. */
const question = (number: number) => widget().locator(".quick-input-title", { hasText: `(${number}/10)` }).waitFor();
const listed = () => widget().locator(".monaco-list-row").allTextContents();
const inbox = () => workbench.view("Inbox").textContent();
const commented = () => greet.comments.map(({ body }) => JSON.stringify(body));

/** From the keyboard in the Inbox: a terminal that had the focus would take the palette's keys. */
async function approve(review: string): Promise<void> {
  await workbench.row("Inbox", review, 60_000);
  await workbench.view("Inbox").locator(".monaco-list").focus();
  await workbench.page.keyboard.press("ArrowDown");
  await workbench.page.keyboard.press("y");
  await expect.poll(inbox, patience).not.toContain(review);
}

const notification = (text: string) => workbench.page.locator(".notifications-toasts .notification-list-item", { hasText: text }).first();
async function press(text: string, button: string): Promise<void> {
  await notification(text).locator(".monaco-button", { hasText: button }).click(patience);
}

/** The files of the workspace, the home and all state that have the word in them. */
function filesWith(word: string): string[] {
  return readdirSync(workspace.root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      try {
        return readFileSync(file, "latin1").includes(word);
      } catch {
        return false; // it left meanwhile
      }
    });
}

test("Add Board signs in to Jira: a wrong token is put right in place, and what comes is shown before", { timeout: 180_000 }, async () => {
  await workbench.command("Operator: Add Board");
  await workbench.pick("Jira");
  await question(2);
  await workbench.answer(jira.server.url);
  await question(3);
  await workbench.answer(jira.email);
  await question(4);
  await workbench.answer("not-this-one");
  await expect.poll(() => widget().textContent(), patience).toContain("check both");
  await workbench.screenshot("jira-wrong-token");
  // Nothing typed is lost: neither here nor a step before.
  expect(await input().inputValue()).toBe("not-this-one");
  await widget().locator(".codicon-quick-input-back").click();
  await question(3);
  expect(await input().inputValue()).toBe(jira.email);
  await workbench.page.keyboard.press("Enter");
  await question(4);
  await workbench.answer(jira.token);
  await question(5);
  await expect.poll(listed, patience).toContainEqual(expect.stringContaining("Project OPS"));
  expect(await input().getAttribute("placeholder")).toContain("Signed in as Ada Test");
  await workbench.screenshot("jira-projects");
  await workbench.pick("Project APP");
  await question(6);
  await expect.poll(listed, patience).toContainEqual(expect.stringContaining("Bob Test"));
  await workbench.screenshot("jira-people");
  await workbench.pick("Anyone");
  await question(7);
  await expect.poll(listed, patience).toContainEqual(expect.stringContaining("To Do"));
  await workbench.screenshot("jira-statuses");
  await workbench.page.keyboard.press("Enter");
  await question(8);
  await expect.poll(listed, patience).toContainEqual(expect.stringContaining("Story → FEAT"));
  expect(await listed()).toContainEqual(expect.stringContaining("Bug → FIX"));
  await workbench.screenshot("jira-preview");
  await workbench.pick("Continue");
  await question(9);
  await workbench.pick("Everything");
  await question(10);
  expect(await input().inputValue()).toBe("app");
  await workbench.screenshot("jira-name");
  await workbench.page.keyboard.press("Enter");
  await workbench.row("Tickets", "Greet people", 30_000);
  await workbench.row("Tickets", "Crash at the start", 30_000);
  await expect.poll(() => workbench.notifications(), patience).toContainEqual(expect.stringContaining("3 new"));
  await workbench.screenshot("jira-synced");
  expect(JSON.parse(workspace.read(".operator/config.json"))).toMatchObject({
    boards: [{ name: "app", provider: "jira", url: jira.server.url, board: "APP", email: jira.email, write: "full" }],
  });
});

test("its issue is launched, planned, approved and done; the site hears of each", { timeout: 240_000 }, async () => {
  await workbench.command("Operator: Launch Ticket");
  await workbench.pick("Greet people");
  await workbench.row("Inbox", "Plan: Greet people", 60_000);
  await expect.poll(() => greet.status, patience).toBe("In Progress");
  expect(commented()).toEqual([]);
  await approve("Plan: Greet people");
  await expect.poll(commented, patience).toEqual([expect.stringContaining("Plan")]);
  await approve("Permission: Bash");
  await approve("Finished work");
  await workbench.row("Sessions", "Done", 60_000);
  await expect.poll(() => greet.status, patience).toBe("Done");
  await expect.poll(commented, patience).toHaveLength(2);
  await expect.poll(async () => (await workbench.row("Tickets", "Completed")).description, patience).toBe("1");
  await workbench.screenshot("jira-done");
  expect([...jira.issues.values()].filter(({ comments }) => comments.length > 0)).toEqual([greet]);
});

test("the token is VS Code's alone: each next server is given it, and it is in no file", { timeout: 180_000 }, async () => {
  await workspace.operator("stop");
  jira.add("Of the next server");
  await workbench.command("Operator: Sync Kanban Collections");
  await workbench.row("Tickets", "Of the next server", 30_000);
  await workbench.restartServer();
  await workspace.operator("stop");
  jira.add("Of the next window");
  await workbench.reload();
  await workbench.container("Operator");
  await workbench.row("Tickets", "Queue", 30_000);
  await workbench.command("Operator: Sync Kanban Collections");
  await workbench.row("Tickets", "Of the next window", 30_000);
  expect(await workbench.notifications()).not.toContainEqual(expect.stringContaining("sign in"));
  expect(filesWith(jira.token)).toEqual([]);
  // The search would have found it.
  expect(filesWith(jira.email).length).toBeGreaterThan(0);
  expect(jira.server.failures).toEqual([]);
});

test("a sync that fails says why, and offers what mends it", { timeout: 180_000 }, async () => {
  jira.server.fault({ spoil: { reply: { status: 503 } }, times: 20 });
  await workbench.command("Operator: Sync Kanban Collections");
  await notification("app: the provider fails").waitFor(patience);
  await workbench.screenshot("jira-failed");
  jira.server.clearFaults();
  jira.add("After the failure");
  await press("app: the provider fails", "Retry");
  await workbench.row("Tickets", "After the failure", 30_000);

  // The list hangs; what the person has in hand ends it.
  jira.server.fault({ path: /search/, spoil: { slow: 60_000 } });
  await workbench.command("Operator: Sync Kanban Collections");
  await expect.poll(() => notification("Syncing boards").textContent(), patience).toContain("app");
  await workbench.screenshot("jira-syncing");
  await press("Syncing boards", "Cancel");
  await expect.poll(() => workbench.statusBar(), patience).toContainEqual(expect.stringContaining("Cancelled; what came in stays."));

  jira.token = "another-that-nobody-sees";
  await workbench.command("Operator: Sync Kanban Collections");
  await notification("app: the token is not taken").waitFor(patience);
  await workbench.screenshot("jira-token-refused");
  await press("app: the token is not taken", "Sign In");
  await widget().locator(".quick-input-title", { hasText: "Sign In to app" }).waitFor();
  await workbench.answer("not-this-one");
  await expect.poll(() => widget().textContent(), patience).toContain("This token is not accepted");
  // The network is gone, and so is the server, while it is asked.
  jira.server.fault({ spoil: { reset: "before" }, times: 20 });
  await workbench.answer(jira.token);
  await expect.poll(() => widget().textContent(), patience).toContain("127.0.0.1");
  await workbench.screenshot("jira-no-network");
  jira.server.clearFaults();
  jira.add("With the new token");
  await workspace.operator("stop");
  await workbench.answer(jira.token);
  await notification("Signed in as Ada Test").waitFor(patience);
  await workbench.row("Tickets", "With the new token", 30_000);
  expect(filesWith(jira.token)).toEqual([]);
});

test("Sign Out, Show Board Outbox and Remove Board say what they did", { timeout: 120_000 }, async () => {
  await workbench.command("Notifications: Clear All Notifications");
  await workbench.command("Operator: Show Board Outbox");
  await notification("Nothing waits to be told to a board").waitFor(patience);
  await workbench.command("Operator: Sign Out of Board");
  await workbench.pick("app");
  await notification("Signed out of app").waitFor(patience);
  await workbench.command("Operator: Sign Out of Board");
  await notification("You are signed in to no board").waitFor(patience);
  await workbench.command("Operator: Sync Kanban Collections");
  await notification("app: no token is known: sign in").locator(".monaco-button", { hasText: "Sign In" }).waitFor(patience);
  await workbench.screenshot("jira-signed-out");
  await workbench.command("Operator: Remove Board");
  await workbench.pick("app");
  await workbench.page.locator(".monaco-dialog-box .monaco-button", { hasText: "Remove" }).first().click();
  await notification("Removed app; its tickets stay").waitFor(patience);
  await workbench.row("Tickets", "With the new token");
  await workbench.command("Operator: Sign In to Board");
  await notification("No boards are configured").locator(".monaco-button", { hasText: "Add Board" }).waitFor(patience);
  await workbench.screenshot("jira-none");
});
