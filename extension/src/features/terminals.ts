// Session tabs: one editor terminal per session, running `operator attach`. The extension alone decides
// which there are (they are transient for VS Code), so a reload makes no duplicates. Closing a tab
// detaches; the session goes on.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { Changes } from "../model";
import type { Session } from "../protocol/generated";
import { Viewers } from "../server/viewers";
import { pickSession } from "../targets";
import { hasEnded } from "../text/groups";
import {
  opensByItself,
  planTabs,
  runMarker,
  runOf,
  sessionOfTab,
  tabMarker,
  tabName,
  type FoundTab,
} from "../text/tabs";

const rememberedKey = "operator.openTabs";
/** A tab closed by VS Code's own end must not be forgotten: by then the host is gone. In ms. */
const forgetAfter = 1_500;
/** When viewers that nobody sees are looked for: an extension host may take a while to end. In ms. */
const orphanChecks = [1_000, 6_000, 30_000];
/** How long the next tab waits for the one before it. In ms. */
const tabPatience = 15_000;
/** A viewer that keeps dying is opened again this often in a minute. */
const reopenLimit = 3;

interface Tab {
  readonly terminal: vscode.Terminal;
  /** The session's run that it shows; undefined when VS Code has lost it. */
  readonly run: string | undefined;
  /** Of the viewer, once it is known. */
  pid: number | undefined;
}

function sessionOf(terminal: vscode.Terminal): string | undefined {
  const options = terminal.creationOptions;
  return "pty" in options ? undefined : sessionOfTab(options.env, options.shellArgs);
}

function asTab(terminal: vscode.Terminal): Tab {
  const options = terminal.creationOptions;
  const run = "pty" in options ? undefined : (options.env?.[runMarker] ?? undefined);
  return { terminal, run, pid: undefined };
}

/** It shows nothing that goes on: its program has ended, or the session runs anew since. */
function isOver(tab: Tab, session: Session | undefined): boolean {
  if (tab.terminal.exitStatus !== undefined) return true;
  if (session === undefined || !session.host.alive || tab.run === undefined) return false;
  return tab.run !== runOf(session);
}

/** Of the group whose visible tab it is. */
function columnOf(terminal: vscode.Terminal): vscode.ViewColumn | undefined {
  return vscode.window.tabGroups.all.find(
    ({ activeTab }) =>
      activeTab?.input instanceof vscode.TabInputTerminal && activeTab.label === terminal.name,
  )?.viewColumn;
}

const isListed = (terminal: vscode.Terminal): boolean =>
  vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(
      ({ input, label }) => input instanceof vscode.TabInputTerminal && label === terminal.name,
    ),
  );

/** Once its program runs and its tab is listed, which on a busy machine are seconds apart; or not for long. */
async function shown(terminal: vscode.Terminal): Promise<void> {
  let patience: ReturnType<typeof setTimeout> | undefined;
  let listening: vscode.Disposable | undefined;
  const listed = new Promise<void>((resolve) => {
    const look = (): void => {
      if (isListed(terminal) || terminal.exitStatus !== undefined) resolve();
    };
    listening = vscode.window.tabGroups.onDidChangeTabs(look);
    look();
  });
  const over = new Promise((resolve) => (patience = setTimeout(resolve, tabPatience)));
  await Promise.race([Promise.all([terminal.processId, listed]), over]);
  listening?.dispose();
  clearTimeout(patience);
}

class Terminals {
  private readonly tabs = new Map<string, Tab>();
  private readonly known = new Set<string>();
  private readonly reopened = new Map<string, number[]>();
  /** Sessions whose tab opens next, with whether to show it. */
  private readonly waiting = new Map<string, boolean>();
  private opening = false;
  /** The last tab that opened by itself. */
  private lastQuiet: vscode.Terminal | undefined;
  /** Tabs asked for before their session or the list of open tabs was known; whether to show them. */
  private readonly requested = new Map<string, boolean>();
  private restored = false;
  private ended = false;

  private readonly viewers: Viewers | undefined;

  constructor(private readonly context: OperatorContext) {
    const storage = context.extension.storageUri;
    this.viewers = storage && new Viewers(vscode.Uri.joinPath(storage, "viewers").fsPath);
  }

