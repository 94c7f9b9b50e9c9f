import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { exampleConfig } from "../src/text/example-config";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
}

const schema = JSON.parse(
  readFileSync(new URL("../schemas/config.schema.json", import.meta.url), "utf8"),
) as Schema;

/** JSON with comments as JSON; `uncomment` takes the examples in. */
function parse(text: string, uncomment: boolean): unknown {
  const lines = text
    .split("\n")
    .map((line) => (uncomment ? line.replace(/^\s*\/\/ (?=")/, "") : line))
    .filter((line) => !/^\s*\/\//.test(line));
  return JSON.parse(lines.join("\n").replace(/,(\s*[}\]])/g, "$1"));
}

function expectKnown(value: unknown, { properties, additionalProperties }: Schema): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const known =
      properties?.[key] ??
      (typeof additionalProperties === "object" ? additionalProperties : undefined);
    expect(known, key).toBeDefined();
    if (known !== undefined) expectKnown(inner, known);
  }
}

it("changes nothing as it is", () => {
  expect(parse(exampleConfig, false)).toEqual({ queue: {}, sessions: {} });
  // An editor that does not know the schema marks a comma at the end.
  const plain = exampleConfig.replace(/^\s*\/\/.*$/gm, "");
  expect(JSON.parse(plain)).toEqual({ queue: {}, sessions: {} });
});

it("has only keys that the schema knows when its examples are taken", () => {
  const value = parse(exampleConfig, true);
  expect(Object.keys(value as object)).toEqual(["agent", "projects", "agents", "queue", "sessions"]);
  expectKnown(value, schema);
});
