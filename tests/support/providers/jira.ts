// A Jira on the loopback: Cloud (REST v3, ADF, an email and its token) or Data Center (REST v2, wiki text, a bearer's
// token). It holds issues, answers as the OpenAPI description says, and checks itself and whoever asks against it.
import { jql, type Values } from "./jql.ts";
import { OpenApi } from "./openapi.ts";
import { type Asked, ProviderServer, type Reply } from "./server.ts";
import { sharedSchema } from "./shared-schema.ts";

export const jiraApi = new OpenApi(sharedSchema("jira-cloud-v3.openapi.json.gz"));

export interface Comment {
  id: string;
  body: unknown;
  properties: { key: string; value: unknown }[];
}
export interface JiraIssue {
  id: string;
  key: string;
  summary: string;
  /** A document, or Data Center's text. */
  description: unknown;
  type: string;
  priority: string | undefined;
  status: string;
  assignee: string | undefined;
  labels: string[];
  components: string[];
  attachments: { filename: string; content: string }[];
  sprint: string | undefined;
  updated: number;
  comments: Comment[];
  links: { globalId: string; object: { url: string; title: string } }[];
}

export const text = (...paragraphs: string[]): object => ({
  type: "doc",
  version: 1,
  content: paragraphs.map((one) => ({ type: "paragraph", content: [{ type: "text", text: one }] })),
});

const categories: Record<string, string> = { "To Do": "new", "In Progress": "indeterminate", Review: "indeterminate", Done: "done", "Won't do": "done" };
const categoryNames: Record<string, [id: number, name: string]> = { new: [2, "To Do"], indeterminate: [4, "In Progress"], done: [3, "Done"] };
const priorities = ["Highest", "High", "Medium", "Low"];
const permissions: Record<string, string> = {
  BROWSE_PROJECTS: "Browse Projects",
  ADD_COMMENTS: "Add Comments",
  LINK_ISSUES: "Link Issues",
  EDIT_ISSUES: "Edit Issues",
  TRANSITION_ISSUES: "Transition Issues",
};

export class FakeJira {
  readonly issues = new Map<string, JiraIssue>();
  readonly people: { id: string; name: string }[] = [
    { id: "acc:ada", name: "Ada Test" },
    { id: "acc:bob", name: "Bob Test" },
  ];
  readonly projects = ["APP", "OPS"];
  openSprint = "Sprint 7";
  /** Of the account; tests take some away. */
  readonly allowed = new Set(Object.keys(permissions));
  /** Statuses that one status leads to; absent: all others. */
  readonly ways = new Map<string, string[]>();
  /** Transitions to Done want a resolution. */
  wantsResolution = false;
  /** At most so many issues on a page of a search. */
  pageSize = 100;
  /** Every page but the first begins with the last issue of the page before. */
  repeats = false;
  /** Pages are in no order. */
  shuffles = false;
  /** Of the site's clock, in ms. */
  skew = 0;
  /** After each page of a search. */
  afterSearch: () => void = () => undefined;
  readonly email = "ada@test.invalid";
  token = "s3cret";
  server!: ProviderServer;
  readonly cloud: boolean;
  private ids = 10_000;

  private constructor(cloud: boolean) {
    this.cloud = cloud;
  }

  /** `checked`: whether requests and replies are held against the description, which takes its time. */
  static async start(kind: "cloud" | "data center" = "cloud", { checked = true } = {}): Promise<FakeJira> {
    const jira = new FakeJira(kind === "cloud");
    jira.server = await ProviderServer.start((asked) => {
      const reply = jira.answer(asked);
      if (checked && jira.cloud && asked.path.startsWith("/rest/api/")) jiraApi.check(asked, reply);
      return reply;
    });
    return jira;
  }

  get now(): number {
    return Date.now() + this.skew;
  }

  add(summary: string, values: Partial<JiraIssue> = {}, project = "APP"): JiraIssue {
    const id = String(++this.ids);
    const issue: JiraIssue = {
      id,
      key: `${project}-${this.ids - 10_000}`,
      summary,
      description: this.cloud ? null : "",
      type: "Task",
      priority: "Medium",
      status: "To Do",
      assignee: "acc:ada",
      labels: [],
      components: [],
      attachments: [],
      sprint: undefined,
      updated: this.now,
      comments: [],
      links: [],
      ...values,
    };
    this.issues.set(id, issue);
    return issue;
  }
  change(issue: JiraIssue, values: Partial<JiraIssue>): void {
    // Never the same instant twice: it is what tells versions apart.
    Object.assign(issue, values, { updated: Math.max(this.now, issue.updated + 1) });
  }
  delete(issue: JiraIssue): void {
    this.issues.delete(issue.id);
  }

