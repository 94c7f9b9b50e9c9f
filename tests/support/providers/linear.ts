// Linear, as far as Operator uses it: issues of two teams in memory behind the part of its GraphQL schema in
// linear.graphql, so that a query that Linear does not know is refused and every reply is one that it could give.
// Also as Linear: errors within a 400, a query's cost limited, ids of comments and addresses of attachments unique.
import { readFileSync } from "node:fs";
import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  graphql,
  isListType,
  isObjectType,
  isNonNullType,
  parse,
  type SelectionSetNode,
} from "graphql";
import type { Asked, Reply } from "./server.ts";

export interface LinearUser {
  id: string;
  name: string;
  displayName: string;
  email: string;
  isMe: boolean;
}
interface Team {
  id: string;
  key: string;
  name: string;
}
interface State {
  id: string;
  name: string;
  type: string;
  position: number;
  team: Team;
}
interface Label {
  id: string;
  name: string;
  description: string | null;
  isGroup: boolean;
  team: Team | null;
}
interface Cycle {
  id: string;
  name: string | null;
  number: number;
  startsAt: string;
  endsAt: string;
  isActive: boolean;
  team: Team;
}
export interface LinearIssue {
  id: string;
  number: number;
  title: string;
  description: string | null;
  priority: number;
  createdAt: string;
  updatedAt: string;
  archivedAt: string | null;
  trashed: boolean | null;
  team: Team;
  state: State;
  assignee: LinearUser | null;
  cycle: Cycle | null;
  labels: Label[];
  comments: { id: string; body: string; url: string }[];
  attachments: { id: string; title: string; url: string }[];
}
export interface NewLinearIssue {
  title: string;
  description?: string;
  priority?: number;
  state?: string;
  /** Of `people`, by display name. */
  assignee?: string;
  labels?: string[];
  cycle?: number;
  team?: "ENG" | "OPS";
  updatedAt?: string;
}

