// Finds the `operator` program and proves that it runs on this computer. No vscode.
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

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

function versionOf(path: string): Promise<Binary> {
  return new Promise((resolve) => {
    execFile(path, ["--version"], { timeout: 10_000 }, (error, stdout) => {
      const version = /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0];
      if (error === null && version !== undefined) resolve({ kind: "found", path, version });
      else resolve({ kind: "broken", path, why: error?.message ?? "it does not say its version" });
    });
  });
}

/** The first candidate that runs; else the first that exists and does not run; else what was tried. */
export async function findBinary(paths: readonly string[]): Promise<Binary> {
  let broken: Binary | undefined;
  for (const path of paths) {
    if (!(await executable(path))) continue;
    const found = await versionOf(path);
    if (found.kind === "found") return found;
    broken ??= found;
  }
  return broken ?? { kind: "missing", tried: paths.slice(0, 1) };
}
