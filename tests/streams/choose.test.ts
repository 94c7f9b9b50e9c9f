// `operator attach` without an ID: which session it shall be is asked on the terminal.
import { afterEach, beforeEach, expect, test } from "vitest";
import { operatorProgram } from "../support/paths.ts";
import { TerminalProcess } from "../support/pty.ts";
import { Workspace } from "../support/workspace.ts";

let w: Workspace;
let terminal: TerminalProcess | undefined;
beforeEach(async () => {
  w = await Workspace.create({
    config: { agent: "greeter", agents: { greeter: { command: ["greeter"] } }, queue: { settle: "0ms", maxParallel: 3 } },
  });
  w.program("greeter", 'echo "I am $OPERATOR_SESSION_ID"; exec sleep 600');
  await w.json("trust", "--yes");
});
afterEach(async () => {
  terminal?.kill();
  await w.close();
});

const attach = () => (terminal = new TerminalProcess(operatorProgram, ["attach"], { cwd: w.folder, env: w.env }));

test("a session is chosen by its place or its name; nothing is chosen by Enter, and said when there is nothing", async () => {
  const nothing = attach();
  await nothing.shows("no session has a running agent");
  expect(await nothing.ended()).toMatchObject({ exitCode: 1 });

  for (const title of ["First", "Second"]) {
    const { ticket } = await w.json<{ ticket: { id: string } }>("ticket", "new", "TASK", title, "--hold");
    await w.json("launch", ticket.id);
  }
  const left = attach();
  await left.shows("Attach to which (1 to 2");
  left.type("\r");
  expect(await left.ended()).toMatchObject({ exitCode: 0 });

  const byPlace = attach();
  await byPlace.shows("Attach to which");
  expect(byPlace.screen()).toMatch(/1 +shop-2 .*Second/);
  byPlace.type("9\r");
  await byPlace.shows("none of these: 9");
  byPlace.type("2\r");
  await byPlace.shows("I am shop-1");
  byPlace.type("\x1d");
  expect(await byPlace.ended()).toMatchObject({ exitCode: 0 });

  const byName = attach();
  await byName.shows("Attach to which");
  byName.type("second\r");
  await byName.shows("I am shop-2");
});
