// An editor's connection from its start to its first lists, with no owner running.
import type { Workspace } from "../support/workspace.ts";
import { Connection } from "../wire/connection.ts";
import { now } from "./stopwatch.ts";

export interface FirstLists {
  took: number;
  /** The owner that was started. */
  pid: number;
  sessions: unknown[];
  tickets: unknown[];
}

/** As an editor does it: everything is asked for at once. The connection ends afterwards, the owner stays. */
export async function firstLists(workspace: Workspace): Promise<FirstLists> {
  const began = now();
  const child = workspace.start(["stdio"]);
  if (!child.stdout || !child.stdin) throw new Error("no pipes");
  const connection = new Connection(child.stdout, child.stdin);
  let ended = Number.NaN;
  const asked = [
    connection.send("initialize", { protocol: 1, version: "0.1.0", client: "script", subscribe: true }),
    connection.send("session/list"),
    connection.send("queue/get"),
  ];
  connection.onMessage = ({ id }) => {
    if (typeof id === "number" && asked.includes(id)) ended = now();
  };
  const answers = [];
  for (const id of asked) {
    const { result, error } = await connection.answer(id, 60_000);
    if (!result) throw new Error(JSON.stringify(error));
    answers.push(result);
  }
  child.stdin.end();
  const [hello, sessions, queue] = answers;
  return {
    took: ended - began,
    pid: Number(hello?.["pid"]),
    sessions: sessions?.["agents"] as unknown[],
    tickets: queue?.["tickets"] as unknown[],
  };
}
