// `stuck` from its real cause, and not from another: silence and a processor that stands still, while a turn runs.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sleep } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { hookAgent, ok, reviewWhen, sessionsOf, sessionWhen, untilThere } from "./scene.ts";

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create();
});
afterEach(() => w.close());

async function launch(script: string, sessions: object): Promise<void> {
  const agents = { silent: hookAgent(w, "silent", script) };
  w.write(".operator/config.json", JSON.stringify({ queue: { settle: "50ms" }, agent: "silent", agents, sessions }));
  await ok(w, "trust", "--yes");
  w.ticket({ type: "TASK", title: "Think", id: "T-1" });
  await sessionWhen(w, "shop-1", (s) => s.status === "working", "at work");
}

test("a silent turn is stuck when its processes stand still, not while they compute, and no longer when it speaks", async () => {
  const [still, go] = [join(w.root, "still"), join(w.root, "go")];
  // It is a child that computes, as an agent's tools are.
  await launch(
    `begin\nbash -c 'until [ -e ${still} ]; do :; done'\n${untilThere(go)}\nsay PreToolUse '"tool_name":"Read","tool_input":{"file_path":"a"}'\nexec sleep 600`,
    { stuckAfter: "600ms" },
  );
  for (const end = Date.now() + 3_500; Date.now() < end; await sleep(200))
    expect((await sessionsOf(w))[0]?.status).toBe("working");
  writeFileSync(still, "");
  const stuck = await sessionWhen(w, "shop-1", (s) => s.status === "stuck", "stuck");
  expect(stuck.evidence.what).toMatch(/no sign of life/);
  expect(stuck.host.alive).toBe(true);
  writeFileSync(go, "");
  const again = await sessionWhen(w, "shop-1", (s) => s.status === "working", "at work again");
  expect(again.evidence.what).toBe("Read: a");
});

test("a long tool: working for its whole length, named, and right when it is over", async () => {
  const [running, over] = [join(w.root, "running"), join(w.root, "over")];
  const tool = `"tool_name":"Bash","tool_use_id":"u1","tool_input":{"command":"sleep 5"}`;
  await launch(
    `begin\nsay PreToolUse '${tool}'\n: > ${running}\nsleep 5\n: > ${over}\nsay PostToolUse '${tool},"tool_response":{}'\nsay Stop '"last_assistant_message":"That took long"'\nexec sleep 600`,
    { stuckAfter: "300ms", toolStuckAfter: "5m" },
  );
  const at = async (): Promise<{ status: string; what: string } | undefined> => {
    const [session] = await sessionsOf(w);
    return session && { status: session.status, what: session.evidence.what };
  };
  await expect.poll(at, { timeout: 20_000 }).toEqual({ status: "working", what: "Bash: sleep 5" });
  let looks = 0;
  for (;;) {
    const seen = await at();
    if (await w.run("test", ["-e", over]).then(({ code }) => code === 0)) break;
    expect(seen).toEqual({ status: "working", what: "Bash: sleep 5" });
    ++looks;
    await sleep(100);
  }
  expect(looks).toBeGreaterThan(3);
  const question = await reviewWhen(w, "question");
  expect(question.body).toContain("That took long");
  expect((await at())?.status).toBe("needs_input");
});
