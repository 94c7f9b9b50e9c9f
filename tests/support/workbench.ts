// The real VS Code workbench (code-server) on a workspace, driven by Chromium as a person would. Its home, settings
// and extensions are the workspace's own; `close` and the workspace's `close` leave no process behind.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, type BrowserContext, chromium as playwright, type Locator, type Page } from "playwright-core";
import { build, chromium, codeServerHome, workbenchNode } from "./paths.ts";
import { processesOf, signal } from "./processes.ts";
import { until } from "./wait.ts";
import type { Workspace } from "./workspace.ts";

export interface WorkbenchOptions {
  /** A packaged extension to install first. */
  vsix?: string;
  /** "on" leaves workspace trust as a person has it; the default trusts everything. */
  trust?: "on" | "off";
  /** User settings on top of the quiet ones. */
  settings?: Record<string, unknown>;
  width?: number;
  height?: number;
}

export interface Row {
  label: string;
  /** The dimmed text behind the label. */
  description: string;
  level: number;
  expanded: boolean | undefined;
  /** What a screen reader says. */
  aria: string;
  locator: Locator;
}

export interface Tab {
  label: string;
  active: boolean;
  locator: Locator;
}

const quiet: Record<string, unknown> = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.reduceMotion": "on",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "extensions.autoCheckUpdates": false,
  "git.autofetch": false,
  "git.openRepositoryInParentFolders": "never",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  // The DOM renderer, so that a terminal's text can be read from the page.
  "terminal.integrated.gpuAcceleration": "off",
};

export class Workbench {
  readonly workspace: Workspace;
  readonly page: Page;
  private readonly browser: Browser;
  private readonly server: Server;

  private constructor(workspace: Workspace, server: Server, browser: Browser, page: Page) {
    this.workspace = workspace;
    this.server = server;
    this.browser = browser;
    this.page = page;
  }

