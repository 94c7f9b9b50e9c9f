// A board as a person gets it, in the real workbench: added by the palette step by step, synced, its issue worked on
// and approved, and the board tells so. Its issues are files.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../support/paths.ts";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

const vsix = join(repository, "extension/operator.vsix");
const config = `{
  // kept
  "queue": { "settle": "200ms", "autoLaunch": false },
  "agent": "demo",
}
`;

let workspace: Workspace;
let workbench: Workbench;
beforeAll(async () => {
  workspace = await Workspace.create({ config: {}, env: { OPERATOR_DEMO_FAST: "1" } });
  workspace.write(".operator/config.json", config);
  workspace.write("issues/12.json", JSON.stringify({ title: "Greet people", body: "By name.", type: "Story", key: "APP-12", assignee: "ada" }));
  workspace.write("issues/13.json", JSON.stringify({ title: "Look around", type: "Epic", status: "todo" }));
  workspace.write("issues/14.json", JSON.stringify({ title: "Long done", status: "done" }));
  workbench = await Workbench.start(workspace, { vsix });
  await workbench.container("Operator");
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
});

const issue = (id: string) => JSON.parse(workspace.read(`issues/${id}.json`)) as Record<string, unknown>;
const widget = () => workbench.page.locator(".quick-input-widget");
/** The question with this number, once it has taken the place of the one before. */
const question = (number: number) => widget().locator(".quick-input-title", { hasText: `(${number}/7)` }).waitFor();
const listed = () => widget().locator(".monaco-list-row").allTextContents();
const inbox = () => workbench.view("Inbox").textContent();

test("Add Board asks step by step, lets one correct what is wrong, and shows what would come", { timeout: 120_000 }, async () => {
  await workbench.command("Operator: Add Board");
  await workbench.pick("Folder of JSON files");
  await question(2);
  await workbench.answer("nowhere");
  await expect.poll(() => widget().textContent(), { timeout: 20_000 }).toContain("make it, or change the board's url");
  await workbench.screenshot("boards-wrong-folder");
  await workbench.answer("issues");
  await question(3);
  await widget().locator(".codicon-quick-input-back").click();
  await question(2);
  await workbench.answer("issues");
  await question(3);
  await expect.poll(listed, { timeout: 20_000 }).toContainEqual(expect.stringContaining("ada"));
  await workbench.pick("Anyone");
  await question(4);
  await expect.poll(listed, { timeout: 20_000 }).toContainEqual(expect.stringContaining("todo"));
  await workbench.page.keyboard.press("Enter");
  await question(5);
  await expect.poll(listed, { timeout: 20_000 }).toContainEqual(expect.stringContaining("Epic → TASK"));
  expect(await listed()).toContainEqual(expect.stringContaining("Story → FEAT"));
  await workbench.screenshot("boards-preview");
  await workbench.pick("Look around");
  await workbench.pick("SPIKE");
  await expect.poll(listed, { timeout: 20_000 }).toContainEqual(expect.stringContaining("Epic → SPIKE"));
  await workbench.pick("Continue");
  await question(6);
  await workbench.pick("Everything");
  await question(7);
  await workbench.page.keyboard.press("Enter");
  await workbench.row("Tickets", "Greet people", 30_000);
  await workbench.row("Tickets", "Look around", 30_000);
  await workbench.screenshot("boards-synced");
  const text = readFileSync(join(workspace.folder, ".operator/config.json"), "utf8");
  expect(text).toContain("// kept");
  expect(text).toContain('"name": "issues"');
  expect(text).toContain('"Epic": "SPIKE"');
});

test("its issue is launched, approved and done, and the board says so", { timeout: 240_000 }, async () => {
  const [ticket] = (await workspace.json<{ tickets: { id: string; boardKey: string | null }[] }>("queue")).tickets.filter(
    ({ boardKey }) => boardKey === "APP-12",
  );
  expect(ticket?.id).toBe("FEAT-APP-12");
  await workbench.command("Operator: Launch Ticket");
  await workbench.pick("Greet people");
  // One review at a time, from the keyboard in the Inbox: a terminal that had it would take the palette's keys.
  for (const review of ["Plan: Greet people", "Permission: Bash", "Finished work"]) {
    await workbench.row("Inbox", review, 60_000);
    await workbench.view("Inbox").locator(".monaco-list").focus();
    await workbench.page.keyboard.press("ArrowDown");
    await workbench.page.keyboard.press("y");
    await expect.poll(inbox, { timeout: 30_000 }).not.toContain(review);
  }
  await workbench.row("Sessions", "Done", 60_000);
  await expect.poll(() => issue("12")["status"], { timeout: 60_000 }).toBe("done");
  expect(issue("13")["status"]).toBe("todo");
  await expect.poll(async () => (await workbench.row("Tickets", "Completed")).description, { timeout: 20_000 }).toBe("1");
  await workbench.screenshot("boards-done");
});

test("Remove Board asks, and its tickets stay", async () => {
  await workbench.command("Operator: Remove Board");
  await workbench.pick("issues");
  await workbench.page.locator(".monaco-dialog-box .monaco-button", { hasText: "Remove" }).first().click();
  await expect.poll(() => workspace.read(".operator/config.json"), { timeout: 20_000 }).toMatch(/"boards": \[\s*\]/);
  await workbench.row("Tickets", "Look around");
});
