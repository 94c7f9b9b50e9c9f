// Open Configuration: `.operator/config.json`, made with a commented example when there is none.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import { exampleConfig } from "../text/example-config";

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function open(context: OperatorContext): Promise<void> {
  if (context.folder === undefined) {
    void vscode.window.showInformationMessage(t("Open a folder on disk first."));
    return;
  }
  const uri = vscode.Uri.joinPath(context.folder.uri, ".operator", "config.json");
  if (!(await exists(uri)))
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(exampleConfig));
  await vscode.window.showTextDocument(uri, { preview: false });
}

export function activate(context: OperatorContext): void {
  context.command("operator.openConfiguration", () => open(context));
}
