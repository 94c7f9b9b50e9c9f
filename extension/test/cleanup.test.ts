import { describe, expect, it } from "vitest";
import type { CleanedSession } from "../src/protocol/generated";
import { cleanUpDetail, sortCleaned } from "../src/text/cleanup";

function cleaned(id: string, changes: Partial<CleanedSession> = {}): CleanedSession {
  return {
    id,
    name: `Work of ${id}`,
    outcome: "would_remove",
    reasons: [],
    needsYes: false,
    worktree: `/data/${id}`,
    branch: `feat/${id}`,
    branchDeleted: false,
    ...changes,
  };
}

const goes = cleaned("app-1");
const asks = cleaned("app-2", { outcome: "kept", needsYes: true, reasons: ["2 ignored: .env, out/"] });
const stays = cleaned("app-3", { outcome: "kept", reasons: ["1 uncommitted: a\u0007.txt"] });

describe("cleaning up", () => {
  it("tells what goes, what needs a yes of its own, and what stays", () => {
    expect(sortCleaned([stays, asks, goes])).toEqual({ leave: [goes], ask: [asks], stay: [stays] });
  });

  it("says each with its reasons, and nothing of an empty group", () => {
    const all = cleanUpDetail([goes], [asks], [stays]);
    expect(all).toContain("Can go:\napp-1: Work of app-1\n");
    expect(all).toContain("app-2: Work of app-2 (2 ignored: .env, out/)");
    expect(all).toContain("Stay:\napp-3: Work of app-3 (1 uncommitted: a");
    expect(all).not.toContain("\u0007");
    expect(cleanUpDetail([goes], [], [])).not.toContain("Stay:");
  });
});
