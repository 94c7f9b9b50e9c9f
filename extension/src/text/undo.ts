// What can be taken back, newest first. Pure.

export interface Undoable {
  /** What was done, for people. */
  readonly what: string;
  readonly run: () => Promise<void>;
}

/** More than a person remembers is not kept. */
const most = 20;

export class UndoStack {
  private entries: Undoable[] = [];

  constructor(private readonly changed: (canUndo: boolean) => void) {}

  push(entry: Undoable): void {
    this.entries = [...this.entries, entry].slice(-most);
    this.changed(true);
  }

  /** The newest is taken off before it runs: what cannot be undone is not tried again. */
  async undo(): Promise<Undoable | undefined> {
    const entry = this.entries.pop();
    this.changed(this.entries.length > 0);
    await entry?.run();
    return entry;
  }

  clear(): void {
    this.entries = [];
    this.changed(false);
  }
}
