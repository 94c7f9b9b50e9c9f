// Schemas that lie beside the checkout. Where they are missing, the tests that need one are skipped by name.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { repository } from "../paths.ts";

export function sharedSchema(file: string): string | undefined {
  const path = join(repository, "../shared/schemas", file);
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}
