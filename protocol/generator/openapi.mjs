// Emits protocol/openapi.json (OpenAPI 3.1): every operation that has a `rest`, and what only HTTP has.

const schemas = "#/components/schemas/";
const ref = (name) => ({ $ref: schemas + name });

function typeSchema(type) {
  const base = {
    string: { type: "string" }, bool: { type: "boolean" }, int: { type: "integer" },
    number: { type: "number" }, json: {},
  };
  switch (type.kind) {
    case "base": return base[type.name];
    case "array": return { type: "array", items: typeSchema(type.of) };
    case "map": return { type: "object", additionalProperties: typeSchema(type.of) };
    default: return ref(type.name);
  }
}

function fieldSchema(field) {
  const schema = field.nullable
    ? { anyOf: [typeSchema(field.type), { type: "null" }] }
    : typeSchema(field.type);
  return field.doc ? { description: field.doc, ...schema } : schema;
}

function objectSchema(fields, doc) {
  const required = fields.filter((field) => !field.optional).map((field) => field.name);
  return {
    ...(doc ? { description: doc } : {}),
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    ...(required.length > 0 ? { required } : {}),
  };
}

function component(type) {
  if (type.kind === "enum") return { description: type.doc, type: "string", enum: type.values };
  return objectSchema(type.fields, type.doc);
}

const json = (schema) => ({ "application/json": { schema } });
const refused = { default: { $ref: "#/components/responses/Error" } };

const query = (field) =>
  ({ name: field.name, in: "query", required: !field.optional, description: field.doc, schema: typeSchema(field.type) });

const parameter = (field, where) => ({ ...query(field), in: where, ...(where === "path" ? { required: true } : {}) });

function pathItem(operation, fields) {
  const [verb, path] = operation.rest.split(" ");
  const inPath = new Set([...path.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name]) => name));
  const rest = fields.filter((field) => !inPath.has(field.name));
  const parameters = fields.filter((field) => inPath.has(field.name)).map((field) => parameter(field, "path"));
  if (verb === "GET") parameters.push(...rest.map((field) => parameter(field, "query")));
  const item = { operationId: operation.name.replace("/", "_"), tags: [operation.name.split("/")[0]], summary: operation.doc };
  if (parameters.length > 0) item.parameters = parameters;
  if (verb !== "GET" && rest.length > 0) {
    item.requestBody = { required: rest.some((field) => !field.optional), content: json(objectSchema(rest)) };
  }
  const result = operation.result && operation.result !== "Empty" ? ref(operation.result) : { type: "object" };
  item.responses = { 200: { description: "Done.", content: json(result) }, ...refused };
  return { verb: verb.toLowerCase(), path, item };
}

// Server-sent events share their path with the list: what the client accepts decides.
function addStream(item) {
  item.description =
    "With `Accept: application/json` the list. Otherwise a stream of server-sent events, from now on or from a position " +
    "(`Last-Event-ID: EPOCH:SEQ`, or `epoch` and `after`): first `ready`, then each event as a message whose id is its " +
    "position. `reset` says that events were missed for good: fetch everything anew.";
  item.parameters.push({
    name: "Last-Event-ID", in: "header", required: false, schema: { type: "string" },
    description: "EPOCH:SEQ of the newest event that the client has.",
  });
  item.responses[200].content["text/event-stream"] = { schema: { type: "string" } };
}

function httpOnly() {
  const health = objectSchema([
    { name: "status", type: { kind: "base", name: "string" }, doc: "ok" },
    { name: "version", type: { kind: "base", name: "string" }, doc: "product version" },
    { name: "protocol", type: { kind: "base", name: "int" }, doc: "protocol version" },
  ]);
  const about = (summary, schema) => ({ tags: ["http"], summary, responses: { 200: { description: "Done.", content: json(schema) }, ...refused } });
  return {
    "/api/v1/health": { get: { operationId: "health", security: [], ...about("Whether the owner answers; needs no token.", health) } },
    "/api/v1/openapi.json": { get: { operationId: "openapi", ...about("This description.", { type: "object" }) } },
  };
}

export function openapi(model) {
  const fieldsOf = new Map(model.types.map((type) => [type.name, type.fields ?? []]));
  const paths = httpOnly();
  for (const operation of model.operations) {
    if (!operation.rest) continue;
    const { verb, path, item } = pathItem(operation, fieldsOf.get(operation.params) ?? []);
    if (operation.name === "event/list") addStream(item);
    (paths[path] ??= {})[verb] = item;
  }
  const used = model.types.filter((type) => new RegExp(`"${schemas}${type.name}"`).test(JSON.stringify(paths)));
  // What those need, and so on.
  const byName = new Map(model.types.map((type) => [type.name, type]));
  const needed = new Map();
  const need = (type) => {
    if (needed.has(type.name)) return;
    const schema = component(type);
    needed.set(type.name, schema);
    for (const [, name] of JSON.stringify(schema).matchAll(/schemas\/([A-Za-z0-9]+)"/g)) need(byName.get(name));
  };
  used.forEach(need);
  const words = { type: "string" };
  needed.set("Error", {
    type: "object",
    properties: {
      error: {
        type: "object",
        properties: { code: words, message: words, detail: { type: "object", additionalProperties: words } },
        required: ["code", "message", "detail"],
      },
    },
    required: ["error"],
  });
  return JSON.stringify({
    openapi: "3.1.0",
    info: {
      title: "Operator",
      version: `v${model.protocol}`,
      description: "Made by protocol/generate.mjs from protocol/model.json. Port and token are in server.json.",
    },
    servers: [{ url: "http://127.0.0.1:{port}", variables: { port: { default: "0", description: "of server.json" } } }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      responses: { Error: { description: "not_found 404, invalid_argument 400, conflict 409, forbidden 403, unauthorized 401, unavailable 503, external_failed 502.", content: json(ref("Error")) } },
      schemas: Object.fromEntries([...needed].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  }, null, 1) + "\n";
}
