// Which folder of the window is Operator's: the first that has `.operator`, else the first on disk.
import * as vscode from "vscode";

export async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    (folder) => folder.uri.scheme === "file",
  );
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
