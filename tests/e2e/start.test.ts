// scripts/start as a newcomer runs it: a home of its own, nothing configured, no agent installed.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { chromium as playwright } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { build, chromium, repository } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  workspace = await Workspace.create({
    env: {
      PATH: process.env["PATH"],
      CCACHE_DIR: process.env["CCACHE_DIR"] ?? join(cache, "ccache"),
      OPERATOR_TOOLS_DIR: process.env["OPERATOR_TOOLS_DIR"] ?? join(cache, "operator-tools"),
    },
  });
});
afterEach(() => workspace.close());

function start(...args: string[]): { child: ChildProcess; said: () => string } {
  let text = "";
  const child = spawn(join(repository, "scripts/start"), args, {
    cwd: workspace.home,
    env: workspace.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (more: string) => (text += more));
  return { child, said: () => text };
}

test("--headless --yes goes from the plan to the diff, and exits with 0", { timeout: 300_000 }, async () => {
  const { child, said } = start("--headless", "--yes");
  const code = await until(() => (child.exitCode === null ? undefined : { value: child.exitCode }), {
    what: "the end of the loop",
    timeout: 290_000,
    state: said,
  });
  expect(said()).toContain("needs_input");
  expect(said()).toContain("plan:");
  expect(said()).toContain("permission:");
  expect(said()).toMatch(/done · .*verify 3\/3/);
  expect(said()).toMatch(/^\+{3} b\/notes\/FEAT-/m);
  expect(code.value, said()).toBe(0);
});

test("--headless without a terminal and without --yes asks for --yes", async () => {
  const { child, said } = start("--headless");
  await until(() => child.exitCode !== null, { what: "the refusal", timeout: 60_000, state: said });
  expect(child.exitCode).toBe(1);
  expect(said()).toContain("--yes");
});

test("--browser opens the demo behind a password, with trust asked", { timeout: 300_000 }, async () => {
  const { child, said } = start("--browser", "--port", "0");
  const [, address = ""] = await until(() => /VS Code is at\s+(\S+)/.exec(said()), {
    what: "the address",
    timeout: 280_000,
    state: said,
  });
  const [, password = ""] = await until(() => /The password is (\S+)/.exec(said()), { what: "the password" });
  expect(password.length).toBeGreaterThanOrEqual(20);
  const config = join(workspace.env["XDG_DATA_HOME"] ?? "", "operator/workbench/config.yaml");
  expect(statSync(config).mode & 0o777).toBe(0o600);
  for (const { pid, argv } of workspace.processes()) {
    expect(argv.join(" ")).not.toContain(password);
    expect(environmentOf(pid)).not.toContain(password);
  }
  const browser = await playwright.launch({
    executablePath: chromium,
    env: workspace.env,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(address);
    expect(await page.locator(".monaco-workbench").count()).toBe(0);
    await page.locator("input.password").fill(password);
    await page.keyboard.press("Enter");
    await page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    await page.getByText("Do you trust the authors").first().waitFor({ timeout: 60_000 });
    await page.screenshot({ path: join(build, "screenshots/start-trust.png") });
    expect(existsSync(join(workspace.env["XDG_DATA_HOME"] ?? "", "operator/demo/.tickets/queue/FEAT-DEM01.md"))).toBe(true);
    await page.getByRole("button", { name: /Yes, I trust/ }).click();
    await page.locator('.activitybar [aria-label^="Operator"]').first().click({ timeout: 60_000 });
    // Trust given, the ready ticket launches, and its plan waits for a person.
    await page.getByText("Greet people by the name they give").first().waitFor({ timeout: 60_000 });
    await page.getByText("a plan waits for review").first().waitFor({ timeout: 60_000 });
    await page.screenshot({ path: join(build, "screenshots/start-plan.png") });
  } finally {
    await browser.close();
  }
  child.kill("SIGINT");
  await until(() => child.exitCode !== null, { what: "the end of scripts/start", state: said });
  await until(() => !workspace.processes().some(({ argv }) => argv.some((a) => a.includes("code-server"))), {
    what: "the end of the workbench",
    timeout: 15_000,
  });
});

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return ""; // gone meanwhile
  }
}
