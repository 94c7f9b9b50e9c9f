// Faults that a test can cause and end again, without mounts: they need no more rights than the test has.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

/** A full disk for one process and what it starts from now on: no file of theirs can grow. */
export function fillDisk(pid: number): void {
  limitFileSize(pid, "0");
}

export function emptyDisk(pid: number): void {
  limitFileSize(pid, "unlimited");
}

function limitFileSize(pid: number, soft: string): void {
  execFileSync("prlimit", ["--pid", String(pid), `--fsize=${soft}:unlimited`]);
}

/** Another process holds the database for writing until the returned function is called. */
export async function lockDatabase(file: string): Promise<() => Promise<void>> {
  const holder = spawn("sqlite3", [file], { stdio: ["pipe", "pipe", "inherit"] });
  holder.stdin.write("BEGIN IMMEDIATE;\nSELECT 'held';\n");
  await once(holder.stdout, "data");
  return async () => {
    const ended = once(holder, "exit");
    holder.stdin.end("ROLLBACK;\n");
    await ended;
  };
}
