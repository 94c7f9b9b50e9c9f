// Foreign text is data on every face: no shell, option parser, terminal, path or branch name takes it for more.
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { type Connection, connectToOwner, type Message, stateFolder } from "./connection.ts";
import { harmful, hostileStrings, isArgument } from "./hostile.ts";
import type { Ticket } from "./replies.ts";

const strings = hostileStrings();

let w: Workspace;
let connection: Connection;
let owner: number;
let before: string[];

/** Every path below the test's root but those in Operator's and the tickets' own folders. */
function foreign(): string[] {
  const found: string[] = [];
  const managed = [
    join(w.folder, ".tickets"),
    join(w.folder, ".git"),
    join(w.home, ".local"),
    join(w.root, "r"),
    join(w.root, "seen"),
  ];
  const walk = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (managed.includes(path)) continue;
      found.push(path);
      if (lstatSync(path).isDirectory()) walk(path);
    }
  };
  walk(w.root);
  return found.sort();
}

beforeAll(async () => {
  w = await Workspace.create();
  // Writes down what it was started with, every argument ended by a zero byte.
  const agent = w.program("listen", `printf '%s\\0' "$@" > "$SEEN/$OPERATOR_SESSION_ID"\nexec sleep 600`);
  w.env["SEEN"] = join(w.root, "seen");
  await w.run("mkdir", [join(w.root, "seen")]);
  w.write(
    ".operator/config.json",
    JSON.stringify({
      queue: { settle: "50ms", maxParallel: 16 },
      agent: "listen",
      agents: { listen: { command: [agent, "--flag=$(touch PWNED)", "--", "{prompt}", "tail; touch PWNED"] } },
    }),
  );
  await w.json("trust", "--yes");
  await w.json("pause");
  connection = (await connectToOwner(w)).connection;
  await connection.initialize();
  owner = (await w.json<{ status: { pid: number } }>("status")).status.pid;
  before = foreign();
});
afterAll(() => w.close());

async function all(requests: (readonly [string, object])[]): Promise<Message[]> {
  const ids = requests.map(([method, params]) => connection.send(method, params));
  const answers: Message[] = [];
  for (const id of ids) answers.push(await connection.answer(id, 60_000));
  return answers;
}

/** Nothing was made where nothing is to be made, and it is the same owner that still answers. */
async function expectUnharmed(): Promise<void> {
  expect(foreign()).toEqual(before);
  expect(await w.json("status", "--no-start")).toMatchObject({ status: { pid: owner } });
}

const placeOf = (message: Message | undefined): string | undefined => message?.error?.data.detail["path"];

