// Ends the workspace's owner by `operator stop`, which understands owners of other versions too. No vscode.
import { execFile } from "node:child_process";

/** The program itself gives up after ten seconds. */
const patience = 30_000;

/** Empty when no owner runs any more, else why not. */
export function stopOwner(program: string, folder: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, ["stop"], { cwd: folder, timeout: patience }, (error, _, stderr) => {
      resolve(error === null ? "" : stderr.trim() || error.message);
    });
  });
}
