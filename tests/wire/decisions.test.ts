// What agents leave open, and what each choice does with it: uncommitted work, an end before the step's, a turn that
// ended without a claim.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Workspace } from "../support/workspace.ts";
import type { Session } from "./replies.ts";
import { hookAgent, ok, reviewWhen, scriptAgent, sessionWhen, ticketWhen } from "./scene.ts";

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create();
});
afterEach(() => w.close());

async function launch(agent: object): Promise<Session> {
  const config = { queue: { settle: "50ms" }, agent: "worker", agents: { worker: agent }, sessions: { endAfter: "100ms" } };
  w.write(".operator/config.json", JSON.stringify(config));
  await ok(w, "trust", "--yes");
  w.ticket({ type: "TASK", title: "Do it", id: "T-1" });
  return sessionWhen(w, "shop-1", (s) => s.worktree !== "", "claimed");
}

const done = (): Promise<Session> => sessionWhen(w, "shop-1", (s) => s.status === "done" && !s.host.alive, "done");
const inWorktree = (session: Session, ...args: string[]): Promise<string> => w.git("-C", session.worktree, ...args);
const commits = async ({ branch }: Session): Promise<string> => (await w.git("log", "--format=%s", `main..${branch}`)).trim();

describe("uncommitted work after the last step", () => {
  const changes = "echo changed > src/main.txt\necho new > fresh.txt\noperator step done --summary finished\nexec sleep 600";
  const asked = async (): Promise<Session> => {
    const session = await launch(scriptAgent(w, "worker", changes));
    const leftover = await reviewWhen(w, "leftover");
    expect(leftover.body.split("\n").sort()).toEqual(["- fresh.txt", "- src/main.txt"]);
    expect(leftover.choices.map(({ id }) => id)).toEqual(["commit", "keep", "discard"]);
    return session;
  };

  test("commit: it is on the branch, and nothing is left over", async () => {
    const session = await asked();
    await ok(w, "answer", "shop-1", "commit");
    await done();
    expect(await commits(session)).toBe("Do it");
    expect(await w.git("show", `${session.branch}:fresh.txt`)).toBe("new\n");
    expect(await w.git("show", `${session.branch}:src/main.txt`)).toBe("changed\n");
    expect(await inWorktree(session, "status", "--porcelain")).toBe("");
  });

  test("keep: it stays in the worktree as it is, the branch without it", async () => {
    const session = await asked();
    await ok(w, "answer", "shop-1", "keep");
    await done();
    expect(await commits(session)).toBe("");
    expect(await inWorktree(session, "status", "--porcelain")).toBe(" M src/main.txt\n?? fresh.txt\n");
    expect(readFileSync(join(session.worktree, "fresh.txt"), "utf8")).toBe("new\n");
    await ticketWhen(w, "T-1", (t) => t.state === "completed", "completed");
  });

  test("discard: the worktree is as the last commit", async () => {
    const session = await asked();
    await ok(w, "answer", "shop-1", "discard");
    await done();
    expect(await commits(session)).toBe("");
    expect(await inWorktree(session, "status", "--porcelain")).toBe("");
    expect(existsSync(join(session.worktree, "fresh.txt"))).toBe(false);
    expect(readFileSync(join(session.worktree, "src/main.txt"), "utf8")).toBe("one\ntwo\nthree\n");
  });
});

