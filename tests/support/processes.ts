// Processes of one test, found through /proc by their environment, so that whatever a test left running,
// detached or not, is ended, and nothing else on the machine is touched.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { sleep } from "./wait.ts";

export interface Process {
  pid: number;
  parent: number;
  argv: string[];
  /** The program's file, or "" when it cannot be read. */
  program: string;
  /** Stopped by a signal. */
  stopped: boolean;
}

/** Processes whose environment names `root`, a temp folder of one test; this process is never one of them. */
export function processesOf(root: string): Process[] {
  const found: Process[] = [];
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const process_ = read(pid, root);
    if (process_) found.push(process_);
  }
  return found;
}

function read(pid: number, root: string): Process | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
    if (!environment.includes(`=${root}/`) && !environment.includes(`=${root}\0`)) return undefined;
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return undefined;
    const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return { pid, parent: Number(fields[1]), argv, program: link(`/proc/${pid}/exe`), stopped: fields[0] === "T" };
  } catch {
    return undefined; // gone, or not ours to read
  }
}

/** Whether it runs: one that has ended and was not waited for does not. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
  } catch {
    return false;
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Ends every process of the test: politely, then not. Gives those that needed SIGKILL. */
export async function endProcessesOf(root: string, patience = 1_500): Promise<Process[]> {
  for (const { pid } of processesOf(root)) signal(pid, "SIGTERM");
  const deadline = Date.now() + patience;
  while (Date.now() < deadline && processesOf(root).length > 0) await sleep(25);
  const stubborn = processesOf(root);
  // A supervisor may start the next process while the first is being ended.
  for (let round = 0; round < 40 && processesOf(root).length > 0; round++) {
    for (const { pid } of processesOf(root)) signal(pid, "SIGKILL");
    await sleep(25);
  }
  return stubborn;
}
