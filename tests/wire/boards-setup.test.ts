// Getting a board through the real programs: looking at it before it is there, putting it into a configuration that
// has comments, taking it out again, and a token in the environment that no agent sees.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "../support/workspace.ts";
import { ok, scriptAgent, ticketWhen } from "./scene.ts";

const before = `// ours
{
  "queue": { "settle": "0ms", "autoLaunch": false }, // by hand
  "agent": "demo",
}
`;
const file = ".operator/config.json";
const folder = ["--provider", "file", "--url", "issues"];

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create({ config: {} });
  w.write(file, before);
  w.write("issues/12.json", JSON.stringify({ title: "Fix it", type: "Bug", priority: "high", key: "APP-12", labels: ["web"], assignee: "anna" }));
  w.write("issues/13.json", JSON.stringify({ title: "Done already", status: "done" }));
  w.write("issues/14.json", JSON.stringify({ title: "Think", type: "Epic", status: "todo" }));
});
afterEach(() => w.close());

const boards = async () => (await w.json<{ boards: { name: string; signedIn: boolean; secret: string }[] }>("board", "list")).boards;

test("a board is looked at, previewed, added with its mappings, synced and removed; the file keeps its comments", async () => {
  await ok(w, "trust", "--yes");
  expect(await w.json("board", "choices", "types", ...folder)).toEqual({
    choices: [{ value: "Bug", name: "Bug", detail: "" }, { value: "Epic", name: "Epic", detail: "" }],
  });
  const preview = await w.json("board", "add", "mine", ...folder, "--type", "Epic=SPIKE", "--preview");
  expect(preview).toMatchObject({
    issues: [
      { key: "APP-12", title: "Fix it", issueType: "Bug", assignee: "anna", type: "FIX", priority: "P1", ticketId: null },
      { key: "14", type: "SPIKE", priority: "P2" },
    ],
    others: 1,
    more: false,
    problems: [],
  });
  expect(w.read(file)).toBe(before);
  expect(existsSync(join(w.folder, ".tickets"))).toBe(false);

  const said = await ok(w, "board", "add", "mine", ...folder, "--type", "Epic=SPIKE", "--write", "full", "--every", "0s");
  expect(said).toContain("operator sync mine");
  const added = w.read(file);
  expect(added.startsWith(before.slice(0, before.lastIndexOf("}")))).toBe(true);
  expect(added).toContain('"boards": [\n    {\n      "name": "mine",\n      "provider": "file",\n      "url": "issues",\n');
  // The yes of before holds: the workspace is still trusted.
  await ok(w, "sync", "mine");
  await ticketWhen(w, "FIX-APP-12", (t) => t.priority === "P1", "synced");
  await ticketWhen(w, "SPIKE-14", () => true, "synced");
  expect(await w.json("board", "preview", "mine")).toMatchObject({ issues: [{ ticketId: "FIX-APP-12" }, { ticketId: "SPIKE-14" }] });
  expect(await boards()).toMatchObject([{ name: "mine", signedIn: true, secret: "" }]);

  const twice = await w.operator("board", "add", "mine", ...folder);
  expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining("named mine already")]);
  await ok(w, "board", "remove", "mine");
  expect(await boards()).toEqual([]);
  expect(w.read(file)).toContain("// by hand");
  await ticketWhen(w, "FIX-APP-12", () => true, "stays");
  const gone = await w.operator("board", "remove", "mine");
  expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining("`operator board list` shows them")]);
});

test("what is wrong is refused with what to do, and nothing is written", async () => {
  const refusals: [string[], string][] = [
    [["add", "mine", "--provider", "file", "--url", "nowhere"], "make it, or change the board's url"],
    [["add", "My Board", ...folder], "must be lower-case letters, digits and '-'"],
    [["add", "mine", "--provider", "trello"], "provider must be"],
    [["add", "mine", "--provider", "file"], "url is missing"],
    [["add", "mine", ...folder, "--project", "nobody"], "no project nobody"],
    [["choices", "labels", "mine"], "`operator board list` shows them"],
  ];
  for (const [args, why] of refusals) {
    const { code, stderr } = await w.operator("board", ...args);
    expect([args, code, stderr]).toEqual([args, 1, expect.stringContaining(why)]);
  }
  const usage = await w.operator("board", "add", "mine", ...folder, "--type", "Bug");
  expect([usage.code, usage.stderr]).toEqual([2, expect.stringContaining("NAME=VALUE")]);
  w.write(file, "{ broken");
  const broken = await w.operator("board", "add", "mine", ...folder);
  expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining("mend .operator/config.json first")]);
  expect(w.read(file)).toBe("{ broken");
});

test("a configured board's address is asked only where the workspace is trusted; adding one trusts nothing", async () => {
  await ok(w, "trust", "--no");
  await ok(w, "board", "add", "mine", ...folder);
  const refused = await w.operator("board", "preview", "mine");
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("trust it (operator trust)")]);
  await ok(w, "trust", "--yes");
  await ok(w, "board", "preview", "mine");
  const needless = await w.operator("board", "signin", "mine");
  expect(needless.code).not.toBe(0);
});

test("the variable that holds a board's token is in no agent's environment, nor in its host's", async () => {
  await w.close();
  w = await Workspace.create({ env: { BOARD_KEY: "very-secret-4711", OTHER_KEY: "kept" } });
  const { command } = scriptAgent(w, "tell", 'env > seen.txt; tr "\\0" "\\n" < /proc/$PPID/environ >> seen.txt; sleep 600');
  const board = { name: "mine", provider: "file", url: "issues", token: { env: "BOARD_KEY" } };
  w.write(file, JSON.stringify({ queue: { settle: "0ms" }, agent: "tell", agents: { tell: { kind: "command", command } }, boards: [board] }));
  w.ticket({ type: "TASK", title: "Tell", id: "TASK-1" });
  await ok(w, "trust", "--yes");
  await ok(w, "launch", "TASK-1").catch(() => undefined); // the queue may have been first
  const { agents } = await w.when<{ agents: { worktree: string }[] }, { agents: { worktree: string }[] } | undefined>(
    ["ls"],
    (reply) => (reply.agents[0] && existsSync(join(reply.agents[0].worktree, "seen.txt")) ? reply : undefined),
    { what: "the agent's environment", timeout: 30_000 },
  );
  const seen = await w.run("cat", [join(agents[0]?.worktree ?? "", "seen.txt")]);
  expect(seen.stdout).toContain("OTHER_KEY=kept");
  expect(seen.stdout).not.toContain("very-secret-4711");
});
