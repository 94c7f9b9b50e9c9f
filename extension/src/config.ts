// The only reader of VS Code's settings.
import * as vscode from "vscode";

export interface Settings {
  readonly path: string;
  readonly autoOpenTerminals: boolean;
  readonly maxAutoTabs: number;
  readonly notifications: boolean;
}

export const section = "operator";

export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration(section);
  return {
    path: settings.get<string>("path", "").trim(),
    autoOpenTerminals: settings.get<boolean>("autoOpenTerminals", true),
    maxAutoTabs: settings.get<number>("maxAutoTabs", 6),
    notifications: settings.get<boolean>("notifications", true),
  };
}
