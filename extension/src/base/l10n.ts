// One `t` for every text a person reads at run time. Pure modules use it too, so it must not import
// vscode: extension.ts puts vscode.l10n.t in place at activation; tests read the English.

export type Translate = (message: string, ...args: (string | number)[]) => string;

function english(message: string, ...args: (string | number)[]): string {
  return message.replace(/\{(\d+)\}/g, (whole, index) => String(args[Number(index)] ?? whole));
}

let translate: Translate = english;

export function setTranslate(replacement: Translate): void {
  translate = replacement;
}

/** The text in the person's language; {0}, {1}… are filled in. */
export function t(message: string, ...args: (string | number)[]): string {
  return translate(message, ...args);
}
