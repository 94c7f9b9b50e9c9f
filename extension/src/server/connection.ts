// The link to the workspace's owner: `operator stdio` as a child process, started again when it dies,
// with the first request done before anyone else may ask. No vscode.
//
// States: starting → ready → (starting …) → failed, which only `start` leaves; refused when the other
// side speaks another protocol, which trying again would not change. `operator stdio` itself survives the owner's death and then says server/didRestart; here only its own end counts as a crash.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { Emitter, type Disposable } from "../base/emitter";
import { t } from "../base/l10n";
import {
  protocolVersion,
  type InitializeResult,
  type RequestMethod,
  type Requests,
} from "../protocol/generated";
import { Backoff } from "./backoff";
import { RequestFailed, RpcClient, toRequestFailed, type Incoming } from "./rpc-client";

export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

export interface Hello {
  readonly version: string;
  readonly name: string;
  /** Asked at each connect: trust can be granted in between. */
  readonly trusted: () => boolean;
}

export interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

export type ConnectionState = "starting" | "ready" | "failed" | "refused" | "stopped";

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function plainEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

export class Connection implements Disposable {
  private state: ConnectionState = "stopped";
  private client: RpcClient | undefined;
  private child: Child | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly backoff: Backoff;
  private readonly states = new Emitter<ConnectionState>();
  private readonly incoming = new Emitter<Incoming>();

  readonly onState = this.states.event;
  readonly onNotification = this.incoming.event;
  /** Why the state is "failed" or "refused", for people. */
  failure = "";

  constructor(
    private readonly launch: Launch,
    private readonly hello: Hello,
    private readonly log: Log,
    backoff?: Backoff,
  ) {
    this.backoff = backoff ?? new Backoff();
  }

  get current(): ConnectionState {
    return this.state;
  }

  start(): void {
    if (this.state === "starting" || this.state === "ready") return;
    this.backoff.forget();
    this.open();
  }

  /** Fails with RequestFailed; "unavailable" while there is no connection. */
  async request<M extends RequestMethod>(
    method: M,
    params: Requests[M]["params"],
  ): Promise<Requests[M]["result"]> {
    if (this.client === undefined || this.state !== "ready") {
      throw new RequestFailed(t("Operator is not connected."), "unavailable", "");
    }
    try {
      return await this.client.request(method, params);
    } catch (error) {
      const failed = toRequestFailed(error);
      this.log.warn(
        `${method}: ${failed.code}: ${failed.message}${failed.path && ` (${failed.path})`}`,
      );
      throw failed;
    }
  }

  private enter(state: ConnectionState): void {
    if (this.state === state) return;
    this.state = state;
    this.states.fire(state);
  }

  private open(): void {
    this.enter("starting");
    const { program, args, env, cwd } = this.launch;
    this.log.info(`starting ${program} ${args.join(" ")}`);
    const child = spawn(program, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
    this.child = child;
    const words = { last: "" };
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
        this.log.info(line);
        words.last = line;
      }
    });
    // A child that is gone breaks the pipe; its end is handled below.
    child.stdin.on("error", () => undefined);
    let over = false;
    const ended = (why: string): void => {
      if (over) return;
      over = true;
      this.lost(child, words.last === "" ? why : words.last, why);
    };
    child.on("error", (error) => ended(error.message));
    child.on("close", (code, signal) =>
      ended(signal === null ? `exit code ${code ?? "?"}` : `signal ${signal}`),
    );
    const client = new RpcClient(child.stdout, child.stdin, (line) => this.log.warn(line));
    this.client = client;
    client.onNotification((message) => this.incoming.fire(message));
    void this.greet(child, client, words);
  }

  private async greet(child: Child, client: RpcClient, words: { last: string }): Promise<void> {
    const { version, name, trusted } = this.hello;
    const deadline = setTimeout(() => child.kill(), 60_000);
    try {
      const result: InitializeResult = await client.request("initialize", {
        protocol: protocolVersion,
        version,
        client: "vscode",
        name,
        subscribe: true,
        environment: plainEnvironment(this.launch.env),
        trusted: trusted(),
      });
      if (this.client !== client) return;
      if (result.protocol !== protocolVersion) {
        const theirs = t("Operator {0} (protocol {1})", result.version, result.protocol);
        const ours = t("this extension {0} (protocol {1})", version, protocolVersion);
        this.refuse(t("{0} and {1} do not understand each other.", theirs, ours));
        return;
      }
      this.log.info(
        `connected to owner ${result.version} (pid ${result.pid}) of ${result.workspace}`,
      );
      this.enter("ready");
    } catch (error) {
      // The child's own end follows and decides what happens next.
      const failed = toRequestFailed(error);
      this.log.error(`initialize: ${failed.code}: ${failed.message}`);
      if (failed.code === "conflict" && failed.path === "params.protocol") {
        this.refuse(failed.message);
        return;
      }
      if (failed.code !== "unavailable") words.last = failed.message;
      child.kill();
    } finally {
      clearTimeout(deadline);
    }
  }

  private lost(child: Child, words: string, why: string): void {
    if (this.child !== child) return;
    this.client?.dispose();
    this.client = undefined;
    this.child = undefined;
    if (this.state === "stopped" || this.state === "refused") return;
    const delay = this.backoff.crashed(Date.now());
    this.log.warn(
      `the connection ended: ${why}${delay === undefined ? "" : `; again in ${delay} ms`}`,
    );
    if (delay === undefined) {
      this.failure = words;
      this.enter("failed");
      return;
    }
    this.enter("starting");
    this.timer = setTimeout(() => this.open(), delay);
  }

  private refuse(why: string): void {
    this.failure = why;
    this.end("refused");
  }

  stop(): void {
    this.end("stopped");
  }

  private end(state: ConnectionState): void {
    clearTimeout(this.timer);
    this.enter(state);
    this.client?.dispose();
    this.client = undefined;
    // End of input is the polite goodbye; the owner and its sessions go on.
    this.child?.stdin.end();
    this.child?.kill();
    this.child = undefined;
  }

  dispose(): void {
    this.stop();
    this.states.dispose();
    this.incoming.dispose();
  }
}
