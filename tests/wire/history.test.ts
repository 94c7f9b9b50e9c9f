// The history: what an agent ran, read and changed and what was decided is kept, found by its words, in pages and as
// JSON lines; secrets are not.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "../support/workspace.ts";
import { stateFolder } from "./connection.ts";
import type { Event, Events } from "./replies.ts";
import { hookAgent, ok, reviewWhen, sessionWhen, untilThere } from "./scene.ts";

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create();
});
afterEach(() => w.close());

const call = (tool: string, input: string): string => `'"tool_name":"${tool}","tool_use_id":"u","tool_input":${input},"tool_response":{}'`;

async function launch(script: string): Promise<void> {
  const agents = { busy: hookAgent(w, "busy", script) };
  w.write(".operator/config.json", JSON.stringify({ queue: { settle: "50ms" }, agent: "busy", agents }));
  await ok(w, "trust", "--yes");
  w.ticket({ type: "TASK", title: "Work", id: "T-1", body: "The text of it." });
}

const find = async (...args: string[]): Promise<Event[]> => (await w.json<Events>("events", ...args)).events;

test("what an agent did is found by kind, words and time, in pages and as lines; its secrets are not kept", async () => {
  await launch(
    [
      "begin",
      `say PostToolUse ${call("Read", `{"file_path":"'$PWD'/src/greet.txt"}`)}`,
      `say PostToolUse ${call("Edit", `{"file_path":"'$PWD'/src/greet.txt","old_string":"a","new_string":"b"}`)}`,
      `say PostToolUse ${call("Bash", `{"command":"curl -u me --password hunter2 https://me:hunter2@host/ # Moonlight"}`)}`,
      `say PostToolUseFailure ${call("Bash", `{"command":"make moonlight"}`)}`,
      `say Notification '"message":"Look here","notification_type":"idle_prompt"'`,
      `say Stop '"last_assistant_message":"That is all"'`,
      "exec sleep 600",
    ].join("\n"),
  );
  const { id } = await reviewWhen(w, "question");
  await ok(w, "reject", id, "--reason", "Look at the moonlight again");

  const texts = async (...args: string[]): Promise<string[]> => (await find(...args)).map(({ text }) => text);
  expect(await texts("--kind", "agent/readFile")).toEqual(["src/greet.txt"]);
  expect(await texts("--kind", "agent/changedFile")).toEqual(["src/greet.txt"]);
  expect(await texts("--kind", "agent/ranCommand")).toEqual(["curl -u me --password … https://me:…@host/ # Moonlight"]);
  expect(await texts("--kind", "agent/toolFailed")).toEqual(["Bash: make moonlight"]);
  expect(await texts("--kind", "agent/notified")).toEqual(["Look here"]);
  // All words, wherever they stand, in whatever case.
  expect((await find("--search", "MOON make")).map(({ kind }) => kind)).toEqual(["agent/toolFailed"]);
  const moon = await find("--search", "moonlight", "--session", "shop-1");
  expect(moon.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["agent/ranCommand", "review/decided", "text/queued"]));
  expect(await find("--search", "moonlight", "--since", "1h")).toEqual(moon);
  expect(await find("--search", "moonlight", "--since", "2100-01-01T00:00:00Z")).toEqual([]);
  const wrong = await w.operator("events", "--since", "yesterday");
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("--since")]);

  // Page by page, back to the first: each event once.
  const all = await find("--limit", "1000");
  const paged: Event[] = [];
  for (let before: string[] = []; ; before = ["--before", String(paged[0]?.seq)]) {
    const page = await find("--limit", "7", ...before);
    if (page.length === 0) break;
    paged.unshift(...page);
  }
  expect(paged.slice(0, all.length)).toEqual(all.slice(0, paged.length));
  expect(paged[0]?.seq).toBe(all[0]?.seq);

  const file = join(w.root, "history.jsonl");
  await ok(w, "events", "--export", file);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Event);
  expect(lines.slice(0, all.length)).toEqual(all);
  expect(readFileSync(file, "utf8")).not.toContain("hunter2");
  expect((await ok(w, "events", "--kind", "agent/toolFailed", "--export", "-")).trimEnd().split("\n")).toHaveLength(1);
  expect(statSync(file).size).toBeGreaterThan(0);
});

