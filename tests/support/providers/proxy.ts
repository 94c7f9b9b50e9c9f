// A proxy on the loopback, for requests that the machine could not send by itself: it knows hosts that there are not,
// tunnels to them (CONNECT) and forwards to them, and may want to know who asks.
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export class Proxy {
  /** "CONNECT host:443" or "POST http://host/path", in order. */
  readonly asked: string[] = [];
  /** Another status than 200 for whoever asks. */
  refuses = 0;
  private readonly server: Server;

  /** `port`: where all hosts are. */
  private constructor(port: number) {
    this.server = createServer((from, to) => this.forward(from, to, port));
    this.server.on("connect", (from: IncomingMessage, client: Socket) => {
      this.asked.push(`CONNECT ${from.url}`);
      client.on("error", () => client.destroy());
      if (this.refuses > 0) return void client.end(`HTTP/1.1 ${this.refuses} No\r\nContent-Length: 0\r\n\r\n`);
      const site = connect(port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        site.pipe(client).pipe(site);
      });
      site.on("error", () => client.destroy());
      client.on("close", () => site.destroy());
    });
  }

  static async start(port: number): Promise<Proxy> {
    const proxy = new Proxy(port);
    await new Promise<void>((done) => proxy.server.listen(0, "127.0.0.1", done));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private forward(from: IncomingMessage, to: ServerResponse, port: number): void {
    this.asked.push(`${from.method} ${from.url}`);
    const { pathname, search } = new URL(from.url ?? "");
    const passed = request({ port, host: "127.0.0.1", method: from.method, path: pathname + search, headers: from.headers }, (reply) => {
      to.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(to);
    });
    passed.on("error", () => to.destroy());
    from.pipe(passed);
  }
}
