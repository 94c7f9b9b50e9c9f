// Emits the C++: plain structs in the wire's spelling, codecs whose errors name the JSON path, and
// one tag type per message. Templates stay in wire/codec.h; the code of the codecs is in types.cpp.
import { commentLines } from "./model.mjs";

const banner = "// Made by protocol/generate.mjs from protocol/model.json. Do not edit.\n";

const keywords = new Set(
  ("alignas alignof and asm auto bool break case catch char class concept const continue default " +
    "delete do double else enum explicit export extern false float for friend goto if inline int " +
    "long mutable namespace new not null operator or private protected public register requires " +
    "return short signed sizeof static struct switch template this throw true try typedef typeid " +
    "typename union unsigned using virtual void volatile while xor").split(" "));

function identifier(name) {
  const safe = name.replace(/[^A-Za-z0-9]/g, "_");
  return keywords.has(safe) || /^[0-9]/.test(safe) ? `${safe}_` : safe;
}

function typeName(type) {
  const names = {
    string: "std::string",
    bool: "bool",
    int: "std::int64_t",
    number: "double",
    json: "nlohmann::json",
  };
  switch (type.kind) {
    case "base": return names[type.name];
    case "array": return `std::vector<${typeName(type.of)}>`;
    case "map": return `std::map<std::string, ${typeName(type.of)}>`;
    default: return type.name;
  }
}

// A json value needs no optional around it: null says the same.
const isJson = (field) => field.type.kind === "base" && field.type.name === "json";

function member(field, enums) {
  const absentable = (field.optional || field.nullable) && !isJson(field);
  const type = absentable ? `std::optional<${typeName(field.type)}>` : typeName(field.type);
  const zero = { int: " = 0", number: " = 0", bool: " = false" };
  let initial = "";
  if (!absentable && field.type.kind === "base") initial = zero[field.type.name] ?? "";
  if (!absentable && enums.has(field.type.name)) initial = "{}";
  return [...commentLines(field.doc, "  // "), `  ${type} ${identifier(field.name)}${initial};`];
}

function declaration(type, enums) {
  const doc = commentLines(type.doc, "// ");
  if (type.kind === "enum") {
    const values = type.values.map((value) => `  ${identifier(value)},`);
    return [...doc, `enum class ${type.name} {`, ...values, "};",
      `std::string_view name_of(${type.name} value);`, ""];
  }
  const members = type.fields.flatMap((field) => member(field, enums));
  return [...doc, `struct ${type.name} {`, ...members,
    `  bool operator==(const ${type.name}&) const = default;`, "};", ""];
}

function codecDeclarations(type) {
  return [`bool read(const nlohmann::json& from, const Path& path, base::Error& error, ${type.name}& to);`,
    `void write(std::string& to, const ${type.name}& value);`];
}

function enumCodec(type) {
  const cases = type.values.map((v) => `    case ${type.name}::${identifier(v)}: return "${v}";`);
  const values = type.values.map((v) => `"${v}"`).join(", ");
  const count = type.values.length;
  return [
    `std::string_view name_of(${type.name} value) {`, "  switch (value) {", ...cases, "  }",
    '  return "";', "}",
    `bool read(const json& from, const Path& path, base::Error& error, ${type.name}& to) {`,
    `  static constexpr std::array<std::string_view, ${count}> kValues = {${values}};`,
    "  std::size_t index = 0;",
    "  if (!read_enum(from, path, error, kValues, index)) return false;",
    `  to = static_cast<${type.name}>(index);`, "  return true;", "}",
    `void write(std::string& to, const ${type.name}& value) { write(to, name_of(value)); }`, ""];
}

function objectCodec(type) {
  const reads = type.fields.map((field) => {
    const how = field.optional || field.nullable ? "read_optional" : "read_field";
    return `         ${how}(from, path, error, "${field.name}", to.${identifier(field.name)})`;
  });
  const writes = type.fields.map((field) => {
    const how = field.optional ? "write_optional" : "write_field";
    return `  ${how}(to, "${field.name}", value.${identifier(field.name)});`;
  });
  const empty = type.fields.length === 0;
  return [
    `bool read(const json& from, const Path& path, base::Error& error, ${type.name}&${empty ? "" : " to"}) {`,
    `  return ${["is_object(from, path, error)", ...reads.map((r) => r.trim())].join(" &&\n         ")};`, "}",
    `void write(std::string& to, const ${type.name}&${empty ? "" : " value"}) {`, "  begin_object(to);",
    ...writes, "  end_object(to);", "}", ""];
}

