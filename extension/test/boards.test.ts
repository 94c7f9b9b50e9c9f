import { expect, test } from "vitest";
import type { BoardPreviewIssue } from "../src/protocol/generated";
import {
  accountText,
  becomes,
  boardName,
  previewTitle,
  providerWords,
  refusedText,
  siteAddress,
  syncText,
} from "../src/text/boards";

const issue = (change: Partial<BoardPreviewIssue> = {}): BoardPreviewIssue => ({
  key: "APP-1",
  title: "Fix it",
  url: "",
  issueType: "Bug",
  status: "todo",
  assignee: "",
  type: "FIX",
  project: "shop",
  priority: "P1",
  ticketId: null,
  ...change,
});

test("a board's name is one that the configuration takes, and nobody else's", () => {
  expect(boardName("Acme/Web Shop", [])).toBe("acme-web-shop");
  expect(boardName("issues", ["issues", "issues-2"])).toBe("issues-3");
  expect(boardName("…", [])).toBe("board");
});

test("an issue's row says what it becomes, or is", () => {
  expect(becomes(issue())).toBe("Bug → FIX · P1 · shop");
  expect(becomes(issue({ issueType: "", project: "" }))).toBe("no type → FIX · P1");
  expect(becomes(issue({ ticketId: "FIX-APP-1" }))).toBe("Bug → FIX-APP-1 · P1 · shop");
});

test("a preview is told in numbers", () => {
  const preview = { issues: [issue()], others: 2, more: false, problems: [] };
  expect(previewTitle(preview)).toBe("1 issue becomes a ticket, 2 do not");
  expect(previewTitle({ ...preview, others: 0 })).toBe("1 issue becomes a ticket");
  const more = { ...preview, issues: [issue(), issue(), issue({ ticketId: "FIX-1" })], more: true };
  expect(previewTitle(more)).toBe("2 issues become tickets, 2 do not; there are more");
});

test("an account says what it may not", () => {
  expect(accountText({ id: "1", name: "Ada", lacks: [] })).toBe("Signed in as Ada");
  expect(accountText({ id: "1", name: "Ada", lacks: ["write issues"] })).toContain("may not: write issues");
});

test("a provider that is not known here yet is called by its name", () => {
  expect(providerWords({ name: "jira", url: "required" }).label).toBe("Jira");
  expect(providerWords({ name: "forge", url: "optional" })).toMatchObject({ label: "forge", urlValue: "" });
});

test("a sync is told by what it did", () => {
  const sync = { name: "app", created: 12, updated: 0, sent: 1, told: 2, asked: 0, error: "", signIn: false };
  expect(syncText(sync)).toBe("app: 12 new, 3 sent");
  expect(syncText({ ...sync, created: 0, sent: 0, told: 0 })).toBe("app: in step, nothing new");
});

test("a site's address may be given as a browser shows it", () => {
  expect(siteAddress("acme.atlassian.net")).toBe("https://acme.atlassian.net");
  expect(siteAddress("https://acme.atlassian.net/jira/software/projects/APP/boards/1")).toBe("https://acme.atlassian.net");
  expect(siteAddress("http://jira.acme.com/tracker")).toBe("http://jira.acme.com/tracker");
  expect(siteAddress("https://elsewhere.com/x.atlassian.net/y")).toBe("https://elsewhere.com/x.atlassian.net/y");
});

test("credentials that are not taken are to be looked at; other failures speak for themselves", () => {
  const refused = { code: "unauthorized", message: "the token is not taken: sign in again" };
  expect(refusedText(refused, "ada@acme.com")).toContain("check both");
  expect(refusedText(refused, "")).toContain("This token is not accepted");
  expect(refusedText({ code: "unavailable", message: "no way there" }, "")).toBe("no way there");
});
