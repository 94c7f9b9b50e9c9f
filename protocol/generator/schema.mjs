// Emits the JSON schema of .operator/config.json, which VS Code uses for completion and warnings.
//
// A setting: {type, doc, default?, values?, fields?, minimum?, maximum?, pattern?, required?}
//   type    string | int | bool | number | duration | enum | string[] | map<string> | object | map
//   fields  of an object: name → setting
//   values  of an enum: its texts; of a map: the setting that each of its values is

const durationPattern = "^[0-9]+(ms|s|m|h)$";

function valueSchema(setting, where) {
  switch (setting.type) {
    case "string": return { type: "string" };
    case "int": return { type: "integer" };
    case "number": return { type: "number" };
    case "bool": return { type: "boolean" };
    case "duration": return { type: "string", pattern: durationPattern };
    case "enum": return { type: "string", enum: setting.values };
    case "string[]": return { type: "array", items: { type: "string" } };
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
  for (const key of ["default", "minimum", "maximum", "pattern"]) {
    if (setting[key] !== undefined) schema[key] = setting[key];
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

export function configSchema(model) {
  const schema = objectSchema(model.settings.fields ?? {}, "");
  schema.properties = { $schema: { type: "string" }, ...schema.properties };
  return JSON.stringify({
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Operator's configuration (.operator/config.json)",
    $comment: "Made by protocol/generate.mjs from protocol/model.json. Do not edit.",
    allowComments: true,
    allowTrailingCommas: true,
    ...schema,
  }, null, 2) + "\n";
}
