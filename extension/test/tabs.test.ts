import { describe, expect, it } from "vitest";
import { opensByItself, planTabs, sessionOfTab, tabName } from "../src/text/tabs";
import { session } from "./samples";

const tab = (terminal: string, sessionId: string, dead = false) => ({ terminal, sessionId, dead });
const all = (): boolean => true;

describe("which session a terminal shows", () => {
  it("is told by its marker", () => {
    expect(sessionOfTab({ OPERATOR_TAB: "app-3" }, undefined)).toBe("app-3");
  });
  it("is told by its arguments when the environment is lost", () => {
    expect(sessionOfTab(undefined, ["attach", "app-3", "--workspace", "/w"])).toBe("app-3");
  });
  it("is nothing for a person's own terminals", () => {
    expect(sessionOfTab({ PATH: "/bin" }, ["-l"])).toBeUndefined();
    expect(sessionOfTab(undefined, "attach app-3")).toBeUndefined();
    expect(sessionOfTab({ OPERATOR_TAB: null }, ["attach", "app-3"])).toBeUndefined();
  });
});

describe("after a restart", () => {
  it("opens exactly the remembered tabs when all are gone", () => {
    expect(planTabs([], ["app-2", "app-1"], all).open).toEqual(["app-2", "app-1"]);
  });
  it("opens none twice that VS Code has kept", () => {
    const plan = planTabs([tab("T", "app-1")], ["app-1", "app-2"], all);
    expect([...plan.keep]).toEqual([["app-1", "T"]]);
    expect(plan.open).toEqual(["app-2"]);
  });
  it("removes dead ones and opens their session again", () => {
    const plan = planTabs([tab("T", "app-1", true)], ["app-1"], all);
    expect(plan.dispose).toEqual(["T"]);
    expect(plan.open).toEqual(["app-1"]);
  });
  it("keeps one of two, the living one", () => {
    const plan = planTabs(
      [tab("dead", "app-1", true), tab("a", "app-1"), tab("b", "app-1")],
      ["app-1"],
      all,
    );
    expect([...plan.keep.values()]).toEqual(["a"]);
    expect(plan.dispose).toEqual(["dead", "b"]);
    expect(plan.open).toEqual([]);
  });
  it("forgets sessions that are not there any more and repeats nothing", () => {
    const plan = planTabs([], ["app-1", "app-1", "app-9"], (id) => id !== "app-9");
    expect(plan.open).toEqual(["app-1"]);
  });
});

it("a tab opens by itself while fewer than the limit are open", () => {
  expect(opensByItself(5, { auto: true, most: 6 })).toBe(true);
  expect(opensByItself(6, { auto: true, most: 6 })).toBe(false);
  expect(opensByItself(0, { auto: false, most: 6 })).toBe(false);
});

it("a tab's name is one printable line", () => {
  expect(tabName(session({ name: "Fix\u001b]0;x\u0007\nnow" }))).toBe("app-3 · Fix ]0;x now");
});
