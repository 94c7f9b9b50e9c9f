// A wall clock that a test sets: programs of one workspace see it through libfaketime.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Workspace } from "./workspace.ts";

/** From now on the wall clock of what the workspace starts is as far from the real one as was `set` last ("+30d"). */
export function fakeClock(workspace: Workspace): (offset: string) => void {
  const library = readdirSync("/usr/lib").map((name) => join("/usr/lib", name, "faketime/libfaketimeMT.so.1")).find(existsSync);
  if (library === undefined) throw new Error("libfaketime is missing: scripts/lib/packages.sh names it");
  const file = join(workspace.root, "clock");
  const set = (offset: string): void => writeFileSync(file, `${offset}\n`);
  set("+0");
  Object.assign(workspace.env, {
    LD_PRELOAD: library,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    NO_FAKE_STAT: "1",
    FAKETIME_TIMESTAMP_FILE: file,
  });
  return set;
}

/** The library leaves these of each process that was killed. */
export function removeClocks(): void {
  for (const name of readdirSync("/dev/shm")) {
    const pid = /faketime_(?:sem|shm)_(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !runs(pid)) rmSync(join("/dev/shm", name), { force: true });
  }
}

function runs(pid: string): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ");
  } catch {
    return false;
  }
}
