// The story in the real workbench with the real Claude Code against a model stub: a plan rejected and approved, a
// permission allowed in the inbox, the work seen in its terminal, all from the views.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claudeEnvironment, claudeFolder, makeClaudeHome } from "../support/claude-home.ts";
import { bash, type Block, ModelStub, plan, say, steps } from "../support/model-stub.ts";
import { repository } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workbench } from "../support/workbench.ts";
import { Workspace } from "../support/workspace.ts";

const vsix = join(repository, "extension/operator.vsix");
const script = steps(
  [plan("# First plan")],
  (c): Block[] => [plan(`# Second plan\n\n${c.toolResults[0]?.text ?? ""}`)],
  [bash("echo hello > hello.txt && git add hello.txt && git commit --quiet --message built")],
  [bash("operator step done --step build --summary built")],
  [say("It is built.")],
  [bash("operator step done --step verify --summary verified")],
  [say("It is verified.")],
);

let stub: ModelStub;
let workspace: Workspace;
let workbench: Workbench;
beforeAll(async () => {
  stub = await ModelStub.start(script);
  workspace = await Workspace.create({
    config: { queue: { settle: "100ms" }, agent: "claude", sessions: { endAfter: "1h", startTimeout: "60s" } },
    path: [claudeFolder()],
    env: claudeEnvironment(stub.address),
  });
  makeClaudeHome(workspace.home, [workspace.folder]);
  // The workbench takes PATH from a login shell, as it does for everybody.
  writeFileSync(join(workspace.home, ".bash_profile"), `export PATH='${claudeFolder()}':"$PATH"\n`);
  expect(await workspace.operator("trust", "--yes")).toMatchObject({ code: 0 });
  workbench = await Workbench.start(workspace, { vsix });
  await workbench.container("Operator");
});
afterAll(async () => {
  await workbench?.close();
  await workspace?.close();
  await stub?.close();
});

/** A button above the active editor. */
const above = (title: string) =>
  workbench.page
    .locator(".editor-group-container.active .editor-actions .action-label")
    .and(workbench.page.locator(`[aria-label^="${title}"]`));

async function showReview(row: string | RegExp, text: string): Promise<void> {
  await (await workbench.row("Inbox", row, 60_000)).locator.click();
  const rendered = async () => (await workbench.documentText()).includes(text);
  await until(rendered, { what: `${text} in the review`, timeout: 20_000 });
}

test("Claude Code's work goes from the ticket to done", { timeout: 240_000 }, async () => {
  // A session that starts before the views know the others gets no tab by itself.
  await expect.poll(() => workbench.view("Tickets").textContent(), { timeout: 30_000 }).toContain("No tickets yet");
  workspace.ticket({ type: "FEAT", title: "Real work", id: "FEAT-1" });
  await showReview("Plan: ", "First plan");
  await above("Reject Review").click();
  await workbench.answer("Mind the gap");
  await showReview("round 2", "Mind the gap");
  await workbench.screenshot("claude-plan");
  await above("Approve Review").click();

  // The permission is answered from the keyboard while its terminal shows the same question.
  await workbench.row("Inbox", "Permission: Bash", 60_000);
  await workbench.show(/^shop-1 · /);
  await workbench.terminalShows("git commit", 20_000);
  await workbench.screenshot("claude-permission");
  await workbench.view("Inbox").locator(".monaco-list").focus();
  await workbench.page.keyboard.press("ArrowDown");
  await workbench.page.keyboard.press("y");

  await showReview("Finished work", "hello");
  await above("Approve Review").click({ timeout: 20_000 });
  await workbench.row("Sessions", "Done", 30_000);
  await workbench.screenshot("claude-done");
  const { agents } = await workspace.json<{ agents: { status: string; branch: string }[] }>("ls");
  expect(agents).toMatchObject([{ status: "done" }]);
  expect(await workspace.git("log", "--format=%s", `main..${agents[0]?.branch ?? ""}`)).toContain("built");
});
