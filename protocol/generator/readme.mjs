// Emits README's table of operations, with what each face calls it. The commands are looked up in the extension's
// manifest, so that the table cannot name one that is not there.

const begin = "<!-- operations: made by protocol/generate.mjs -->";
const end = "<!-- end of operations -->";

// Commands by id, their titles as people read them.
function commandTitles(manifest, texts) {
  const titles = new Map();
  for (const { command, title, category } of manifest.contributes.commands) {
    const text = texts[/^%(.*)%$/.exec(title)?.[1]] ?? title;
    const group = texts[/^%(.*)%$/.exec(category ?? "")?.[1]] ?? category;
    titles.set(command, group ? `${group}: ${text}` : text);
  }
  return titles;
}

const code = (text) => (text ? `\`${text}\`` : "");

function row(operation, titles) {
  const { name, cli, rest, command, title } = operation;
  if (command && titles.get(command) !== title) {
    throw new Error(`operations.${name}: extension/package.json has ${titles.get(command) ?? "no"} title for ${command}, not ${title}`);
  }
  return `| ${operation.doc.replace(/\.$/, "").replaceAll("|", "\\|")} | ${title ?? ""} | ${code(rest)} | ${code(cli && `operator ${cli}`)} | ${code(name)} |`;
}

/** README's text with the table as it has to be. */
export function readme(model, text, manifest, texts) {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md: the markers ${begin} and ${end} are missing`);
  const titles = commandTitles(manifest, texts);
  // What a connection says of itself is no operation of a person's.
  const rows = model.operations.filter(({ cli, rest, command }) => cli || rest || command).map((o) => row(o, titles));
  const table = ["| operation | VS Code | REST | command line | JSON-RPC |", "|---|---|---|---|---|", ...rows].join("\n");
  return `${text.slice(0, from)}${begin}\n${table}\n${text.slice(to)}`;
}
