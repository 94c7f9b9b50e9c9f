// Requests of ours and replies of a fake against the provider's own OpenAPI description. Where there is none, nothing is
// checked, and `described` is false: the tests that need it are skipped by name.
import { Ajv, type ValidateFunction } from "ajv";
import type { Asked, Reply } from "./server.ts";

type OrReference<T> = T | { $ref: string };
interface Media {
  content?: Record<string, { schema?: object }>;
}
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: { type?: string; enum?: string[]; maximum?: number };
}
interface Operation {
  parameters?: OrReference<Parameter>[];
  requestBody?: OrReference<Media>;
  responses: Record<string, OrReference<Media>>;
}
interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: object;
}

export class OpenApi {
  readonly described: boolean;
  /** What breaks the description, one line each. */
  readonly violations: string[] = [];
  checked = 0;
  private readonly description: Description;
  private readonly paths: [RegExp, Record<string, Operation>][];
  private readonly ajv = new Ajv({ strict: false, validateSchema: false, logger: false });
  private readonly validators = new Map<object, ValidateFunction>();

  /** `text`: the description, as JSON. */
  constructor(text: string | undefined) {
    this.described = text !== undefined;
    this.description = JSON.parse(text ?? '{"paths":{},"components":{}}') as Description;
    // Jira's +0000 is none of a date-time; the others say how numbers and bytes are kept.
    for (const format of ["int32", "int64", "float", "double", "date-time", "date", "uri", "uuid", "email", "binary"])
      this.ajv.addFormat(format, true);
    this.ajv.addSchema({ components: readable(this.description.components) as object }, "api");
    this.paths = Object.entries(this.description.paths).map(([template, operations]) => {
      const pattern = template.replace(/[.+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+");
      return [new RegExp(`^${pattern}$`), operations];
    });
    // A path without a variable comes before one that has it there.
    this.paths.sort(([a], [b]) => a.source.split("[^/]+").length - b.source.split("[^/]+").length);
  }

  check(asked: Asked, reply: Reply): void {
    if (!this.described) return;
    ++this.checked;
    const name = `${asked.method} ${asked.path}`;
    const method = asked.method.toLowerCase();
    const operation = this.paths.find(([pattern, all]) => pattern.test(asked.path) && method in all)?.[1][method];
    if (operation === undefined) {
      this.violations.push(`${name}: there is no such operation`);
      return;
    }
    this.checkQuery(name, asked, (operation.parameters ?? []).map((one) => this.resolve(one)));
    const wanted = operation.requestBody && this.resolve(operation.requestBody).content?.["application/json"];
    if (wanted !== undefined) this.checkValue(`${name}: the request`, wanted.schema, asked.body);
    else if (asked.text !== "") this.violations.push(`${name}: has a body`);
    const status = reply.status ?? 200;
    if (status === 304) return; // to If-None-Match, which descriptions leave out
    const answer = operation.responses[String(status)];
    if (answer === undefined && status < 400) this.violations.push(`${name}: no reply ${status} is described`);
    const schema = answer && this.resolve(answer).content?.["application/json"]?.schema;
    this.checkValue(`${name}: the reply ${status}`, schema, reply.body);
  }

  private checkQuery(name: string, asked: Asked, parameters: Parameter[]): void {
    const known = parameters.filter((one) => one.in === "query");
    for (const [key, value] of asked.query) {
      const parameter = known.find((one) => one.name === key);
      const { type, enum: words, maximum } = parameter?.schema ?? {};
      const wrong =
        parameter === undefined ||
        (type === "integer" && !/^\d+$/.test(value)) ||
        (words !== undefined && !words.includes(value)) ||
        (maximum !== undefined && Number(value) > maximum);
      if (wrong) this.violations.push(`${name}: ${key}=${value}`);
    }
    for (const one of known)
      if (one.required === true && !asked.query.has(one.name)) this.violations.push(`${name}: without ${one.name}`);
  }

  private checkValue(what: string, schema: object | undefined, value: unknown): void {
    if (schema === undefined) return;
    let validate = this.validators.get(schema);
    if (validate === undefined) {
      validate = this.ajv.compile(readable(schema) as object);
      this.validators.set(schema, validate);
    }
    if (validate(value)) return;
    for (const error of (validate.errors ?? []).slice(0, 3))
      this.violations.push(`${what}${error.instancePath} ${error.message ?? ""} ${JSON.stringify(error.params)}`);
  }

  private resolve<T extends object>(part: OrReference<T>): T {
    if (!("$ref" in part)) return part;
    let at: unknown = this.description;
    for (const word of part.$ref.slice(2).split("/")) at = (at as Record<string, unknown>)[word];
    return at as T;
  }
}

/** References into the description from anywhere, and OpenAPI's "nullable" as JSON Schema says it. */
function readable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(readable);
  if (typeof schema !== "object" || schema === null) return schema;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === "$ref" ? `api${String(value)}` : readable(value)]),
  );
  if (nullable !== true) return nullable === undefined || nullable === false ? rest : { ...rest, nullable };
  return { anyOf: [rest, { type: "null" }] };
}
