// Two viewers of one session: an editor's tab starts with a size that is not its own, while the viewer of
// a window that is gone still leads. What the session shows must be seen whatever the order of events.
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { build } from "../support/paths.ts";
import { TerminalProcess } from "../support/pty.ts";
import { Workspace } from "../support/workspace.ts";

const script = 'echo "agent of $OPERATOR_SESSION_ID"; while read -r line; do echo "got $line"; done';
const config = {
  queue: { settle: "100ms" },
  agent: "echo",
  agents: { echo: { kind: "command", command: ["/bin/sh", "-c", script] } },
};

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create({ config });
  await workspace.operator("trust", "--yes");
  workspace.ticket({ type: "TASK", title: "Talk", id: "TASK-1" });
  await workspace.when<{ agents: { host: { alive: boolean } }[] }, unknown>(["ls"], (r) => r.agents[0]?.host.alive, {
    what: "the session",
    timeout: 20_000,
  });
});
afterEach(() => workspace?.close());

const attach = (cols: number, rows: number): TerminalProcess =>
  new TerminalProcess(join(build, "operator"), ["attach", "shop-1", "--workspace", workspace.folder], {
    cwd: workspace.folder,
    env: workspace.env,
    cols,
    rows,
  });

test("a viewer that grows to the leader's size shows the screen", async () => {
  const first = attach(157, 46);
  await first.shows("agent of shop-1");
  first.type("one\r");
  await first.shows("got one");
  const second = attach(80, 30);
  await second.shows("got one");
  second.resize(157, 46);
  await second.shows("got one");
  expect(second.screen()).toBe(first.screen());
});

test("a viewer that is left alone shows the screen in its own size", async () => {
  const first = attach(157, 46);
  await first.shows("agent of shop-1");
  const second = attach(80, 20);
  first.type("\x1d"); // the detach key
  await second.shows("agent of shop-1");
  second.type("two\r");
  await second.shows("got two");
  expect(second.screen()).toBe("agent of shop-1\ntwo\ngot two");
});
