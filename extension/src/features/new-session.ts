// New Session: a prompt, and which agent and project where there are several; it launches at once.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import { pickStep, projectSteps, runSteps, textStep, type ProjectItem, type Step } from "../steps";

interface AgentItem extends vscode.QuickPickItem {
  /** Nothing: what the configuration says. */
  readonly name: string | undefined;
}

interface Answers {
  prompt: string;
  agent: AgentItem | undefined;
  project: ProjectItem | undefined;
}

async function ask(context: OperatorContext): Promise<Answers | undefined> {
  const { agents, projects } = await context.request("type/list", {});
  const answers: Answers = { prompt: "", agent: undefined, project: undefined };
  const steps: Step[] = [
    textStep(
      t("What shall the agent do?"),
      () => answers.prompt,
      t("A session needs a prompt."),
      (text) => {
        answers.prompt = text;
      },
    ),
  ];
  steps.push(
    ...projectSteps(
      projects,
      () => answers.project,
      (item) => (answers.project = item),
    ),
  );
  const installed = agents.filter((agent) => agent.installed);
  if (installed.length > 1) {
    const items: AgentItem[] = [
      { label: t("The default agent"), name: undefined },
      ...installed.map(({ name }): AgentItem => ({ label: name, name })),
    ];
    steps.push(
      pickStep(
        t("Which agent?"),
        items,
        () => answers.agent,
        (item) => (answers.agent = item),
      ),
    );
  }
  return (await runSteps(t("New Session"), steps)) ? answers : undefined;
}

async function create(context: OperatorContext): Promise<void> {
  const answers = await ask(context);
  if (answers === undefined) return;
  const agent = answers.agent?.name;
  const project = answers.project?.project.name;
  const { session } = await context.requestWithProgress("operator.sessions", "session/spawn", {
    prompt: answers.prompt,
    ...(agent === undefined ? {} : { agent }),
    ...(project === undefined ? {} : { project }),
    clientToken: crypto.randomUUID(),
  });
  await vscode.commands.executeCommand("operator.focusSession", session.id);
}

export function activate(context: OperatorContext): void {
  context.command("operator.newSession", () => create(context));
}
