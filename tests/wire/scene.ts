// What tests of the queue, sessions and reviews share: the replies' shapes, waiting for one row of them, and agents
// that are shell scripts.
import type { UntilOptions } from "../support/wait.ts";
import type { Workspace } from "../support/workspace.ts";
import type { Agents, Inbox, Queue, Review, Session, Ticket } from "./replies.ts";

const patience = 30_000;

/** The row of this ticket, once it is as wanted. */
export const ticketWhen = (w: Workspace, id: string, wanted: (ticket: Ticket) => boolean, what: string): Promise<Ticket> =>
  w.when<Queue, Ticket | undefined>(["queue"], (queue) => queue.tickets.find((one) => one.id === id && wanted(one)), {
    what: `${id}: ${what}`,
    timeout: patience,
  });

/** The row of this session, once it is as wanted. */
export const sessionWhen = (w: Workspace, id: string, wanted: (session: Session) => boolean, what: string): Promise<Session> =>
  w.when<Agents, Session | undefined>(["ls"], ({ agents }) => agents.find((one) => one.id === id && wanted(one)), {
    what: `${id}: ${what}`,
    timeout: patience,
  });

/** An open review of this kind. */
export const reviewWhen = (
  w: Workspace,
  kind: string,
  wanted: (review: Review) => boolean = () => true,
  options: Partial<UntilOptions> = {},
): Promise<Review> =>
  w.when<Inbox, Review | undefined>(["inbox"], ({ reviews }) => reviews.find((one) => one.kind === kind && wanted(one)), {
    what: `a ${kind} review`,
    timeout: patience,
    ...options,
  });

/** A verb that has to succeed; gives what it prints. */
export async function ok(w: Workspace, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await w.operator(...args);
  if (code !== 0) throw new Error(`operator ${args.join(" ")}: exit ${code}\n${stdout}${stderr}`);
  return stdout;
}

/** `operator` with this line on standard input. */
export const given = (w: Workspace, line: string, ...args: string[]) =>
  w.run("sh", ["-c", 'line=$1; shift; printf "%s\\n" "$line" | operator "$@"', "sh", line, ...args]);

export const sessionsOf = async (w: Workspace): Promise<Session[]> => (await w.json<Agents>("ls")).agents;

/** The configuration of an agent that is a shell script; "$1" is its prompt. */
export const scriptAgent = (w: Workspace, name: string, script: string) => ({
  command: [w.program(name, script), "{prompt}"],
});

/**
 * One that speaks Claude's hooks, by the command that its settings name: `say EVENT ['"more": "fields"']`, and
 * `begin` for a start with the first prompt. "$2" is that prompt.
 */
export const hookAgent = (w: Workspace, name: string, script: string) => ({
  kind: "claude",
  command: [
    w.program(
      name,
      [
        "echo 'Please sign in at the moon'", // for who looks at its screen
        `hook=$(sed -n 's/^ *"command": "\\(.*\\)",$/\\1/p' "$1" | grep -v -e ' --wait' | head -1)`,
        `say() { printf '{"hook_event_name":"%s","session_id":"talk"%s}' "$1" "\${2:+,$2}" | sh -c "$hook" > /dev/null; }`,
        `begin() { say SessionStart '"source":"startup"'; say UserPromptSubmit '"prompt":"begin"'; }`,
        script,
      ].join("\n"),
    ),
    "{settings}",
    "{prompt}",
  ],
});

/** Waits, in such a script, until the file is there. */
export const untilThere = (file: string): string => `until [ -e '${file}' ]; do sleep 0.05; done`;
