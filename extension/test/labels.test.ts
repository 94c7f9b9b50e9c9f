import { expect, it } from "vitest";
import { reviewLabel, sessionLabel, ticketLabel } from "../src/text/labels";
import { noon as now, review, session, ticket } from "./samples";

it("says a review's kind, title, session, type, ticket and age", () => {
  const label = reviewLabel(
    review({ kind: "plan", title: "Greet\npeople", round: 2, ticketId: "FEAT-1" }),
    session({ type: "FEAT" }),
    now,
  );
  expect(label).toBe("Plan: Greet people, app-3, FEAT, FEAT-1, round 2, waits for you, 3 s ago");
});

it("says a session's type, id, title and evidence", () => {
  const label = sessionLabel(session({ id: "app-3", type: "FIX", name: "Dates" }), now);
  expect(label).toMatch(/^FIX, app-3, Dates, working · /);
});

it("says a ticket's type, id, title, state and why it waits or what is wrong", () => {
  const waits = ticket({ id: "FIX-1", type: "FIX", title: "Dates", state: "queue", reason: "on hold" });
  expect(ticketLabel(waits)).toMatch(/^FIX, FIX-1, Dates, Queue, on hold, /);
  const broken = ticket({ ...waits, problems: [{ line: 3, message: "no such priority" }] });
  expect(ticketLabel(broken)).toContain("problem: no such priority");
});
