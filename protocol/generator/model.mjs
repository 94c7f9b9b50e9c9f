// Reads and checks protocol/model.json, so that the emitters can trust it.
//
// types       Name → {doc, kind: "object", fields: {name: Field}} | {doc, kind: "enum", values: []}
// Field       {type, doc?, optional?, nullable?}; type = base | Name | X[] | map<X>
// operations  "noun/verb" → {doc, params?, result?, actor?, cli?, command?, rest?}
// notifications "noun/didVerb" → {doc, params?}
// settings    the configuration file; see schema.mjs
// issueType   a file that describes a kind of work; the same
//
// The type Empty, without fields, is there always: both sides have it by hand.
//
// optional: the key may be absent, and null counts as absent. nullable: always written, maybe null.
import { createHash } from "node:crypto";

export const baseTypes = ["string", "bool", "int", "number", "json"];
const actors = ["anyone", "person", "session"];

// "string[]" → {kind: "array", of: {kind: "base", name: "string"}}
export function parseType(text) {
  const array = /^(.+)\[\]$/.exec(text);
  if (array) return { kind: "array", of: parseType(array[1]) };
  const map = /^map<(.+)>$/.exec(text);
  if (map) return { kind: "map", of: parseType(map[1]) };
  if (baseTypes.includes(text)) return { kind: "base", name: text };
  if (!/^[A-Z][A-Za-z0-9]*$/.test(text)) throw new Error(`no such type: ${text}`);
  return { kind: "ref", name: text };
}

function refsOf(type) {
  if (type.kind === "ref") return [type.name];
  return type.kind === "base" ? [] : refsOf(type.of);
}

function loadObject(name, raw, types) {
  const fields = Object.entries(raw.fields ?? {}).map(([field, spec]) => {
    const where = `types.${name}.${field}`;
    if (!/^[a-z][A-Za-z0-9]*$/.test(field)) throw new Error(`${where}: not a camelCase name`);
    if (typeof spec.type !== "string") throw new Error(`${where}: has no type`);
    const type = parseType(spec.type);
    for (const ref of refsOf(type)) {
      if (!(ref in types)) throw new Error(`${where}: no such type: ${ref}`);
    }
    if (spec.optional && spec.nullable) throw new Error(`${where}: optional or nullable, not both`);
    return { name: field, type, doc: spec.doc, optional: !!spec.optional, nullable: !!spec.nullable };
  });
  return { name, kind: "object", doc: raw.doc, fields };
}

function loadType(name, raw, types) {
  if (baseTypes.includes(name)) throw new Error(`types.${name}: the name of a base type`);
  if (raw.kind === "enum") {
    if (!Array.isArray(raw.values) || raw.values.length === 0) {
      throw new Error(`types.${name}: an enum without values`);
    }
    return { name, kind: "enum", doc: raw.doc, values: raw.values };
  }
  if (raw.kind !== "object") throw new Error(`types.${name}: kind is object or enum`);
  return loadObject(name, raw, types);
}

// Definitions before uses: C++ wants whole types as members.
function inOrder(types) {
  const byName = new Map(types.map((type) => [type.name, type]));
  const done = new Set();
  const ordered = [];
  const visit = (type, path) => {
    if (done.has(type.name)) return;
    if (path.includes(type.name)) throw new Error(`types.${type.name}: contains itself`);
    for (const field of type.fields ?? []) {
      for (const ref of refsOf(field.type)) visit(byName.get(ref), [...path, type.name]);
    }
    done.add(type.name);
    ordered.push(type);
  };
  for (const type of types) visit(type, []);
  return ordered;
}

function loadMessage(section, pattern, name, raw, types) {
  const where = `${section}.${name}`;
  if (!pattern.test(name)) throw new Error(`${where}: the name does not fit ${pattern}`);
  for (const key of ["params", "result"]) {
    if (raw[key] === undefined || raw[key] === "Empty") continue;
    if (types[raw[key]]?.kind !== "object") throw new Error(`${where}.${key}: no such object type`);
  }
  if (raw.actor !== undefined && !actors.includes(raw.actor)) {
    throw new Error(`${where}.actor: one of ${actors.join(", ")}`);
  }
  checkRoute(where, raw, types);
  return { actor: "anyone", ...raw, name };
}

// "POST /api/v1/agents/{id}/kill": every part in braces is a text among the parameters.
function checkRoute(where, { rest, params }, types) {
  if (rest === undefined) return;
  if (!/^(GET|POST|PATCH) \/api\/v1(\/([a-z]+|\{[a-zA-Z]+\}))+$/.test(rest)) {
    throw new Error(`${where}.rest: a verb and a path below /api/v1 are needed`);
  }
  for (const [, field] of rest.matchAll(/\{([a-zA-Z]+)\}/g)) {
    if (types[params]?.fields?.[field]?.type !== "string") {
      throw new Error(`${where}.rest: {${field}} is no text among the parameters`);
    }
  }
}

function checkRoutesDiffer(operations) {
  const seen = new Map();
  for (const { name, rest } of operations) {
    if (rest === undefined) continue;
    const shape = rest.replace(/\{[a-zA-Z]+\}/g, "{}");
    if (seen.has(shape)) throw new Error(`operations.${name}.rest: is that of ${seen.get(shape)}`);
    seen.set(shape, name);
  }
}

export function loadModel(text) {
  // Who speaks the protocol never sees an issue type's file: it is no part of the hash.
  const { issueType, ...raw } = JSON.parse(text);
  if (!Number.isInteger(raw.protocol)) throw new Error("protocol: a whole number is needed");
  const { Empty: empty, ...types } = raw.types ?? {};
  if (Object.keys(empty?.fields ?? {}).length > 0) throw new Error("types.Empty: has fields");
  const load = (section, pattern) =>
    Object.entries(raw[section] ?? {}).map(([name, spec]) =>
      loadMessage(section, pattern, name, spec, types));
  const operations = load("operations", /^[a-z][A-Za-z]*(\/[a-z][A-Za-z]*)?$/);
  checkRoutesDiffer(operations);
  return {
    protocol: raw.protocol,
    hash: createHash("sha256").update(JSON.stringify(raw)).digest("hex").slice(0, 12),
    types: inOrder(Object.entries(types).map(([name, spec]) => loadType(name, spec, types))),
    operations,
    notifications: load("notifications", /^[a-z][A-Za-z]*\/did[A-Z][A-Za-z]*$/),
    settings: raw.settings ?? {},
    issueType: issueType ?? {},
  };
}

// `text` in lines of at most `width`, each with `prefix`; nothing for no text.
export function commentLines(text, prefix, width = 98) {
  if (!text) return [];
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && prefix.length + line.length + 1 + word.length > width) {
      lines.push(prefix + line);
      line = "";
    }
    line = line ? `${line} ${word}` : word;
  }
  return [...lines, prefix + line];
}
