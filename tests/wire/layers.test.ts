// The layout is the architecture: a folder of server/ includes only what its row in the design names, POSIX headers and
// heavy libraries stay where they belong, and nothing outside its folder and the default configuration knows the demo.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../support/paths.ts";

const server = join(repository, "server");

/** Folder → folders it may include; itself always. */
const may: Record<string, string[]> = {
  base: [],
  platform: ["base"],
  link: ["base", "platform"],
  wire: ["base", "platform"],
  rules: ["base"],
  config: ["rules", "base", "platform", "link"],
  tickets: ["rules", "base", "platform", "link"],
  store: ["rules", "base", "platform", "link"],
  git: ["rules", "base", "platform", "link"],
  tmux: ["base", "platform"],
  agents: ["rules", "base", "platform", "link"],
  boards: ["rules", "base", "platform", "link"],
  host: ["base", "platform", "link"],
  client: ["base", "platform", "link", "wire", "host", "tmux"],
  app: ["base", "platform", "link", "rules", "config", "tickets", "store", "git", "agents", "boards", "tmux"],
  serve: ["app", "wire", "base", "platform", "link", "rules", "config", "tickets", "store", "git", "agents", "boards"],
  demo: ["base", "platform", "link"],
};

/** Library → the folders that may include it. */
const libraries: [RegExp, string[]][] = [
  [/^git2/, ["git"]],
  [/^SQLiteCpp|^sqlite3/, ["store"]],
  [/^yaml-cpp/, ["tickets"]],
  [/^vterm/, ["host"]],
  [/^CLI\//, ["client"]],
  [/^n?curses/, ["client"]],
  [/^spdlog/, ["base"]],
  [/^simdjson/, ["agents"]],
  [/^restinio/, ["serve"]],
  [/^curl\//, ["boards"]],
  [/^asio/, ["platform", "link", "wire", "app", "serve", "host", "client"]],
];
const posix = /^(unistd|fcntl|signal|poll|pty|termios|dirent|dlfcn|pwd|sys\/[a-z]+|linux\/[a-z]+)\.h$/;

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === "generated" ? [] : sources(path);
    return /\.(h|cpp)$/.test(name) ? [path] : [];
  });
}

const files = sources(server).map((path) => ({
  path: relative(repository, path),
  folder: relative(server, path).split("/")[0] ?? "",
  text: readFileSync(path, "utf8"),
}));

function includes(text: string): string[] {
  return [...text.matchAll(/^\s*#include\s+[<"]([^>"]+)[>"]/gm)].map((match) => match[1] ?? "");
}

describe("server/", () => {
  test("has only folders that the design names", () => {
    expect([...new Set(files.map((file) => file.folder))].sort()).toEqual(Object.keys(may).sort());
  });

  test("includes nothing that lies above", () => {
    const wrong = files.flatMap((file) =>
      includes(file.text)
        .filter((name) => {
          const folder = name.split("/")[0] ?? "";
          return folder in may && folder !== file.folder && !may[file.folder]?.includes(folder);
        })
        .map((name) => `${file.path} includes ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("keeps each heavy library in its folder, and POSIX headers in platform/", () => {
    const wrong = files.flatMap((file) =>
      includes(file.text)
        .filter(
          (name) =>
            libraries.some(([library, folders]) => library.test(name) && !folders.includes(file.folder)) ||
            // base's fallback for the runtime folder is named after the user's id.
            (posix.test(name) && file.folder !== "platform" && file.path !== "server/base/paths.cpp"),
        )
        .map((name) => `${file.path} includes ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("names the demo agent nowhere but in its folder and the defaults", () => {
    const known = ["server/demo/"];
    const wrong = files
      .filter((file) => /operator-demo|OPERATOR_DEMO/.test(file.text))
      .filter((file) => !known.some((prefix) => file.path.startsWith(prefix)))
      .map((file) => file.path);
    expect(wrong).toEqual([]);
  });

  test("keeps files small", () => {
    const long = files
      .map((file) => ({ path: file.path, lines: file.text.split("\n").length }))
      .filter((file) => file.lines > 700);
    expect(long).toEqual([]);
  });
});
