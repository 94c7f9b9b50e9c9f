import { describe, expect, it } from "vitest";
import type { Status } from "../src/protocol/generated";
import { groupOf, groupSessions, hasEnded, ticketsIn, type SessionGroup } from "../src/text/groups";
import { session, ticket } from "./samples";

describe("groups of sessions", () => {
  const table: Readonly<Record<Status, SessionGroup>> = {
    spawning: "working",
    working: "working",
    needs_input: "needsInput",
    stuck: "stuck",
    ci_failed: "pullRequest",
    changes_requested: "pullRequest",
    mergeable: "pullRequest",
    approved: "pullRequest",
    review_pending: "pullRequest",
    pr_open: "pullRequest",
    merged: "done",
    done: "done",
    killed: "ended",
    terminated: "ended",
    cleanup: "ended",
    errored: "failed",
    parked: "waiting",
  };
  for (const [status, group] of Object.entries(table)) {
    it(`puts ${status} into ${group}`, () => {
      expect(groupOf(session({ status: status as Status }))).toBe(group);
    });
  }

  it("come in the one order, newest session first, without empty ones", () => {
    const groups = groupSessions([
      session({ id: "app-1", status: "done", createdAt: "2030-01-01T01:00:00.000Z" }),
      session({ id: "app-2", status: "needs_input", createdAt: "2030-01-01T02:00:00.000Z" }),
      session({ id: "app-3", status: "done", createdAt: "2030-01-01T03:00:00.000Z" }),
    ]);
    expect([...groups.keys()]).toEqual(["needsInput", "done"]);
    expect(groups.get("done")?.map((each) => each.id)).toEqual(["app-3", "app-1"]);
  });

  it("know which sessions have ended", () => {
    expect(hasEnded(session({ status: "killed" }))).toBe(true);
    expect(hasEnded(session({ status: "errored" }))).toBe(true);
    expect(hasEnded(session({ status: "stuck" }))).toBe(false);
  });
});

it("tickets keep the owner's order within their state", () => {
  const tickets = [
    ticket({ id: "B", state: "queue" }),
    ticket({ id: "C", state: "completed" }),
    ticket({ id: "A" }),
  ];
  expect(ticketsIn(tickets, "queue").map((each) => each.id)).toEqual(["B", "A"]);
});
