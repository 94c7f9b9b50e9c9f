// Comments on the lines of Show Changes travel with a rejection: written in the workbench, kept over a reload, and
// received by the demo agent, which writes its feedback into the file that it makes.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../support/paths.ts";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

const vsix = join(repository, "extension/operator.vsix");
// Finished work that a person judges, without a plan before it.
const prompt = ["Ticket {id}: {title}", "Then run: operator step done --step {step} --summary done"];
const type = { key: "SHOW", steps: [{ name: "execute", prompt, permissionMode: "acceptEdits", review: "pr" }] };
const config = { queue: { settle: "100ms" }, agent: "demo" };

let workspace: Workspace;
let workbench: Workbench;
beforeAll(async () => {
  workspace = await Workspace.create({ config, env: { OPERATOR_DEMO_FAST: "1" } });
  workspace.write(".operator/issuetypes/show.json", JSON.stringify(type));
  workspace.ticket({ type: "SHOW", title: "Greet people", id: "SHOW-1" });
  workbench = await Workbench.start(workspace, { vsix });
  await workbench.container("Operator");
  // The one thing that the demo agent asks on its way.
  await workbench.row("Inbox", "Permission", 40_000);
  expect((await workspace.operator("approve", "shop-1")).code).toBe(0);
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
});

const hasText = (selector: string, text: string) => workbench.page.locator(selector, { hasText: text }).first();
const modal = () => workbench.page.locator(".monaco-dialog-box");
const choose = (text: string) => hasText(".monaco-dialog-box .monaco-button", text).click();
/** A line on the worktree's side of the changes. */
const line = (text: string) => hasText(".modified-in-monaco-diff-editor .view-line", text);
const comments = () => workbench.page.locator(".review-widget");
/** What the threads say, in no order of VS Code's. */
const threads = async (): Promise<string> => (await comments().allInnerTexts()).sort().join("\n");
/** A button above the active editor. */
const above = (title: string) =>
  workbench.page.locator(`.editor-group-container.active .editor-actions .action-label[aria-label^="${title}"]`);
const written = () => workspace.git("show", "show/SHOW-1-greet-people:notes/SHOW-1.md");

async function showChanges(round: string): Promise<void> {
  await (await workbench.row("Inbox", round, 40_000)).locator.click();
  await line("Greet people").waitFor({ timeout: 20_000 });
}

test("a line of the changes takes a comment by the mouse and by the keyboard, to be edited and deleted", async () => {
  const { page } = workbench;
  await showChanges("Finished work");
  // Where comments may be written is asked of the extension a moment after the text is there.
  const glyph = page.locator(".modified-in-monaco-diff-editor .comment-range-glyph");
  await glyph.first().waitFor({ timeout: 20_000 });
  await line("Greet people").hover();
  await glyph.and(page.locator(".line-hover")).click();
  await comments().locator(".comment-form .monaco-editor.focused").waitFor();
  await page.keyboard.type("Say whom");
  await hasText(".review-widget .monaco-button", "Add Comment").click();
  await expect.poll(threads, { timeout: 10_000 }).toContain("not sent yet");

  await hasText(".review-widget .review-comment", "Say whom").hover();
  await comments().getByLabel("Edit Comment").click();
  await comments().locator(".edit-container .monaco-editor.focused").waitFor();
  await page.keyboard.press("End");
  await page.keyboard.type(", by name");
  await hasText(".review-widget .monaco-button", "Save").click();
  await expect.poll(threads, { timeout: 10_000 }).toContain("Say whom, by name");

  for (const text of ["Not that", "Say where"]) {
    await line("looked at the repository").click();
    await workbench.command("Operator: Comment on Line");
    await workbench.answer(text);
    await expect.poll(threads, { timeout: 10_000 }).toContain(text);
  }
  await hasText(".review-widget .review-comment", "Not that").hover();
  await hasText(".review-widget", "Not that").getByLabel("Delete Comment").click();
  await expect.poll(threads, { timeout: 10_000 }).not.toContain("Not that");
  await workbench.screenshot("comments-drafts");
});

test("they outlive a reload, and an approval asks about them", async () => {
  // A browser's workbench writes its state every five seconds, not at the end of a page.
  await workbench.page.waitForTimeout(10_000);
  await workbench.reload();
  await workbench.container("Operator");
  await showChanges("Finished work");
  await expect.poll(threads, { timeout: 20_000 }).toMatch(/Say where[^]*Say whom, by name/);
  await above("Approve Review").click();
  await expect.poll(() => modal().innerText(), { timeout: 10_000 }).toContain("2 comments not sent");
  await workbench.screenshot("comments-approve");
  await choose("Cancel");
  await workbench.row("Inbox", "Finished work");
});

test("a rejection shows them, takes them to the agent and leaves none behind", async () => {
  await above("Reject Review").click();
  const field = workbench.page.locator(".quick-input-widget", { hasText: "sent with 2 comments" });
  await field.waitFor();
  await workbench.answer("");
  await expect.poll(() => modal().innerText(), { timeout: 10_000 }).toContain("notes/SHOW-1.md:1: Say whom, by name");
  await workbench.screenshot("comments-reject");
  await choose("Reject and Send");
  await workbench.row("Inbox", "round 2", 40_000);
  // The demo agent quotes its feedback in the file that it writes, which quotes the lines in turn.
  const quote = ["notes/SHOW-1.md:1: Say whom, by name", "> # Greet people", "", "notes/SHOW-1.md:7: Say where"];
  expect(await written()).toContain(quote.map((each) => `> ${each}`).join("\n"));
  expect(await threads()).toBe("");
});

test("the open changes follow the work; without comments nothing is asked", async () => {
  await line("Done again").waitFor({ timeout: 20_000 });
  await showChanges("round 2");
  await above("Approve Review").click();
  await workbench.row("Sessions", "Done", 20_000);
  expect(await modal().count()).toBe(0);
});
