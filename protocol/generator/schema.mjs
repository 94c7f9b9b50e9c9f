// Emits the JSON schemas of the files that people write (.operator/config.json, .operator/issuetypes/*.json),
// which VS Code uses for completion and warnings.
//
// A setting: {type, doc, default?, values?, fields?, minimum?, maximum?, minItems?, pattern?, examples?, required?}
//   type    string | lines | int | bool | number | duration | size | enum | string[] | string[][] | map<string> | object | map | list
//           lines: a text, or a list of its lines
//   fields  of an object: name → setting
//   values  of an enum: its texts; of a map or list: the setting that each of its values is
//   pattern of a string[]: that of each

const durationPattern = "^[0-9]+(ms|s|m|h|d)$";
const sizePattern = "^[0-9]+(MB|GB)$";

function valueSchema(setting, where) {
  switch (setting.type) {
    case "string": return { type: "string" };
    case "lines": return {
      anyOf: [{ type: "string", minLength: 1 }, { type: "array", minItems: 1, items: { type: "string" } }],
    };
    case "int": return { type: "integer" };
    case "number": return { type: "number" };
    case "bool": return { type: "boolean" };
    case "duration": return { type: "string", pattern: durationPattern };
    case "size": return { type: "string", pattern: sizePattern };
    case "enum": return { type: "string", enum: setting.values };
    case "string[]":
      return { type: "array", items: setting.pattern ? { type: "string", pattern: setting.pattern } : { type: "string" } };
    case "string[][]":
      return { type: "array", items: { type: "array", minItems: 1, items: { type: "string" } } };
    case "list": return { type: "array", items: schemaOf(setting.values, `${where}[]`) };
    case "object": return objectSchema(setting.fields ?? {}, where);
    case "map":
      return { type: "object", additionalProperties: schemaOf(setting.values, `${where}.*`) };
    case "map<string>": return { type: "object", additionalProperties: { type: "string" } };
    default: throw new Error(`settings.${where}: no such type: ${setting.type}`);
  }
}

function schemaOf(setting, where) {
  const schema = valueSchema(setting, where);
  if (setting.doc) schema.description = setting.doc;
  for (const key of ["default", "minimum", "maximum", "minItems", "pattern", "examples"]) {
    if (setting[key] !== undefined && !(key === "pattern" && schema.items)) schema[key] = setting[key];
  }
  return schema;
}

function objectSchema(fields, where) {
  const properties = {};
  const required = [];
  for (const [name, setting] of Object.entries(fields)) {
    properties[name] = schemaOf(setting, where ? `${where}.${name}` : name);
    if (setting.required) required.push(name);
  }
  const schema = { type: "object", properties, additionalProperties: false };
  if (required.length > 0) schema.required = required;
  return schema;
}

function fileSchema(setting, title) {
  const schema = objectSchema(setting.fields ?? {}, "");
  schema.properties = { $schema: { type: "string" }, ...schema.properties };
  return JSON.stringify({
    $schema: "http://json-schema.org/draft-07/schema#",
    title,
    $comment: "Made by protocol/generate.mjs from protocol/model.json. Do not edit.",
    allowComments: true,
    allowTrailingCommas: true,
    ...schema,
  }, null, 2) + "\n";
}

export function configSchema(model) {
  return fileSchema(model.settings, "Operator's configuration (.operator/config.json)");
}

export function issueTypeSchema(model) {
  return fileSchema(model.issueType, "An issue type of Operator (.operator/issuetypes/*.json)");
}
