// The model is the one definition: what it says about the faces is true of them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { operatorProgram, repository } from "../support/paths.ts";
import { Workspace } from "../support/workspace.ts";
import { connectToOwner } from "./connection.ts";

interface Model {
  types: Record<string, { kind: string; fields?: Record<string, { type: string }> }>;
  operations: Record<string, { doc?: string; cli?: string; command?: string; title?: string; rest?: string }>;
}

const text = readFileSync(join(repository, "protocol/model.json"), "utf8");
const model = JSON.parse(text) as Model;

interface Generator {
  loadModel(text: string): { types: { name: string }[] };
}
const { loadModel } = (await import(join(repository, "protocol/generator/model.mjs"))) as Generator;

test("every operation with a verb has it on the command line", async () => {
  const workspace = await Workspace.create();
  try {
    for (const [name, { cli }] of Object.entries(model.operations)) {
      if (cli === undefined) continue;
      const words = cli.split(" ");
      const { code, stdout } = await workspace.run(operatorProgram, [...words, "--help"]);
      expect([name, code]).toEqual([name, 0]);
      // The help is that of the verb itself, not of the program.
      const verb = words.filter((word) => !word.startsWith("-"));
      expect(stdout).toContain(`Usage: operator ${verb.join(" ")}`);
      for (const option of words.filter((word) => word.startsWith("-"))) expect(stdout).toContain(option);
    }
  } finally {
    await workspace.close();
  }
});

test("every operation says what it does, and every command has a title of the product's form", () => {
  for (const [name, operation] of Object.entries(model.operations)) {
    expect([name, operation.doc]).not.toEqual([name, undefined]);
    if (operation.command !== undefined) expect([name, operation.title]).toEqual([name, expect.stringMatching(/^Operator: /)]);
  }
});

test.each([
  ["a type that is not there", (m: Model) => field(m, { type: "Nobody" }), "types.Evidence.extra: no such type: Nobody"],
  ["a name in the wrong case", (m: Model) => field(m, { type: "string" }, "Bad"), "types.Evidence.Bad: not a camelCase name"],
  ["a type that holds itself", (m: Model) => field(m, { type: "Evidence" }), "types.Evidence: contains itself"],
  ["a field without type", (m: Model) => field(m, {}), "types.Evidence.extra: has no type"],
])("the generator refuses %s, naming the place", (_, change, message) => {
  const changed = JSON.parse(text) as Model;
  change(changed);
  expect(() => loadModel(JSON.stringify(changed))).toThrow(message);
});

test("definitions come before their uses", () => {
  const names = loadModel(text).types.map(({ name }) => name);
  for (const [name, { fields }] of Object.entries(model.types))
    for (const { type } of Object.values(fields ?? {})) {
      const used = type.replace(/\[\]$/, "").replace(/^map<(.*)>$/, "$1");
      if (names.includes(used)) expect(names.indexOf(used)).toBeLessThan(names.indexOf(name));
    }
});

function field(changed: Model, spec: object, name = "extra"): void {
  const { fields } = changed.types["Evidence"] ?? {};
  if (fields) fields[name] = spec as { type: string };
}

test("the owner answers every operation, and knows every one by name", async () => {
  const workspace = await Workspace.create();
  try {
    await workspace.json("status");
    const { connection } = await connectToOwner(workspace);
    await connection.initialize();
    // Last the one that ends it; the hook's questions wait for ever, an unknown one is answered.
    const names = Object.keys(model.operations).filter((name) => name !== "server/stop" && name !== "initialize");
    for (const name of [...names, "server/stop"]) {
      const { result, error } = await connection.request(name, { id: "no-9", sessionId: "no-9", eventId: "x" });
      expect([name, error?.code]).not.toEqual([name, -32601]);
      expect([name, error?.data.code]).not.toEqual([name, "internal"]);
      if (!error) expect([name, typeof result]).toEqual([name, "object"]);
    }
  } finally {
    await workspace.close();
  }
});
