// The HTTP server that the fakes of issue trackers stand on: it records what it is asked, hands each request to the
// fake, and spoils replies as a test says: another status, a cut body, a slow or broken one, bytes that are no text.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { sleep } from "../wait.ts";

export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** `text` read as JSON; undefined when it is none. */
  readonly body: unknown;
}
export interface Reply {
  /** 200 when absent. */
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON; absent: an empty body. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  bytes?: Buffer;
}
/** In PEM. */
export interface Secure {
  key: Buffer;
  cert: Buffer;
}
export type Answer = (asked: Asked) => Reply | Promise<Reply>;

/** What happens to a request. `reply` answers without asking the fake; the others spoil its answer, after the fake did what was asked. */
export type Spoil =
  | { reply: Reply }
  /** This much of the body, then the connection is reset. */
  | { cut: number }
  /** Bytes come, this many ms before each of so many parts. */
  | { slow: number; parts?: number }
  /** The text of a body, changed: bad JSON, invalid UTF-8. */
  | { change: (body: Buffer) => Buffer }
  /** No byte of a reply. */
  | { reset: "before" | "after" };

export interface Fault {
  method?: string;
  /** Of the path; absent: any. */
  path?: RegExp;
  /** Of the body: a query's name. */
  text?: RegExp;
  /** So many requests; absent: one. */
  times?: number;
  /** So many requests that match pass first. */
  after?: number;
  spoil: Spoil;
}

export class ProviderServer {
  /** All of them, spoiled ones too, in order. */
  readonly asked: Asked[] = [];
  /** What went wrong while answering, a request or reply that breaks the schema too: a test is to end with none. */
  readonly failures: string[] = [];
  private readonly server: Server;
  private readonly secure: boolean;
  private faults: Required<Fault>[] = [];

  private constructor(answer: Answer, secure?: Secure) {
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("error", () => response.destroy());
      request.on("end", () => {
        const url = new URL(request.url ?? "/", "http://fake");
        const text = Buffer.concat(parts).toString("utf8");
        const asked: Asked = {
          method: request.method ?? "GET",
          path: decodeURIComponent(url.pathname),
          query: url.searchParams,
          headers: request.headers,
          text,
          body: json(text),
        };
        this.asked.push(asked);
        this.serve(asked, response, answer).catch((error: unknown) => {
          this.failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
          if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
          response.end("the fake failed");
        });
      });
    };
    this.server = secure ? createSecureServer(secure, serve) : createServer(serve);
    this.secure = secure !== undefined;
  }

  static async start(answer: Answer, secure?: Secure): Promise<ProviderServer> {
    const server = new ProviderServer(answer, secure);
    await new Promise<void>((done) => server.server.listen(0, "127.0.0.1", done));
    return server;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.secure ? "https" : "http"}://127.0.0.1:${this.port}`;
  }

  /** From now on; of several that fit the oldest counts. */
  fault(fault: Fault): void {
    this.faults.push({ method: "", path: /^/, text: /^/, times: 1, after: 0, ...fault });
  }

  /** Another answer than the fake's, once. */
  refuse(status: number, headers: Record<string, string> = {}, body: unknown = {}): void {
    this.fault({ spoil: { reply: { status, headers, body } } });
  }

  clearFaults(): void {
    this.faults = [];
  }

  /** "GET /path" of the requests since the last call, in order. */
  taken(): string[] {
    const since = this.asked.slice(this.counted);
    this.counted = this.asked.length;
    return since.map(({ method, path }) => `${method} ${path}`);
  }
  private counted = 0;

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private spoilOf(asked: Asked): Spoil | undefined {
    for (const fault of this.faults) {
      if ((fault.method !== "" && fault.method !== asked.method) || !fault.path.test(asked.path) || !fault.text.test(asked.text)) continue;
      if (fault.after > 0) {
        --fault.after;
        continue;
      }
      if (--fault.times <= 0) this.faults = this.faults.filter((other) => other !== fault);
      return fault.spoil;
    }
    return undefined;
  }

  private async serve(asked: Asked, response: ServerResponse, answer: Answer): Promise<void> {
    const spoil = this.spoilOf(asked);
    if (spoil && "reset" in spoil && spoil.reset === "before") return reset(response);
    const reply = spoil && "reply" in spoil ? spoil.reply : await answer(asked);
    if (spoil && "reset" in spoil) return reset(response);
    let bytes = reply.bytes ?? (reply.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(reply.body)));
    if (spoil && "change" in spoil) bytes = spoil.change(bytes);
    const type = bytes.length > 0 ? { "content-type": "application/json" } : {};
    response.writeHead(reply.status ?? 200, { ...type, ...reply.headers, "content-length": String(bytes.length) });
    if (spoil && "cut" in spoil) {
      response.write(bytes.subarray(0, spoil.cut), () => reset(response));
    } else if (spoil && "slow" in spoil) {
      const size = Math.ceil(bytes.length / (spoil.parts ?? 3));
      for (let at = 0; at < bytes.length; at += size) {
        await sleep(spoil.slow);
        response.write(bytes.subarray(at, at + size));
      }
      response.end();
    } else {
      response.end(bytes);
    }
  }
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A byte that no text has, in the middle of the word `at`. */
export function invalidUtf8(body: Buffer, at: string): Buffer {
  const place = body.indexOf(at);
  if (place < 0) throw new Error(`"${at}" is not in the reply`);
  const changed = Buffer.from(body);
  changed[place + Math.floor(at.length / 2)] = 0xff;
  return changed;
}
