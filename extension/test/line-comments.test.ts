import { expect, it } from "vitest";
import {
  commentText,
  feedbackText,
  inReadingOrder,
  readComments,
  relocate,
  type LineComment,
} from "../src/text/line-comments";

const comment = (change: Partial<LineComment> = {}): LineComment => ({
  id: "c1",
  sessionId: "app-3",
  path: "src/main.c",
  first: 3,
  last: 3,
  quote: ["  return 1;"],
  text: "use a constant",
  ...change,
});

it("tells the place, the words and the line they are about", () => {
  expect(commentText(comment())).toBe("src/main.c:3: use a constant\n>   return 1;");
  const range = comment({ first: 3, last: 4, quote: ["a", ""], text: "  two\nlines " });
  expect(commentText(range)).toBe("src/main.c:3-4: two\nlines\n> a\n>");
});

it("cuts a long quote, not the words", () => {
  const quote = Array.from({ length: 30 }, (_, n) => `line ${n}`);
  const text = commentText(comment({ last: 32, quote }));
  expect(text).toContain("main.c:3-32: use a constant");
  expect(text).toContain("> line 7\n> …");
  expect(text).not.toContain("line 8");
});

it("puts the comments below the typed words, in reading order; either may be missing", () => {
  const later = comment({ id: "c2", path: "src/z.c", first: 1, last: 1, quote: ["z"], text: "no" });
  const earlier = comment({ id: "c3", first: 2, last: 2, quote: ["e"], text: "why?" });
  expect(inReadingOrder([later, comment(), earlier]).map(({ id }) => id)).toEqual(["c3", "c1", "c2"]);
  expect(feedbackText(" please ", [later, comment()])).toBe(
    "please\n\nsrc/main.c:3: use a constant\n>   return 1;\n\nsrc/z.c:1: no\n> z",
  );
  expect(feedbackText("", [later])).toBe("src/z.c:1: no\n> z");
  expect(feedbackText("please", [])).toBe("please");
});

it("follows its lines to the nearest place with the same text, else stays", () => {
  const lines = ["a", "  return 1;", "b", "c", "  return 1;", "d"];
  expect(relocate(comment(), lines)).toMatchObject({ first: 2, last: 2 });
  expect(relocate(comment({ first: 5, last: 5 }), lines)).toMatchObject({ first: 5, last: 5 });
  expect(relocate(comment({ first: 40, last: 40 }), lines)).toMatchObject({ first: 5, last: 5 });
  const two = comment({ first: 9, last: 10, quote: ["b", "c"] });
  expect(relocate(two, [...lines, ...lines])).toMatchObject({ first: 9, last: 10 });
  expect(relocate(comment(), [])).toEqual(comment());
  expect(relocate(comment({ quote: ["gone"] }), lines)).toMatchObject({ first: 3, last: 3 });
});

it("takes back what was kept, and nothing else", () => {
  const kept: unknown = JSON.parse(JSON.stringify([comment(), comment({ id: "c2" })]));
  expect(readComments(kept)).toEqual([comment(), comment({ id: "c2" })]);
  const wrong = [null, {}, { ...comment(), first: 0 }, { ...comment(), quote: [1] }, "x"];
  expect(readComments(wrong)).toEqual([]);
  expect(readComments(undefined)).toEqual([]);
});
