// What keeps agents from working here although Operator itself runs: one thing at a time, the first to
// be dealt with. Pure.
import { t } from "../base/l10n";

export type Obstacle = "none" | "restricted" | "noGit" | "noRepository" | "untrusted";

export interface Ground {
  /** VS Code's own trust. */
  readonly workspaceTrusted: boolean;
  readonly git: boolean;
  readonly repository: boolean;
  /** Operator's trust in the programs that the configuration names. */
  readonly operatorTrusted: boolean;
}

export function obstacleOf(ground: Ground): Obstacle {
  if (!ground.workspaceTrusted) return "restricted";
  if (!ground.git) return "noGit";
  if (!ground.repository) return "noRepository";
  return ground.operatorTrusted ? "none" : "untrusted";
}

/** For the status bar; empty for "none". */
export function obstacleWords(obstacle: Obstacle): string {
  switch (obstacle) {
    case "none":
      return "";
    case "restricted":
    case "untrusted":
      return t("not trusted");
    case "noGit":
      return t("git not found");
    case "noRepository":
      return t("no git repository");
  }
}

/** What helps: a command and its name. */
export function remedyOf(
  obstacle: Obstacle,
): { readonly label: string; readonly icon: string; readonly command: string } | undefined {
  switch (obstacle) {
    case "none":
      return undefined;
    case "restricted":
    case "untrusted":
      return {
        label: t("Trust This Workspace"),
        icon: "shield",
        command: "operator.trustWorkspace",
      };
    case "noGit":
      return { label: t("Look for git Again"), icon: "refresh", command: "operator.retryConnection" };
    case "noRepository":
      return {
        label: t("Initialize Repository"),
        icon: "repo",
        command: "operator.initializeRepository",
      };
  }
}