  // ---- which tabs there are

  private remembered(): readonly string[] {
    return this.context.extension.workspaceState.get<readonly string[]>(rememberedKey, []);
  }

  private remember(): void {
    const ids = new Set([...this.tabs.keys(), ...this.waiting.keys()]);
    void this.context.extension.workspaceState.update(rememberedKey, [...ids]);
  }

  private keep(id: string, tab: Tab): void {
    this.tabs.set(id, tab);
    void tab.terminal.processId.then((pid) => {
      if (pid === undefined || this.ended) return;
      tab.pid = pid;
      this.viewers?.add(pid, id);
    });
  }

  /** Viewers of a window that was reloaded run on unseen: they are told to detach. */
  private async endOrphans(): Promise<void> {
    await Promise.all([...this.tabs.values()].map(({ terminal }) => terminal.processId));
    const ended = this.ended ? 0 : (this.viewers?.endOrphans() ?? 0);
    if (ended > 0) this.context.log.info(`${ended} viewers of an earlier window told to detach`);
  }

  private attachable(id: string): boolean {
    const session = this.context.model.session(id);
    return session !== undefined && (session.host.alive || !(hasEnded(session) || session.rest === "parked"));
  }

  /** Once the sessions are known: the tabs that were open, once each. */
  private restore(): void {
    this.restored = true;
    const found = vscode.window.terminals.flatMap((terminal): FoundTab<Tab>[] => {
      const sessionId = sessionOf(terminal);
      if (sessionId === undefined) return [];
      const tab = asTab(terminal);
      const dead = isOver(tab, this.context.model.session(sessionId));
      return [{ terminal: tab, sessionId, dead }];
    });
    const plan = planTabs(found, this.remembered(), (id) => this.attachable(id));
    for (const [id, tab] of plan.keep) this.keep(id, tab);
    for (const { terminal } of plan.dispose) terminal.dispose();
    for (const id of plan.open) this.openNext(id, false);
    this.remember();
    for (const after of orphanChecks) setTimeout(() => void this.endOrphans(), after);
    this.context.log.info(
      `tabs: ${plan.keep.size} kept, ${plan.open.length} opened again, ${plan.dispose.length} disposed`,
    );
  }

  changed(changes: Changes): void {
    const { model, state } = this.context;
    if (!model.ready || state === "missing") return;
    if (!this.restored) {
      for (const session of model.sessions) this.known.add(session.id);
      this.restore();
    }
    const ids = changes.whole ? model.sessions.map((session) => session.id) : changes.sessions;
    for (const id of ids) {
      const session = model.session(id);
      if (session === undefined || !session.host.alive || hasEnded(session)) continue;
      const tab = this.tabs.get(id);
      if (tab !== undefined && isOver(tab, session)) this.replace(session, tab);
      if (this.known.has(id)) continue;
      this.known.add(id);
      this.startByItself(session, session.paired);
    }
    for (const [id, show] of [...this.requested]) this.request(id, show);
  }

  /** The owner asks for a session's tab. */
  request(id: string, show: boolean): void {
    const session = this.context.model.session(id);
    if (session === undefined || !this.restored) {
      this.requested.set(id, show);
      return;
    }
    this.requested.delete(id);
    this.known.add(id);
    this.startByItself(session, show);
  }

  private startByItself(session: Session, show: boolean): void {
    const { autoOpenTerminals, maxAutoTabs } = this.context.settings;
    const existing = this.tabs.get(session.id);
    if (existing !== undefined) {
      if (show) existing.terminal.show(true);
      return;
    }
    const open = this.tabs.size + this.waiting.size;
    if (show || opensByItself(open, { auto: autoOpenTerminals, most: maxAutoTabs })) {
      this.openNext(session.id, show);
    }
  }

  // ---- opening

  /**
   * Opens a session's tab after those asked for before it. One at a time: of terminals that are made at
   * once in one column VS Code now and then leaves one without a name, seen on a busy machine.
   */
  private openNext(id: string, show: boolean): void {
    this.waiting.set(id, show || this.waiting.get(id) === true);
    if (!this.opening) void this.openWaiting();
  }

