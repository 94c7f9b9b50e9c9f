// Which terminal tabs there should be, as values: the feature does what these functions say. Pure.
import { sessionTitle } from "./words";
import type { Session } from "../protocol/generated";

/** In a tab's environment: which session it shows. Survives a restart of the extension host. */
export const tabMarker = "OPERATOR_TAB";

/** Which run of the session it was opened for: a restored session has another. */
export const runMarker = "OPERATOR_TAB_RUN";

export function runOf(session: Session): string {
  return session.restoredAt ?? "";
}

/** A terminal of ours as VS Code knows it. */
export interface FoundTab<T> {
  readonly terminal: T;
  readonly sessionId: string;
  /** Its program has ended, or it shows the end of an earlier run. */
  readonly dead: boolean;
}

/** The session a terminal shows, by its marker or by the arguments it was made with. */
export function sessionOfTab(
  env: Readonly<Record<string, string | null | undefined>> | undefined,
  shellArgs: readonly string[] | string | undefined,
): string | undefined {
  const marked = env?.[tabMarker];
  if (typeof marked === "string" && marked !== "") return marked;
  if (shellArgs === undefined || typeof shellArgs === "string") return undefined;
  return shellArgs[0] === "attach" && shellArgs.includes("--workspace") ? shellArgs[1] : undefined;
}

export interface TabPlan<T> {
  /** Tabs to keep, one per session. */
  readonly keep: ReadonlyMap<string, T>;
  /** Dead ones and second ones of a session. */
  readonly dispose: readonly T[];
  /** Sessions whose tab is to be opened again, in the remembered order. */
  readonly open: readonly string[];
}

/**
 * What to do after a reload or a restart: exactly the remembered tabs, once each. A tab that is there
 * and alive counts as remembered, so that nothing a person sees is closed.
 */
export function planTabs<T>(
  found: readonly FoundTab<T>[],
  remembered: readonly string[],
  exists: (sessionId: string) => boolean,
): TabPlan<T> {
  const keep = new Map<string, T>();
  const dispose: T[] = [];
  for (const tab of found) {
    if (tab.dead || keep.has(tab.sessionId)) dispose.push(tab.terminal);
    else keep.set(tab.sessionId, tab.terminal);
  }
  const open = [...new Set(remembered)].filter((id) => !keep.has(id) && exists(id));
  return { keep, dispose, open };
}

/** Whether a session that started gets a tab by itself. */
export function opensByItself(
  open: number,
  settings: { readonly auto: boolean; readonly most: number },
): boolean {
  return settings.auto && open < settings.most;
}

/** The tab's name: fixed at creation, so it holds what does not change. */
export function tabName(session: Session): string {
  return sessionTitle(session, 40);
}
