// Sessions in containers, real ones: by podman with a store of its own. Where a machine lets none be made the reason is
// printed, and what needs one is skipped by name.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { build } from "../support/paths.ts";
import { signal } from "../support/processes.ts";
import { until } from "../support/wait.ts";
import { Workspace } from "../support/workspace.ts";
import { stateFolder } from "./connection.ts";
import type { Session } from "./replies.ts";
import { hookAgent, ok, sessionWhen } from "./scene.ts";

const image = "operator-test";
const store = mkdtempSync("/tmp/op-pod-");
const program = join(store, "bin/podman");
const env = { CONTAINERS_CONF: join(store, "containers.conf") };
const podman = (...args: string[]): string =>
  execFileSync(program, args, { env: { ...process.env, ...env }, encoding: "utf8", timeout: 60_000, stdio: ["ignore", "pipe", "pipe"] }).trim();

/** A `podman` with store and settings below the folder, and a small image in it. */
function setUp(): void {
  mkdirSync(join(store, "bin"));
  // Its runtime takes no machine that has the first kind of control groups and the second at once.
  writeFileSync(
    program,
    `#!/bin/sh
set -- /usr/bin/podman --root ${store}/root --runroot ${store}/run --storage-driver vfs --cgroup-manager cgroupfs "$@"
[ "$(id -u)" = 0 ] && [ -d /sys/fs/cgroup/unified ] && exec unshare --mount sh -c 'umount /sys/fs/cgroup/unified; exec "$@"' sh "$@"
exec "$@"
`,
    { mode: 0o755 },
  );
  writeFileSync(env.CONTAINERS_CONF, '[containers]\ncgroups = "disabled"\nnetns = "none"\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n');
  const bin = join(store, "files/bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "busybox"), readFileSync("/bin/busybox"), { mode: 0o755 });
  for (const name of execFileSync("/bin/busybox", ["--list"], { encoding: "utf8" }).trim().split("\n"))
    if (name !== "busybox" && name !== "bash") symlinkSync("busybox", join(bin, name));
  writeFileSync(join(bin, "bash"), '#!/bin/sh\nexec /bin/sh "$@"\n', { mode: 0o755 });
  execFileSync("sh", ["-c", `tar -C '${store}/files' -c . | '${program}' import - ${image}`], { env: { ...process.env, ...env }, stdio: "pipe" });
  podman("run", "--rm", "--init", "--cap-drop", "all", "--security-opt", "no-new-privileges", "--security-opt", "label=disable", image, "true");
}

function tryOut(): boolean {
  try {
    setUp();
    return true;
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer | string };
    console.warn(`no container can be made here: ${String(stderr ?? error).trim().slice(0, 300)}`);
    return false;
  }
}
const works = tryOut();
const inContainer = works ? test : test.skip;

let w: Workspace | undefined;
afterEach(async () => {
  await w?.close();
  w = undefined;
  if (works) podman("rm", "--force", "--all");
});
afterAll(() => {
  if (works) podman("rmi", "--force", "--all");
  rmSync(store, { recursive: true, force: true });
});

const containers = (): string[] => podman("ps", "--all", "--format", "{{.Names}}").split("\n").filter((name) => name !== "");

async function open(script: string, container: object): Promise<Workspace> {
  const made = await Workspace.create({ env, path: [join(store, "bin")] });
  w = made;
  const boxed = { ...hookAgent(made, "boxed", script), resume: [join(made.root, "bin/boxed"), "{settings}", "{prompt}"], writable: [join(made.root, "bin"), "~/kept"] };
  mkdirSync(join(made.home, "kept"));
  const shop = { path: ".", isolation: "container", container, network: false, ports: ["PORT"], setup: [["sh", "-c", "echo set up > setup.txt"]] };
  made.write(".operator/config.json", JSON.stringify({ agent: "boxed", agents: { boxed }, projects: { shop }, queue: { settle: "50ms" } }));
  await ok(made, "trust", "--yes");
  made.ticket({ type: "TASK", title: "One", id: "T-1", fields: { hold: true } });
  return made;
}