  private async openWaiting(): Promise<void> {
    this.opening = true;
    for (;;) {
      const next = this.waiting.entries().next();
      if (next.done === true || this.ended) break;
      const [id, show] = next.value;
      this.waiting.delete(id);
      const session = this.context.model.session(id);
      if (session === undefined || this.tabs.has(id) || !this.attachable(id)) continue;
      const place = this.quietColumn();
      const covered = show ? undefined : this.visibleIn(place);
      const terminal = this.open(session, { place, focus: false });
      this.lastQuiet = terminal;
      await shown(terminal);
      // Not before it is there: VS Code would be left with a tab that has no terminal.
      if (columnOf(terminal) === place) covered?.();
    }
    this.opening = false;
  }

  private open(
    session: Session,
    { place, focus }: { readonly place: vscode.ViewColumn; readonly focus: boolean },
  ): vscode.Terminal {
    const { folder, program } = this.context;
    const terminal = vscode.window.createTerminal({
      name: tabName(session),
      shellPath: program ?? "operator",
      shellArgs: ["attach", session.id, "--workspace", folder?.uri.fsPath ?? ""],
      cwd: folder?.uri ?? vscode.Uri.file("/"),
      env: { [tabMarker]: session.id, [runMarker]: runOf(session) },
      iconPath: new vscode.ThemeIcon(session.icon),
      color: new vscode.ThemeColor(session.color),
      location: { viewColumn: place, preserveFocus: !focus },
      isTransient: true,
    });
    this.keep(session.id, asTab(terminal));
    this.remember();
    return terminal;
  }

  /** A restored session's tab shows the end of its last run: another takes its place. */
  private replace(session: Session, old: Tab): void {
    this.tabs.delete(session.id);
    this.openNext(session.id, false);
    old.terminal.dispose();
  }

  private ours(group: vscode.TabGroup): boolean {
    const names = new Set([...this.tabs.values()].map(({ terminal }) => terminal.name));
    return group.tabs.some(
      (tab) => tab.input instanceof vscode.TabInputTerminal && names.has(tab.label),
    );
  }

  /**
   * Never the column a person is in, unless it is empty: a new tab would cover what they type in. A tab
   * that opens by itself makes its column the active one although the focus stays, so the column whose top
   * is still the last such tab, and nobody has typed in it, is not taken for a person's. After a reload the
   * tabs' column is there without them, and empty.
   */
  private quietColumn(): vscode.ViewColumn {
    const { all, activeTabGroup } = vscode.window.tabGroups;
    const last = this.lastQuiet;
    if (last !== undefined && !last.state.isInteractedWith) {
      const untouched = all.find(({ activeTab }) => activeTab?.label === last.name);
      if (untouched?.activeTab?.input instanceof vscode.TabInputTerminal)
        return untouched.viewColumn;
    }
    const others = all.filter((group) => group !== activeTabGroup);
    const empty = all.find(({ tabs }) => tabs.length === 0);
    const group = others.find((each) => this.ours(each)) ?? empty ?? others[0];
    return group?.viewColumn ?? vscode.ViewColumn.Beside;
  }

  private focusColumn(): vscode.ViewColumn {
    const { all, activeTabGroup } = vscode.window.tabGroups;
    return (all.find((group) => this.ours(group)) ?? activeTabGroup).viewColumn;
  }

  /** Puts back what was visible in a column that a new tab has just covered. */
  private visibleIn(column: vscode.ViewColumn): (() => void) | undefined {
    const { all, activeTabGroup } = vscode.window.tabGroups;
    const group = all.find((each) => each.viewColumn === column);
    const tab = group === undefined || group === activeTabGroup ? undefined : group.activeTab;
    if (tab === undefined) return undefined;
    if (tab.input instanceof vscode.TabInputTerminal) {
      const found = [...this.tabs.values()].find(({ terminal }) => terminal.name === tab.label);
      return found === undefined ? undefined : () => found.terminal.show(true);
    }
    if (tab.input instanceof vscode.TabInputText) {
      const { uri } = tab.input;
      const options = { viewColumn: column, preserveFocus: true, preview: tab.isPreview };
      return () => void vscode.window.showTextDocument(uri, options);
    }
    if (tab.input instanceof vscode.TabInputCustom) {
      const { uri, viewType } = tab.input;
      const options = { viewColumn: column, preserveFocus: true, preview: tab.isPreview };
      return () => void vscode.commands.executeCommand("vscode.openWith", uri, viewType, options);
    }
    return undefined;
  }

