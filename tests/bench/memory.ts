// What a process has for itself alone, and what it did with its time, from /proc.
import { readdirSync, readFileSync } from "node:fs";

/** Private dirty memory in MB: what would be free again if the process ended. */
export function privateMemory(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kilobytes = /^Private_Dirty:\s+(\d+) kB$/m.exec(rollup)?.[1];
  if (kilobytes === undefined) throw new Error(`no memory of ${pid}`);
  return Number(kilobytes) / 1024;
}

export interface Activity {
  /** How often a thread of it went from sleeping to running. */
  wakes: number;
  /** Milliseconds on a processor. */
  processor: number;
}

export function activityOf(pid: number): Activity {
  let wakes = 0;
  let processor = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${task}`;
    wakes += Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(readFileSync(`${folder}/status`, "utf8"))?.[1] ?? 0);
    processor += Number(readFileSync(`${folder}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  }
  return { wakes, processor };
}
