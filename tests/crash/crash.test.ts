// The owner dies at every boundary between a decision, its commit and its effects, one boundary per run of the story,
// until a run ends without dying. Whatever it leaves behind, the next owner finishes the story.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sleep, until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";

interface Review {
  id: string;
  kind: string;
}
interface Ticket {
  id: string;
  state: string;
}
interface Session {
  id: string;
  status: string;
  branch: string;
  worktree: string;
  host: { alive: boolean };
}

/** One story under an owner that dies at its `at`-th boundary. False: it did not die. */
async function story(at: number): Promise<boolean> {
  const witness = "witness.log";
  const workspace = await Workspace.create({
    config: { queue: { settle: "20ms", maxParallel: 2 }, agent: "demo", sessions: { endAfter: "50ms" } },
    env: { OPERATOR_DEMO_FAST: "1" },
  });
  workspace.env["OPERATOR_DEMO_WITNESS"] = join(workspace.root, witness);
  try {
    const owner = workspace.start(["serve"], { OPERATOR_CRASH_AT: String(at) });
    let died = false;
    const over = new Promise<void>((done) => {
      owner.once("exit", () => {
        died = true;
        done();
      });
    });
    owner.stderr?.resume();
    owner.stdout?.resume();
    // A person whose command failed with the owner says it again.
    await until(async () => (await workspace.operator("trust", "--yes")).code === 0, { what: "trust" });
    workspace.ticket({ type: "FIX", title: "Mend it", id: "FIX-1" });
    const rejected = { done: false };
    await until(
      async () => {
        const { reviews } = await workspace.json<{ reviews: Review[] }>("inbox");
        for (const review of reviews) {
          if (review.kind === "plan" && !rejected.done) {
            rejected.done = (await workspace.operator("reject", review.id, "--reason", "Again please")).code === 0;
          } else {
            await workspace.operator("approve", review.id);
          }
        }
        const { agents } = await workspace.json<{ agents: Session[] }>("ls");
        const { tickets } = await workspace.json<{ tickets: Ticket[] }>("queue");
        const completed = tickets.some((t) => t.id === "FIX-1" && t.state === "completed");
        return completed && agents.every((a) => !a.host.alive);
      },
      {
        what: `the end of the story that dies at ${at}`,
        timeout: 60_000,
        interval: 30,
        state: async () => [
          await workspace.operator("queue"),
          await workspace.operator("ls"),
          await workspace.operator("inbox"),
          await workspace.operator("events"),
        ].map((r) => r.stdout + r.stderr),
      },
    );
    const { agents } = await workspace.json<{ agents: Session[] }>("ls");
    expect(agents.map((a) => a.status), `sessions, died at ${at}`).toEqual(["done"]);
    const [session] = agents;
    if (!session) throw new Error("no session");
    // Every start of an agent is one that the store knows: a run of its session.
    const starts = readFileSync(join(workspace.root, witness), "utf8").trim().split("\n");
    const database = databaseOf(workspace);
    const runs = Number(query(database, "SELECT json_extract(json, '$.run') FROM sessions"));
    expect(starts.length, `agents started, died at ${at}`).toBe(runs);
    expect(query(database, "SELECT count(*) FROM launches WHERE open = 1")).toBe("0");
    expect(query(database, "SELECT count(*) FROM launches")).toBe("1");
    // Work is on the branch, and no file of the ticket was doubled or lost.
    expect((await workspace.git("log", "--oneline", `main..${session.branch}`)).trim()).not.toBe("");
    const files = ["queue", "in-progress", "completed"].flatMap((folder) => {
      const path = join(workspace.folder, ".tickets", folder);
      return existsSync(path) ? readdirSync(path) : [];
    });
    expect(files, `ticket files, died at ${at}`).toHaveLength(1);
    // No process of an agent or a host is left.
    await until(() => workspace.processes().every((p) => !/ host |operator-demo/.test(p.argv.join(" "))), {
      what: "no orphan",
      timeout: 5000,
      state: () => workspace.processes(),
    });
    if (!died) owner.kill("SIGTERM");
    await Promise.race([over, sleep(3000)]);
    const code = owner.exitCode;
    return code === 137;
  } finally {
    await workspace.close();
  }
}

function databaseOf(workspace: Workspace): string {
  const states = join(workspace.home, ".local/state/operator");
  const [hash] = readdirSync(states);
  if (!hash) throw new Error("no state folder");
  return join(states, hash, "operator.db");
}

function query(database: string, sql: string): string {
  return execFileSync("sqlite3", [database, sql], { encoding: "utf8" }).trim();
}

test("the story ends well wherever the owner dies", { timeout: 60 * 60_000 }, async () => {
  // By hand OPERATOR_CRASH_FROM and _STEP narrow it down to one boundary.
  const from = Number(process.env["OPERATOR_CRASH_FROM"] ?? "1");
  const step = Number(process.env["OPERATOR_CRASH_STEP"] ?? "1");
  const lanes = 2;
  let next = from;
  let last = 0;
  let ended = false;
  const lane = async (): Promise<void> => {
    while (!ended) {
      const at = next;
      next += step;
      if (await story(at)) last = Math.max(last, at);
      else ended = true;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  console.log(`boundaries died at: ${from} to ${last}`);
  expect(last, "no boundary was ever reached").toBeGreaterThan(from === 1 ? 30 : 0);
});
