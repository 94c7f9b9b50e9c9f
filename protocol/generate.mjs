#!/usr/bin/env node
// Makes everything that must agree with protocol/model.json:
//   server/wire/generated/{types.h,types.cpp,methods.h}   structs, codecs, method tags
//   server/wire/generated/routes.cpp                      REST's table
//   protocol/openapi.json                                 the description of REST
//   extension/src/protocol/generated.ts                   interfaces, constants, request map
//   extension/schemas/config.schema.json                  the schema of .operator/config.json
//   extension/schemas/issuetype.schema.json               the schema of .operator/issuetypes/*.json
//   README.md                                             the table of operations in it
// usage: node protocol/generate.mjs [--check]     --check writes nothing and fails when one is stale.
// Node 20, no dependencies. The outputs are committed, so that a build needs no Node.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cppFiles } from "./generator/cpp.mjs";
import { loadModel } from "./generator/model.mjs";
import { openapi } from "./generator/openapi.mjs";
import { readme } from "./generator/readme.mjs";
import { configSchema, issueTypeSchema } from "./generator/schema.mjs";
import { typescriptFile } from "./generator/typescript.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

function outputs() {
  const model = loadModel(readFileSync(join(root, "protocol/model.json"), "utf8"));
  const cpp = cppFiles(model);
  const read = (name) => readFileSync(join(root, name), "utf8");
  const extension = [read("extension/package.json"), read("extension/package.nls.json")].map((text) => JSON.parse(text));
  return {
    "server/wire/generated/types.h": cpp.typesHeader,
    "server/wire/generated/types.cpp": cpp.typesSource,
    "server/wire/generated/methods.h": cpp.methodsHeader,
    "server/wire/generated/routes.cpp": cpp.routesSource,
    "extension/src/protocol/generated.ts": typescriptFile(model),
    "extension/schemas/config.schema.json": configSchema(model),
    "extension/schemas/issuetype.schema.json": issueTypeSchema(model),
    "protocol/openapi.json": openapi(model),
    "README.md": readme(model, read("README.md"), ...extension),
  };
}

function current(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function main() {
  const check = process.argv.includes("--check");
  const stale = [];
  for (const [name, text] of Object.entries(outputs())) {
    const path = join(root, name);
    if (current(path) === text) continue;
    stale.push(name);
    if (check) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  if (!check || stale.length === 0) return 0;
  console.error(`stale, run \`node protocol/generate.mjs\`:\n  ${stale.join("\n  ")}`);
  return 1;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(`protocol/model.json: ${error.message}`);
  process.exitCode = 1;
}
