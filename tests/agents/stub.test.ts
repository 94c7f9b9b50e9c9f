// The ground the agents' tests stand on: the real Claude Code, in a home of its own, talks to the model stub.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claudeEnvironment, makeClaudeHome } from "../support/claude-home.ts";
import { bash, ModelStub, plan, say, steps } from "../support/model-stub.ts";
import { claudeProgram } from "../support/paths.ts";
import { TerminalProcess } from "../support/pty.ts";
import { Workspace } from "../support/workspace.ts";

let workspace: Workspace;
let stub: ModelStub;
beforeEach(async () => {
  workspace = await Workspace.create();
  stub = await ModelStub.start(() => [say("Hello from the stub.")]);
  makeClaudeHome(workspace.home, [workspace.folder]);
  Object.assign(workspace.env, claudeEnvironment(stub.address));
});
afterEach(async () => {
  await workspace.close();
  await stub.close();
});

function interactive(...args: string[]): TerminalProcess {
  return new TerminalProcess(claudeProgram(), args, { cwd: workspace.folder, env: workspace.env });
}

test("claude -p prints what the stub said", async () => {
  const { stdout } = await workspace.run(claudeProgram(), ["-p", "Say hello", "--output-format", "json"]);
  const reply = JSON.parse(stdout) as { result: string; session_id: string; is_error: boolean };
  expect(reply.result).toBe("Hello from the stub.");
  expect(stub.conversations[0]?.firstPrompt).toContain("Say hello");
});

test("an interactive claude asks before a command, and Enter lets it run", async () => {
  stub.become(steps([bash("touch ran.txt")], [say("All done.")]));
  const terminal = interactive("Make the file");
  await terminal.shows("Do you want to proceed?");
  expect(existsSync(join(workspace.folder, "ran.txt"))).toBe(false);
  terminal.type("\r");
  await terminal.shows("All done.");
  expect(existsSync(join(workspace.folder, "ran.txt"))).toBe(true);
});

test("a plan arrives as a permission request for ExitPlanMode, and a denial's message reaches the model", async () => {
  stub.become(steps([plan("# The plan\n\n1. Do it")], (c) => [say(`Heard: ${c.toolResults[0]?.text ?? "nothing"}`)]));
  const settings = join(workspace.root, "settings.json");
  const seen = join(workspace.root, "seen.json");
  const answer = JSON.stringify({
    hookSpecificOutput: {
      hookEventName: "PermissionRequest",
      decision: { behavior: "deny", message: "Use fewer steps" },
    },
  });
  const command = `cat > ${seen}; echo '${answer}'`;
  const hook = { matcher: "", hooks: [{ type: "command", command }] };
  writeFileSync(settings, JSON.stringify({ hooks: { PermissionRequest: [hook] } }));
  const terminal = interactive("--permission-mode", "plan", "--settings", settings, "Plan it");
  await terminal.shows(/Heard: .*Use fewer steps/s);
  expect(JSON.parse(readFileSync(seen, "utf8"))).toMatchObject({
    tool_name: "ExitPlanMode",
    tool_input: { plan: expect.stringContaining("# The plan") as string },
  });
});
