import { describe, expect, it } from "vitest";
import { ago, evidenceWords, oneLine, sessionTitle, useWords, workWords } from "../src/text/words";
import { noon, session } from "./samples";

describe("ago", () => {
  const cases: readonly [number, string][] = [
    [0, "now"],
    [3, "3 s ago"],
    [59, "59 s ago"],
    [60, "1 min ago"],
    [3_599, "59 min ago"],
    [7_200, "2 h ago"],
    [172_800, "2 days ago"],
    [-30, "now"],
  ];
  for (const [seconds, text] of cases) {
    it(`says "${text}" ${seconds} s later`, () => {
      expect(ago(new Date(noon - seconds * 1000).toISOString(), noon)).toBe(text);
    });
  }
  it("says nothing about a time that is none", () => {
    expect(ago("", noon)).toBe("");
  });
});

describe("evidence", () => {
  it("names status, fact and age", () => {
    const asking = session({
      status: "needs_input",
      evidence: { source: "hook", what: "permission hook", at: "2030-01-01T11:59:57.000Z" },
    });
    expect(evidenceWords(asking, noon)).toBe("needs input · permission hook · 3 s ago");
  });
  it("calls a working session waiting when its agent is ready or idle", () => {
    expect(evidenceWords(session({ activity: "idle" }), noon)).toMatch(/^waiting · /);
    expect(evidenceWords(session({ activity: "ready" }), noon)).toMatch(/^waiting · /);
    expect(evidenceWords(session({ activity: "idle", rest: "frozen" }), noon)).toMatch(/^frozen · /);
    expect(evidenceWords(session({ activity: "active" }), noon)).toMatch(/^working · /);
  });
  it("falls back to the source when the fact has no words", () => {
    const silent = session({
      evidence: { source: "process", what: "", at: "2030-01-01T12:00:00.000Z" },
    });
    expect(evidenceWords(silent, noon)).toBe("working · process · now");
  });
});

describe("one line", () => {
  it("keeps control, bidirectional and line-break characters out", () => {
    expect(oneLine("a\u001b[31mb\nc\u202ed\u0000e")).toBe("a [31mb c d e");
  });
  it("cuts by characters, not by halves of them", () => {
    expect(oneLine("😀".repeat(50), 10)).toBe(`${"😀".repeat(9)}…`);
  });
  it("titles a session by id and name, by id alone without a name", () => {
    expect(sessionTitle(session())).toBe("app-3 · Add a search box");
    expect(sessionTitle(session({ name: " \n" }))).toBe("app-3");
  });
});

describe("what a session has and takes", () => {
  const work = {
    head: "",
    commits: 1,
    changed: 0,
    untracked: 0,
    conflicted: 0,
    files: 2,
    additions: 12,
    deletions: 3,
    problem: "",
  };
  it("tells the size of its work, and what is not committed", () => {
    expect(workWords(work)).toBe("files: 2 (+12 −3), commits: 1");
    expect(workWords({ ...work, changed: 1, conflicted: 2 })).toBe(
      "files: 2 (+12 −3), commits: 1; 1 uncommitted, 2 in conflict",
    );
  });
  it("adds up its processes", () => {
    const one = { pid: 7, parent: 1, name: "a", cpuPercent: 5.7, cpuTimeMs: 0, memoryBytes: 2 ** 20 };
    expect(useWords([one, { ...one, pid: 8 }])).toBe("2, using 11 % CPU and 2 MiB");
  });
});