  static async start(workspace: Workspace, options: WorkbenchOptions = {}): Promise<Workbench> {
    const server = await Server.start(workspace, options);
    const browser = await playwright.launch({
      executablePath: chromium,
      env: workspace.env,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    const { width = 1400, height = 900 } = options;
    const context: BrowserContext = await browser.newContext({ viewport: { width, height } });
    const workbench = new Workbench(workspace, server, browser, await context.newPage());
    await workbench.open();
    return workbench;
  }

  get address(): string {
    return `${this.server.address}/?folder=${encodeURIComponent(this.workspace.folder)}`;
  }

  /** Opens the folder and waits until the workbench stands. */
  private async open(): Promise<void> {
    await this.page.goto(this.address, { waitUntil: "domcontentloaded" });
    await this.stands();
  }

  private async stands(): Promise<void> {
    await this.page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    await this.page.locator(".statusbar-item").first().waitFor({ timeout: 60_000 });
    // The explorer's or a view's rows come once the extension host answers file requests.
    await this.page.locator(".monaco-list-row, .welcome-view").first().waitFor({ timeout: 60_000 });
  }

  /** The same window with another folder, with a `.code-workspace` file, or with nothing. */
  async openFolder(folder: string | undefined): Promise<void> {
    const kind = folder?.endsWith(".code-workspace") ? "workspace" : "folder";
    const what = folder === undefined ? "ew=true" : `${kind}=${encodeURIComponent(folder)}`;
    await this.page.goto(`${this.server.address}/?${what}`, { waitUntil: "domcontentloaded" });
    await this.page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    await this.page.locator(".statusbar-item").first().waitFor({ timeout: 60_000 });
  }

  /** Opens a second window on the same folder. */
  async secondWindow(): Promise<Page> {
    const page = await this.page.context().newPage();
    await page.goto(this.address, { waitUntil: "domcontentloaded" });
    await page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    return page;
  }

  /** Runs a command of the palette by its exact title, waiting until the palette offers it. */
  async command(title: string, timeout = 20_000): Promise<void> {
    const input = this.page.locator(".quick-input-widget input.input");
    const row = this.page
      .locator(".quick-input-list .monaco-list-row")
      .filter({ has: this.page.locator(".quick-input-list-label .monaco-icon-label", { hasText: exactly(title) }) });
    const offered = async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("F1");
      await input.waitFor({ timeout: 5_000 });
      await input.fill(`>${title}`, { timeout: 2_500 });
      await row.first().waitFor({ timeout: 2_500 });
      return true;
    };
    await until(offered, { what: `the command ${title} in the palette`, timeout });
    await row.first().click();
  }

  /** The titles that the palette offers for a text. */
  async offers(text: string): Promise<string[]> {
    await this.page.keyboard.press("Escape");
    await this.page.keyboard.press("F1");
    await this.page.locator(".quick-input-widget input.input").fill(`>${text}`);
    await this.page.waitForTimeout(700);
    const titles = await this.page.locator(".quick-input-list .monaco-list-row .label-name").allTextContents();
    await this.page.keyboard.press("Escape");
    return titles;
  }

  /** Answers an open quick pick or input box: types the text, then Enter. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor();
    await input.fill(text);
    await this.page.waitForTimeout(150);
    await this.page.keyboard.press("Enter");
  }

  /** Chooses the entry of an open quick pick that has this label. */
  async pick(label: string | RegExp): Promise<void> {
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: label }).first().click();
  }

  /** Shows a view container of the activity bar by its title. */
  async container(title: string): Promise<void> {
    const icon = this.page.locator(`.activitybar .action-item`, {
      has: this.page.locator(`[aria-label^="${title}"]`),
    });
    await icon.first().waitFor({ timeout: 30_000 });
    const composite = this.page.locator(".sidebar .composite.title h2", { hasText: exactly(title, "i") });
    if (!(await composite.isVisible())) await icon.first().click();
    await composite.waitFor();
  }

  /** The number on a container's icon, or "". */
  async badge(title: string): Promise<string> {
    const badge = this.page
      .locator(".activitybar .action-item", { has: this.page.locator(`[aria-label^="${title}"]`) })
      .locator(".badge-content");
    return (await badge.count()) > 0 ? ((await badge.first().textContent()) ?? "").trim() : "";
  }

  /** A view of the visible container by its title. */
  view(title: string): Locator {
    return this.page.locator(".pane", {
      has: this.page.locator(".pane-header h3.title", { hasText: exactly(title, "i") }),
    });
  }

  /** The rows that a tree view shows now (VS Code draws only those that fit). */
  async rows(title: string): Promise<Row[]> {
    const all = this.view(title).locator(".monaco-list-row");
    // All at one moment: rows come and go while a tree is drawn anew.
    const read = await all.evaluateAll((elements) =>
      elements.map((element) => ({
        label: element.querySelector(".label-name")?.textContent ?? "",
        description: element.querySelector(".label-description")?.textContent ?? "",
        level: Number(element.getAttribute("aria-level")),
        expanded: element.getAttribute("aria-expanded"),
        aria: element.getAttribute("aria-label") ?? "",
        id: element.id,
      })),
    );
    const rows: Row[] = read.map(({ expanded, id, ...row }) => ({
      ...row,
      expanded: expanded === null ? undefined : expanded === "true",
      locator: this.page.locator(`[id="${id}"]`),
    }));
    return rows;
  }

  /** Waits for a row whose label or description has the text. */
  row(title: string, text: string | RegExp, timeout = 15_000): Promise<Row> {
    const matches = (row: Row) => {
      const whole = `${row.label} ${row.description}`;
      return typeof text === "string" ? whole.includes(text) : text.test(whole);
    };
    return until(async () => (await this.rows(title)).find(matches), {
      what: `${String(text)} in the ${title} view`,
      timeout,
      state: async () => (await this.rows(title)).map((row) => `${row.label} | ${row.description}`),
    });
  }

  /** The editor tabs of all groups. */
  async tabs(): Promise<Tab[]> {
    const tabs: Tab[] = [];
    for (const locator of await this.page.locator(".tabs-container .tab").all()) {
      // What a screen reader says: a terminal's or a rendered document's resource has no readable name.
      const name = (await locator.getAttribute("aria-label", { timeout: 1_000 })) ?? "";
      tabs.push({
        label: name.replace(/(, Editor Group \d+|, preview|, pinned)+$/, ""),
        active: (await locator.getAttribute("aria-selected", { timeout: 1_000 })) === "true",
        locator,
      });
    }
    return tabs;
  }

  /** Brings a tab to the front. */
  async show(label: string | RegExp): Promise<void> {
    const matches = (tab: Tab) => (typeof label === "string" ? tab.label === label : label.test(tab.label));
    const tab = await until(async () => (await this.tabs()).find(matches), {
      what: `a tab ${String(label)}`,
      state: async () => (await this.tabs()).map((each) => each.label),
    });
    await tab.locator.click();
  }

  /** The terminal that is seen in the editor area; where several are, the one with the focus or in the active group. */
  private async seenTerminal(): Promise<Locator | undefined> {
    const focused = this.page.locator(".editor-group-container .xterm:has(.xterm-helper-textarea:focus)");
    if ((await focused.count()) > 0) return focused.first();
    for (const group of [".editor-group-container.active ", ""]) {
      const screens = this.page.locator(
        `${group}.editor-instance .xterm-screen, ${group}.terminal-editor .xterm-screen`,
      );
      for (const screen of await screens.all())
        if (await screen.isVisible())
          return screen.locator("xpath=ancestor::*[contains(concat(' ',@class,' '),' xterm ')][1]");
    }
    return undefined;
  }

  /** The visible text of the terminal that is seen in the editor area. */
  async terminalText(): Promise<string> {
    const terminal = await this.seenTerminal();
    const lines = await terminal?.locator(".xterm-rows > div").allTextContents();
    return (lines ?? []).map((line) => line.replaceAll("\u00a0", " ").trimEnd()).join("\n").trimEnd();
  }

  async terminalShows(text: string | RegExp, timeout = 15_000): Promise<string> {
    return until(
      async () => {
        const seen = await this.terminalText();
        return (typeof text === "string" ? seen.includes(text) : text.test(seen)) && seen;
      },
      { what: `${String(text)} in the terminal`, timeout, state: () => this.terminalText() },
    );
  }

  /** Types into the terminal that is seen in the editor area. */
  async typeInTerminal(text: string): Promise<void> {
    const terminal = await this.seenTerminal();
    if (!terminal) throw new Error("no terminal is seen in the editor area");
    await terminal.locator(".xterm-helper-textarea").focus();
    await this.page.keyboard.type(text);
  }

  /** The notifications that are seen now. */
  notifications(): Promise<string[]> {
    return this.page.locator(".notifications-toasts .notification-list-item-message").allTextContents();
  }

  /** The status bar's texts. */
  statusBar(): Promise<string[]> {
    return this.page.locator(".statusbar-item").allTextContents();
  }

  /** The text of the open document, a rendered one included. */
  async documentText(): Promise<string> {
    const parts = await this.page.locator(".editor-group-container.active .view-lines").allTextContents();
    for (const frame of this.page.frames()) {
      if (frame === this.page.mainFrame()) continue;
      parts.push(await frame.locator("body").innerText({ timeout: 500 }).catch(() => ""));
    }
    return parts.join("\n").replaceAll("\u00a0", " ");
  }

  /** Keeps a picture under build/screenshots; gives its path. */
  async screenshot(name: string): Promise<string> {
    const folder = join(build, "screenshots");
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Reloads the window. */
  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: "domcontentloaded" });
    await this.stands();
  }

  /** The pids of the extension hosts that run now. */
  extensionHosts(): number[] {
    return processesOf(this.workspace.root)
      .filter((process) => process.argv.some((argument) => argument.includes("--type=extensionHost")))
      .map((process) => process.pid);
  }

  /**
   * Ends the extension host; the workbench notices and starts another. (The palette's "Restart Extension Host"
   * exists in the desktop alone.) After three times in five minutes VS Code asks instead of doing it.
   */
  async restartExtensionHost(): Promise<void> {
    const before = this.extensionHosts();
    if (before.length === 0) throw new Error("no extension host runs");
    for (const pid of before) signal(pid, "SIGKILL");
    await until(() => this.extensionHosts().some((pid) => !before.includes(pid)), {
      what: "a new extension host",
      timeout: 30_000,
    });
  }

  /** Ends the whole server, as a reboot would, starts it again and opens the window again. */
  async restartServer(how: NodeJS.Signals = "SIGKILL"): Promise<void> {
    await this.server.restart(how);
    await this.open();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop("SIGKILL");
  }
}

