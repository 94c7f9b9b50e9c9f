import { expect, it } from "vitest";
import { statusBarText, statusBarTooltip, type BarState } from "../src/text/status-bar";

const bar = (change: Partial<BarState> = {}): BarState => ({
  state: "ready",
  running: 2,
  limit: 5,
  paused: false,
  waiting: 0,
  queued: 3,
  obstacle: "none",
  trouble: "",
  problems: 0,
  otherVersion: "",
  ...change,
});

it("says when the server is of another version, and counts in words", () => {
  expect(statusBarTooltip(bar())).not.toContain("version");
  expect(statusBarTooltip(bar({ otherVersion: "0.9.0" }))).toContain("version 0.9.0");
  expect(statusBarTooltip(bar({ queued: 1, problems: 1 }))).toContain(
    "1 ticket in the queue\n1 problem in the configuration",
  );
});
it("shows slots and what waits", () => {
  expect(statusBarText(bar())).toBe("$(rocket) 2/5");
  expect(statusBarText(bar({ waiting: 1 }))).toBe("$(rocket) 2/5 · 1 waiting");
});
it("says that it is paused in words, not by the icon alone", () => {
  expect(statusBarText(bar({ paused: true }))).toBe("$(debug-pause) 2/5 · paused");
});
it("says why nothing is launched", () => {
  expect(statusBarText(bar({ obstacle: "untrusted" }))).toBe("$(shield) 2/5 · not trusted");
  expect(statusBarTooltip(bar({ obstacle: "untrusted" }))).toContain("nothing is launched");
});
it("says that there is no connection", () => {
  expect(statusBarText(bar({ state: "failed" }))).toContain("not connected");
  expect(statusBarTooltip(bar({ state: "missing" }))).toBe("Operator: program missing");
  expect(statusBarTooltip(bar({ state: "outdated", trouble: "0.1 and 0.2" }))).toBe(
    "Operator: another version\n0.1 and 0.2",
  );
});
it("names what keeps agents from working", () => {
  expect(statusBarText(bar({ obstacle: "noGit" }))).toBe("$(warning) 2/5 · git not found");
  expect(statusBarText(bar({ obstacle: "noRepository" }))).toContain("no git repository");
});
