import { expect, test } from "vitest";
import type { Event } from "../src/protocol/generated";
import { historyText, whatHappened } from "../src/text/history";

const event = (kind: string, text: string): Event => ({
  seq: 1,
  epoch: "E",
  at: "2026-11-21T08:45:00.123Z",
  actor: "agent",
  kind,
  sessionId: "app-1",
  ticketId: "FEAT-1",
  text,
  facts: [],
});

test("an event is one line, whatever its text", () => {
  expect(whatHappened(event("agent/ranCommand", "make\ncheck"))).toBe("agent/ranCommand · make check");
  expect(whatHappened(event("queue/paused", ""))).toBe("queue/paused");
});

test("a history says when it is not whole, and when there is none", () => {
  const events = [event("session/claimed", "One"), event("agent/changedFile", "a.txt")];
  expect(historyText("app-1", events, false).split("\n")).toHaveLength(3);
  expect(historyText("app-1", events, true)).toMatch(/^Older events are not shown/);
  expect(historyText("app-1", [], false)).toBe("Nothing is kept of app-1.\n");
});
