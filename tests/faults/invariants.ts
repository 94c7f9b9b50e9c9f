// What has to be true of a workspace whatever happened to it. Some of it at once: nothing is lost, nothing runs twice.
// The rest after a moment: what is said of sessions is what is so, and no process runs that nobody knows.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { sleep } from "../support/wait.ts";
import type { Agents, Queue, Session } from "../wire/replies.ts";
import type { Process } from "../support/processes.ts";
import { below, type World } from "./world.ts";

/** Within this everything has to agree: a busy machine, ten seconds for an agent that does not want to end. */
const patience = 45_000;

const withoutProcess = new Set(["killed", "terminated", "cleanup", "errored", "merged"]);
const withProcess = new Set(["working", "stuck", "spawning"]);

async function reply<T>(world: World, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await world.workspace.operator(...args, "--json");
  if (code !== 0) throw new Error(`operator ${args.join(" ")}: exit ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as T;
}

/** Where what is said and what is so differ now. */
async function differences(world: World): Promise<string[]> {
  const found: string[] = [];
  const { agents } = await reply<Agents>(world, "ls");
  const { tickets } = await reply<Queue>(world, "queue");
  for (const { id, ticketId } of agents) {
    world.sessions.set(id, ticketId);
    world.tickets.add(ticketId); // of a prompt
  }
  const processes = world.workspace.processes();
  const hosts = world.hosts(processes);
  for (const session of agents) found.push(...unlike(session, hosts.filter((host) => host.session === session.id)));
  const owners = world.owners(processes);
  if (owners.length !== 1) found.push(`${owners.length} owners`);
  const known = new Set(agents.filter(({ host }) => host.alive).map(({ id }) => id));
  const allowed = new Set<number>(world.windows);
  for (const { pid } of owners) for (const one of [{ pid }, ...below(pid, processes)]) allowed.add(one.pid);
  for (const host of hosts) {
    if (!known.has(host.session)) found.push(`a host of ${host.session}, which has none`);
    for (const one of [host, ...host.below]) allowed.add(one.pid);
  }
  for (const { pid, argv } of processes) if (!allowed.has(pid)) found.push(`orphan ${pid}: ${argv.join(" ").slice(0, 200)}`);
  for (const { id, state, reason, sessionId } of tickets)
    if (state === "queue" && reason === "" && sessionId === null) found.push(`${id} waits and does not say why`);
  return found;
}

function unlike({ id, status, host, rest }: Session, hosts: { below: Process[] }[]): string[] {
  const alive = hosts.some((one) => one.below.length > 0);
  const is = `${id} is ${status}, its host ${host.alive ? "alive" : "gone"}`;
  if (hosts.length > 1) return [`${is}: ${hosts.length} hosts`];
  if (host.alive !== alive) return [`${is}: in truth ${alive ? "alive" : "gone"}`];
  if (alive && withoutProcess.has(status)) return [`${is}: its agent runs`];
  if (!alive && withProcess.has(status)) return [`${is}: no agent runs`];
  if (alive && rest === "parked") return [`${is}, parked: its agent runs`];
  const stopped = hosts.some(({ below: [agent] }) => agent?.stopped === true);
  if (stopped !== (rest === "frozen")) return [`${is}, ${rest ?? "not at rest"}: its agent is ${stopped ? "stopped" : "not stopped"}`];
  return [];
}

/** Waits until all agrees; gives how long that took. */
export async function settle(world: World): Promise<number> {
  const began = Date.now();
  for (;;) {
    const found = await differences(world).catch((error: unknown) => [String(error)]);
    if (found.length === 0) return Date.now() - began;
    if (Date.now() - began > patience) throw new Error(`did not settle:\n${found.join("\n")}`);
    await sleep(60);
  }
}

/** What is lost or double, of everything that was ever there. To be asked when nothing moves. */
export async function losses(world: World): Promise<string[]> {
  const found = world.noted("doubles").map((line) => `two agents of one ticket: ${line}`);
  found.push(...(await lostSessions(world)), ...(await lostTickets(world)), ...(await lostWork(world)));
  for (const line of await world.query("SELECT ticket FROM launches WHERE open = 1 GROUP BY ticket HAVING count(*) > 1"))
    found.push(`two open launches of ${line}`);
  return found;
}

async function lostSessions(world: World): Promise<string[]> {
  const rows = await world.query(
    "SELECT id, json_extract(json, '$.ticket') FROM sessions UNION ALL SELECT id, json_extract(json, '$.ticket') FROM archive",
  );
  const kept = new Map(rows.map((row) => row.split("|") as [string, string]));
  const found: string[] = [];
  for (const [id, ticket] of world.sessions)
    if (kept.get(id) !== ticket) found.push(`session ${id} of ${ticket} is ${kept.has(id) ? `of ${kept.get(id)}` : "lost"}`);
  for (const line of world.noted("starts")) {
    const [id = "", ticket = ""] = line.split(" ");
    if (kept.get(id) !== ticket) found.push(`an agent was started for ${id} of ${ticket}, which nobody knows`);
  }
  return found;
}

async function lostTickets(world: World): Promise<string[]> {
  const kept = new Set(await world.query("SELECT id FROM tickets WHERE length(json_extract(json, '$.text')) > 0"));
  const files = world.counted();
  const found: string[] = [];
  for (const id of world.tickets) {
    const count = files.get(id) ?? 0;
    if (count === 0 && !kept.has(id) && !world.takenAway.has(id)) found.push(`ticket ${id} is lost`);
    if (count > 1 && !world.doubled.has(id)) found.push(`ticket ${id} is there ${count} times`);
  }
  return found;
}

/** Sessions whose work a person threw away. */
function discardedSessions(world: World): Set<string> {
  const started = world.noted("starts").map((line) => line.split(" "));
  return new Set([...started, ...world.sessions].flatMap(([id = "", ticket = ""]) => (world.discarded.has(ticket) ? id : [])));
}

async function lostWork(world: World): Promise<string[]> {
  const found: string[] = [];
  const discarded = discardedSessions(world);
  const reachable = new Set((await world.workspace.git("rev-list", "--all")).split("\n"));
  for (const line of world.noted("commits")) {
    const [session = "", commit = ""] = line.split(" ");
    if (!discarded.has(session) && !reachable.has(commit)) found.push(`commit ${commit} of ${session} is lost`);
  }
  const committed = new Set((await world.workspace.git("log", "--all", "--diff-filter=A", "--name-only", "--format=")).split("\n"));
  for (const line of world.noted("dirty")) {
    const [session = "", worktree = "", file = ""] = line.split(" ");
    if (discarded.has(session) || committed.has(file) || existsSync(join(worktree, file))) continue;
    found.push(`${file} of ${session} is lost`);
  }
  return found;
}
