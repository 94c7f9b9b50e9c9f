// Create Ticket: type, title, project, priority; the ticket is held until a person queues it, so that
// its text can be written first.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { IssueType } from "../protocol/generated";
import { pickStep, projectSteps, runSteps, textStep, type ProjectItem, type Step } from "../steps";

interface TypeItem extends vscode.QuickPickItem {
  readonly type: IssueType;
}
interface PriorityItem extends vscode.QuickPickItem {
  readonly priority: string;
}

interface Answers {
  type: TypeItem | undefined;
  title: string;
  project: ProjectItem | undefined;
  priority: PriorityItem | undefined;
}

function typeItem(type: IssueType): TypeItem {
  const paired = type.mode === "paired" ? t("you follow the work") : t("works by itself");
  return {
    label: type.key,
    description: type.name,
    detail: `${type.steps.join(" → ")} · ${paired}`,
    iconPath: new vscode.ThemeIcon(type.icon, new vscode.ThemeColor(type.color)),
    type,
  };
}

function priorityItems(): PriorityItem[] {
  return [
    { priority: "P0", label: "P0", description: t("now") },
    { priority: "P1", label: "P1", description: t("next") },
    { priority: "P2", label: "P2", description: t("normal") },
    { priority: "P3", label: "P3", description: t("some time") },
  ];
}

async function ask(context: OperatorContext): Promise<Answers | undefined> {
  const { types, projects } = await context.request("type/list", {});
  const priorities = priorityItems();
  const answers: Answers = {
    type: undefined,
    title: "",
    project: undefined,
    priority: priorities[2],
  };
  const typeItems = types.map(typeItem);
  const steps: Step[] = [
    pickStep(
      t("What kind of work is it?"),
      typeItems,
      () => answers.type,
      (item) => (answers.type = item),
    ),
    textStep(
      t("Title: one line that says what is wanted"),
      () => answers.title,
      t("A ticket needs a title."),
      (text) => {
        answers.title = text;
      },
    ),
  ];
  steps.push(
    ...projectSteps(
      projects,
      () => answers.project,
      (item) => (answers.project = item),
    ),
    pickStep(
      t("How urgent is it?"),
      priorities,
      () => answers.priority,
      (item) => (answers.priority = item),
    ),
  );
  return (await runSteps(t("Create Ticket"), steps)) ? answers : undefined;
}

async function create(context: OperatorContext): Promise<void> {
  const answers = await ask(context);
  if (answers?.type === undefined || context.folder === undefined) return;
  const project = answers.project?.project.name;
  const { ticket } = await context.requestWithProgress("operator.tickets", "ticket/create", {
    type: answers.type.type.key,
    title: answers.title,
    ...(project === undefined ? {} : { project }),
    priority: answers.priority?.priority ?? "P2",
    hold: true,
    clientToken: crypto.randomUUID(),
  });
  await vscode.window.showTextDocument(vscode.Uri.joinPath(context.folder.uri, ticket.path), {
    preview: false,
  });
  const queueNow = t("Queue Now");
  const text = t("{0} is held until you queue it.", ticket.id);
  if ((await vscode.window.showInformationMessage(text, queueNow)) === queueNow) {
    await vscode.commands.executeCommand("operator.queueTicket", ticket.path);
  }
}

export function activate(context: OperatorContext): void {
  context.command("operator.createTicket", () => create(context));
}
