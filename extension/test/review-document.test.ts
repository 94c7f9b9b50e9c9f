import { expect, it } from "vitest";
import { reviewDocument, reviewDocumentName } from "../src/text/review-document";
import { review, session } from "./samples";

it("shows the plan as it was written, and the choices", () => {
  const text = reviewDocument(review({ body: "## Steps\n\n- `one`" }), session());
  expect(text).toContain("## Steps\n\n- `one`");
  expect(text).toContain("- Approve\n- Reject");
  expect(text.split("\n")[0]).toBe("# Plan: Search box in the header");
});
it("takes a title as text, not as markdown", () => {
  const [heading] = reviewDocument(review({ title: "[x](command:y) <b>" }), undefined).split("\n");
  expect(heading).toBe("# Plan: \\[x\\]\\(command:y\\) \\<b\\>");
});
it("offers feedback that did not arrive, and says where a lost question is answered", () => {
  const text = reviewDocument(
    review({ notDelivered: "use tabs", inTerminalOnly: true }),
    session(),
  );
  expect(text).toContain("> use tabs");
  expect(text).toContain("only be answered in the terminal");
  expect(text).not.toContain("- Approve");
});
it("gives each round its own name", () => {
  expect(reviewDocumentName(review())).toBe("app-3 Plan.md");
  expect(reviewDocumentName(review({ round: 2 }))).toBe("app-3 Plan round 2.md");
});