  private answer(asked: Asked): Reply {
    const wanted = this.cloud ? `Basic ${Buffer.from(`${this.email}:${this.token}`).toString("base64")}` : `Bearer ${this.token}`;
    if (asked.headers.authorization !== wanted) return { status: 401, body: { errorMessages: ["Client must be authenticated."], errors: {} } };
    const root = this.cloud ? "/rest/api/3" : "/rest/api/2";
    if (asked.path.startsWith("/rest/agile/1.0/")) return this.agile(asked);
    if (!asked.path.startsWith(`${root}/`)) return notFound("No such address");
    const [place = "", ...rest] = asked.path.slice(root.length + 1).split("/");
    const name = `${asked.method} ${place}`;
    if (name === "POST search") return this.search(asked, rest[0] === "jql");
    if (name === "POST jql" && rest[0] === "match" && this.cloud) return this.match(asked);
    if (place === "issue") return rest[0] === "bulkfetch" ? this.bulk(asked) : this.issue(asked, rest);
    if (name === "GET project") return this.project(asked, rest);
    const person = this.people[0];
    switch (name) {
      case "GET myself":
        return { body: this.person(person?.id) };
      case "GET mypermissions":
        return this.permissions(asked);
      case "GET priority":
        return { body: priorities.map((one, n) => ({ id: String(n + 1), name: one, self: `${this.server.url}${root}/priority/${n}` })) };
      case "GET label":
        return { body: this.page(asked, [...new Set([...this.issues.values()].flatMap(({ labels }) => labels))]) };
      case "GET user":
        return { body: this.people.slice(Number(asked.query.get("startAt") ?? 0)).map(({ id }) => this.person(id)) };
    }
    return notFound("No such address");
  }

  private page(asked: Asked, all: unknown[]): object {
    const startAt = Number(asked.query.get("startAt") ?? 0);
    const values = all.slice(startAt, startAt + this.pageSize);
    return { startAt, maxResults: this.pageSize, total: all.length, isLast: startAt + values.length >= all.length, values };
  }

  private person(id: string | undefined): object | null {
    const one = this.people.find((person) => person.id === id);
    if (one === undefined) return null;
    const common = { displayName: one.name, active: true, self: `${this.server.url}/user/${one.id}` };
    return this.cloud ? { accountId: one.id, accountType: "atlassian", ...common } : { name: one.id, key: one.id, ...common };
  }

  private status(name: string): object {
    const key = categories[name] ?? "new";
    const [id, category] = categoryNames[key] ?? [1, "No Category"];
    return { id: name, name, self: `${this.server.url}/status/${id}`, statusCategory: { id, key, name: category, colorName: "blue", self: this.server.url } };
  }

  private bean(issue: JiraIssue, fields: string[]): object {
    const project = issue.key.split("-")[0] ?? "";
    const all: Record<string, unknown> = {
      summary: issue.summary,
      description: issue.description,
      issuetype: { id: "1", name: issue.type, subtask: false },
      priority: issue.priority === undefined ? null : { id: "1", name: issue.priority },
      status: this.status(issue.status),
      project: { id: String(this.projects.indexOf(project)), key: project, name: `Project ${project}` },
      assignee: this.person(issue.assignee),
      labels: issue.labels,
      components: issue.components.map((name) => ({ id: name, name })),
      attachment: issue.attachments.map((one, n) => ({ id: String(n), ...one })),
      comment: { startAt: 0, maxResults: 20, total: issue.comments.length, comments: issue.comments.slice(-20).map(({ properties: _, ...one }) => one) },
      updated: new Date(issue.updated).toISOString().replace("Z", "+0000"),
    };
    const bean = { id: issue.id, self: `${this.server.url}/rest/api/3/issue/${issue.id}` };
    // As the enhanced search does.
    if (fields.length === 0) return { id: issue.id };
    return { ...bean, key: issue.key, fields: Object.fromEntries(fields.filter((one) => one in all).map((one) => [one, all[one]])) };
  }

