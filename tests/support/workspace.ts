// A workspace folder with a real git repository, and a home, runtime folder and git configuration of its own under
// one short temp root (a unix socket's path has at most 107 bytes). `close` ends everything that ran in it.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chownSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, operatorProgram } from "./paths.ts";
import { endProcessesOf, type Process, processesOf } from "./processes.ts";
import { until, type UntilOptions } from "./wait.ts";

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

export interface WorkspaceOptions {
  /** Files of the first commit, path → text. */
  files?: Record<string, string>;
  /** `.operator/config.json`, not committed. */
  config?: unknown;
  /** Added to the environment, and taken from it with undefined. */
  env?: Record<string, string | undefined>;
  /** Folders put first on PATH. */
  path?: string[];
  /** Nothing here runs as root, whom no file's mode would stop: as root, all belongs to nobody and runs as such. */
  unprivileged?: boolean;
}

const nobody = 65534;

export interface TicketOptions {
  type: string;
  title: string;
  /** Without one the owner gives it one at claim. */
  id?: string;
  /** More front matter, line by line. */
  fields?: Record<string, string | boolean>;
  body?: string;
}

export class Workspace {
  readonly root: string;
  /** What VS Code opens. */
  readonly folder: string;
  readonly home: string;
  readonly env: Record<string, string>;
  /** Whom programs run as and files belong to; nothing: whoever runs the tests. */
  private readonly user: { uid: number; gid: number } | undefined;
  private readonly program_: string;

  private constructor(root: string, options: WorkspaceOptions) {
    this.root = root;
    this.user = options.unprivileged && process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : undefined;
    // The build's own folder may be closed to others.
    this.program_ = this.user ? join(root, "bin/operator") : operatorProgram;
    this.folder = join(root, "shop");
    this.home = join(root, "h");
    this.env = environment(root, options);
  }

  static async create(options: WorkspaceOptions = {}): Promise<Workspace> {
    const workspace = new Workspace(mkdtempSync("/tmp/op-"), options);
    workspace.give(workspace.root);
    for (const name of ["bin", "shop", "h", "t", "r", "h/.config", "h/.local", "h/.local/share", "h/.local/state", "h/.cache"])
      workspace.folder_(join(workspace.root, name), 0o700);
    if (workspace.user)
      for (const name of ["operator", "operatord", "operator-demo"]) copyFileSync(join(build, name), join(workspace.root, "bin", name));
    writeFileSync(
      join(workspace.home, "gitconfig"),
      "[user]\n\tname = Ada Test\n\temail = ada@test.invalid\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n",
    );
    const files = options.files ?? { "README.md": "# Sample\n", "src/main.txt": "one\ntwo\nthree\n" };
    for (const [path, text] of Object.entries(files)) workspace.write(path, text);
    await workspace.git("init", "--quiet");
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message", "First");
    if (options.config !== undefined)
      workspace.write(".operator/config.json", JSON.stringify(options.config, null, 2));
    return workspace;
  }

  /** Writes a file of the workspace at once (temp + rename), as editors do. */
  write(path: string, text: string): void {
    const target = join(this.folder, path);
    this.folder_(dirname(target));
    const temp = `${target}.${process.pid}.tmp`;
    writeFileSync(temp, text);
    this.give(temp);
    renameSync(temp, target);
  }

  private give(path: string): void {
    if (this.user) chownSync(path, this.user.uid, this.user.gid);
  }

