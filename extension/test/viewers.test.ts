import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Viewers } from "../src/server/viewers";

let folder = "";
let children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "operator-viewers-"));
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  rmSync(folder, { recursive: true });
});

/** A process as a terminal would start it; its pid once it runs the program. */
async function viewer(
  session: string | undefined,
): Promise<{ pid: number; ended: Promise<string | null> }> {
  const env = session === undefined ? {} : { OPERATOR_TAB: session };
  const child = spawn("/bin/sleep", ["60"], { env, stdio: "ignore" });
  children.push(child);
  await new Promise((done) => child.once("spawn", done));
  const ended = new Promise<string | null>((done) =>
    child.once("exit", (_, signal) => done(signal)),
  );
  return { pid: child.pid ?? 0, ended };
}

/** The pid of a process that has ended. */
async function gone(): Promise<number> {
  const child = spawn("/bin/true", { stdio: "ignore" });
  await new Promise((done) => child.once("exit", done));
  return child.pid ?? 0;
}

it("ends the viewers that an extension host left behind", async () => {
  const left = await viewer("app-1");
  new Viewers(folder, await gone()).add(left.pid, "app-1");
  expect(new Viewers(folder).endOrphans()).toBe(1);
  expect(await left.ended).toBe("SIGTERM");
  expect(new Viewers(folder).endOrphans()).toBe(0);
});

it("leaves alone what another living window shows", async () => {
  const other = await viewer("app-1");
  new Viewers(folder, process.ppid).add(other.pid, "app-1");
  expect(new Viewers(folder).endOrphans()).toBe(0);
});

it("leaves alone a tab that this window has taken over", async () => {
  const kept = await viewer("app-1");
  new Viewers(folder, await gone()).add(kept.pid, "app-1");
  const mine = new Viewers(folder);
  mine.add(kept.pid, "app-1");
  expect(mine.endOrphans()).toBe(0);
});

it("leaves alone a process that has only the same number", async () => {
  const stranger = await viewer(undefined);
  const another = await viewer("app-2");
  const before = new Viewers(folder, await gone());
  before.add(stranger.pid, "app-1");
  before.add(another.pid, "app-1");
  expect(new Viewers(folder).endOrphans()).toBe(0);
});
