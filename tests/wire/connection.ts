// JSON-RPC by hand, over any pair of streams, so that a test can also write what no library would.
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { until } from "../support/wait.ts";
import type { Workspace } from "../support/workspace.ts";

export interface RpcError {
  code: number;
  message: string;
  data: { code: string; message: string; detail: Record<string, string> };
}

export interface Message {
  jsonrpc: "2.0";
  id?: number | string | null;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: RpcError;
}

export function frame(body: string | object): Buffer {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return Buffer.concat([Buffer.from(`Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
}

export class Connection {
  readonly received: Message[] = [];
  ended = false;
  /** Told of each message at once, besides. */
  onMessage: ((message: Message) => void) | undefined;
  private buffer = Buffer.alloc(0);
  private lastId = 0;
  private readonly output: Writable;

  constructor(input: Readable, output: Writable) {
    this.output = output;
    output.on("error", () => (this.ended = true));
    input.on("data", (bytes: Buffer) => this.take(bytes));
    input.on("close", () => (this.ended = true));
    input.on("end", () => (this.ended = true));
  }

  write(bytes: Buffer | string): void {
    this.output.write(bytes);
  }

  /** Sends without waiting; gives the id. */
  send(method: string, params: object = {}): number {
    const id = ++this.lastId;
    this.write(frame({ jsonrpc: "2.0", id, method, params }));
    return id;
  }

  answer(id: number | string | null, timeout = 10_000): Promise<Message> {
    return until(() => this.received.find((m) => m.method === undefined && m.id === id), {
      what: `the answer to ${String(id)}`,
      timeout,
      interval: 10,
      state: () => this.received.slice(-5),
    });
  }

  async request(method: string, params: object = {}, timeout?: number): Promise<Message> {
    return this.answer(this.send(method, params), timeout);
  }

  notification(method: string, after = 0): Promise<Message> {
    return until(() => this.received.slice(after).find((m) => m.method === method), {
      what: method,
      interval: 10,
      state: () => this.received.map((m) => m.method ?? m.id),
    });
  }

  async initialize(params: object = {}): Promise<Message> {
    return this.request("initialize", { protocol: 1, version: "0.1.0", client: "script", ...params });
  }

  private take(bytes: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, bytes]);
    for (;;) {
      const end = this.buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const size = Number(/Content-Length: (\d+)/i.exec(this.buffer.toString("latin1", 0, end))?.[1]);
      if (!Number.isInteger(size)) throw new Error(`no frame: ${this.buffer.toString("latin1", 0, 200)}`);
      if (this.buffer.length < end + 4 + size) return;
      const message = JSON.parse(this.buffer.toString("utf8", end + 4, end + 4 + size)) as Message;
      this.received.push(message);
      this.onMessage?.(message);
      this.buffer = this.buffer.subarray(end + 4 + size);
    }
  }
}

const folderBelow = (workspace: Workspace, variable: string): string => {
  const hash = createHash("sha256").update(realpathSync(workspace.folder)).digest("hex").slice(0, 12);
  return join(workspace.env[variable] ?? "", "operator", hash);
};
export const runtimeFolder = (workspace: Workspace): string => folderBelow(workspace, "XDG_RUNTIME_DIR");
export const stateFolder = (workspace: Workspace): string => folderBelow(workspace, "XDG_STATE_HOME");

/** A connection to the owner's own socket; the owner must run. */
export async function connectToOwner(workspace: Workspace): Promise<{ connection: Connection; socket: Socket }> {
  const socket = createConnection(join(runtimeFolder(workspace), "owner.sock"));
  await new Promise<void>((done, fail) => socket.once("connect", done).once("error", fail));
  return { connection: new Connection(socket, socket), socket };
}

/** The owner with this pid has ended, and the next may begin: a process that is no longer seen may hold its lock yet. */
export async function ownerEnded(workspace: Workspace, pid: number): Promise<void> {
  const lock = join(stateFolder(workspace), "owner.lock");
  const isFree = async () => (await workspace.run("flock", ["--nonblock", lock, "true"])).code === 0;
  await until(async () => !workspace.processes().some((one) => one.pid === pid) && (await isFree()), {
    what: "the owner's end",
  });
}
