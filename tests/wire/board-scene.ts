// What the tests of boards share: a sync and its counts, tickets as files, and the rows of those.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Workspace } from "../support/workspace.ts";
import type { Ticket } from "./replies.ts";
import { ok, ticketWhen } from "./scene.ts";

export interface Synced {
  name: string;
  created: number;
  updated: number;
  sent: number;
  asked: number;
  error: string;
}

export const anyText = (part: string) => expect.stringContaining(part) as string;

/** A configuration that launches nothing, with these boards. */
export const boardConfig = (...boards: object[]) => ({ queue: { settle: "0ms", autoLaunch: false }, agent: "demo", boards: boards.map((board) => ({ every: "0s", ...board })) });

export class BoardScene {
  readonly w: Workspace;

  constructor(w: Workspace) {
    this.w = w;
  }

  /** One sync of the only board. Exit code 1 says that it has an error; the reply is there all the same. */
  async sync(): Promise<Omit<Synced, "name">> {
    const { code, stdout, stderr } = await this.w.operator("sync", "--json");
    const { boards } = JSON.parse(stdout || "{}") as { boards?: Synced[] };
    const board = boards?.[0];
    if (board === undefined) throw new Error(`operator sync: exit ${code}\n${stdout}${stderr}`);
    expect(code).toBe(board.error === "" ? 0 : 1);
    const { created, updated, sent, asked, error } = board;
    return { created, updated, sent, asked, error };
  }

  get files(): string[] {
    return readdirSync(join(this.w.folder, ".tickets"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
  }

  row(id: string): Promise<Ticket> {
    return ticketWhen(this.w, id, () => true, "is there");
  }

  reason(id: string, reason: string): Promise<Ticket> {
    return ticketWhen(this.w, id, (ticket) => ticket.reason === reason, reason);
  }

  async text(id: string): Promise<string> {
    return this.w.read((await this.row(id)).path);
  }

  async edit(id: string, change: (text: string) => string): Promise<void> {
    const { path } = await this.row(id);
    this.w.write(path, change(this.w.read(path)));
  }

  /** With the next owner. */
  async configure(config: object): Promise<void> {
    await ok(this.w, "stop");
    this.w.write(".operator/config.json", JSON.stringify(config));
    await ok(this.w, "trust", "--yes");
  }
}

export const nothing = { created: 0, updated: 0, sent: 0, asked: 0, error: "" };
