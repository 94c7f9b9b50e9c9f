// A host that is killed can end nothing any more: the owner does it in its place, now or when it starts.
import { afterEach, beforeEach, expect, test } from "vitest";
import { signal } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { ok, scriptAgent, sessionWhen } from "./scene.ts";

let w: Workspace;
beforeEach(async () => {
  w = await Workspace.create();
  // A daemon that its starter has left, in a session of its own, and an agent that a closed terminal does not end.
  const deaf = scriptAgent(w, "deaf", "trap '' HUP TERM\n(setsid sleep 7777 &)\n: > ready.txt\nwhile :; do sleep 1; done");
  const config = { queue: { settle: "0ms" }, agent: "deaf", agents: { deaf } };
  w.write(".operator/config.json", JSON.stringify(config));
  await ok(w, "trust", "--yes");
});
afterEach(() => w.close());

const daemons = () => w.processes().filter(({ argv }) => argv[1] === "7777");
const hosts = () => w.processes().filter(({ argv }) => argv[1] === "host");

test.each(["with", "without"])("nothing of an agent outlives its host, %s an owner", async (how) => {
  w.ticket({ type: "TASK", title: "Do it", id: "T-1" });
  await sessionWhen(w, "shop-1", ({ host }) => host.alive, "runs");
  await until(() => daemons().length === 1, { what: "its daemon", timeout: 20_000 });
  if (how === "without") await ok(w, "stop");
  for (const { pid } of hosts()) signal(pid, "SIGKILL");
  const session = await sessionWhen(w, "shop-1", ({ status }) => status === "killed", "is killed");
  expect(session.evidence.what).toContain("without an exit record");
  // Not before all of it is gone.
  expect(w.processes().filter(({ argv }) => !argv[0]?.includes("operator")).map(({ argv }) => argv)).toEqual([]);
});