  focus(session: Session): void {
    this.waiting.delete(session.id);
    const existing = this.tabs.get(session.id);
    if (existing !== undefined && !isOver(existing, session)) {
      existing.terminal.show(false);
      return;
    }
    if (existing !== undefined) {
      this.tabs.delete(session.id);
      existing.terminal.dispose();
    }
    if (session.rest === "parked") {
      void vscode.commands.executeCommand("operator.restoreSession", session.id);
      return;
    }
    if (!session.host.alive && hasEnded(session)) {
      void this.offerRestore(session);
      return;
    }
    this.open(session, { place: this.focusColumn(), focus: true }).show(false);
  }

  private async offerRestore(session: Session): Promise<void> {
    const restore = t("Restore Session");
    const changes = t("Show Changes");
    const text = t("{0} has ended; its terminal is gone, its work is kept.", session.id);
    const picked = await vscode.window.showInformationMessage(
      text,
      ...(session.restorable ? [restore] : []),
      changes,
    );
    if (picked === restore)
      await vscode.commands.executeCommand("operator.restoreSession", session.id);
    if (picked === changes)
      await vscode.commands.executeCommand("operator.showChanges", session.id);
  }

  // ---- closing

  closed(terminal: vscode.Terminal): void {
    const id = sessionOf(terminal);
    if (id === undefined || this.tabs.get(id)?.terminal !== terminal) return;
    this.tabs.delete(id);
    setTimeout(() => {
      if (!this.ended) this.remember();
    }, forgetAfter);
    const { code, reason } = terminal.exitStatus ?? {
      code: undefined,
      reason: vscode.TerminalExitReason.Unknown,
    };
    this.context.log.info(`tab ${id} closed (reason ${reason}, code ${code ?? "none"})`);
    // The viewer died while its session lives: a lost connection, not a person's wish.
    const died = reason === vscode.TerminalExitReason.Process && code !== 0;
    const session = this.context.model.session(id);
    if (died && session?.host.alive === true && this.mayReopen(id)) this.openNext(id, false);
  }

  private mayReopen(id: string): boolean {
    const now = Date.now();
    const times = (this.reopened.get(id) ?? []).filter((at) => now - at < 60_000);
    if (times.length >= reopenLimit) return false;
    this.reopened.set(id, [...times, now]);
    return true;
  }

  /** Which session a person looks at. */
  look(): void {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const isTerminal = tab?.input instanceof vscode.TabInputTerminal;
    const found = isTerminal
      ? [...this.tabs].find(([, { terminal }]) => terminal.name === tab.label)
      : undefined;
    this.context.shared.shownSession = found?.[0];
  }

  /**
   * The extension ends: the window is reloaded or closed. A browser's window takes its tabs along but
   * not their programs, so each viewer is told to detach; what was open is remembered.
   */
  dispose(): void {
    this.ended = true;
    for (const { pid } of this.tabs.values()) {
      if (pid === undefined) continue;
      try {
        process.kill(pid, "SIGTERM");
      } catch {
        // It has ended already.
      }
    }
  }
}

export function activate(context: OperatorContext): void {
  const terminals = new Terminals(context);
  context.register(
    terminals,
    context.model.onDidChange((changes) => terminals.changed(changes)),
    context.model.onTerminalRequest(({ sessionId, show }) => terminals.request(sessionId, show)),
    vscode.window.onDidCloseTerminal((terminal) => terminals.closed(terminal)),
    vscode.window.tabGroups.onDidChangeTabs(() => terminals.look()),
    vscode.window.tabGroups.onDidChangeTabGroups(() => terminals.look()),
  );
  context.command("operator.focusSession", async (argument) => {
    const session = await pickSession(context, argument, t("Focus Session"));
    if (session !== undefined) terminals.focus(session);
  });
}
