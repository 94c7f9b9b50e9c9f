// A board of ten thousand issues at a Jira: its first sync, and one with ten changes. Beside it what the Jira needs to
// serve the same requests, one after another.
import { request } from "node:http";
import { FakeJira, text } from "../support/providers/jira.ts";
import type { Asked } from "../support/providers/server.ts";
import { Workspace } from "../support/workspace.ts";
import { aim, type Figure, type Options, spread } from "./figures.ts";
import { privateMemory } from "./memory.ts";

interface Synced {
  boards: { created: number; updated: number; error: string }[];
}

/** The same requests again; gives how long they took, in ms. */
async function replay(jira: FakeJira, asked: readonly Asked[]): Promise<number> {
  const began = performance.now();
  for (const { method, path, query, headers, text: body } of asked) {
    await new Promise<void>((done, fail) => {
      const call = request(`${jira.server.url}${path}?${query.toString()}`, { method, headers: { ...headers } }, (reply) => {
        reply.on("data", () => undefined);
        reply.on("end", () => done());
        reply.on("error", fail);
      });
      call.on("error", fail);
      call.end(body);
    });
  }
  return performance.now() - began;
}

export async function boards({ quick, say }: Options): Promise<Figure[]> {
  const issues = quick ? 1_000 : 10_000;
  const rounds = quick ? 3 : 10;
  const jira = await FakeJira.start("cloud", { checked: false });
  const board = { name: "app", provider: "jira", url: jira.server.url, board: "APP", email: jira.email, token: { env: "JIRA_TOKEN" }, every: "0s" };
  const workspace = await Workspace.create({
    config: { queue: { autoLaunch: false }, boards: [board] },
    env: { JIRA_TOKEN: jira.token },
  });
  const sync = async (): Promise<{ took: number; asked: readonly Asked[]; done: Synced["boards"][number] }> => {
    jira.server.taken();
    const from = jira.server.asked.length;
    const began = performance.now();
    const [done] = (await workspace.json<Synced>("sync")).boards;
    const took = performance.now() - began;
    if (done === undefined || done.error !== "") throw new Error(done?.error ?? "no board");
    return { took, asked: jira.server.asked.slice(from), done };
  };
  try {
    const added = Array.from({ length: issues }, (_, n) => jira.add(`Issue ${n}`, { updated: Date.now() - 86_400_000, description: text("What is to be done, in some words.", `Number ${n}.`) }));
    await workspace.json("trust", "--yes");
    const { status } = await workspace.json<{ status: { pid: number } }>("status");
    say(`${issues} issues`);
    const first = await sync();
    if (first.done.created !== issues) throw new Error(`${first.done.created} tickets`);
    const owner = privateMemory(status.pid);
    const served = await replay(jira, first.asked);
    const took: number[] = [];
    const beside: number[] = [];
    const requests: number[] = [];
    for (let round = 0; round < rounds; ++round) {
      for (let n = 0; n < 10; ++n) {
        const issue = added[(n * 97 + round * 13) % issues];
        if (issue) jira.change(issue, { summary: `Issue ${n} of round ${round}` });
      }
      const next = await sync();
      if (next.done.updated !== 10) throw new Error(`${next.done.updated} tickets were updated`);
      took.push(next.took);
      requests.push(next.asked.length);
      beside.push(await replay(jira, next.asked));
    }
    const besideFirst = spread([served]);
    return [
      {
        part: "boards",
        what: `first sync of ${issues} issues, ${first.asked.length} requests`,
        unit: "ms",
        measured: spread([first.took]),
        beside: { what: "the same requests served", measured: besideFirst },
        aim: aim("within 1.2 times of serving them", first.took <= 1.2 * served),
      },
      { part: "boards", what: `the owner after it`, unit: "MB", measured: spread([owner]) },
      {
        part: "boards",
        what: "sync with 10 changes",
        unit: "ms",
        measured: spread(took),
        beside: { what: "the same requests served", measured: spread(beside) },
      },
      { part: "boards", what: "its requests", unit: "calls", measured: spread(requests), aim: aim("≤ 3", Math.max(...requests) <= 3) },
    ];
  } finally {
    await workspace.close();
    await jira.server.close();
  }
}
