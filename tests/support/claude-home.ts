// A home in which the real Claude Code starts without an account, a network or a first-run question.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { claudeProgram } from "./paths.ts";

/** Writes `<home>/.claude.json`: first run over, the key accepted, and the named folders (with all below) trusted. */
export function makeClaudeHome(home: string, trusted: string[]): void {
  const projects = Object.fromEntries(
    trusted.map((path) => [path, { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true }]),
  );
  const settings = {
    hasCompletedOnboarding: true,
    lastOnboardingVersion: "2.1.197",
    theme: "dark",
    numStartups: 5,
    autoUpdates: false,
    customApiKeyResponses: { approved: ["dummy"], rejected: [] },
    projects,
  };
  writeFileSync(join(home, ".claude.json"), JSON.stringify(settings, null, 2));
}

/** Whether Claude Code itself, or Operator with consent, recorded trust in a folder. */
export function claudeTrusts(home: string, folder: string): boolean {
  const text = readFileSync(join(home, ".claude.json"), "utf8");
  const { projects = {} } = JSON.parse(text) as {
    projects?: Record<string, { hasTrustDialogAccepted?: boolean }>;
  };
  return projects[folder]?.hasTrustDialogAccepted === true;
}

/** The environment that sends it to the model stub. */
export function claudeEnvironment(stubAddress: string): Record<string, string> {
  return {
    ANTHROPIC_BASE_URL: stubAddress,
    ANTHROPIC_API_KEY: "dummy",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    DISABLE_TELEMETRY: "1",
    DISABLE_ERROR_REPORTING: "1",
  };
}

/** For PATH, so that `claude` is found. */
export function claudeFolder(): string {
  return dirname(claudeProgram());
}