describe("the agent ended before its step was finished", () => {
  // The second time it does its work.
  const asked = async (): Promise<Session> => {
    const again = join(w.root, "again");
    const work = "git commit --quiet --allow-empty --message Worked\noperator step done --summary finished\nexec sleep 600";
    const session = await launch(scriptAgent(w, "worker", `if [ -e ${again} ]; then\n${work}\nfi\n: > ${again}\necho 'It broke off here'\nsleep 0.3\nexit 3`));
    const failure = await reviewWhen(w, "failure");
    expect(failure.title).toBe("The agent ended (exit code 3) before step execute was finished");
    expect(failure.body).toContain("It broke off here");
    expect(failure.choices.map(({ id }) => id)).toEqual(["restore", "done", "leave"]);
    const asking = await sessionWhen(w, "shop-1", (s) => s.status === "needs_input", "asks");
    expect(asking).toMatchObject({ activity: "exited", host: { alive: false } });
    return session;
  };

  test("restore: it runs again in the same worktree", async () => {
    const session = await asked();
    await ok(w, "answer", "shop-1", "restore");
    expect((await done()).worktree).toBe(session.worktree);
    expect(await commits(session)).toBe("Worked");
  });

  test("done: the step counts, and the ticket is completed", async () => {
    await asked();
    await ok(w, "answer", "shop-1", "done");
    expect((await done()).summary).toBe("counted as finished by a person");
    await ticketWhen(w, "T-1", (t) => t.state === "completed", "completed");
  });

  test("leave: it counts as killed, its ticket stays, and it can be restored later", async () => {
    await asked();
    await ok(w, "answer", "shop-1", "leave");
    await sessionWhen(w, "shop-1", (s) => s.status === "killed", "killed");
    expect((await w.json<{ reviews: unknown[] }>("inbox")).reviews).toEqual([]);
    expect(await ticketWhen(w, "T-1", (t) => t.state === "in-progress", "in progress")).toMatchObject({ sessionId: "shop-1" });
    await ok(w, "restore", "shop-1");
    await done();
  });
});

describe("the agent ended its turn without a claim", () => {
  // It finishes its work when it is told to go on, and writes down what it is told.
  const asked = async (): Promise<string> => {
    const told = join(w.root, "told");
    await launch(
      hookAgent(
        w,
        "worker",
        [
          `begin\nsay Stop '"last_assistant_message":"Shall I go on?"'`,
          `read -r line\necho "$line" > ${told}`,
          `say UserPromptSubmit "\\"prompt\\":\\"$line\\""`,
          `operator step done --summary finished\nsay Stop '"last_assistant_message":"Finished"'\nexec sleep 600`,
        ].join("\n"),
      ),
    );
    const question = await reviewWhen(w, "question");
    expect(question).toMatchObject({
      title: "The agent ended its turn before step execute was finished",
      body: "Shall I go on?",
    });
    expect(question.choices.map(({ id }) => id)).toEqual(["continue", "done"]);
    await sessionWhen(w, "shop-1", (s) => s.status === "needs_input", "asks");
    return told;
  };

  test("continue: the agent is told to, and finishes", async () => {
    const told = await asked();
    await ok(w, "answer", "shop-1", "continue");
    expect((await done()).summary).toBe("finished");
    expect(readFileSync(told, "utf8")).toContain("Please go on.");
  });

  test("words of one's own reach it", async () => {
    const told = await asked();
    await ok(w, "answer", "shop-1", "--text", "Only the half of it");
    expect((await done()).summary).toBe("finished");
    expect(readFileSync(told, "utf8")).toContain("Only the half of it");
  });

  test("done: the step counts without the agent", async () => {
    const told = await asked();
    await ok(w, "answer", "shop-1", "done");
    expect((await done()).summary).toBe("counted as finished by a person");
    expect(existsSync(told)).toBe(false);
  });
});

test("the agent's service refuses: its words are in the inbox, and it can be told to go on", async () => {
  const told = join(w.root, "told");
  await launch(
    hookAgent(
      w,
      "worker",
      [
        `begin\nsay StopFailure '"error":"rate_limit","last_assistant_message":"Come back at noon"'`,
        `read -r line\necho "$line" > ${told}`,
        `say UserPromptSubmit "\\"prompt\\":\\"$line\\""`,
        `operator step done --summary finished\nsay Stop\nexec sleep 600`,
      ].join("\n"),
    ),
  );
  const failure = await reviewWhen(w, "failure");
  expect(failure.title).toBe("The agent could not go on: rate_limit: Come back at noon");
  expect(await sessionWhen(w, "shop-1", (s) => s.status === "needs_input", "asks")).toMatchObject({ activity: "blocked" });
  await ok(w, "answer", "shop-1", "continue");
  expect((await done()).summary).toBe("finished");
  expect(readFileSync(told, "utf8")).toContain("Please go on.");
});
