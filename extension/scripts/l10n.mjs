// Keeps l10n/bundle.l10n.json in step with the texts in src/: every t("…").
// usage: node scripts/l10n.mjs [--check]      --check writes nothing and fails when it is stale.
import { readFileSync, writeFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bundle = join(root, "l10n/bundle.l10n.json");

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
}

const texts = new Set();
for (const file of sources(join(root, "src"))) {
  const source = readFileSync(file, "utf8");
  for (const match of source.matchAll(/(?<![.\w])t\(\s*("(?:[^"\\]|\\.)*")/g))
    texts.add(JSON.parse(match[1]));
  const dynamic = /(?<![.\w])t\(\s*[^"\s)]/.exec(source.replace(/export function t\(/g, ""));
  if (dynamic)
    throw new Error(
      `${file}: t() takes a literal: ${source.slice(dynamic.index, dynamic.index + 40)}`,
    );
}
const text = `${JSON.stringify(Object.fromEntries([...texts].sort().map((each) => [each, each])), null, 2)}\n`;

function current() {
  try {
    return readFileSync(bundle, "utf8");
  } catch {
    return "";
  }
}

if (current() !== text) {
  if (process.argv.includes("--check")) {
    console.error("l10n/bundle.l10n.json is stale: run `npm run l10n`");
    process.exitCode = 1;
  } else writeFileSync(bundle, text);
}
