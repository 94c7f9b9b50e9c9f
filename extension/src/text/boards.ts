// Boards in words: what a person is asked for one, what its issues become, and the name it gets. Pure.
import { t } from "../base/l10n";
import type {
  BoardAccount,
  BoardPreviewIssue,
  BoardPreviewResult,
  BoardProvider,
  BoardSync,
} from "../protocol/generated";

export interface ProviderWords {
  readonly label: string;
  readonly detail: string;
  readonly url: string;
  /** What the address is at first. */
  readonly urlValue: string;
  readonly token: string;
  readonly board: string;
}

export function providerWords({ name, url }: Pick<BoardProvider, "name" | "url">): ProviderWords {
  const address = url === "optional" ? t("Its address; empty for the provider’s own") : t("Its address");
  const words: ProviderWords = {
    label: name,
    detail: "",
    url: address,
    urlValue: "",
    token: t("Its token"),
    board: t("Which board?"),
  };
  switch (name) {
    case "file":
      return {
        ...words,
        label: t("Folder of JSON files"),
        detail: t("One issue each; for trying it out"),
        url: t("The folder of issues, in this workspace or absolute"),
        urlValue: "issues",
      };
    case "jira":
      return {
        ...words,
        label: "Jira",
        detail: t("Cloud or Data Center"),
        url: t("The site’s address, as https://acme.atlassian.net"),
        token: t("An API token of that account (Cloud), or a personal access token (Data Center)"),
        board: t("Which project?"),
      };
    case "linear":
      return {
        ...words,
        label: "Linear",
        detail: t("Issues of a team"),
        token: t("A personal API key: Linear, Settings, Security & access"),
        board: t("Which team?"),
      };
    case "github":
      return {
        ...words,
        label: "GitHub",
        detail: t("Issues of a repository"),
        token: t("A personal access token that may read and write issues"),
        board: t("Which repository?"),
      };
    default:
      return words;
  }
}

/** A name for the configuration that no other board has: "issues", "issues-2". */
export function boardName(wanted: string, taken: readonly string[]): string {
  const plain = wanted
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const base = plain === "" ? "board" : plain;
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(name)) return name;
  }
}

/** "Bug → FIX · P1 · shop", or the ticket that it has already. */
export function becomes(issue: BoardPreviewIssue): string {
  const from = issue.issueType === "" ? t("no type") : issue.issueType;
  const to = issue.ticketId ?? issue.type;
  return [`${from} → ${to}`, issue.priority, issue.project].filter((part) => part !== "").join(" · ");
}

/** "3 issues become tickets, 2 do not; there are more" */
export function previewTitle({ issues, others, more }: BoardPreviewResult): string {
  const count = issues.filter((issue) => issue.ticketId === null).length;
  const become = count === 1 ? t("1 issue becomes a ticket") : t("{0} issues become tickets", count);
  const not = others === 0 ? "" : others === 1 ? t(", 1 does not") : t(", {0} do not", others);
  return `${become}${not}${more ? t("; there are more") : ""}`;
}

/** What a sync did: "app: 12 new, 3 updated", without what it did not. */
export function syncText({ name, created, updated, sent, told }: BoardSync): string {
  const parts = [
    created > 0 ? t("{0} new", created) : "",
    updated > 0 ? t("{0} updated", updated) : "",
    sent + told > 0 ? t("{0} sent", sent + told) : "",
  ].filter((part) => part !== "");
  return `${name}: ${parts.length === 0 ? t("in step, nothing new") : parts.join(", ")}`;
}

/** A site as a person gives it, copied from a browser's address too: "acme.atlassian.net" is "https://acme.atlassian.net". */
export function siteAddress(text: string): string {
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  // Cloud sites have nothing of their own behind the name; others may.
  return /^https:\/\/[^/]+\.atlassian\.net(?=\/)/i.exec(whole)?.[0] ?? whole;
}

/** Why a board's check failed: whoever types a token for the first time is not told to sign in again. */
export function refusedText({ code, message }: { code: string; message: string }, email: string): string {
  if (code !== "unauthorized") return message;
  return email === ""
    ? t("This token is not accepted: check that it is whole, and not expired.")
    : t("This email address and token are not accepted together: check both, and that the token has not expired.");
}

export function accountText(account: BoardAccount): string {
  return account.lacks.length === 0
    ? t("Signed in as {0}", account.name)
    : t("Signed in as {0}, who may not: {1}", account.name, account.lacks.join(", "));
}