describe("a thousand hostile strings", () => {
  test("as titles over JSON-RPC: kept as they are, or refused with the place", async () => {
    const answers = await all(
      strings.map((title) => ["ticket/create", { type: "TASK", title, hold: true }] as const),
    );
    let kept = 0;
    answers.forEach((answer, i) => {
      const title = strings[i] ?? "";
      if (answer.error) {
        expect(answer.error.data.code).toBe("invalid_argument");
        expect(placeOf(answer)).toBe("params.title");
        const must = /[\n\r\0]/.test(title) || Buffer.byteLength(title) > 1000 || title.trim() === "";
        expect([title, must]).toEqual([title, true]);
        return;
      }
      ++kept;
      const ticket = answer.result?.["ticket"] as Ticket;
      expect(ticket.title.trim()).toBe(title.trim());
      expect(ticket.path).toMatch(/^\.tickets\/queue\/TASK-[0-9A-Z]{5}(-[a-z0-9]+)*\.md$/);
    });
    expect(kept).toBeGreaterThan(700);
    expect(readdirSync(join(w.folder, ".tickets/queue"))).toHaveLength(kept);
    // What was written is read again as the same title.
    const { tickets } = (await connection.request("queue/get", {}, 60_000)).result as { tickets: Ticket[] };
    expect(new Set(tickets.map(({ title }) => title)).size).toBeGreaterThan(600);
    await expectUnharmed();
  });

  test("as ids, types, agents, projects, blockers and paths: never more than a name", async () => {
    const bad = strings.filter((text) => !/^[A-Za-z0-9.]+$/.test(text));
    const requests = bad.flatMap((text, i): (readonly [string, object])[] => {
      const fields = [
        ["ticket/create", { type: text, title: "x" }],
        ["ticket/create", { type: "TASK", title: "x", project: text }],
        ["ticket/create", { type: "TASK", title: "x", agent: text }],
        ["ticket/get", { id: text }],
        ["ticket/launch", { id: text }],
        ["ticket/requeue", { id: text }],
        ["session/get", { id: text }],
        ["session/send", { id: text, text }],
        ["session/file", { id: text, path: text }],
        ["review/approve", { id: text }],
        ["step/done", { sessionId: text, step: text, summary: text }],
      ] as const;
      // Each string in two places, in turn through all of them: the whole table would be 11,000 requests.
      return [fields[i % fields.length], fields[(i * 7 + 3) % fields.length]].filter((one) => one !== undefined);
    });
    const answers = await all(requests);
    answers.forEach((answer, i) => {
      const [method, params] = requests[i] ?? ["", {}];
      const isBlank = Object.values(params).some((text) => /^\s*$/.test(String(text)));
      if (method === "ticket/create" && isBlank && !answer.error) return;
      expect([method, params, answer.error?.data.code]).toEqual([
        method,
        params,
        expect.stringMatching(/^(invalid_argument|not_found|conflict|forbidden)$/),
      ]);
      expect([method, answer.error?.message ?? ""]).toEqual([method, expect.not.stringMatching(harmful)]);
    });
    await expectUnharmed();
  });

  test("as arguments of the command line: what it prints has no control characters", async () => {
    const samples = strings.filter(isArgument).filter((_, i) => i % 14 === 0);
    const runs = samples.flatMap((text) => [
      ["show", text],
      ["ticket", "new", "TASK", text, "--hold"],
    ]);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let at = next++; at < runs.length; at = next++) {
        const args = runs[at] ?? [];
        const { code, stdout, stderr } = await w.operator(...args);
        expect([args, code]).toEqual([args, expect.toBeOneOf([0, 1, 2])]);
        expect([args, stdout + stderr]).toEqual([args, expect.not.stringMatching(harmful)]);
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    for (const args of [["queue"], ["events", "--limit", "1000"], ["doctor"], ["status"]]) {
      const { stdout, stderr } = await w.operator(...args);
      expect([args, stdout + stderr]).toEqual([args, expect.not.stringMatching(harmful)]);
    }
    await expectUnharmed();
  });
});

test("a launched ticket: the agent's arguments are exactly those, its branch and folder are names", async () => {
  const picks = [
    "$(touch PWNED)`touch PWNED`; touch PWNED",
    "--help --version -rf",
    "\u001b[2J\u001b]0;owned\u0007\u202egpj.exe",
    "../../../etc/passwd",
    "@{-1} HEAD^ x.lock refs/heads/main~1..",
    "{prompt} {promptFile} %s%n '\"",
  ];
  const made = await all(
    picks.map((title) => ["ticket/create", { type: "SPIKE", title, hold: true, body: title }] as const),
  );
  const launched = await all(
    made.map(({ result }) => ["ticket/launch", { id: (result?.["ticket"] as Ticket).id, force: true }] as const),
  );
  for (const [i, answer] of launched.entries()) {
    const session = answer.result?.["session"] as { id: string; branch: string; worktree: string };
    expect(session.branch).toMatch(/^spike\/SPIKE-[0-9A-Z]{5}(-[a-z0-9]+)*$/);
    expect(session.worktree).toMatch(/\/worktrees\/shop-\d+$/);
    const seen = join(w.root, "seen", session.id);
    const argv = await until(() => existsSync(seen) && readFileSync(seen, "utf8").split("\0").slice(0, -1), {
      what: `the arguments of ${session.id}`,
    });
    expect(argv).toHaveLength(4);
    expect([argv[0], argv[1], argv[3]]).toEqual(["--flag=$(touch PWNED)", "--", "tail; touch PWNED"]);
    expect(argv[2]).toContain(picks[i]);
  }
  for (const args of [["ls"], ["show", "shop-1"], ["queue"]]) {
    const { code, stdout } = await w.operator(...args);
    expect([args, code, stdout]).toEqual([args, 0, expect.not.stringMatching(harmful)]);
  }
  await w.operator("stop", "--agents");
  await w.json("status");
  owner = (await w.json<{ status: { pid: number } }>("status")).status.pid;
  await expectUnharmed();
});

