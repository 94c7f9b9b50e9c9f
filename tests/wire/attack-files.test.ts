// Files that an agent claims, names or leaves: read with bounds, refused with a reason, and nobody waits for them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { connectToOwner } from "./connection.ts";
import type { Inbox, Session } from "./replies.ts";

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.close();
  workspace = undefined;
});

async function open(script: string): Promise<Workspace> {
  const w = await Workspace.create({ env: { OPERATOR_DEMO_FAST: "1" } });
  workspace = w;
  const evil = w.program("evil", script);
  const config = { agent: "demo", queue: { settle: "50ms" }, agents: { evil: { command: [evil, "{prompt}"] } } };
  w.write(".operator/config.json", JSON.stringify(config));
  w.write(
    ".operator/issuetypes/PLANNED.json",
    JSON.stringify({ key: "PLANNED", name: "Planned", mode: "autonomous", steps: [{ name: "plan", prompt: ["Plan"], review: "plan" }] }),
  );
  w.write(
    ".operator/issuetypes/BUILT.json",
    JSON.stringify({ key: "BUILT", name: "Built", mode: "autonomous", steps: [{ name: "build", prompt: ["Build"], review: "pr" }] }),
  );
  w.env["OUT"] = join(w.root, "out");
  await w.json("trust", "--yes");
  return w;
}

async function launch(w: Workspace, agent: string, type: string): Promise<Session> {
  const { ticket } = await w.json<{ ticket: { id: string } }>("ticket", "new", type, "Work", "--hold", "--agent", agent);
  return (await w.json<{ session: Session }>("launch", ticket.id)).session;
}

const peakOf = (pid: number): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
const ownerOf = async (w: Workspace): Promise<number> => (await w.json<{ status: { pid: number } }>("status")).status.pid;

test("what an agent hands in as its plan is a text file of bounded size, or refused with the reason", async () => {
  const w = await open(
    [
      "mkfifo fifo; mkdir folder; truncate -s 1G sparse; ln -s /dev/zero zero; ln -s nowhere dangling",
      "printf 'half \\xff\\xfe a letter' > latin; printf 'a\\0b' > binary; head -c 2M /dev/zero | tr '\\0' x > long",
      "for file in fifo folder sparse zero dangling latin binary long missing; do",
      "  printf '%s: ' $file >> $OUT",
      "  timeout 20 operator step done --step plan --plan $file >> $OUT 2>&1 < /dev/null; echo \" = $?\" >> $OUT",
      "done",
      "echo 'the real plan' > good; ln -s good link",
      "operator step done --step plan --plan link >> $OUT 2>&1; echo END = $? >> $OUT",
      "exec sleep 600",
    ].join("\n"),
  );
  const owner = await ownerOf(w);
  await launch(w, "evil", "PLANNED");
  const out = join(w.root, "out");
  const text = await until(() => readFileSync(out, "utf8").includes("END") && readFileSync(out, "utf8"), {
    what: "all answers",
    timeout: 50_000,
    state: () => readFileSync(out, "utf8"),
  });
  const of = (name: string): string => new RegExp(`^${name}: ([^]*?) = \\d+$`, "m").exec(text)?.[0] ?? "";
  for (const name of ["fifo", "folder", "zero"]) expect(of(name)).toMatch(/not a regular file[^]* = 1$/);
  for (const name of ["dangling", "missing"]) expect(of(name)).toMatch(/not there[^]* = 1$/);
  expect(of("sparse")).toMatch(/larger than[^]* = 1$/);
  expect(of("long")).toMatch(/at most 1048576 bytes[^]* = 1$/);
  expect(of("latin")).toMatch(/no UTF-8 text[^]* = 1$/);
  expect(of("binary")).toMatch(/zero byte[^]* = 1$/);
  expect(text).toMatch(/^END = 0$/m);
  const review = await w.when<Inbox, Inbox["reviews"][number] | undefined>(["inbox"], (r) => r.reviews.find(({ kind }) => kind === "plan"), { what: "the plan" });
  expect(review.body).toContain("the real plan");
  expect(await ownerOf(w)).toBe(owner);
});

test("what an agent leaves in its worktree is looked at within bounds", async () => {
  const w = await open(
    [
      "mkfifo fifo; truncate -s 400M sparse; ln -s / root; ln -s /etc/passwd passwd; mkdir -p deep/er; ln -s ../.. deep/er/loop",
      "echo more >> README.md; for n in $(seq 3000); do echo $n > many-$n; done",
      'git add README.md; git commit --quiet --message "Work"',
      "operator step done --step build --summary built > $OUT 2>&1; echo END = $? >> $OUT",
      "exec sleep 600",
    ].join("\n"),
  );
  const owner = await ownerOf(w);
  const { connection } = await connectToOwner(w);
  await connection.initialize();
  const before = peakOf(owner);
  const session = await launch(w, "evil", "BUILT");
  const review = await w.when<Inbox, Inbox["reviews"][number] | undefined>(["inbox"], (r) => r.reviews.find(({ kind }) => kind === "pr"), {
    what: "the review",
    timeout: 50_000,
  });
  expect(review.body).not.toContain("root:x:0");
  expect(review.body.length).toBeLessThan(64 * 1024);
  const changes = (await connection.request("session/changes", { id: session.id }, 30_000)).result as { files: { path: string }[] };
  const paths = changes.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(["README.md", "sparse", "root", "passwd"]));
  expect(paths.filter((path) => path.startsWith("root/") || path.includes("loop/"))).toEqual([]);
  expect(peakOf(owner) - before).toBeLessThan(128 * 1024);
  expect(await ownerOf(w)).toBe(owner);
});
