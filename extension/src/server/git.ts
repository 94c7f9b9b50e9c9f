// Whether the `git` program can be run: without it no session gets its worktree. No vscode.
import { execFile } from "node:child_process";

export function hasGit(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  return new Promise((resolve) => {
    execFile("git", ["--version"], { env, timeout: 10_000 }, (error) => resolve(error === null));
  });
}
