// GitHub, as far as Operator uses it: one repository's issues in memory by REST, with ETags, pages by the header Link
// and a search; by GraphQL, by the part of its schema in github.graphql, who one is, deleted issues and a project.
// What no test looks at is as in the examples of GitHub's description.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { buildSchema, GraphQLError, graphql } from "graphql";
import type { Asked, Reply } from "./server.ts";

export interface GithubIssue {
  number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  state_reason: string | null;
  labels: string[];
  assignees: string[];
  milestone: string | null;
  created_at: string;
  updated_at: string;
  comments: string[];
  pull: boolean;
  type: string | null;
  /** The card's word in the project; undefined: it has no card. */
  status?: string;
}
export type NewGithubIssue = Partial<GithubIssue> & { title: string };

const octokit = new URL("../../node_modules/@octokit/", import.meta.url);
export const partOfGithubSchema = () => readFileSync(new URL("github.graphql", import.meta.url), "utf8");
export const wholeGithubSchema = () => readFileSync(new URL("graphql-schema/schema.graphql", octokit), "utf8");
export const githubDescription = () => readFileSync(new URL("openapi/generated/api.github.com.json", octokit), "utf8");
let examples: Record<string, { value: object }> | undefined;
/** A reply of GitHub's own, by its name among the description's examples. */
function example(name: string): object {
  examples ??= (JSON.parse(githubDescription()) as { components: { examples: Record<string, { value: object }> } }).components.examples;
  const found = examples[name];
  if (!found) throw new Error(`GitHub has no example ${name}`);
  return found.value;
}

const seconds = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const pageSize = 100;

export class GithubFake {
  readonly owner = "shop";
  name = "site";
  readonly me = "anna";
  readonly issues: GithubIssue[] = [];
  readonly milestones = ["Later", "Now"];
  readonly labels = ["web", "P1"];
  readonly words = ["Todo", "In Progress", "In review", "Done"];
  readonly types = ["Task", "Bug"];
  token = "ghp_test";
  /** Of the token; null: it is a fine-grained one, whose scopes nobody tells. */
  scopes: string | null = "repo, read:org, project";
  /** What the token's owner may do in the repository; without `read` it is hidden. */
  rights = { read: true, write: true };
  hasIssues = true;
  /** Its clock against ours. */
  skew = 0;
  /** The repository's name until it was renamed: it leads to the one of now. */
  formerName: string | undefined;
  pages: "plain" | "overlapping" | "reversed" = "plain";
  private readonly schema = buildSchema(partOfGithubSchema());
  /** Its own address, for links. */
  url = "";

  now(): string {
    return seconds(Date.now() + this.skew);
  }

  add(issue: NewGithubIssue): GithubIssue {
    const number = this.issues.length + 1;
    const at = seconds(Date.parse("2026-01-01") + number * 60_000); // long ago
    const made: GithubIssue = {
      number,
      body: null,
      state: "open",
      state_reason: null,
      labels: [],
      assignees: [],
      milestone: null,
      created_at: at,
      updated_at: at,
      comments: [],
      pull: false,
      type: null,
      ...issue,
    };
    this.issues.push(made);
    return made;
  }

  change(issue: GithubIssue, changes: Partial<GithubIssue>): void {
    Object.assign(issue, changes, { updated_at: this.now() });
  }

  readonly answer = async (asked: Asked): Promise<Reply> => {
    const headers: Record<string, string> = { date: new Date(Date.now() + this.skew).toUTCString() };
    if (this.scopes !== null) headers["x-oauth-scopes"] = this.scopes;
    if (asked.headers.authorization !== `Bearer ${this.token}`)
      return { status: 401, headers, body: { message: "Bad credentials", documentation_url: "https://docs.github.com/rest", status: "401" } };
    if (asked.path === "/graphql") return { headers, body: await this.graph(asked.body as { query: string; variables: Record<string, unknown> }) };
    const reply = this.rest(asked);
    if (asked.method === "GET" && (reply.status ?? 200) === 200) {
      const etag = `W/"${createHash("sha256").update(JSON.stringify(reply.body)).digest("hex").slice(0, 32)}"`;
      if (asked.headers["if-none-match"] === etag) return { status: 304, headers: { ...headers, etag } };
      headers["etag"] = etag;
    }
    return { ...reply, headers: { ...headers, ...reply.headers } };
  };

