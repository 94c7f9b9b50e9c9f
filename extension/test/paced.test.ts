import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Paced } from "../src/base/paced";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first runs at once, those that follow too closely are one, at the end of the pause", () => {
  const run = vi.fn();
  const paced = new Paced(run);
  paced.request(200);
  expect(run).toHaveBeenCalledTimes(1);
  for (let n = 0; n < 10; n++) {
    vi.advanceTimersByTime(15);
    paced.request(200);
  }
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(50);
  expect(run).toHaveBeenCalledTimes(2);
});

test("requests that never stop do not put it off", () => {
  const run = vi.fn();
  const paced = new Paced(run);
  for (let n = 0; n < 100; n++) {
    paced.request(200);
    vi.advanceTimersByTime(20);
  }
  expect(run.mock.calls.length).toBeGreaterThanOrEqual(9);
});

test("what is urgent overtakes what can wait, and not the other way round", () => {
  const run = vi.fn();
  const paced = new Paced(run);
  paced.request(200);
  paced.request(1_000);
  vi.advanceTimersByTime(100);
  paced.request(200);
  paced.request(1_000);
  vi.advanceTimersByTime(110);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(2_000);
  expect(run).toHaveBeenCalledTimes(2);
});

test("disposed, it runs no more", () => {
  const run = vi.fn();
  const paced = new Paced(run);
  paced.request(200);
  paced.request(200);
  paced.dispose();
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(1);
});