  private folder_(path: string, mode = 0o777): void {
    const made = mkdirSync(path, { recursive: true, mode });
    for (let one = path; made !== undefined && one.startsWith(made); one = dirname(one)) this.give(one);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** A shell script as a program of this workspace's PATH (its folder comes first there). */
  program(name: string, script: string): string {
    const file = join(this.root, "bin", name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    return file;
  }

  /** Drops a ticket file into `.tickets/queue`; gives its path in the workspace. */
  ticket({ type, title, id, fields = {}, body = "" }: TicketOptions): string {
    const name = (id ?? `${type}-${title}`).replace(/[^A-Za-z0-9-]+/g, "-").toLowerCase();
    const path = `.tickets/queue/${name}.md`;
    const head = { ...(id === undefined ? {} : { id }), type, title, ...fields };
    const lines = Object.entries(head).map(([key, value]) => `${key}: ${String(value)}`);
    this.write(path, `---\n${lines.join("\n")}\n---\n\n${body}\n`);
    return path;
  }

  run(program: string, args: string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<Finished> {
    return new Promise((done, fail) => {
      execFile(
        program,
        args,
        {
          cwd: options.cwd ?? this.folder,
          env: { ...this.env, ...options.env },
          ...this.user,
          timeout: 60_000,
          maxBuffer: 64 << 20,
        },
        (error, stdout, stderr) => {
          // A code that is no number means that the program did not start, or was ended by the timeout.
          if (error && typeof error.code !== "number")
            fail(new Error(`${program} ${args.join(" ")}: ${error.message}\n${stderr}`));
          else done({ code: error ? Number(error.code) : 0, stdout, stderr });
        },
      ).stdin?.end();
    });
  }

  async git(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run("git", args);
    if (code !== 0) throw new Error(`git ${args.join(" ")}: exit ${code}\n${stderr}`);
    return stdout;
  }

  /** A verb of the real program; a failing exit code is in the result, not thrown. */
  operator(...args: string[]): Promise<Finished> {
    return this.run(this.program_, args);
  }

  /** A verb with `--json`: its reply. */
  async json<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.operator(...args, "--json");
    if (code !== 0) throw new Error(`operator ${args.join(" ")} --json: exit ${code}\n${stdout}${stderr}`);
    return JSON.parse(stdout) as T;
  }

  /** A verb that keeps running (`events --follow`, `serve`, `stdio`). */
  start(args: string[], env: Record<string, string> = {}): ChildProcess {
    return spawn(this.program_, args, { cwd: this.folder, env: { ...this.env, ...env }, ...this.user });
  }

  /** Waits until a verb's reply satisfies the condition; gives the condition's answer. */
  when<T, R>(
    args: string[],
    condition: (reply: T) => R,
    options: UntilOptions,
  ): Promise<Exclude<R, undefined | null | false>> {
    let last: unknown;
    return until<R>(
      async () => {
        const reply = await this.json<T>(...args);
        last = reply;
        return condition(reply);
      },
      { interval: 100, state: () => last, ...options },
    );
  }

  processes(): Process[] {
    return processesOf(this.root);
  }

  /** Ends every process that ran here and removes the folder, unless OPERATOR_TEST_KEEP is set. */
  async close(): Promise<void> {
    await endProcessesOf(this.root);
    if (process.env["OPERATOR_TEST_KEEP"]) console.log(`kept ${this.root}`);
    else rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function environment(root: string, options: WorkspaceOptions): Record<string, string> {
  const home = join(root, "h");
  const env: Record<string, string> = {
    HOME: home,
    USER: "ada",
    LOGNAME: "ada",
    SHELL: "/bin/bash",
    PATH: [join(root, "bin"), ...(options.path ?? []), build, "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    TMPDIR: join(root, "t"),
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_DATA_HOME: join(home, ".local/share"),
    XDG_STATE_HOME: join(home, ".local/state"),
    XDG_CACHE_HOME: join(home, ".cache"),
    XDG_RUNTIME_DIR: join(root, "r"),
    GIT_CONFIG_GLOBAL: join(home, "gitconfig"),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LANG: "C.UTF-8",
    TERM: "xterm-256color",
    TZ: "UTC",
  };
  for (const [key, value] of Object.entries(options.env ?? {})) {
    if (value === undefined) delete env[key];
    else env[key] = value;
  }
  return env;
}
