// Where the tests find the programs. scripts/test exports the tools' paths; a test run by hand finds the same
// ones in the cache, by the versions that scripts/lib/tools.sh names.
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const build = process.env["OPERATOR_TEST_BUILD"] ?? join(repository, "build");
export const operatorProgram = join(build, "operator");
export const chromium = process.env["OPERATOR_TEST_CHROMIUM"] ?? "/usr/bin/chromium";

const cache =
  process.env["OPERATOR_TOOLS_DIR"] ??
  join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "operator-tools");

function version(name: string): string {
  const text = readFileSync(join(repository, "scripts/lib/tools.sh"), "utf8");
  const match = new RegExp(`^${name}=(.*)$`, "m").exec(text);
  if (!match?.[1]) throw new Error(`scripts/lib/tools.sh has no ${name}`);
  return match[1];
}

function present(path: string, stage: string): string {
  if (!existsSync(path)) throw new Error(`${path} is missing: run scripts/test ${stage} once`);
  return path;
}

/** The Node that code-server wants; our own code runs on the system's. */
export function workbenchNode(): string {
  return present(
    process.env["OPERATOR_TEST_NODE"] ?? join(cache, `node-${version("NODE_VERSION")}`, "bin/node"),
    "e2e",
  );
}

export function codeServerHome(): string {
  return present(
    process.env["OPERATOR_TEST_CODE_SERVER"] ??
      join(cache, `code-server-${version("CODE_SERVER_VERSION")}`, "node_modules/code-server"),
    "e2e",
  );
}

/** The real Claude Code: `<folder>/claude`. */
export function claudeProgram(): string {
  return present(
    process.env["OPERATOR_TEST_CLAUDE"] ??
      join(cache, `claude-code-${version("CLAUDE_CODE_VERSION")}`, "node_modules/.bin/claude"),
    "agents",
  );
}
