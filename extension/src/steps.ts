// Several questions in a row, with a way back. Each step fills in its part of the answers.
import * as vscode from "vscode";
import { t } from "./base/l10n";
import type { ProjectInfo } from "./protocol/generated";

export interface StepPosition {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** "back" goes one step back, undefined ends it all. */
export type StepOutcome = "next" | "back" | undefined;
export type Step = (position: StepPosition) => Promise<StepOutcome>;

/** Whether all steps were answered. Which ones follow may depend on the answers so far. */
export async function runSteps(
  title: string,
  steps: readonly Step[] | (() => readonly Step[]),
): Promise<boolean> {
  let index = 0;
  for (;;) {
    const all = typeof steps === "function" ? steps() : steps;
    const step = all[index];
    if (step === undefined) return true;
    const outcome = await step({ title, step: index + 1, totalSteps: all.length });
    if (outcome === undefined) return false;
    index += outcome === "next" ? 1 : -1;
  }
}

function ask(
  input: vscode.QuickInput,
  position: StepPosition,
  arm: (done: (outcome: StepOutcome) => void) => void,
): Promise<StepOutcome> {
  return new Promise<StepOutcome>((resolve) => {
    Object.assign(input, position);
    input.ignoreFocusOut = true;
    let outcome: StepOutcome;
    input.onDidHide(() => {
      input.dispose();
      resolve(outcome);
    });
    arm((result) => {
      outcome = result;
      input.hide();
    });
    input.show();
  });
}

export function pickStep<T extends vscode.QuickPickItem>(
  placeholder: string,
  items: readonly T[],
  active: () => T | undefined,
  take: (item: T) => void,
): Step {
  return (position) => {
    const input = vscode.window.createQuickPick<T>();
    input.placeholder = placeholder;
    input.items = items;
    input.matchOnDescription = true;
    input.buttons = position.step > 1 ? [vscode.QuickInputButtons.Back] : [];
    const chosen = active();
    if (chosen !== undefined) input.activeItems = [chosen];
    return ask(input, position, (done) => {
      input.onDidTriggerButton(() => done("back"));
      input.onDidAccept(() => {
        const [item] = input.selectedItems;
        if (item === undefined) return;
        take(item);
        done("next");
      });
    });
  };
}

export interface ProjectItem extends vscode.QuickPickItem {
  readonly project: ProjectInfo;
}

/** Asks for the project, where there are several. */
export function projectSteps(
  projects: readonly ProjectInfo[],
  active: () => ProjectItem | undefined,
  take: (item: ProjectItem) => void,
): Step[] {
  if (projects.length < 2) return [];
  const items = projects.map((project): ProjectItem => ({
    label: project.name,
    description: project.path,
    project,
  }));
  return [pickStep(t("In which project?"), items, active, take)];
}

export interface Input {
  readonly prompt: string;
  readonly value: () => string;
  /** Told of every change. */
  readonly take: (text: string) => void;
  readonly password?: boolean;
  /** May be left empty. */
  readonly optional?: boolean;
  /** Said when it is left empty and may not be. */
  readonly empty?: string;
  /** Done before the next step; its failure is shown and can be put right. */
  readonly check?: (text: string) => Promise<void>;
}

export function inputStep(step: Input): Step {
  return (position) => {
    const input = vscode.window.createInputBox();
    input.prompt = step.prompt;
    input.value = step.value();
    input.password = step.password ?? false;
    input.buttons = position.step > 1 ? [vscode.QuickInputButtons.Back] : [];
    return ask(input, position, (done) => {
      input.onDidTriggerButton(() => done("back"));
      input.onDidChangeValue((text) => {
        input.validationMessage = undefined;
        step.take(text);
      });
      const accept = async (): Promise<void> => {
        const text = input.value.trim();
        if (text === "" && step.optional !== true) {
          input.validationMessage = step.empty ?? t("This is needed.");
          return;
        }
        step.take(text);
        if (step.check !== undefined) {
          input.busy = true;
          input.enabled = false;
          try {
            await step.check(text);
          } catch (error) {
            input.validationMessage = error instanceof Error ? error.message : String(error);
            return;
          } finally {
            input.busy = false;
            input.enabled = true;
          }
        }
        done("next");
      };
      input.onDidAccept(() => void accept());
    });
  };
}

export function textStep(
  prompt: string,
  value: () => string,
  empty: string,
  take: (text: string) => void,
): Step {
  return inputStep({ prompt, value, empty, take });
}

export interface Choice<T extends vscode.QuickPickItem> {
  readonly placeholder: () => string;
  readonly load: () => Promise<readonly T[]>;
  /** Several, or none. */
  readonly many?: boolean;
  /** Chosen at first. */
  readonly active: (item: T) => boolean;
  readonly take: (items: readonly T[]) => void;
}

/** A choice from what has to be asked for first; where that fails, choosing the error asks again. */
export function choiceStep<T extends vscode.QuickPickItem>(step: Choice<T>): Step {
  return (position) => {
    const input = vscode.window.createQuickPick<T | vscode.QuickPickItem>();
    let items: readonly T[] = [];
    input.matchOnDescription = true;
    input.buttons = position.step > 1 ? [vscode.QuickInputButtons.Back] : [];
    const load = async (): Promise<void> => {
      input.busy = true;
      input.canSelectMany = false;
      input.placeholder = t("Asking…");
      try {
        items = await step.load();
        input.canSelectMany = step.many ?? false;
        input.placeholder = step.placeholder();
        input.items = items;
        const active = items.filter(step.active);
        if (step.many === true) input.selectedItems = active;
        else input.activeItems = active.slice(0, 1);
      } catch (error) {
        items = [];
        input.placeholder = t("That failed; choose it to ask again");
        const label = error instanceof Error ? error.message : String(error);
        input.items = [{ label: `$(error) ${label}`, alwaysShow: true }];
      }
      input.busy = false;
    };
    return ask(input, position, (done) => {
      input.onDidTriggerButton(() => done("back"));
      input.onDidAccept(() => {
        if (input.busy) return;
        const chosen = items.filter((item) => input.selectedItems.includes(item));
        const failed = items.length === 0 && input.items.length > 0;
        if (failed) void load();
        else if (chosen.length > 0 || step.many === true || items.length === 0) {
          step.take(chosen);
          done("next");
        }
      });
      void load();
    });
  };
}
