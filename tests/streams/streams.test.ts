import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operatorProgram } from "../support/paths.ts";
import { until } from "../support/wait.ts";
import { stateAfter } from "./terminal-state.ts";
import { Viewer } from "./viewer.ts";

const cols = 100;
const rows = 30;
const cuts = Number(process.env["OPERATOR_TEST_CUTS"] ?? "12");
const fixtures = join(dirname(fileURLToPath(import.meta.url)), "fixtures");

// The same cuts in each run.
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

let folder = "";
let host: ChildProcess | undefined;
let run = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "operator-streams-"));
});

afterAll(() => {
  host?.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

// What a viewer is sent that attaches when `cut` bytes of the stream have been printed.
async function attachedAt(stream: string, cut: number): Promise<Buffer> {
  run += 1;
  const dir = join(folder, String(run));
  const script = [
    "stty raw -echo",
    'head -c "$2" "$1"',
    'mkdir "$3/cut"',
    'until [ -d "$3/go" ]; do sleep 0.01; done',
    'tail -c +"$(($2 + 1))" "$1"',
  ].join("\n");
  const argv = ["/bin/bash", "-c", script, "agent", stream, String(cut), dir];
  const launch = { session: "app-1", run: 1, argv, env: { PATH: "/usr/bin:/bin" }, cwd: folder, cols, rows };
  mkdirSync(dir);
  writeFileSync(join(dir, "launch-1.json"), JSON.stringify(launch));
  const socket = join(dir, "s");
  const log: string[] = [];
  host = spawn(operatorProgram, ["host", "--dir", dir, "--socket", socket, "--run", "1"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  host.stderr?.on("data", (bytes: Buffer) => log.push(bytes.toString()));
  await until(() => existsSync(join(dir, "cut")), { what: "the cut", interval: 2, state: () => log });
  const viewer = new Viewer(socket, cols, rows);
  await viewer.painted();
  mkdirSync(join(dir, "go"));
  const bytes = await viewer.end();
  viewer.close();
  return bytes;
}

describe.each(readdirSync(fixtures).filter((name) => name.endsWith(".stream")))("%s", (name) => {
  const path = join(fixtures, name);
  const whole = readFileSync(path);
  const random = randomNumbers(basename(name).length * 7919);
  // Where the viewer attaches, and how much of the stream there is: mostly still within the program.
  const places = Array.from({ length: cuts }, () => {
    const end = Math.ceil((0.1 + 0.9 * random()) * whole.length);
    return [Math.floor(random() * (end + 1)), end] as const;
  });

  it.each(places)("attached after %d of %d bytes, a terminal is as if it had seen them all", async (cut, end) => {
    const stream = join(folder, `${name}-${end}`);
    writeFileSync(stream, whole.subarray(0, end));
    const actual = await stateAfter(await attachedAt(stream, cut), cols, rows);
    expect(actual).toEqual(await stateAfter(whole.subarray(0, end), cols, rows));
  });

  it("is told from a terminal that missed the beginning", async () => {
    const half = whole.length >> 1;
    const cut = half >> 1;
    const missed = await stateAfter(whole.subarray(cut, half), cols, rows);
    expect(missed).not.toEqual(await stateAfter(whole.subarray(0, half), cols, rows));
  });
});
