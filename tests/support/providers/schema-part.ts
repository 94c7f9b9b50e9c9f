// A fake answers GraphQL by a part of the provider's schema that is written out beside it; this compares that part
// with the whole one.
import { buildSchema, isInputObjectType, isObjectType, isRequiredArgument, isRequiredInputField, isUnionType } from "graphql";

/** What of the part is not in the whole, or required there and missing in it: a line each. */
export function differences(part: string, whole: string): string[] {
  const found: string[] = [];
  const same = (what: string, mine: unknown, theirs: unknown) => {
    if (String(mine) !== String(theirs)) found.push(`${what}: ${String(mine)}, in the whole ${String(theirs)}`);
  };
  const types = buildSchema(whole, { assumeValidSDL: true }).getTypeMap();
  for (const [name, type] of Object.entries(buildSchema(part).getTypeMap())) {
    const theirs = types[name];
    same(name, type.constructor.name, theirs?.constructor.name);
    if (isObjectType(type) && isObjectType(theirs)) {
      for (const field of Object.values(type.getFields())) {
        const known = theirs.getFields()[field.name];
        same(`${name}.${field.name}`, field.type, known?.type);
        for (const arg of field.args)
          same(`${name}.${field.name}(${arg.name})`, arg.type, known?.args.find((one) => one.name === arg.name)?.type);
        for (const arg of known?.args.filter(isRequiredArgument) ?? [])
          if (!field.args.some((one) => one.name === arg.name)) found.push(`${name}.${field.name}: without ${arg.name}`);
      }
    }
    if (isInputObjectType(type) && isInputObjectType(theirs)) {
      for (const field of Object.values(type.getFields())) same(`${name}.${field.name}`, field.type, theirs.getFields()[field.name]?.type);
      for (const field of Object.values(theirs.getFields()))
        if (isRequiredInputField(field) && !type.getFields()[field.name]) found.push(`${name}: without ${field.name}`);
    }
    if (isUnionType(type) && isUnionType(theirs)) {
      const members = theirs.getTypes().map(String);
      for (const one of type.getTypes()) if (!members.includes(one.name)) found.push(`${name}: ${one.name} is none of it`);
    }
  }
  return found;
}
