import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { candidates, findBinary, whyNot } from "../src/server/binary";

let folder = "";
const program = async (name: string, text: string, mode = 0o755): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "operator-binary-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("prefers the setting alone, then the extension's own, then PATH", () => {
  expect(candidates("/my/operator", "/ext", "/a")).toEqual(["/my/operator"]);
  expect(candidates("", "/ext", "/a:/b")).toEqual([
    "/ext/bin/operator",
    "/a/operator",
    "/b/operator",
  ]);
});
it("takes the first that runs and says its version", async () => {
  const good = await program("good", "#!/bin/sh\necho operator 1.2.3-dev\n");
  const bad = await program("bad", "#!/bin/sh\nexit 1\n");
  expect(await findBinary([join(folder, "none"), bad, good])).toEqual({
    kind: "found",
    path: good,
    version: "1.2.3-dev",
  });
});
it("tells a program of another platform from a missing one", async () => {
  const foreign = await program("foreign", "\x7fELF not for here");
  expect(await findBinary([foreign])).toMatchObject({ kind: "broken", path: foreign });
  const plain = await program("plain", "#!/bin/sh\necho operator 1.0.0\n", 0o644);
  expect(await findBinary([plain])).toEqual({ kind: "missing", tried: [plain] });
});
it("says which library the owner beside it lacks", async () => {
  const client = await program("operator", "#!/bin/sh\necho operator 1.0.0\n");
  const lacks = "error while loading shared libraries: libnone.so.1: cannot open shared object file";
  const owner = await program("operatord", `#!/bin/sh\necho "operatord: ${lacks}" >&2\nexit 127\n`);
  expect(await findBinary([client])).toEqual({
    kind: "broken",
    path: owner,
    why: "it needs libnone.so.1, which is not installed",
  });
});
it("says that a system is too old for it", () => {
  const message = "operatord: /lib/libc.so.6: version `GLIBC_2.36' not found (required by operatord)";
  expect(whyNot(message)).toBe("it needs GLIBC_2.36, which this system is too old for");
});