export const partOfSchema = () => readFileSync(new URL("linear.graphql", import.meta.url), "utf8");
const queryCost = 10_000; // points; linear.app/developers/rate-limiting
const anyObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const uuid = (kind: number, number: number) =>
  `${kind.toString(16).padStart(8, "0")}-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
const notFound = (what: string) =>
  new GraphQLError(`Entity not found: ${what}`, {
    extensions: { code: "INPUT_ERROR", type: "invalid input", userError: true, userPresentableMessage: `Could not find referenced ${what}.` },
  });

export class LinearFake {
  token = "lin_api_test";
  /** Of the token; "read" is its least. */
  readonly scopes = new Set(["read", "write"]);
  readonly issues: LinearIssue[] = [];
  readonly teams: Team[] = [
    { id: uuid(1, 1), key: "ENG", name: "Engineering" },
    { id: uuid(1, 2), key: "OPS", name: "Operations" },
  ];
  readonly people: LinearUser[] = ["anna", "bob"].map((name, n) => ({
    id: uuid(2, n),
    name: `${name[0]?.toUpperCase()}${name.slice(1)} Test`,
    displayName: name,
    email: `${name}@example.test`,
    isMe: n === 0,
  }));
  readonly states: State[];
  readonly labels: Label[] = [];
  readonly cycles: Cycle[];
  /** The first word of each query that came, like "Issues". */
  readonly asked: string[] = [];
  /** Each page after the first begins with the last issue of the one before; the order of pages changes. */
  pages: "plain" | "overlapping" | "reversed" = "plain";
  /** Its clock against ours. */
  skew = 0;
  private readonly schema: GraphQLSchema = buildSchema(partOfSchema());

  constructor() {
    const kinds = ["backlog", "unstarted", "started", "started", "completed", "canceled"];
    const names = ["Backlog", "Todo", "In Progress", "In Review", "Done", "Canceled"];
    this.states = this.teams.flatMap((team, t) =>
      // As teams come: not in the order of their positions.
      kinds.map((type, n) => ({ id: uuid(3, t * 10 + n), name: names[n] ?? "", type, position: n, team })).reverse(),
    );
    this.cycles = this.teams.flatMap((team, t) =>
      [1, 2].map((number) => ({
        id: uuid(5, t * 10 + number),
        name: number === 1 ? "First" : null,
        number,
        startsAt: `2026-11-0${number}T00:00:00.000Z`,
        endsAt: `2026-11-0${number + 1}T00:00:00.000Z`,
        isActive: number === 2,
        team,
      })),
    );
  }

  now(): string {
    return new Date(Date.now() + this.skew).toISOString();
  }

  add(issue: NewLinearIssue): LinearIssue {
    const team = this.teams.find(({ key }) => key === (issue.team ?? "ENG")) as Team;
    const number = this.issues.length + 1;
    // Long ago, one a minute, so that it is no part of what changed just now.
    const createdAt = new Date(Date.parse("2026-01-01") + number * 60_000).toISOString();
    const made: LinearIssue = {
      id: uuid(4, number),
      number,
      title: issue.title,
      description: issue.description ?? null,
      priority: issue.priority ?? 0,
      createdAt,
      updatedAt: issue.updatedAt ?? createdAt,
      archivedAt: null,
      trashed: null,
      team,
      state: this.state(issue.state ?? "Todo", team),
      assignee: this.people.find(({ displayName }) => displayName === issue.assignee) ?? null,
      cycle: this.cycles.find((one) => one.team === team && one.number === issue.cycle) ?? null,
      labels: (issue.labels ?? []).map((name) => this.label(name)),
      comments: [],
      attachments: [],
    };
    this.issues.push(made);
    return made;
  }

  /** As people change it there. */
  change(issue: LinearIssue, changes: Partial<LinearIssue>): void {
    Object.assign(issue, changes, { updatedAt: this.now() });
  }

  /** Into the trash: Linear keeps it for a while. */
  trash(issue: LinearIssue): void {
    Object.assign(issue, { trashed: true, archivedAt: this.now() });
  }

  state(name: string, team = this.teams[0]): State {
    const found = this.states.find((one) => one.name === name && one.team === team);
    if (!found) throw new Error(`no state ${name}`);
    return found;
  }

  private label(name: string): Label {
    let found = this.labels.find((one) => one.name === name);
    if (!found) {
      found = { id: uuid(6, this.labels.length), name, description: null, isGroup: false, team: null };
      this.labels.push(found);
    }
    return found;
  }

  readonly answer = async ({ method, path, headers, body }: Asked): Promise<Reply> => {
    const refuse = (message: string, code: string): Reply => ({
      status: 400,
      body: { errors: [{ message, extensions: { code, type: code.toLowerCase(), userError: true } }] },
    });
    if (method !== "POST" || path !== "/graphql") return { status: 404 };
    if (headers.authorization !== this.token) return refuse("Authentication required, not authenticated", "AUTHENTICATION_ERROR");
    const { query, variables } = body as { query: string; variables: Record<string, unknown> };
    const document = parse(query);
    if (getOperationAST(document)?.operation === "mutation" && !this.scopes.has("write")) return refuse("Invalid scope: `write` required", "FORBIDDEN");
    this.asked.push(getOperationAST(document)?.name?.value ?? "?");
    const cost = this.cost(document, variables);
    if (cost > queryCost) return refuse(`Query too complex: ${cost}`, "INPUT_ERROR");
    const result = await graphql({ schema: this.schema, source: query, rootValue: this.root(), variableValues: variables });
    for (const { message, extensions } of result.errors ?? [])
      if (extensions["code"] === undefined) return refuse(message, "GRAPHQL_VALIDATION_FAILED");
    const date = new Date(Date.now() + this.skew).toUTCString();
    return { status: result.errors ? 400 : 200, headers: { date, "x-complexity": String(Math.ceil(cost)) }, body: result };
  };

  private find(id: string): LinearIssue {
    const found = this.issues.find((one) => one.id === id || this.identifier(one) === id);
    if (!found) throw notFound("Issue");
    return found;
  }

  private identifier(issue: LinearIssue): string {
    return `${issue.team.key}-${issue.number}`;
  }

  private shown(issue: LinearIssue): object {
    return {
      ...issue,
      identifier: this.identifier(issue),
      url: `https://linear.test/shop/issue/${this.identifier(issue)}`,
      team: this.shownTeam(issue.team),
      labels: (args: { first?: number }) => page(issue.labels, args),
      comments: (args: { first?: number }) => page(issue.comments, args),
      attachments: (args: { first?: number }) => page(issue.attachments, args),
    };
  }

  private shownTeam(team: Team): object {
    return { ...team, states: (args: { first?: number }) => page(this.states.filter((one) => one.team === team), args) };
  }

  private root(): object {
    const list =
      <T extends { id: string }>(items: readonly T[], show: (item: T) => object = (item) => item) =>
      (args: { filter?: object; after?: string; first?: number }) =>
        page(
          items.filter((one) => matches(args.filter ?? {}, one)),
          args,
          show,
        );
    return {
      viewer: this.people.find(({ isMe }) => isMe),
      issue: ({ id }: { id: string }) => this.shown(this.find(id)),
      comment: ({ id }: { id: string }) => {
        const found = this.issues.flatMap(({ comments }) => comments).find((one) => one.id === id);
        if (!found) throw notFound("Comment");
        return found;
      },
      issues: (args: { filter?: object; after?: string; first?: number; includeArchived?: boolean }) => {
        const found = this.issues.filter(
          (one) => (args.includeArchived || one.archivedAt === null) && matches(args.filter ?? {}, one),
        );
        if (this.pages === "reversed") found.reverse();
        return page(found, args, (one) => this.shown(one), this.pages === "overlapping" ? 1 : 0);
      },
      teams: list(this.teams, (team) => this.shownTeam(team)),
      users: list(this.people),
      workflowStates: list(this.states),
      issueLabels: list(this.labels),
      cycles: list(this.cycles),
      ...this.mutations(),
    };
  }

  private mutations(): object {
    return {
      issueUpdate: ({ id, input }: { id: string; input: { stateId?: string; [field: string]: unknown } }) => {
        const issue = this.find(id);
        const { stateId, ...fields } = input;
        const state = stateId === undefined ? issue.state : this.states.find((one) => one.id === stateId);
        if (state?.team !== issue.team) throw notFound("WorkflowState");
        this.change(issue, { ...fields, state });
        return { success: true, issue: this.shown(issue) };
      },
      commentCreate: ({ input }: { input: { id: string; issueId: string; body: string } }) => {
        if (!/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(input.id))
          throw new GraphQLError("Argument Validation Error", { extensions: { code: "INPUT_ERROR" } });
        const issue = this.find(input.issueId);
        if (this.issues.some(({ comments }) => comments.some(({ id }) => id === input.id)))
          throw new GraphQLError("Entity already exists", { extensions: { code: "INPUT_ERROR" } });
        const comment = { id: input.id, body: input.body, url: `https://linear.test/comment/${input.id}` };
        issue.comments.push(comment);
        return { success: true, comment };
      },
      attachmentCreate: ({ input }: { input: { issueId: string; title: string; url: string } }) => {
        const issue = this.find(input.issueId);
        let attachment = issue.attachments.find(({ url }) => url === input.url);
        if (attachment) attachment.title = input.title;
        else {
          attachment = { id: uuid(7, issue.attachments.length), title: input.title, url: input.url };
          issue.attachments.push(attachment);
        }
        return { success: true, attachment };
      },
    };
  }

  /** In points: a property a tenth, an object one, a connection as often as it may have nodes. */
  private cost(document: DocumentNode, variables: Record<string, unknown>): number {
    const operation = getOperationAST(document);
    if (!operation) return 0;
    const root = operation.operation === "query" ? this.schema.getQueryType() : this.schema.getMutationType();
    const first = (field: FieldNode): number => {
      const given = field.arguments?.find(({ name }) => name.value === "first")?.value;
      if (given?.kind === "IntValue") return Number(given.value);
      return given?.kind === "Variable" ? Number(variables[given.name.value] ?? 50) : 50;
    };
    const of = (selections: SelectionSetNode, typeName: string, times: number): number => {
      const type = this.schema.getType(typeName);
      let sum = 0;
      for (const field of selections.selections) {
        if (field.kind !== "Field" || !isObjectType(type)) continue;
        const found = type.getFields()[field.name.value];
        if (!found) continue; // execution says so
        const inner = getNamedType(found.type).name;
        const bare = isNonNullType(found.type) ? found.type.ofType : found.type;
        if (!field.selectionSet) sum += 0.1;
        else if (isListType(bare)) sum += times * (1 + of(field.selectionSet, inner, 1));
        else sum += (inner.endsWith("Connection") ? 0 : 1) + of(field.selectionSet, inner, first(field));
      }
      return sum;
    };
    return of(operation.selectionSet, root?.name ?? "", 1);
  }
}

