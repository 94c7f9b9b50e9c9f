// scripts/bench runs this: the parts that were named, one after the other; the table on standard output.
import { writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { boards } from "./boards.ts";
import { type Figure, type Part, table } from "./figures.ts";
import { hooks } from "./hooks.ts";
import { launch } from "./launch.ts";
import { processes } from "./processes.ts";
import { rest } from "./rest.ts";
import { start } from "./start.ts";
import { terminal } from "./terminal.ts";
import { thousand } from "./thousand.ts";
import { tree } from "./tree.ts";

const parts: Record<string, Part> = { processes, hooks, tree, launch, start, terminal, rest, thousand, boards };

async function main(args: string[]): Promise<void> {
  let quick = false;
  let json = "";
  const names: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--quick") quick = true;
    else if (arg === "--json") json = args[++at] ?? "";
    else names.push(arg);
  }
  const figures: Figure[] = [];
  const failed: string[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (names.length > 0 && !names.includes(name)) continue;
    try {
      figures.push(...(await part({ quick, say: (line) => console.error(`${name}: ${line}`) })));
    } catch (error) {
      failed.push(name);
      console.error(`${name} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const machine = { processors: cpus().length, model: cpus()[0]?.model ?? "", memory: totalmem(), kernel: release() };
  if (json !== "") {
    const text = JSON.stringify({ at: new Date().toISOString(), quick, machine, failed, figures }, null, 1);
    writeFileSync(json === "-" ? "/dev/stdout" : json, `${text}\n`);
  }
  if (json !== "-") console.log(table(figures));
  process.exitCode = failed.length > 0 ? 1 : 0;
}

await main(process.argv.slice(2));
