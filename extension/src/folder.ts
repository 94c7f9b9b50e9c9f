// Which folder of the window is Operator's: the first that has `.operator`, else the first on disk; and
// while it stays in the window, the one that it was.
import * as vscode from "vscode";

export async function chooseFolder(
  current?: vscode.WorkspaceFolder,
): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    (folder) => folder.uri.scheme === "file",
  );
  const still = folders.find((folder) => folder.uri.toString() === current?.uri.toString());
  if (still !== undefined) return still;
  for (const folder of folders) {
    try {
      const stat = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder.uri, ".operator"));
      if ((stat.type & vscode.FileType.Directory) !== 0) return folder;
    } catch {
      // Not there: the next one.
    }
  }
  return folders[0];
}