function exactly(text: string, flags = ""): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`, flags);
}

/** The code-server process and its folders. */
class Server {
  private readonly workspace: Workspace;
  private readonly options: WorkbenchOptions;
  private readonly port: number;
  private process: ChildProcess | undefined;

  private constructor(workspace: Workspace, options: WorkbenchOptions, port: number) {
    this.workspace = workspace;
    this.options = options;
    this.port = port;
  }

  static async start(workspace: Workspace, options: WorkbenchOptions): Promise<Server> {
    const server = new Server(workspace, options, await freePort());
    mkdirSync(join(server.data, "User"), { recursive: true });
    const settings = JSON.stringify({ ...quiet, ...options.settings }, null, 2);
    writeFileSync(join(server.data, "User/settings.json"), settings);
    if (options.vsix !== undefined) await server.install(options.vsix);
    await server.launch();
    return server;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private get data(): string {
    return join(this.workspace.root, "u");
  }

  private arguments(...more: string[]): string[] {
    const extensions = join(this.workspace.root, "e");
    const entry = join(codeServerHome(), "out/node/entry.js");
    const folders = ["--user-data-dir", this.data, "--extensions-dir", extensions];
    return [entry, ...folders, "--disable-telemetry", "--disable-update-check", ...more];
  }

  private async install(vsix: string): Promise<void> {
    const run = promisify(execFile);
    await run(workbenchNode(), this.arguments("--install-extension", vsix), { env: this.workspace.env });
  }

  private async launch(): Promise<void> {
    const trust = this.options.trust === "on" ? [] : ["--disable-workspace-trust"];
    const log = openSync(join(this.workspace.root, "code-server.log"), "a");
    const args = this.arguments("--auth", "none", "--bind-addr", `127.0.0.1:${this.port}`, ...trust);
    this.process = spawn(workbenchNode(), args, {
      env: this.workspace.env,
      cwd: this.workspace.home,
      detached: true, // a process group of its own, ended as one
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    await until(async () => (await fetch(`${this.address}/healthz`)).ok, {
      what: "code-server",
      timeout: 60_000,
      state: () => readFileSync(join(this.workspace.root, "code-server.log"), "utf8").slice(-4_000),
    });
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    try {
      process.kill(-child.pid, signal);
    } catch {
      return;
    }
    await ended;
  }

  async restart(signal: NodeJS.Signals): Promise<void> {
    await this.stop(signal);
    await this.launch();
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => done(port));
    });
  });
}
