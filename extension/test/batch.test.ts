import { describe, expect, it } from "vitest";
import type { Review } from "../src/protocol/generated";
import { Batch, notificationText } from "../src/text/batch";
import { review } from "./samples";

class Clock {
  private time = 0;
  private tasks: { at: number; run: () => void }[] = [];
  now(): number {
    return this.time;
  }
  after(ms: number, run: () => void): () => void {
    const task = { at: this.time + ms, run };
    this.tasks.push(task);
    return () => {
      this.tasks = this.tasks.filter((each) => each !== task);
    };
  }
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.tasks.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.tasks = this.tasks.filter((each) => each !== next);
      this.time = next.at;
      next.run();
    }
    this.time = end;
  }
}

function setUp() {
  const clock = new Clock();
  const shown: (readonly string[])[] = [];
  const batch = new Batch(2_000, 400, clock, (reviews) =>
    shown.push(reviews.map((each) => each.id)),
  );
  return { clock, shown, batch };
}
const open = (...ids: string[]): Review[] =>
  ids.map((id) => review({ id, sessionId: `app-${id}` }));

describe("batching", () => {
  it("shows reviews that come together as one", () => {
    const { clock, shown, batch } = setUp();
    batch.update(open("1"));
    clock.advance(100);
    batch.update(open("1", "2", "3"));
    clock.advance(5_000);
    expect(shown).toEqual([["1", "2", "3"]]);
  });
  it("shows at most one every two seconds", () => {
    const { clock, shown, batch } = setUp();
    batch.update(open("1"));
    clock.advance(400);
    batch.update(open("1", "2"));
    clock.advance(1_000);
    batch.update(open("1", "2", "3"));
    clock.advance(999);
    expect(shown).toEqual([["1"]]);
    clock.advance(1);
    expect(shown).toEqual([["1"], ["2", "3"]]);
  });
  it("shows a review once", () => {
    const { clock, shown, batch } = setUp();
    batch.update(open("1"));
    clock.advance(5_000);
    batch.update(open("1"));
    clock.advance(5_000);
    expect(shown).toEqual([["1"]]);
  });
  it("does not show what was decided in the meantime", () => {
    const { clock, shown, batch } = setUp();
    batch.update(open("1"));
    clock.advance(100);
    batch.update([]);
    clock.advance(5_000);
    expect(shown).toEqual([]);
  });
  it("does not show what was open before", () => {
    const { clock, shown, batch } = setUp();
    batch.known(open("1"));
    batch.update(open("1", "2"));
    clock.advance(5_000);
    expect(shown).toEqual([["2"]]);
  });
});

describe("a notification's text", () => {
  it("names one review", () => {
    expect(notificationText([review({ kind: "permission", title: "Bash: npm test" })])).toBe(
      "app-3: Permission: Bash: npm test",
    );
  });
  it("counts sessions, not reviews", () => {
    expect(notificationText(open("1", "2", "3"))).toBe("3 sessions need you");
    expect(notificationText([review({ id: "1" }), review({ id: "2" })])).toBe(
      "app-3 needs you: 2 decisions",
    );
  });
});
