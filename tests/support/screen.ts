// A program on a terminal of a tmux server of its own, as a person at that terminal sees it and types.
import { randomBytes } from "node:crypto";
import { until } from "./wait.ts";
import type { Workspace } from "./workspace.ts";

export class Screen {
  private readonly workspace: Workspace;
  private readonly socket: string;

  private constructor(workspace: Workspace, socket: string) {
    this.workspace = workspace;
    this.socket = socket;
  }

  /** Runs the command in a shell there; what it leaves behind and its exit code stay to be seen. */
  static async open(
    workspace: Workspace,
    command: string,
    { cols = 80, rows = 24 }: { cols?: number; rows?: number } = {},
  ): Promise<Screen> {
    const screen = new Screen(workspace, `op-${randomBytes(6).toString("hex")}`);
    await screen.tmux("new-session", "-d", "-x", String(cols), "-y", String(rows), "bash --norc --noprofile");
    await screen.typeLine(`PS1='$ '; clear; ${command}; echo "exit $?"; stty -a | grep -o -- '[-]*icanon\\|[-]*echo\\b'`);
    return screen;
  }

  private async tmux(...args: string[]): Promise<string> {
    // Its socket lies in the workspace's temp folder, not among the user's.
    const env = { TMUX_TMPDIR: `${this.workspace.root}/t` };
    const { code, stdout, stderr } = await this.workspace.run("tmux", ["-L", this.socket, "-f", "/dev/null", ...args], { env });
    if (code !== 0) throw new Error(`tmux ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  /** Named keys: "Enter", "Escape", "C-]", "Tab". */
  async press(...keys: string[]): Promise<void> {
    await this.tmux("send-keys", ...keys);
  }

  async type(text: string): Promise<void> {
    await this.tmux("send-keys", "-l", text);
  }

  async typeLine(text: string): Promise<void> {
    await this.type(text);
    await this.press("Enter");
  }

  /** As a terminal pastes: in brackets, if the program asked for them. */
  async paste(text: string): Promise<void> {
    await this.tmux("set-buffer", text);
    await this.tmux("paste-buffer", "-p");
  }

  async resize(cols: number, rows: number): Promise<void> {
    await this.tmux("resize-window", "-x", String(cols), "-y", String(rows));
  }

  async lines(): Promise<string[]> {
    return (await this.tmux("capture-pane", "-p")).split("\n");
  }

  async text(): Promise<string> {
    return (await this.lines()).join("\n");
  }

  /** With the sequences that colour it. */
  async coloured(): Promise<string> {
    return this.tmux("capture-pane", "-p", "-e");
  }

  /** Waits until the screen shows all of it; gives the screen. */
  async shows(...wanted: (string | RegExp)[]): Promise<string> {
    const has = (text: string, one: string | RegExp): boolean => (typeof one === "string" ? text.includes(one) : one.test(text));
    return until<string>(
      async () => {
        const text = await this.text();
        return wanted.every((one) => has(text, one)) ? text : (undefined as unknown as string);
      },
      { what: `${wanted.map(String).join(" and ")} on the screen`, timeout: 40_000, interval: 100, state: async () => (await this.lines()) },
    );
  }

  async lacks(unwanted: string): Promise<void> {
    await until(async () => !(await this.text()).includes(unwanted), { what: `no ${unwanted} on the screen`, timeout: 40_000 });
  }

  async close(): Promise<void> {
    await this.tmux("kill-server").catch(() => undefined);
  }
}
