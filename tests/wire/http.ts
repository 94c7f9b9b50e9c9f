// HTTP to the owner by hand: any header, any bytes, and the event stream as it comes.
import { readFileSync } from "node:fs";
import { type ClientRequest, request as open, type IncomingMessage } from "node:http";
import { createConnection, type Socket } from "node:net";
import { join } from "node:path";
import { until } from "../support/wait.ts";
import type { Workspace } from "../support/workspace.ts";
import { runtimeFolder } from "./connection.ts";

export interface Face {
  pid: number;
  port: number;
  token: string;
}

export interface Reply {
  status: number;
  body: Record<string, unknown> & { error?: { code: string; message: string; detail: Record<string, string> } };
  text: string;
  headers: IncomingMessage["headers"];
}

/** Starts the owner if none runs, and gives where its HTTP is once it is on. */
export async function faceOf(workspace: Workspace): Promise<Face> {
  await workspace.json("status");
  return until(
    () => {
      const face = JSON.parse(readFileSync(join(runtimeFolder(workspace), "server.json"), "utf8")) as Face;
      return face.port === null ? undefined : face;
    },
    { what: "a port in server.json" },
  );
}

export interface Call {
  body?: string | object;
  headers?: Record<string, string | undefined>;
}

/** One request with token and Host as they should be; a header given as undefined is left out. */
export function ask(face: Face, what: string, { body, headers = {} }: Call = {}): Promise<Reply> {
  const [method = "GET", path = "/"] = what.split(" ");
  const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const all: Record<string, string | undefined> = {
    authorization: `Bearer ${face.token}`,
    accept: "application/json",
    ...(text === undefined ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) }),
    ...headers,
  };
  const given = Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return new Promise((done, fail) => {
    const call = open({ host: "127.0.0.1", port: face.port, method, path, headers: given, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", fail);
      response.on("end", () => {
        const answer = Buffer.concat(pieces).toString("utf8");
        const parsed = JSON.parse(answer) as Reply["body"];
        done({ status: response.statusCode ?? 0, body: parsed, text: answer, headers: response.headers });
      });
    });
    call.on("error", fail);
    call.end(text);
  });
}

/** A bare connection; `text` collects what comes, `closed` says that the owner ended it. */
export class Bare {
  text = "";
  closed = false;
  readonly socket: Socket;

  constructor(face: Face) {
    this.socket = createConnection(face.port, "127.0.0.1");
    this.socket.on("data", (bytes: Buffer) => (this.text += bytes.toString("utf8")));
    this.socket.on("error", () => (this.closed = true));
    this.socket.on("close", () => (this.closed = true));
    this.socket.on("end", () => (this.closed = true));
  }

  send(text: string): void {
    this.socket.write(text);
  }

  ended(what: string, timeout = 40_000): Promise<true> {
    return until(() => this.closed || undefined, { what, timeout, state: () => this.text.slice(0, 500) });
  }
}

export interface StreamEvent {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

/** GET /api/v1/events, read as it comes; comments (pings) are counted. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  pings = 0;
  status = 0;
  ended = false;
  private rest = "";
  private readonly call: ClientRequest;

  constructor(face: Face, query = "", headers: Record<string, string> = {}) {
    const all = { authorization: `Bearer ${face.token}`, accept: "text/event-stream", ...headers };
    this.call = open(
      { host: "127.0.0.1", port: face.port, path: `/api/v1/events${query}`, headers: all, agent: false },
      (response) => {
        this.status = response.statusCode ?? 0;
        response.setEncoding("utf8");
        response.on("data", (text: string) => this.take(text));
        response.on("error", () => (this.ended = true));
        response.on("close", () => (this.ended = true));
      },
    );
    this.call.on("error", () => (this.ended = true));
    this.call.end();
  }

  /** The history's events, without what only the stream says. */
  get messages(): StreamEvent[] {
    return this.events.filter(({ event }) => event === "message");
  }

  first(event: string): Promise<StreamEvent> {
    return until(() => this.events.find((one) => one.event === event), { what: event, interval: 10, state: () => this.events });
  }

  leave(): void {
    this.call.destroy();
  }

  private take(text: string): void {
    this.rest += text;
    for (let end = this.rest.indexOf("\n\n"); end >= 0; end = this.rest.indexOf("\n\n")) {
      const lines = this.rest.slice(0, end).split("\n");
      this.rest = this.rest.slice(end + 2);
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      if (lines.every((line) => line.startsWith(":"))) this.pings++;
      else
        this.events.push({
          id: field("id") ?? "",
          event: field("event") ?? "message",
          data: JSON.parse(field("data") ?? "null") as Record<string, unknown>,
        });
    }
  }
}
