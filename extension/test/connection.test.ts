import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { Backoff } from "../src/server/backoff";
import { Connection, type ConnectionState } from "../src/server/connection";
import type { Incoming, RequestFailed } from "../src/server/rpc-client";

const server = fileURLToPath(new URL("fake-server.mjs", import.meta.url));
const open: Connection[] = [];
afterEach(() => {
  for (const connection of open.splice(0)) connection.dispose();
});

function connect(mode: string) {
  const lines: string[] = [];
  const states: ConnectionState[] = [];
  const messages: Incoming[] = [];
  const note = (line: string): void => void lines.push(line);
  const connection = new Connection(
    {
      program: process.execPath,
      args: [server],
      env: { ...process.env, FAKE_SERVER: mode, FAKE_MARK: "/marked" },
      cwd: "/",
    },
    { version: "0.1.0", name: "test", trusted: () => true },
    { info: note, warn: note, error: note },
    new Backoff({ crashes: 3, window: 60_000, first: 10, longest: 20 }),
  );
  open.push(connection);
  connection.onState((state) => states.push(state));
  connection.onNotification((message) => messages.push(message));
  const reaches = (wanted: ConnectionState): Promise<void> =>
    new Promise((resolve) => {
      if (connection.current === wanted) resolve();
      connection.onState((state) => state === wanted && resolve());
    });
  return { connection, lines, states, messages, reaches };
}

describe("the link to the owner", () => {
  it.each([
    ["old", "Operator 9.9.9 (protocol 0)"],
    ["refuse-protocol", "older than the owner"],
  ])("says once that the protocols differ, and does not try again: %s", async (mode, words) => {
    const { connection, states, lines, reaches } = connect(mode);
    connection.start();
    await reaches("refused");
    expect(connection.failure).toContain(words);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(states).toEqual(["starting", "refused"]);
    expect(lines.filter((line) => line.startsWith("starting "))).toHaveLength(1);
  });
  it("says hello with its environment, then asks and hears", async () => {
    const { connection, lines, messages, reaches } = connect("");
    connection.start();
    await reaches("ready");
    expect(lines.join("\n")).toContain("/marked");
    expect(await connection.request("session/get", { id: "app-3" })).toEqual({
      method: "session/get",
      params: { id: "app-3" },
    });
    expect(messages.map((message) => message.method)).toEqual(["queue/didChange"]);
    expect(messages[0]?.params).toMatchObject({ paused: true, limit: 4 });
    expect(lines.join("\n")).toContain("unknown notification unknown/didHappen");
  });

  it("gives the owner's own words, code and path for a refusal", async () => {
    const { connection, reaches } = connect("");
    connection.start();
    await reaches("ready");
    const error = await connection
      .request("queue/pause", {})
      .catch((reason: unknown) => reason as RequestFailed);
    expect(error).toMatchObject({
      message: "already paused",
      code: "conflict",
      path: "queue.paused",
    });
  });

  it("refuses requests at once while there is no connection", async () => {
    const { connection } = connect("");
    await expect(connection.request("status/get", {})).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("gives up after the allowed crashes, with the server's last words", async () => {
    const { connection, states, reaches } = connect("die");
    connection.start();
    await reaches("failed");
    expect(states).toEqual(["starting", "failed"]);
    expect(connection.failure).toBe("cannot open the store");
    connection.start();
    expect(connection.current).toBe("starting");
  });

  it("tells why the owner refuses the hello", async () => {
    const { connection, reaches } = connect("refuse");
    connection.start();
    await reaches("failed");
    expect(connection.failure).toBe("protocol 1 is too old");
  });

  it("fails a request in flight when the server dies, and connects again", async () => {
    const { connection, states, reaches } = connect("die-after");
    connection.start();
    await reaches("ready");
    await expect(connection.request("status/get", {})).rejects.toMatchObject({
      code: "unavailable",
    });
    await reaches("starting");
    await reaches("ready");
    expect(states).toEqual(["starting", "ready", "starting", "ready"]);
  });

  it("ends the child when it is told to stop", async () => {
    const { connection, lines, reaches } = connect("");
    connection.start();
    await reaches("ready");
    const pid = Number(/pid (\d+)/.exec(lines.join("\n"))?.[1]);
    connection.stop();
    await expect
      .poll(() => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      })
      .toBe(false);
  });
});
