// What has to be on the disk before anybody hears of it, and what is read again from its spool if the power goes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Fleet, withFleet } from "../bench/fleet.ts";
import { until } from "../support/wait.ts";

/** The calls of the owner that wait for the disk, while `use` runs. */
async function syncs(fleet: Fleet, use: () => Promise<void>): Promise<string[]> {
  const file = join(fleet.workspace.root, "strace");
  const args = ["-f", "-e", "trace=fsync,fdatasync", "-o", file, "-p", String(await fleet.owner())];
  const strace = spawn("strace", args, { stdio: ["ignore", "ignore", "pipe"] });
  let words = "";
  strace.stderr?.on("data", (bytes: Buffer) => (words += bytes.toString()));
  await until(() => words.includes("attached"), { what: "strace", state: () => words });
  try {
    await use();
  } finally {
    strace.kill("SIGINT");
    await once(strace, "exit");
  }
  return readFileSync(file, "utf8").split("\n").filter((line) => /sync\(/.test(line));
}

test("a tool call waits for no disk, a turn's end does", async () => {
  await withFleet(async (fleet) => {
    await fleet.grow(1);
    const [member] = fleet.members;
    if (!member) throw new Error("no session");
    const { connection } = fleet;
    const say = async (payload: Record<string, unknown>) => {
      const seen = connection.received.length;
      await fleet.shell.time(fleet.says(member, payload));
      await connection.notification("session/didChange", seen);
    };
    const call = (n: number) => ({ tool_name: "Bash", tool_use_id: `t${n}`, tool_input: { command: `make ${n}` } });
    await say({ hook_event_name: "UserPromptSubmit", prompt: "go" });
    await say({ hook_event_name: "PreToolUse", ...call(0) });
    const calls = await syncs(fleet, async () => {
      for (let n = 1; n <= 10; n++) {
        await say({ hook_event_name: "PostToolUse", tool_response: {}, ...call(n - 1) });
        await say({ hook_event_name: "PreToolUse", ...call(n) });
      }
    });
    // Of twenty; something else may be kept in between.
    expect(calls.length, calls.join("\n")).toBeLessThan(5);
    const end = await syncs(fleet, () => say({ hook_event_name: "Stop", stop_hook_active: false }));
    expect(end.length).toBeGreaterThan(0);
  }, 5);
});
