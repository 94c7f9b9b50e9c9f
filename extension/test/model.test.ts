import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Model, type Changes, type Requester } from "../src/model";
import type { RequestMethod, Requests, Review, Session, Ticket } from "../src/protocol/generated";
import { review, session, ticket } from "./samples";

/** An owner with three lists, which counts what it is asked. */
class Owner implements Requester {
  sessions: Session[] = [session()];
  tickets: Ticket[] = [ticket()];
  reviews: Review[] = [];
  readonly asked: string[] = [];

  request<M extends RequestMethod>(method: M): Promise<Requests[M]["result"]> {
    this.asked.push(method);
    const answers: Partial<Record<RequestMethod, unknown>> = {
      "status/get": {
        status: { paused: false, running: 1, limit: 4, queued: 1, problems: [], trusted: true },
      },
      "queue/get": { paused: false, running: 1, limit: 4, tickets: this.tickets },
      "session/list": { agents: this.sessions },
      "review/list": { reviews: this.reviews },
    };
    return Promise.resolve(structuredClone(answers[method]) as Requests[M]["result"]);
  }
}

let owner: Owner;
let model: Model;
let changes: Changes[];
beforeEach(async () => {
  vi.useFakeTimers();
  owner = new Owner();
  model = new Model(owner, () => undefined);
  changes = [];
  model.onDidChange((each) => changes.push(each));
  await model.refetch();
  await vi.advanceTimersByTimeAsync(50);
});
afterEach(() => {
  model.dispose();
  vi.useRealTimers();
});

describe("the model", () => {
  it("is filled by one call per list", () => {
    expect(owner.asked.sort()).toEqual(["queue/get", "review/list", "session/list", "status/get"]);
    expect(model.session("app-3")?.name).toBe("Add a search box");
    expect(changes.map((each) => each.whole)).toEqual([true]);
  });

  it("tells views once for messages that come together, and names what changed", async () => {
    model.take({
      method: "session/didChange",
      params: { session: session({ id: "app-4" }), seq: 1 },
    });
    model.take({
      method: "session/didChange",
      params: { session: session({ status: "stuck" }), seq: 2 },
    });
    await vi.advanceTimersByTimeAsync(50);
    expect(changes).toHaveLength(2);
    expect([...(changes[1]?.sessions ?? [])].sort()).toEqual(["app-3", "app-4"]);
    expect(changes[1]).toMatchObject({ whole: false, tickets: false, queue: false });
    expect(model.session("app-3")?.status).toBe("stuck");
  });

  it("asks for nothing when a ticket's reason changes", async () => {
    owner.asked.length = 0;
    model.take({
      method: "ticket/didChange",
      params: { ticket: ticket({ reason: "no free slot" }), seq: 1 },
    });
    await vi.advanceTimersByTimeAsync(500);
    expect(owner.asked).toEqual([]);
    expect(model.tickets[0]?.reason).toBe("no free slot");
  });

  it("keeps a ticket that moved as one, at its new path", async () => {
    const moved = ticket({ state: "in-progress", path: ".tickets/in-progress/FEAT-7K2QD.md" });
    model.take({ method: "ticket/didChange", params: { ticket: moved, seq: 1 } });
    model.take({
      method: "ticket/didRemove",
      params: { path: ticket().path, id: ticket().id, seq: 2 },
    });
    expect(model.tickets).toEqual([moved]);
  });

  it("keeps two files with one id apart", () => {
    const copy = ticket({ path: ".tickets/queue/copy.md" });
    model.take({ method: "ticket/didChange", params: { ticket: copy, seq: 1 } });
    expect(model.tickets.map((each) => each.path)).toEqual([ticket().path, copy.path]);
  });

  it("takes the owner's order for a new review", async () => {
    model.take({ method: "review/didChange", params: { review: review({ id: "R-1" }), seq: 1 } });
    owner.reviews = [review({ id: "R-2", kind: "permission" }), review({ id: "R-1" })];
    model.take({
      method: "review/didChange",
      params: { review: review({ id: "R-2", kind: "permission" }), seq: 2 },
    });
    await vi.advanceTimersByTimeAsync(500);
    expect(model.reviews.map((each) => each.id)).toEqual(["R-2", "R-1"]);
    model.take({
      method: "review/didClose",
      params: { reviewId: "R-2", sessionId: "app-3", seq: 3 },
    });
    expect(model.reviews.map((each) => each.id)).toEqual(["R-1"]);
  });

  it("fetches everything anew after the owner was replaced", async () => {
    owner.sessions = [session({ id: "app-9" })];
    model.take({ method: "server/didRestart", params: { epoch: "e2", seq: 1 } });
    await vi.advanceTimersByTimeAsync(50);
    expect(model.sessions.map((each) => each.id)).toEqual(["app-9"]);
    expect(changes.at(-1)?.whole).toBe(true);
  });

  it("passes on that a tab is wanted", () => {
    const wanted: string[] = [];
    model.onTerminalRequest(({ sessionId, show }) => wanted.push(`${sessionId} ${show}`));
    model.take({
      method: "terminal/didRequest",
      params: { sessionId: "app-3", show: true, seq: 1 },
    });
    expect(wanted).toEqual(["app-3 true"]);
  });
});
