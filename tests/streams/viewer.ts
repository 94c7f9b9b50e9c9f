// A viewer of a session's host, speaking its protocol: frames of [u32 length][u8 type][payload].
import { connect, type Socket } from "node:net";
import { until } from "../support/wait.ts";

const clientHello = 1;
const hostHello = 64;
const output = 65;
const repaint = 66;
const exit = 67;

export class Viewer {
  /** What the terminal was sent since the last repaint. */
  shown: Buffer[] = [];
  greeted = false;
  repainted = false;
  /** Milliseconds from the connection's begin to the first repaint. */
  paintedAfter: number | undefined;
  ended = false;
  private pending = Buffer.alloc(0);
  private readonly socket: Socket;
  private readonly began = performance.now();

  constructor(path: string, cols: number, rows: number) {
    this.socket = connect(path);
    this.socket.on("data", (bytes: Buffer) => this.take(bytes));
    this.socket.on("error", () => undefined);
    this.send(clientHello, JSON.stringify({ role: "viewer", protocol: 1, cols, rows, label: "test" }));
  }

  close(): void {
    this.socket.destroy();
  }

  async painted(): Promise<void> {
    await until(() => this.repainted, { what: "the first repaint", interval: 2 });
  }

  async end(): Promise<Buffer> {
    await until(() => this.ended, { what: "the agent's end", interval: 2 });
    return Buffer.concat(this.shown);
  }

  private send(type: number, payload: string): void {
    const body = Buffer.from(payload);
    const header = Buffer.alloc(5);
    header.writeUInt32LE(body.length, 0);
    header.writeUInt8(type, 4);
    this.socket.write(Buffer.concat([header, body]));
  }

  private take(bytes: Buffer): void {
    this.pending = Buffer.concat([this.pending, bytes]);
    while (this.pending.length >= 5) {
      const length = this.pending.readUInt32LE(0);
      if (this.pending.length < 5 + length) return;
      const type = this.pending.readUInt8(4);
      const payload = this.pending.subarray(5, 5 + length);
      this.pending = this.pending.subarray(5 + length);
      if (type === hostHello) this.greeted = true;
      if (type === repaint) {
        this.shown = [];
        this.repainted = true;
        this.paintedAfter ??= performance.now() - this.began;
      }
      if (type === repaint || type === output) this.shown.push(Buffer.from(payload));
      if (type === exit) this.ended = true;
    }
  }
}
