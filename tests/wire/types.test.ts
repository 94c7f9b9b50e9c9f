// The paired types to their ends, a user's own type beside them, and one that is refused.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "../support/workspace.ts";
import { ok, reviewWhen, sessionsOf, sessionWhen, ticketWhen } from "./scene.ts";

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create({
    config: { queue: { settle: "50ms" }, agent: "demo", sessions: { endAfter: "100ms" } },
    env: { OPERATOR_DEMO_FAST: "1" },
  });
});
afterEach(() => w.close());

const approve = async (kind: string, round = 1): Promise<string> => {
  const review = await reviewWhen(w, kind, (r) => r.round === round);
  await ok(w, "approve", review.id);
  return review.body;
};
const step = async () => (await sessionsOf(w))[0]?.step;

test("a spike: explored, then its written summary is reviewed, sent back and approved", async () => {
  await ok(w, "trust", "--yes");
  w.ticket({ type: "SPIKE", title: "Is it fast enough", id: "SPIKE-1" });
  await approve("permission");
  const summary = await reviewWhen(w, "plan");
  // The text itself, as the agent committed it.
  expect(summary.body).toBe(await w.git("show", "spike/SPIKE-1-is-it-fast-enough:notes/SPIKE-1.md"));
  expect(summary.body).toContain("## summarize");
  expect(await step()).toMatchObject({ name: "summarize", index: 1, count: 2, round: 1, state: "review" });
  await ok(w, "reject", summary.id, "--reason", "Say how you measured");
  const again = await reviewWhen(w, "plan", (r) => r.round === 2);
  expect(again.body).toContain("Say how you measured");
  await ok(w, "approve", again.id);
  await sessionWhen(w, "shop-1", (s) => s.status === "done" && !s.host.alive, "done");
  await ticketWhen(w, "SPIKE-1", (t) => t.state === "completed", "completed");
});

test("an investigation: found out, its way out approved, repaired, reviewed against the base", async () => {
  await ok(w, "trust", "--yes");
  w.ticket({ type: "INV", title: "Why is it slow", id: "INV-1" });
  await approve("permission");
  expect(await approve("plan")).toContain("## remediate");
  const work = await reviewWhen(w, "pr");
  expect(work.body).toMatch(/3 commits on `inv\/INV-1-why-is-it-slow` against `main`/);
  expect(work.body).toContain("notes/INV-1.md");
  expect(await step()).toMatchObject({ name: "fix", index: 2, count: 3 });
  await ok(w, "approve", work.id);
  const done = await sessionWhen(w, "shop-1", (s) => s.status === "done", "done");
  expect((await w.git("log", "--format=%s", `main..${done.branch}`)).trim().split("\n")).toEqual([
    "INV-1: fix by the demo agent",
    "INV-1: remediate by the demo agent",
    "INV-1: investigate by the demo agent",
  ]);
});

const prompt = "Ticket {id}: {title}. Then run exactly: operator step done --step {step}";

test("a user's own type works as the built-in ones do, with its own way back", async () => {
  const steps = [
    { name: "measure", prompt: `${prompt} --summary x` },
    { name: "tune", prompt: `${prompt} --summary x`, review: "pr", onReject: "measure" },
  ];
  w.write(".operator/issuetypes/perf.json", JSON.stringify({ key: "PERF", name: "Performance", steps }));
  await ok(w, "trust", "--yes");
  expect((await w.json<{ types: { key: string }[] }>("types")).types.map(({ key }) => key)).toEqual(
    expect.arrayContaining(["FEAT", "FIX", "INV", "PERF", "SPIKE", "TASK"]),
  );
  w.ticket({ type: "PERF", title: "Halve it", id: "PERF-1" });
  await approve("permission");
  const work = await reviewWhen(w, "pr");
  await ok(w, "reject", work.id, "--reason", "Measure first");
  const again = await reviewWhen(w, "pr", (r) => r.id !== work.id);
  expect(again.body).toContain("4 commits"); // both steps, twice
  await ok(w, "approve", again.id);
  await sessionWhen(w, "shop-1", (s) => s.status === "done", "done");
  expect(await w.git("show", "perf/PERF-1-halve-it:notes/PERF-1.md")).toContain("Measure first");
  expect(readdirSync(join(w.folder, ".tickets/completed"))).toHaveLength(1);
});

test("a type with a visual step is refused with file and line, and its tickets say so", async () => {
  w.write(
    ".operator/issuetypes/ui.json",
    `{\n  "key": "UI",\n  "steps": [\n    {\n      "name": "draw",\n      "prompt": "Draw {title}",\n      "review": "visual"\n    }\n  ]\n}\n`,
  );
  await ok(w, "trust", "--yes");
  const { status } = await w.json<{ status: { problems: { file: string; line: number; path: string; message: string }[] } }>("status");
  expect(status.problems).toEqual([
    { file: ".operator/issuetypes/ui.json", line: 7, path: "steps[0].review", message: "visual reviews are not supported yet" },
  ]);
  w.ticket({ type: "UI", title: "A button", id: "UI-1" });
  expect((await ticketWhen(w, "UI-1", (t) => t.reason !== "", "why not")).reason).toBe("unknown type UI");
});