inContainer("an agent works in its image, is heard, outlives the owner, and its container ends with its host", { timeout: 180_000 }, async () => {
  const here = await open(
    `begin
{ id -u; pwd; echo "port $PORT"; echo "kept" > "$HOME/kept/file"; cat /proc/1/comm; } > report.txt 2>&1
ls "$OPERATOR_WORKSPACE" > seen.txt; touch "$HOME/escape"
operator step done --step nonsense > refused.txt 2>&1
say Stop; touch done.txt
while true; do sleep 600; done`,
    { image, program: "podman" },
  );
  const { session } = await here.json<{ session: Session }>("launch", "T-1");
  const inTree = (name: string): string => join(session.worktree, name);
  const machineName = `${stateFolder(here).split("/").at(-1) ?? ""}-${session.id}`;
  await until(() => existsSync(inTree("done.txt")), { what: "its work", timeout: 60_000, state: () => readdirSync(session.worktree) });
  // Its turn's end was heard.
  await sessionWhen(here, session.id, ({ activity }) => activity === "ready" || activity === "waiting_input", "its turn's end");
  const report = readFileSync(inTree("report.txt"), "utf8").split("\n");
  expect(report.slice(0, 2)).toEqual([String(process.getuid?.()), session.worktree]);
  expect(report[2]).toMatch(/^port \d+$/);
  expect(statSync(inTree("report.txt")).uid).toBe(process.getuid?.());
  expect(readFileSync(inTree("setup.txt"), "utf8")).toBe("set up\n");
  expect(readFileSync(inTree("seen.txt"), "utf8")).not.toContain("README.md");
  expect(readFileSync(join(here.home, "kept/file"), "utf8")).toBe("kept\n");
  expect(existsSync(join(here.home, "escape"))).toBe(false);
  // Its own word on its step reaches the owner, which knows whose it is.
  expect(readFileSync(inTree("refused.txt"), "utf8")).toContain("execute");
  expect(containers()).toEqual([machineName]);
  expect((await here.operator("freeze", session.id)).stderr).toContain("runs in a container");

  // Killed, nothing of it is left; restored, it is there again.
  await ok(here, "kill", session.id, "--force");
  expect(containers()).toEqual([]);
  await ok(here, "restore", session.id);
  expect(containers()).toEqual([machineName]);

  // The owner's end changes nothing; the host's ends the container.
  const pid = (part: string) => here.processes().find(({ argv }) => argv.join(" ").includes(part))?.pid ?? 0;
  signal(pid("operatord"), "SIGKILL");
  await sessionWhen(here, session.id, ({ host }) => host.alive, "is found again");
  expect(containers()).toEqual([machineName]);
  signal(pid("operator host"), "SIGKILL");
  await sessionWhen(here, session.id, ({ status }) => status === "killed", "is lost");
  await until(() => containers().length === 0, { what: "the container's end", timeout: 30_000, state: containers });
});

inContainer("nothing starts without the image, and it is said how to get it", async () => {
  const here = await open("sleep 600", { image: "nobody/has:this", program: "podman" });
  const { code, stderr } = await here.operator("launch", "T-1");
  expect([code, stderr]).toEqual([1, expect.stringMatching(/the image nobody\/has:this is not on this machine: podman pull nobody\/has:this/)]);
  expect(containers()).toEqual([]);
});

test("without an image, or a program that makes containers, nothing starts, and doctor knows", async () => {
  const here = await open("sleep 600", {});
  expect((await here.operator("launch", "T-1")).stderr).toContain("names no image");
  const tools = join(here.root, "tools");
  mkdirSync(tools);
  for (const name of ["bash", "sh", "sleep", "env", "git", "cat"]) symlinkSync(`/usr/bin/${name}`, join(tools, name));
  here.env["PATH"] = [join(here.root, "bin"), build, tools].join(":");
  const config = JSON.parse(here.read(".operator/config.json")) as { projects: { shop: object } };
  here.write(".operator/config.json", JSON.stringify({ ...config, projects: { shop: { ...config.projects.shop, container: { image }, setup: [] } } }));
  await ok(here, "trust", "--yes");
  here.ticket({ type: "TASK", title: "Two", id: "T-2", fields: { hold: true } });
  expect((await here.operator("launch", "T-2")).stderr).toContain("neither podman nor docker is installed");
  expect((await here.operator("doctor")).stdout).toContain("shop: container: podman or docker is not installed");
});