test("a ticket's own front matter: what is no name is refused on its row, and nothing is made of it", async () => {
  const fields = ["id", "branch", "project", "agent", "step", "blocked_by", "type"];
  const files = strings.filter((text) => !text.includes("\n") && Buffer.byteLength(text) < 5_000).slice(0, 400);
  files.forEach((text, i) => {
    const field = fields[i % fields.length] ?? "id";
    const head = { type: "TASK", title: "x", hold: "true", [field]: text };
    const lines = Object.entries(head).map(([key, value]) => `${key}: ${value}`);
    w.write(`.tickets/queue/hostile-${i}.md`, `---\n${lines.join("\n")}\n---\n`);
  });
  await w.when<{ tickets: Ticket[] }, boolean>(
    ["queue"],
    (r) => r.tickets.some(({ path }) => path.endsWith(`hostile-${files.length - 1}.md`)),
    { what: "the last of the tickets", timeout: 60_000 },
  );
  const { stdout } = await w.operator("queue");
  expect(stdout).not.toMatch(harmful);
  expect((await w.git("branch", "--list", "main")).trim()).toBe("* main");
  await w.run("find", [join(w.folder, ".tickets/queue"), "-name", "hostile-*", "-delete"]);
  expect(foreign()).toEqual(before);
});

test("branches that a ticket asks for: git's own names or a reason", async () => {
  const bad = ["-b", "--force", "../x", "a..b", "x.lock", "a b", "@{-1}", "x~1", "x^", "x:y", "/x", "x/", "$(touch PWNED)", "HEAD", "@", "\u001b[2J"];
  bad.forEach((branch, i) => {
    w.write(
      `.tickets/queue/branch-${i}.md`,
      `---\nid: BR-${i}\ntype: SPIKE\ntitle: x\nhold: true\nbranch: ${JSON.stringify(branch)}\n---\n`,
    );
  });
  const branches = await w.git("branch", "--list");
  for (const [i, branch] of bad.entries()) {
    const done = await w.operator("launch", `BR-${i}`, "--force", "--json");
    expect([branch, done.code]).toEqual([branch, 1]);
    expect(done.stdout).not.toMatch(harmful);
  }
  expect(await w.git("branch", "--list")).toBe(branches);
  expect(foreign()).toEqual(before);
});

test("the configuration: every wrong value is a problem with its place, and the rest holds", async () => {
  const values = strings.filter((text) => !/^[A-Za-z0-9._-]+$/.test(text) && text.length < 5_000).slice(0, 60);
  for (const [i, text] of values.entries()) {
    if (i % 10 !== 0) continue;
    const config = {
      queue: { settle: text, maxParallel: text },
      agent: text,
      projects: Object.fromEntries(values.slice(i, i + 10).map((name) => [name, { path: name, prefix: name }])),
      agents: Object.fromEntries(values.slice(i, i + 10).map((name) => [name, { command: ["x"] }])),
      [text]: text,
    };
    writeFileSync(join(w.folder, ".operator/config.json"), JSON.stringify(config));
    const { problems } = await w.when<{ status: { problems: { path: string; message: string }[] } }, { problems: { path: string; message: string }[] }>(
      ["status"],
      ({ status }) => (status.problems.some(({ path }) => path.includes("settle")) ? status : (undefined as never)),
      { what: `problems of configuration ${i}` },
    );
    expect(problems.length).toBeGreaterThan(10);
    const { stdout, stderr } = await w.operator("doctor");
    expect(stdout + stderr).not.toMatch(harmful);
    // A file between two, so that the next look sees the next problems.
    w.write(".operator/config.json", "{}");
    await w.when<{ status: { problems: unknown[] } }, boolean>(["status"], ({ status }) => status.problems.length === 0, {
      what: "no problems",
    });
  }
  expect(foreign()).toEqual(before);
  expect(readFileSync(join(stateFolder(w), "operatord.log"), "utf8").replaceAll("\n", "")).not.toMatch(harmful);
});