const quoted = (text) => JSON.stringify(text ?? "");

function operationTag(operation) {
  return [...commentLines(operation.doc, "// "), `struct ${identifier(operation.name)} {`,
    `  using Params = ${operation.params ?? "Empty"};`,
    `  using Result = ${operation.result ?? "Empty"};`,
    `  static constexpr const char* method = "${operation.name}";`,
    `  static constexpr Actor actor = Actor::${operation.actor};`, "};"];
}

function notificationTag(notification) {
  return [...commentLines(notification.doc, "// "), `struct ${identifier(notification.name)} {`,
    `  using Params = ${notification.params ?? "Empty"};`,
    `  static constexpr const char* method = "${notification.name}";`, "};"];
}

function typesHeader(model) {
  const enums = new Set(model.types.filter((t) => t.kind === "enum").map((t) => t.name));
  return [`${banner}#pragma once`, "#include <cstdint>", "#include <map>",
    "#include <nlohmann/json.hpp>", "#include <optional>", "#include <string>",
    "#include <string_view>", "#include <vector>", "", '#include "wire/codec.h"', "",
    "namespace wire {", "", ...model.types.flatMap((type) => declaration(type, enums)),
    ...model.types.flatMap(codecDeclarations), "", "}  // namespace wire", ""].join("\n");
}

function typesSource(model) {
  const codecs = model.types.flatMap((t) => (t.kind === "enum" ? enumCodec(t) : objectCodec(t)));
  const rows = model.operations.map((o) =>
    `    {"${o.name}", Actor::${o.actor}, ${quoted(o.cli)}, ${quoted(o.command)}, ${quoted(o.rest)}},`);
  return [`${banner}#include "wire/generated/types.h"`, "", "#include <array>", "",
    '#include "wire/generated/methods.h"', "", "namespace wire {", "", "using nlohmann::json;", "",
    ...codecs, `const std::array<Operation, ${rows.length}> kOperationTable = {{`, ...rows, "}};",
    "std::span<const Operation> operations() { return kOperationTable; }", "",
    "}  // namespace wire", ""].join("\n");
}

function methodsHeader(model) {
  return [`${banner}#pragma once`, "#include <span>", "",
    '#include "wire/generated/types.h"', '#include "wire/operation.h"', "",
    "namespace wire {", "", `inline constexpr int kProtocol = ${model.protocol};`,
    "// Of the model; both ends say it in `initialize`.",
    `inline constexpr const char* kModelHash = "${model.hash}";`, "",
    "// The table that the faces (command line, commands, REST) are checked against.",
    "std::span<const Operation> operations();", "", "namespace methods {", "",
    ...model.operations.flatMap(operationTag), "", "}  // namespace methods", "",
    "namespace notifications {", "", ...model.notifications.flatMap(notificationTag), "",
    "}  // namespace notifications", "", "}  // namespace wire", ""].join("\n");
}

const fieldKinds = { string: "text", int: "whole", bool: "flag" };

// Plain arrays: the table is constant data.
function routesSource(model) {
  const byName = new Map(model.types.map((type) => [type.name, type]));
  const routed = model.operations.filter((operation) => operation.rest);
  const fields = routed.flatMap((operation) => {
    const list = byName.get(operation.params)?.fields ?? [];
    if (list.length === 0) return [];
    const rows = list.map(({ name, type }) => {
      const kind = type.kind === "base" ? (fieldKinds[type.name] ?? "other") : "other";
      return `    {"${name}", FieldKind::${kind}},`;
    });
    return [`constexpr RouteField ${identifier(operation.name)}[] = {`, ...rows, "};"];
  });
  const rows = routed.map((operation) => {
    const [verb, path] = operation.rest.split(" ");
    const count = byName.get(operation.params)?.fields.length ?? 0;
    return `    {"${verb}", "${path}", "${operation.name}", {${count ? identifier(operation.name) : ""}}},`;
  });
  return [`${banner}#include "wire/route.h"`, "", "namespace wire {", "namespace {", "", ...fields, "",
    "constexpr Route kRoutes[] = {", ...rows, "};", "", "}  // namespace", "",
    "std::span<const Route> routes() { return kRoutes; }", "", "}  // namespace wire", ""].join("\n");
}

export function cppFiles(model) {
  return {
    typesHeader: typesHeader(model),
    typesSource: typesSource(model),
    methodsHeader: methodsHeader(model),
    routesSource: routesSource(model),
  };
}
