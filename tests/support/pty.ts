// A program in a pseudo-terminal, with its screen as a person sees it. The pty is the workbench's own node-pty.
import { createRequire } from "node:module";
import { join } from "node:path";
import xterm from "@xterm/headless";
import { codeServerHome } from "./paths.ts";
import { until } from "./wait.ts";

interface NativePty {
  pid: number;
  write(data: string): void;
  resize(cols: number, rows: number): void;
  kill(signal?: string): void;
  onData(listener: (data: string) => void): void;
  onExit(listener: (event: { exitCode: number; signal?: number }) => void): void;
}

interface NativeModule {
  spawn(file: string, args: string[], options: Record<string, unknown>): NativePty;
}

export interface TerminalOptions {
  cwd: string;
  env: Record<string, string>;
  cols?: number;
  rows?: number;
}

export class TerminalProcess {
  /** Every byte so far, as text. */
  output = "";
  exit: { exitCode: number; signal?: number } | undefined;
  private readonly pty: NativePty;
  private readonly terminal: InstanceType<typeof xterm.Terminal>;

  constructor(program: string, args: string[], options: TerminalOptions) {
    const { cols = 100, rows = 30, cwd, env } = options;
    const load = createRequire(join(codeServerHome(), "lib/vscode/package.json"));
    const native = load("node-pty") as NativeModule;
    this.terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true });
    this.pty = native.spawn(program, args, { name: "xterm-256color", cols, rows, cwd, env });
    this.pty.onData((data) => {
      this.output += data;
      this.terminal.write(data);
    });
    // The screen answers terminal queries, as a real one does.
    this.terminal.onData((answer) => this.pty.write(answer));
    this.pty.onExit((event) => (this.exit = event));
  }

  get pid(): number {
    return this.pty.pid;
  }

  type(text: string): void {
    this.pty.write(text);
  }

  resize(cols: number, rows: number): void {
    this.pty.resize(cols, rows);
    this.terminal.resize(cols, rows);
  }

  /** The visible lines, without trailing blanks. */
  screen(): string {
    const buffer = this.terminal.buffer.active;
    const lines: string[] = [];
    for (let row = 0; row < this.terminal.rows; row++)
      lines.push(buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? "");
    return lines.join("\n").trimEnd();
  }

  /** Waits until the screen shows the text. */
  async shows(text: string | RegExp, timeout = 15_000): Promise<string> {
    await until(
      () => (typeof text === "string" ? this.screen().includes(text) : text.test(this.screen())),
      { what: `${String(text)} on the screen`, timeout, state: () => this.screen() },
    );
    return this.screen();
  }

  async ended(timeout = 15_000): Promise<{ exitCode: number; signal?: number }> {
    return until(() => this.exit, { what: "the program to end", timeout, state: () => this.screen() });
  }

  kill(signal = "SIGKILL"): void {
    if (!this.exit) this.pty.kill(signal);
  }
}
