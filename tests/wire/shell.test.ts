// Completion in real shells, and the manual page through the real formatter: both are made from the command line
// itself, so that they know every command.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "../support/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create({ config: { agent: "demo" } });
});
afterEach(() => workspace.close());

/** What each shell offers for the words, the last one being typed. */
const shells: Record<string, (words: string[]) => Promise<string[]>> = {
  bash: (words) =>
    script("bash", ["--norc", "--noprofile"], [
      "source <(operator completion bash)",
      `COMP_WORDS=(operator ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}`,
      '_operator; printf "%s\\n" "${COMPREPLY[@]}"',
    ]),
  zsh: (words) =>
    script("zsh", ["-f"], [
      "compdef() { }", // of compinit, which takes seconds and is not what is tested
      "source <(operator completion zsh)",
      `words=(operator ${words.map((word) => `'${word}'`).join(" ")}); CURRENT=${words.length + 1}`,
      // Only the drawing is left out.
      '_describe() { local one; for one in "${(@P)2}"; print -r -- "${one%%:*}" }',
      "_operator",
    ]),
  fish: async (words) =>
    (
      await script("fish", ["--no-config"], [
        "operator completion fish | source",
        `complete --do-complete='operator ${words.join(" ")}'`,
      ])
    ).map((line) => line.split("\t")[0] ?? ""),
};

async function script(shell: string, options: string[], lines: string[]): Promise<string[]> {
  const file = join(workspace.root, `complete.${shell}`);
  writeFileSync(file, lines.join("\n") + "\n");
  const { code, stdout, stderr } = await workspace.run(shell, [...options, file]);
  expect([shell, code, stderr]).toEqual([shell, 0, ""]);
  return stdout.split("\n").filter(Boolean);
}

test.each(Object.keys(shells))("%s completes commands, options, words and ids, and starts no owner", async (shell) => {
  const complete = shells[shell] as (typeof shells)[string];
  expect(await complete(["app"])).toEqual(["approve"]);
  expect(await complete(["ticket", ""])).toEqual(expect.arrayContaining(["new", "show", "list", "set"]));
  expect(await complete(["events", "--f"])).toEqual(["--follow"]);
  expect((await complete(["ticket", "new", "--priority", "P"])).sort()).toEqual(["P0", "P1", "P2", "P3"]);
  expect(await complete(["launch", "TASK-"])).toEqual([]);
  expect(workspace.processes()).toEqual([]);

  workspace.ticket({ type: "TASK", title: "Mind: the $(quotes) `and` 'so'", id: "TASK-12", fields: { hold: true } });
  workspace.ticket({ type: "FIX", title: "Another", id: "FIX-3", fields: { hold: true } });
  await workspace.when<{ tickets: unknown[] }, boolean>(["queue"], (reply) => reply.tickets.length === 2, {
    what: "both tickets",
  });
  expect(await complete(["launch", "TASK-"])).toEqual(["TASK-12"]);
  expect(await complete(["ticket", "new", "F"])).toEqual(expect.arrayContaining(["FEAT", "FIX"]));
  expect(await complete(["launch", "--agent", "de"])).toEqual(["demo"]);
});

test("completion knows three shells", async () => {
  const { code, stderr } = await workspace.operator("completion", "tcsh");
  expect([code, stderr]).toEqual([2, "operator: completion is there for bash, zsh and fish\n"]);
});

test("the manual page names every command and option, and groff has nothing to say against it", async () => {
  const { stdout: page } = await workspace.operator("man");
  const file = join(workspace.root, "operator.1");
  writeFileSync(file, page);
  expect(await workspace.run("groff", ["-man", "-ww", "-z", "-Tascii", file])).toEqual({ code: 0, stdout: "", stderr: "" });
  const { stdout: text } = await workspace.run("groff", ["-man", "-Tascii", "-P-cbou", "-rLL=200n", file]);

  const commandsOf = async (...path: string[]): Promise<string[][]> => {
    const { stdout: help } = await workspace.operator(...path, "--help");
    const inner = [...help.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map((match) => [...path, match[1] as string]);
    const heading = help.indexOf("Subcommands:") >= 0 || path.length === 0;
    for (const [option] of help.matchAll(/--[a-z][a-z-]+/g))
      if (option !== "--help") expect([path, text.includes(option)]).toEqual([path, true]);
    if (!heading) return path.length > 0 ? [path] : [];
    return (await Promise.all(inner.map((one) => commandsOf(...one)))).flat();
  };
  const commands = await commandsOf();
  expect(commands.length).toBeGreaterThan(25);
  for (const command of commands) expect(text).toMatch(new RegExp(`^ +operator ${command.join(" ")}\\b`, "m"));
});
