// Emits the TypeScript side: one interface or string union per type, constants for the names, and
// maps from a name to its types, so that one generic `request` is typed by its method.
import { commentLines } from "./model.mjs";

function typeName(type) {
  const names = { string: "string", bool: "boolean", int: "number", number: "number", json: "unknown" };
  switch (type.kind) {
    case "base": return names[type.name];
    case "array": {
      const of = typeName(type.of);
      return /^[A-Za-z]+$/.test(of) ? `readonly ${of}[]` : `readonly (${of})[]`;
    }
    case "map": return `Readonly<Record<string, ${typeName(type.of)}>>`;
    default: return type.name;
  }
}

function doc(text, indent) {
  const lines = commentLines(text, `${indent} * `);
  if (lines.length === 0) return [];
  if (lines.length === 1) return [`${indent}/** ${lines[0].slice(indent.length + 3)} */`];
  return [`${indent}/**`, ...lines, `${indent} */`];
}

function declaration(type) {
  if (type.kind === "enum") {
    const values = type.values.map((value) => `  | ${JSON.stringify(value)}`).join("\n");
    return [...doc(type.doc, ""), `export type ${type.name} =\n${values};`, ""];
  }
  const fields = type.fields.flatMap((field) => {
    const name = typeName(field.type);
    let what = name;
    if (field.nullable && name !== "unknown") what += " | null";
    if (field.optional && name !== "unknown") what += " | undefined";
    return [...doc(field.doc, "  "), `  readonly ${field.name}${field.optional ? "?" : ""}: ${what};`];
  });
  if (fields.length === 0) {
    return [...doc(type.doc, ""), `export type ${type.name} = Readonly<Record<string, never>>;`, ""];
  }
  return [...doc(type.doc, ""), `export interface ${type.name} {`, ...fields, "}", ""];
}

const camel = (name) => name.replace(/[/.]([a-zA-Z])/g, (_, c) => c.toUpperCase());

function constants(name, messages) {
  const rows = messages.flatMap((m) => [...doc(m.doc, "  "), `  ${camel(m.name)}: "${m.name}",`]);
  return [`export const ${name} = {`, ...rows, "} as const;", ""];
}

function requestMap(operations) {
  const rows = operations.map((o) =>
    `  readonly "${o.name}": { readonly params: ${o.params ?? "Empty"}; readonly result: ${o.result ?? "Empty"} };`);
  return ["/** What a method takes and gives. */", "export interface Requests {", ...rows, "}",
    "export type RequestMethod = keyof Requests;", ""];
}

function notificationMap(notifications) {
  const rows = notifications.map((n) => `  readonly "${n.name}": ${n.params ?? "Empty"};`);
  return ["/** What a notification carries. */", "export interface Notifications {", ...rows, "}",
    "export type NotificationMethod = keyof Notifications;", ""];
}

function commandTable(operations) {
  const rows = operations.filter((o) => o.command)
    .map((o) => `  "${o.command}": { method: "${o.name}", title: ${JSON.stringify(o.title ?? "")} },`);
  return ["/** The operations that are VS Code commands, by the command's id. */",
    "export const commands = {", ...rows,
    "} as const satisfies Record<string, { readonly method: RequestMethod; readonly title: string }>;", ""];
}

export function typescriptFile(model) {
  return ["// Made by protocol/generate.mjs from protocol/model.json. Do not edit.", "",
    `export const protocolVersion = ${model.protocol};`,
    "/** Of the model; both ends say it in `initialize`. */",
    `export const modelHash = "${model.hash}";`, "",
    "export type Empty = Readonly<Record<string, never>>;", "",
    ...model.types.flatMap(declaration), ...constants("methods", model.operations),
    ...constants("notifications", model.notifications), ...requestMap(model.operations),
    ...notificationMap(model.notifications), ...commandTable(model.operations)].join("\n").trimEnd() + "\n";
}
