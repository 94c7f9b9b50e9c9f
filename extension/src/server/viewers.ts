// Which viewers (`operator attach` processes) this extension host has opened, on disk. A browser's
// window that is reloaded takes its terminals along but not their programs, and ends its extension host
// without a word; the next one ends the viewers that nobody can see any more. No vscode.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tabMarker } from "../text/tabs";

interface Viewer {
  readonly pid: number;
  readonly session: string;
}

function isViewer(value: unknown): value is Viewer {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "session" in value &&
    typeof value.session === "string"
  );
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether the process is still the viewer that was recorded: pids are used again. */
function isStill({ pid, session }: Viewer): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return environment.includes(`${tabMarker}=${session}`);
  } catch {
    return false;
  }
}

export class Viewers {
  private readonly mine = new Map<number, string>();

  /** One file per extension host in `folder`, so that two windows do not overwrite each other. */
  constructor(
    private readonly folder: string,
    private readonly host: number = process.pid,
  ) {}

  /** There is no taking back: a window that closes says that its tabs close, and leaves their programs. */
  add(pid: number, session: string): void {
    for (const known of this.mine.keys()) if (!alive(known)) this.mine.delete(known);
    this.mine.set(pid, session);
    this.save();
  }

  /** Ends the viewers of extension hosts that are gone; gives how many. Call it when the window's own are added. */
  endOrphans(): number {
    let ended = 0;
    for (const name of this.files()) {
      const host = Number(name.replace(".json", ""));
      if (host === this.host || alive(host)) continue;
      for (const viewer of this.read(name)) {
        if (this.mine.has(viewer.pid) || !isStill(viewer)) continue;
        process.kill(viewer.pid, "SIGTERM");
        ended += 1;
      }
      rmSync(join(this.folder, name), { force: true });
    }
    return ended;
  }

  private files(): string[] {
    try {
      return readdirSync(this.folder).filter((name) => /^\d+\.json$/.test(name));
    } catch {
      return [];
    }
  }

  private read(name: string): Viewer[] {
    try {
      const value: unknown = JSON.parse(readFileSync(join(this.folder, name), "utf8"));
      return Array.isArray(value) ? value.filter(isViewer) : [];
    } catch {
      return [];
    }
  }

  private save(): void {
    const viewers: Viewer[] = [...this.mine].map(([pid, session]) => ({ pid, session }));
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, `${this.host}.json`), JSON.stringify(viewers));
  }
}
