// Times whole commands from beside their fork to their end, without Node's own cost of starting a process:
// a shell that only waits for the next command runs them and reads the clock.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

export interface Lap {
  /** Milliseconds since 1970, with their fractions. */
  began: number;
  ended: number;
  took: number;
}

const loop = [
  "exec 3>&1 >/dev/null 2>&1",
  "while IFS= read -r line; do",
  '  s=$EPOCHREALTIME; eval "$line"; c=$?; e=$EPOCHREALTIME',
  "  printf '%s %s %s\\n' \"$s\" \"$e\" \"$c\" >&3",
  "done",
].join("\n");

export class Stopwatch {
  private readonly shell: ChildProcess;
  private readonly lines: Interface;
  private readonly waiting: ((line: string) => void)[] = [];

  constructor(cwd: string, env: Record<string, string>) {
    this.shell = spawn("/bin/bash", ["-c", loop], {
      cwd,
      env: { ...env, LC_ALL: "C" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    if (!this.shell.stdout) throw new Error("no pipe");
    this.lines = createInterface({ input: this.shell.stdout });
    this.lines.on("line", (line) => this.waiting.shift()?.(line));
    this.shell.on("exit", () => {
      for (const done of this.waiting.splice(0)) done("");
    });
  }

  /** One line of shell; a failing command is an error, for it measured nothing. */
  async time(command: string): Promise<Lap> {
    if (command.includes("\n")) throw new Error("one line");
    const answer = await new Promise<string>((done) => {
      this.waiting.push(done);
      this.shell.stdin?.write(`${command}\n`);
    });
    const [began = Number.NaN, ended = Number.NaN, code] = answer.split(" ").map(Number);
    if (code !== 0) throw new Error(`exit ${String(code)}: ${command}`);
    return { began: began * 1000, ended: ended * 1000, took: (ended - began) * 1000 };
  }

  close(): void {
    this.shell.stdin?.end();
    this.lines.close();
  }
}

/** A text as one word of the shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Milliseconds since 1970, on the clock that the shell reads. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