test("every change of a label names its facts, also when no owner ran as it came about", async () => {
  const [go, gone] = [join(w.root, "go"), join(w.root, "gone")];
  await launch(`begin\n${untilThere(go)}\nsay Stop '"last_assistant_message":"Hm"'\n: > ${gone}\nexec sleep 600`);
  await sessionWhen(w, "shop-1", (s) => s.status === "working", "at work");
  const { status } = await w.json<{ status: { pid: number } }>("status");
  process.kill(status.pid, "SIGKILL");
  writeFileSync(go, "");
  await expect.poll(() => w.run("test", ["-e", gone]).then(({ code }) => code), { timeout: 20_000 }).toBe(0);
  await sessionWhen(w, "shop-1", (s) => s.status === "needs_input", "asks");
  const changes = await find("--kind", "session/statusChanged");
  expect(changes.map(({ text }) => text.split(" ")[0])).toEqual(["spawning", "working", "needs_input"]);
  // By what they say, which newer facts do not take away.
  const [, working, asks] = changes.map(({ facts }) => facts);
  expect(working).toContain("hook life=hook");
  expect(asks).toEqual([expect.stringMatching(/^owner review\/R-\w+=question$/)]);
  expect(changes[0]?.facts).toEqual([expect.stringMatching(/^owner launch=/)]);
});

test("a finished session's summary tells its story, and keeps no secrets; what a crash left unfiled is filed by the next owner", async () => {
  await launch(
    [
      "begin",
      "echo 'DB_PASSWORD=hunter2'",
      `say PostToolUse ${call("Bash", `{"command":"psql --password \\"hunter2\\" -c x","env":{"TOKEN":"hunter2"}}`)}`,
      `say PostToolUse ${call("Write", `{"file_path":"'$PWD'/hello.txt","content":"hi"}`)}`,
      "echo hi | tee hello.txt > moon.txt",
      'git add --all && git commit --quiet --message "Say hello"',
      'operator step done --step execute --summary "It greets."',
      `say Stop '"last_assistant_message":"Done"'`,
      "exec sleep 600",
    ].join("\n"),
  );
  await sessionWhen(w, "shop-1", (s) => s.status === "done", "done");
  const story = ["# shop-1: Work", "## What was asked", "The text of it", "It greets.", "ended execute", "Say hello", "- hello.txt", "- moon.txt"];
  const finished = await ok(w, "summary", "shop-1");
  for (const part of story) expect(finished).toContain(part);

  await ok(w, "cleanup", "shop-1");
  const archive = join(stateFolder(w), "archive");
  const summary = (): string => {
    const [folder = ""] = readdirSync(archive);
    const file = join(archive, folder, "summary.md");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  await expect.poll(() => existsSync(archive) && summary(), { timeout: 20_000 }).toContain("## Commits");
  for (const part of [...story, "- cleaned up: 2"]) expect(summary()).toContain(part);
  expect((await ok(w, "summary", "shop-1")).trimEnd()).toBe(summary().trimEnd());
  const [filed = ""] = readdirSync(archive);
  const read = (name: string): string => readFileSync(join(archive, filed, name), "utf8");
  for (const name of readdirSync(join(archive, filed))) expect([name, read(name)]).toEqual([name, expect.not.stringContaining("hunter2")]);
  expect(read("terminal-1.txt")).toContain("DB_PASSWORD=…");
  const commands = read("hooks.jsonl").trimEnd().split("\n").map((line) => (JSON.parse(line) as { payload: { tool_input?: object } }).payload.tool_input);
  expect(commands).toContainEqual({ command: 'psql --password "…" -c x', env: { TOKEN: "…" } });
  expect(await ok(w, "show", "shop-1")).toContain(join(archive, filed));

  // As if the owner had been killed between the archive's row and its files.
  const [folder = ""] = readdirSync(archive);
  rmSync(join(archive, folder, "summary.md"));
  renameSync(join(archive, folder), join(stateFolder(w), "sessions", "shop-1"));
  const { status } = await w.json<{ status: { pid: number } }>("status");
  process.kill(status.pid, "SIGKILL");
  await w.json("status");
  await expect.poll(() => existsSync(join(archive, folder)) && summary(), { timeout: 20_000 }).toContain("## Commits");
  expect(existsSync(join(stateFolder(w), "sessions", "shop-1"))).toBe(false);
  rmSync(join(archive, folder), { recursive: true });
  const doctor = await w.operator("doctor");
  expect(doctor.stdout).toMatch(/shop-1: its archive .* is gone/);
});