  private found(query: string): JiraIssue[] {
    const functions = { "currentUser()": this.people[0]?.id ?? "", "openSprints()": this.openSprint };
    const fits = jql(query, this.now, functions);
    const values = (issue: JiraIssue): Values => ({
      id: issue.id,
      project: issue.key.split("-")[0],
      assignee: issue.assignee === undefined ? [] : [issue.assignee, this.people.find(({ id }) => id === issue.assignee)?.name ?? ""],
      sprint: issue.sprint,
      statuscategory: categories[issue.status],
      status: issue.status,
      updated: issue.updated,
      labels: issue.labels,
      priority: issue.priority,
    });
    return [...this.issues.values()].filter((issue) => fits(values(issue)));
  }

  private search(asked: Asked, enhanced: boolean): Reply {
    if (enhanced !== this.cloud) return { status: 410, body: { errorMessages: ["The requested API has been removed."], errors: {} } };
    const { jql: query, fields = [], maxResults = 50, nextPageToken, startAt = 0, validateQuery = true } = asked.body as SearchBody;
    let all: JiraIssue[];
    try {
      all = this.found(query);
    } catch (error) {
      return refused(error);
    }
    const named = /\bid in \(([^)]*)\)/.exec(query)?.[1]?.split(/, */) ?? [];
    if (validateQuery && named.some((id) => !this.issues.has(id))) return refused(new Error("An issue with that id does not exist."));
    const size = Math.min(fields.length === 1 ? 1000 : this.pageSize, maxResults);
    // Cloud goes on after an issue, Data Center after a number of them.
    const start = this.cloud ? Math.max(all.findIndex(({ id }) => Number(id) > Number(nextPageToken ?? 0)), nextPageToken === undefined ? 0 : -1) : startAt;
    const page = start < 0 ? [] : all.slice(start, start + size);
    const last = start < 0 || start + size >= all.length;
    const token = page.at(-1)?.id;
    if (this.repeats && start > 0) page.unshift(...all.slice(start - 1, start));
    if (this.shuffles) page.reverse();
    const issues = page.map((issue) => this.bean(issue, fields));
    this.afterSearch();
    if (!this.cloud) return { body: { startAt, maxResults: size, total: all.length, issues } };
    return { body: last || token === undefined ? { issues, isLast: true } : { issues, isLast: false, nextPageToken: token } };
  }

  private match(asked: Asked): Reply {
    const { issueIds, jqls } = asked.body as { issueIds: number[]; jqls: string[] };
    const matches = jqls.map((query) => {
      try {
        const ids = this.found(query).map(({ id }) => Number(id));
        return { matchedIssues: ids.filter((id) => issueIds.includes(id)), errors: [] };
      } catch (error) {
        return { matchedIssues: [], errors: [(error as Error).message] };
      }
    });
    return { body: { matches } };
  }

  private bulk(asked: Asked): Reply {
    const { issueIdsOrKeys, fields } = asked.body as { issueIdsOrKeys: string[]; fields: string[] };
    const issues = issueIdsOrKeys.flatMap((id) => this.issues.get(id) ?? []).map((issue) => this.bean(issue, fields));
    return { body: { issues, issueErrors: [] } };
  }

  private issue(asked: Asked, [id = "", part, ...rest]: string[]): Reply {
    const issue = this.issues.get(id) ?? [...this.issues.values()].find(({ key }) => key === id);
    if (issue === undefined || rest.length > 0) return notFound("Issue does not exist or you do not have permission to see it.");
    switch (`${asked.method} ${part ?? ""}`) {
      case "GET ":
        return { body: this.bean(issue, (asked.query.get("fields") ?? "").split(",")) };
      case "PUT ":
        return this.put(issue, asked);
      case "GET transitions":
        return { body: { transitions: this.transitions(issue) } };
      case "POST transitions":
        return this.move(issue, asked);
      case "GET comment": {
        const startAt = Number(asked.query.get("startAt") ?? 0);
        const comments = issue.comments.toReversed().slice(startAt, startAt + this.pageSize);
        const told = asked.query.get("expand") === "properties";
        return { body: { startAt, maxResults: this.pageSize, total: issue.comments.length, comments: comments.map(({ properties, ...one }) => (told ? { ...one, properties } : one)) } };
      }
      case "POST comment": {
        const { body, properties = [] } = asked.body as Pick<Comment, "body" | "properties">;
        const comment = { id: String(++this.ids), body, properties };
        this.change(issue, { comments: [...issue.comments, comment] });
        return { status: 201, body: { id: comment.id, body } };
      }
      case "POST remotelink": {
        const link = asked.body as JiraIssue["links"][number];
        const others = issue.links.filter(({ globalId }) => globalId !== link.globalId);
        const known = others.length < issue.links.length;
        this.change(issue, { links: [...others, link] });
        return { status: known ? 200 : 201, body: { id: 1, self: `${this.server.url}/remotelink/1` } };
      }
    }
    return { status: 405 };
  }

  private put(issue: JiraIssue, asked: Asked): Reply {
    if (!this.allowed.has("EDIT_ISSUES")) return { status: 403, body: { errorMessages: ["You do not have permission to edit issues in this project."], errors: {} } };
    const { fields } = asked.body as { fields: { summary?: string; description?: unknown; priority?: { name: string } } };
    if (fields.priority !== undefined && !priorities.includes(fields.priority.name))
      return { status: 400, body: { errorMessages: [], errors: { priority: "The priority selected is invalid." } } };
    this.change(issue, {
      summary: fields.summary ?? issue.summary,
      description: fields.description ?? issue.description,
      priority: fields.priority?.name ?? issue.priority,
    });
    return { status: 204 };
  }

  private transitions(issue: JiraIssue): object[] {
    const to = this.ways.get(issue.status) ?? Object.keys(categories).filter((one) => one !== issue.status);
    const resolution = { required: true, key: "resolution", name: "Resolution", operations: ["set"], schema: { type: "resolution" }, allowedValues: [{ name: "Won't Fix" }, { name: "Fixed" }] };
    return to.map((name) => ({
      id: String(Object.keys(categories).indexOf(name)),
      name: `to ${name}`,
      to: this.status(name),
      fields: this.wantsResolution && categories[name] === "done" ? { resolution } : {},
    }));
  }

  private move(issue: JiraIssue, asked: Asked): Reply {
    const { transition, fields = {} } = asked.body as { transition: { id: string }; fields?: { resolution?: { name: string } } };
    const to = Object.keys(categories)[Number(transition.id)] ?? "";
    const fine = this.transitions(issue).some((one) => (one as { id: string }).id === transition.id);
    if (!fine) return { status: 400, body: { errorMessages: ["It is not a valid transition."], errors: {} } };
    if (this.wantsResolution && categories[to] === "done" && fields.resolution === undefined)
      return { status: 400, body: { errorMessages: [], errors: { resolution: "Resolution is required." } } };
    this.change(issue, { status: to });
    return { status: 204 };
  }

  private project(asked: Asked, [key = "", part]: string[]): Reply {
    const one = (name: string): object => ({ id: String(this.projects.indexOf(name)), key: name, name: `Project ${name}`, projectTypeKey: "software", self: `${this.server.url}/project/${name}` });
    if (key === "search") return { body: this.page(asked, this.projects.map(one)) };
    if (key === "") return { body: this.projects.map(one) };
    if (!this.projects.includes(key)) return notFound(`No project could be found with key '${key}'.`);
    if (part === undefined) return { body: one(key) };
    const statuses = Object.keys(categories).map((name) => this.status(name));
    return { body: ["Task", "Bug", "Story"].map((name, n) => ({ id: String(n), name, self: this.server.url, subtask: false, statuses })) };
  }

  private permissions(asked: Asked): Reply {
    const key = asked.query.get("projectKey");
    if (key !== null && !this.projects.includes(key)) return notFound(`No project could be found with key '${key}'.`);
    const names = (asked.query.get("permissions") ?? "").split(",");
    const all = names.map((name) => [name, { id: "1", key: name, name: permissions[name], type: "PROJECT", havePermission: this.allowed.has(name) }]);
    return { body: { permissions: Object.fromEntries(all) as object } };
  }

  private agile(asked: Asked): Reply {
    if (asked.path.endsWith("/sprint"))
      return { body: this.page(asked, [{ id: 7, name: this.openSprint, state: "active" }, { id: 8, name: "Sprint 8", state: "future" }]) };
    return { body: this.page(asked, [{ id: 1, name: "Board", type: "scrum" }]) };
  }
}

interface SearchBody {
  jql: string;
  fields?: string[];
  maxResults?: number;
  nextPageToken?: string;
  startAt?: number;
  validateQuery?: boolean;
}
const notFound = (words: string): Reply => ({ status: 404, body: { errorMessages: [words], errors: {} } });
const refused = (error: unknown): Reply => ({ status: 400, body: { errorMessages: [(error as Error).message], errors: {} } });