  private rest({ method, path, query, body }: Asked): Reply {
    const base = `/repos/${this.owner}/${this.name}`;
    const former = `/repos/${this.owner}/${this.formerName ?? ""}`;
    if (this.formerName !== undefined && path.startsWith(former)) {
      const place = `${this.url}${base}${path.slice(former.length)}${query.size === 0 ? "" : `?${query}`}`;
      return { status: 301, headers: { location: place }, body: { message: "Moved Permanently", url: place, documentation_url: "https://docs.github.com/rest" } };
    }
    const missing: Reply = { status: 404, body: { message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" } };
    if (path === "/user") return { body: { ...user(this.me), name: "Anna", created_at: "2020-01-01T00:00:00Z", updated_at: "2020-01-01T00:00:00Z", ...userCounts } };
    if (path === "/search/issues") return this.search(query);
    if (path === "/user/repos") return this.paged(path, query, [this.repository("repository-items-default-response"), { ...this.repository("repository-items-default-response"), full_name: "shop/wiki", has_issues: false }]);
    if (path === `/orgs/${this.owner}/issue-types`) return { body: this.types.map((name, id) => ({ id, node_id: `IT_${id}`, name, description: `${name}s` })) };
    if (!path.startsWith(base) || !this.rights.read) return missing;
    const rest = path.slice(base.length);
    if (rest === "") return { body: this.repository("full-repository-default-response") };
    if (rest === "/assignees") return this.paged(path, query, [this.me, "bob"].map(user));
    if (rest === "/labels") return this.paged(path, query, this.labels.map(label));
    if (rest === "/milestones") return this.paged(path, query, this.milestones.map((title) => this.milestone(title)));
    if (rest === "/issues") return this.list(path, query);
    const [, number, comments] = /^\/issues\/(\d+)(\/comments)?$/.exec(rest) ?? [];
    const issue = this.issues.find((one) => one.number === Number(number));
    if (!issue) return missing;
    if (comments) {
      if (method === "GET") return this.paged(path, query, issue.comments.map((text, n) => this.comment(issue, text, n)));
      issue.comments.push((body as { body: string }).body);
      this.change(issue, {});
      return { status: 201, body: this.comment(issue, issue.comments.at(-1) ?? "", issue.comments.length - 1) };
    }
    if (method === "PATCH") this.change(issue, body as Partial<GithubIssue>);
    return { body: this.shown(issue) };
  }

  /** By the example of that name, or the first of that list of them. */
  private repository(name: string): object {
    const found = example(name);
    const { read, write } = this.rights;
    return {
      ...(Array.isArray(found) ? (found[0] as object) : found),
      full_name: `${this.owner}/${this.name}`,
      has_issues: this.hasIssues,
      // It is no fork, and the example lacks its language.
      source: undefined,
      parent: undefined,
      language: null,
      permissions: { admin: false, maintain: false, push: write, triage: write, pull: read },
    };
  }

  private list(path: string, query: URLSearchParams): Reply {
    const since = query.get("since");
    const who = query.get("assignee");
    const found = this.issues.filter(
      (one) =>
        (query.get("state") === "all" || one.state === (query.get("state") ?? "open")) &&
        (since === null || Date.parse(one.updated_at) >= Date.parse(since)) &&
        (who === null || (who === "none" ? one.assignees.length === 0 : one.assignees.some((login) => login.toLowerCase() === who.toLowerCase()))) &&
        (query.get("labels") ?? "").split(",").every((label) => label === "" || has(one.labels, label)),
    );
    if (this.pages === "reversed") found.reverse();
    return this.paged(path, query, found.map((one) => this.shown(one)));
  }

  /** The qualifiers that tests use. */
  private search(query: URLSearchParams): Reply {
    const words = [...(query.get("q") ?? "").matchAll(/(-?[a-z]+):("[^"]*"|\S+)/g)].map(([, key, value]) => [key ?? "", (value ?? "").replaceAll('"', "")] as const);
    const fits = (one: GithubIssue) =>
      words.every(([key, value]) => {
        const [from, to] = value.replace(/^>=/, "").split("..");
        const within = (time: string) => time >= (from ?? "") && (to === undefined || time <= to);
        if (key === "repo") return value === `${this.owner}/${this.name}`;
        if (key === "is") return value === "issue" ? !one.pull : one.state === value;
        if (key === "state") return one.state === value;
        if (key === "label") return has(one.labels, value);
        if (key === "created") return within(one.created_at);
        if (key === "updated") return Date.parse(one.updated_at) >= Date.parse(from ?? "");
        throw new Error(`the fake knows no search for ${key}:${value}`);
      });
    const found = this.issues.filter(fits);
    const reply = this.paged("/search/issues", query, found.slice(0, 1000).map((one) => ({ ...this.shown(one), body: one.body ?? "", score: 1 })));
    return { ...reply, body: { total_count: found.length, incomplete_results: false, search_type: "lexical", items: reply.body } };
  }

  private paged(path: string, query: URLSearchParams, items: object[]): Reply {
    const size = Number(query.get("per_page") ?? pageSize);
    const page = Number(query.get("page") ?? 1);
    const from = Math.max(0, (page - 1) * size - (this.pages === "overlapping" && page > 1 ? 1 : 0));
    const next = new URLSearchParams(query);
    next.set("page", String(page + 1));
    const more = page * size < items.length;
    const link = `<${this.url}${path}?${next.toString()}>; rel="next", <${this.url}${path}?page=9>; rel="last"`;
    return { headers: more ? { link } : {}, body: items.slice(from, page * size) };
  }

  private shown(one: GithubIssue): object {
    const url = `${this.url}/repos/${this.owner}/${this.name}/issues/${one.number}`;
    const page = `https://github.test/${this.owner}/${this.name}/issues/${one.number}`;
    return {
      id: 1000 + one.number,
      node_id: `I_${one.number}`,
      number: one.number,
      title: one.title,
      body: one.body,
      state: one.state,
      state_reason: one.state_reason,
      locked: false,
      user: user("bob"),
      labels: one.labels.map(label),
      assignee: one.assignees[0] === undefined ? null : user(one.assignees[0]),
      assignees: one.assignees.map(user),
      milestone: one.milestone === null ? null : this.milestone(one.milestone),
      comments: one.comments.length,
      created_at: one.created_at,
      updated_at: one.updated_at,
      closed_at: one.state === "closed" ? one.updated_at : null,
      author_association: "NONE",
      active_lock_reason: null,
      type: one.type === null ? null : { id: 1, node_id: "IT_1", name: one.type, description: null },
      ...(one.pull ? { pull_request: { url, html_url: page, diff_url: page, patch_url: page } } : {}),
      url,
      repository_url: `${this.url}/repos/${this.owner}/${this.name}`,
      labels_url: `${url}/labels{/name}`,
      comments_url: `${url}/comments`,
      events_url: `${url}/events`,
      html_url: page,
    };
  }

  private comment(issue: GithubIssue, text: string, n: number): object {
    const at = `https://github.test/${this.owner}/${this.name}/issues/${issue.number}`;
    return {
      id: issue.number * 1000 + n,
      node_id: `IC_${issue.number}_${n}`,
      url: at,
      html_url: `${at}#issuecomment-${n}`,
      issue_url: at,
      body: text,
      user: user(this.me),
      author_association: "OWNER",
      created_at: issue.updated_at,
      updated_at: issue.updated_at,
    };
  }

  private milestone(title: string): object {
    const at = "https://github.test/milestone";
    return {
      id: 1,
      node_id: "M_1",
      number: this.milestones.indexOf(title) + 1,
      title,
      state: "open",
      description: null,
      creator: user("bob"),
      open_issues: 1,
      closed_issues: 0,
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
      closed_at: null,
      due_on: null,
      url: at,
      html_url: at,
      labels_url: at,
    };
  }

  private async graph({ query, variables }: { query: string; variables: Record<string, unknown> }): Promise<object> {
    const result = await graphql({ schema: this.schema, source: query, rootValue: this.root(), variableValues: variables });
    const errors = result.errors?.map((one) => ({ ...one.toJSON(), type: one.extensions["type"] ?? "INVALID" }));
    return errors ? { data: result.data ?? null, errors } : { data: result.data };
  }

  private root(): object {
    const project = {
      __typename: "ProjectV2",
      id: "PVT_1",
      field: () => ({ __typename: "ProjectV2SingleSelectField", id: "F_1", options: this.words.map((name, n) => ({ id: `o${n}`, name })) }),
    };
    const notFound = (what: string) => new GraphQLError(`Could not resolve to ${what}`, { extensions: { type: "NOT_FOUND" } });
    const card = (one: GithubIssue) => ({
      id: `PVTI_${one.number}`,
      project,
      fieldValueByName: () => ({ __typename: "ProjectV2ItemFieldSingleSelectValue", name: one.status }),
    });
    const shown = (one: GithubIssue) => ({
      __typename: "Issue",
      id: `I_${one.number}`,
      number: one.number,
      title: one.title,
      body: one.body ?? "",
      url: `https://github.test/${this.owner}/${this.name}/issues/${one.number}`,
      state: one.state.toUpperCase(),
      createdAt: one.created_at,
      updatedAt: one.updated_at,
      milestone: one.milestone === null ? null : { title: one.milestone },
      labels: { nodes: one.labels.map((name) => ({ name })) },
      assignees: { nodes: one.assignees.map((login) => ({ __typename: "User", id: login, login })) },
      comments: { totalCount: one.comments.length },
      projectItems: { nodes: one.status === undefined ? [] : [card(one)] },
    });
    const issueOf = (number: number) => this.issues.find((one) => one.number === number && !one.pull);
    return {
      viewer: { id: this.me, login: this.me },
      repositoryOwner: {
        __typename: "User",
        login: this.owner,
        projectV2: ({ number }: { number: number }) => {
          if (number !== 3) throw notFound("a ProjectV2");
          if (this.scopes !== null && !/\bproject\b/.test(this.scopes))
            throw new GraphQLError("Your token has not been granted the required scopes: ['read:project']", { extensions: { type: "INSUFFICIENT_SCOPES" } });
          return project;
        },
      },
      repository: ({ owner, name }: { owner: string; name: string }) => {
        if (owner !== this.owner || (name !== this.name && name !== this.formerName)) throw notFound("a Repository");
        return {
          id: "R_1",
          milestones: { nodes: [{ title: "Now" }] },
          issue: ({ number }: { number: number }) => {
            const found = issueOf(number);
            if (!found) throw notFound(`an issue or pull request with the number of ${number}.`);
            return shown(found);
          },
        };
      },
      nodes: ({ ids }: { ids: string[] }) =>
        ids.map((id) => {
          const found = issueOf(Number(id.slice(2)));
          return found ? shown(found) : null;
        }),
      updateProjectV2ItemFieldValue: ({ input }: { input: { itemId: string; fieldId: string; projectId: string; value: { singleSelectOptionId: string } } }) => {
        const found = issueOf(Number(input.itemId.slice(5)));
        const word = this.words[Number(input.value.singleSelectOptionId.slice(1))];
        if (!found || word === undefined || input.fieldId !== "F_1" || input.projectId !== "PVT_1") throw notFound("a card");
        found.status = word; // which does not change its issue
        return { projectV2Item: card(found) };
      },
    };
  }
}

const has = (labels: string[], wanted: string) => labels.some((label) => label.toLowerCase() === wanted.toLowerCase());
const label = (name: string) => ({ id: 1, node_id: "LA_1", url: "https://github.test/label", name, description: null, color: "ffffff", default: false });
const userCounts = { public_repos: 1, public_gists: 0, followers: 0, following: 0, company: null, blog: null, location: null, email: null, hireable: null, bio: null };
function user(login: string): object {
  const at = `https://github.test/${login}`;
  const urls = ["html", "followers", "following", "gists", "starred", "subscriptions", "organizations", "repos", "events", "received_events"];
  return {
    login,
    id: login.length,
    node_id: `U_${login}`,
    avatar_url: at,
    gravatar_id: "",
    url: at,
    ...Object.fromEntries(urls.map((name) => [`${name}_url`, at])),
    type: "User",
    site_admin: false,
  };
}
