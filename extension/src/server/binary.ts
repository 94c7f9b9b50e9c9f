// Finds the `operator` program and proves that it runs on this computer. No vscode.
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

export type Binary =
  | { readonly kind: "found"; readonly path: string; readonly version: string }
  | { readonly kind: "missing"; readonly tried: readonly string[] }
  | { readonly kind: "broken"; readonly path: string; readonly why: string };

/** In the order of preference. A path from the settings is the only candidate when it is set. */
export function candidates(
  setting: string,
  extensionFolder: string,
  path: string | undefined,
): string[] {
  if (setting !== "") return [setting];
  const onPath = (path ?? "").split(delimiter).filter((folder) => folder !== "");
  return [
    join(extensionFolder, "bin", "operator"),
    ...onPath.map((folder) => join(folder, "operator")),
  ];
}

async function executable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What the loader says of a shared library that this computer lacks, in fewer words. */
export function whyNot(message: string): string {
  const missing = /error while loading shared libraries: ([^\s:]+)/.exec(message)?.[1];
  if (missing !== undefined) return `it needs ${missing}, which is not installed`;
  const symbol = /version `([^']+)' not found/.exec(message)?.[1];
  if (symbol !== undefined) return `it needs ${symbol}, which this system is too old for`;
  return message.trim();
}

function versionOf(path: string): Promise<Binary> {
  return new Promise((resolve) => {
    execFile(path, ["--version"], { timeout: 10_000 }, (error, stdout) => {
      const version = /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0];
      if (error === null && version !== undefined) resolve({ kind: "found", path, version });
      else {
        const why = error === null ? "it does not say its version" : whyNot(error.message);
        resolve({ kind: "broken", path, why });
      }
    });
  });
}

/** The client alone is of no use: the owner that it starts, beside it, needs more libraries. */
async function bothRun(path: string): Promise<Binary> {
  const client = await versionOf(path);
  const owner = join(dirname(path), "operatord");
  if (client.kind !== "found" || !(await executable(owner))) return client;
  const found = await versionOf(owner);
  return found.kind === "found" ? client : found;
}

/** The first candidate that runs; else the first that exists and does not run; else what was tried. */
export async function findBinary(paths: readonly string[]): Promise<Binary> {
  let broken: Binary | undefined;
  for (const path of paths) {
    if (!(await executable(path))) continue;
    const found = await bothRun(path);
    if (found.kind === "found") return found;
    broken ??= found;
  }
  return broken ?? { kind: "missing", tried: paths.slice(0, 1) };
}