function page<T extends { id: string }>(
  items: readonly T[],
  { after, first = 50 }: { after?: string; first?: number },
  show: (item: T) => object = (item) => item,
  overlap = 0,
): object {
  const from = after === undefined ? 0 : items.findIndex(({ id }) => id === after) + 1;
  const nodes = items.slice(Math.max(0, from - (after === undefined ? 0 : overlap)), from + first);
  return { nodes: nodes.map(show), pageInfo: { hasNextPage: from + first < items.length, endCursor: nodes.at(-1)?.id ?? null } };
}

/** Linear's filters over the fake's own objects. */
function matches(filter: object, value: unknown): boolean {
  return Object.entries(filter).every(([key, wanted]: [string, unknown]) => {
    switch (key) {
      case "and":
        return (wanted as object[]).every((one) => matches(one, value));
      case "or":
        return (wanted as object[]).some((one) => matches(one, value));
      case "some":
        return (value as unknown[]).some((one) => matches(wanted as object, one));
      case "null":
        return (value === null) === wanted;
      case "eq":
        return value === wanted;
      case "eqIgnoreCase":
        return typeof value === "string" && value.toLowerCase() === (wanted as string).toLowerCase();
      case "in":
        return (wanted as unknown[]).includes(value);
      case "nin":
        return !(wanted as unknown[]).includes(value);
      case "gte":
        return value !== null && String(value) >= String(wanted);
      case "lte":
        return value !== null && Number(value) <= Number(wanted);
      default:
        return anyObject(wanted) && matches(wanted, anyObject(value) ? (value[key] ?? null) : null);
    }
  });
}
