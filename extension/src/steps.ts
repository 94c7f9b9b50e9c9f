// Several questions in a row, with a way back. Each step fills in its part of the answers.
import * as vscode from "vscode";

export interface StepPosition {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** "back" goes one step back, undefined ends it all. */
export type StepOutcome = "next" | "back" | undefined;
export type Step = (position: StepPosition) => Promise<StepOutcome>;

/** Whether all steps were answered. */
export async function runSteps(title: string, steps: readonly Step[]): Promise<boolean> {
  let index = 0;
  for (;;) {
    const step = steps[index];
    if (step === undefined) return true;
    const outcome = await step({ title, step: index + 1, totalSteps: steps.length });
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

export function textStep(
  prompt: string,
  value: () => string,
  empty: string,
  take: (text: string) => void,
): Step {
  return (position) => {
    const input = vscode.window.createInputBox();
    input.prompt = prompt;
    input.value = value();
    input.buttons = position.step > 1 ? [vscode.QuickInputButtons.Back] : [];
    return ask(input, position, (done) => {
      input.onDidTriggerButton(() => done("back"));
      input.onDidChangeValue((text) => {
        input.validationMessage = undefined;
        take(text);
      });
      input.onDidAccept(() => {
        if (input.value.trim() === "") {
          input.validationMessage = empty;
          return;
        }
        take(input.value.trim());
        done("next");
      });
    });
  };
}
