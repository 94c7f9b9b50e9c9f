// One ticket from the plan to its diff, in the terminal, by the demo agent. It only uses the command line that
// everyone has: `operator ticket new`, `ls`, `inbox`, `approve`, `events --follow`, `changes`.
//
// usage: node headless.mjs OPERATOR FOLDER [--yes] [--trust]
import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const [operator, folder, ...flags] = process.argv.slice(2);
const yes = flags.includes("--yes");
const title = "Write down how this project is built";
const patience = 180_000; // without any change; a person at the terminal may take longer
const run = promisify(execFile);

// The events that a person follows; what they change is seen in the session itself.
const told = {
  "ticket/created": "new ticket:",
  "session/started": "session starts:",
  "agent/tool": "the agent uses",
  "step/began": "next step:",
  "step/claimed": "the agent says that it has finished",
  "ticket/completed": "ticket completed:",
  "session/ended": "the agent has ended:",
};

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
const line = (text) => process.stdout.write(`${text}\n`);
const stamp = () => paint("2", new Date().toTimeString().slice(0, 8));

/** A verb's reply; what it says on failure is this program's error. */
async function ask(...args) {
  try {
    const { stdout } = await run(operator, [...args, "--json"], { cwd: folder, maxBuffer: 64 << 20 });
    return JSON.parse(stdout);
  } catch (error) {
    throw new Error(`operator ${args.join(" ")}: ${error.stderr?.trim() || error.stdout?.trim() || error.message}`);
  }
}

/** A verb whose output and questions are the person's. */
function show(...args) {
  return new Promise((done, fail) => {
    const child = spawn(operator, args, { cwd: folder, stdio: "inherit" });
    child.once("error", fail);
    child.once("exit", (code) => (code === 0 ? done() : fail(new Error(`operator ${args.join(" ")}: exit ${code}`))));
  });
}

/** Calls `happened` for each new event, and gives the function that ends it. */
function follow(happened) {
  const child = spawn(operator, ["events", "--follow", "--json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (text) => happened(JSON.parse(text)));
  return () => child.kill();
}

function enter(question) {
  return new Promise((done) => {
    const asking = createInterface({ input: process.stdin, output: process.stdout });
    asking.question(question, () => {
      asking.close();
      done();
    });
  });
}

class Run {
  constructor(ticket) {
    this.ticket = ticket;
    this.status = "";
    this.decided = new Set();
    this.changed = Date.now();
    this.wake = () => {};
  }

  /** Until something may have changed, at most a second. */
  pause() {
    return new Promise((done) => {
      const timer = setTimeout(done, 1_000);
      this.wake = () => (clearTimeout(timer), done());
    });
  }

  event(event) {
    if (event.ticketId !== this.ticket && (!this.session || event.sessionId !== this.session.id)) return;
    this.changed = Date.now();
    this.wake();
    const words = told[event.kind];
    if (words === undefined) return;
    const [text = ""] = event.text.split("\n");
    line(`${stamp()}  ${paint("2", `${words} ${text.length > 90 ? `${text.slice(0, 89)}…` : text}`)}`);
  }

  async look() {
    const { agents } = await ask("ls");
    this.session = agents.find((session) => session.ticketId === this.ticket);
    if (!this.session) return this.lookAtTicket();
    const { id, status, activity, step, evidence } = this.session;
    const where = step ? `${step.name} ${step.index + 1}/${step.count}` : "";
    const now = [status, activity, where].filter(Boolean).join(" · ");
    if (now === this.status) return;
    this.status = now;
    this.changed = Date.now();
    line(`${stamp()}  ${paint("1", id)}  ${now}  ${paint("2", `(${evidence.what})`)}`);
  }

  /** No session yet: say why it waits, as often as that changes. */
  async lookAtTicket() {
    const { tickets } = await ask("queue");
    const reason = tickets.find((ticket) => ticket.id === this.ticket)?.reason ?? "";
    if (reason === "" || reason === this.status) return;
    this.status = reason;
    line(`${stamp()}  ${this.ticket} waits: ${reason}`);
  }

  async decide() {
    const { reviews } = await ask("inbox");
    for (const review of reviews) {
      if (review.sessionId !== this.session?.id || this.decided.has(review.id)) continue;
      if (review.inTerminalOnly) throw new Error(`${review.title}: it can only be answered in its terminal`);
      line(`\n${paint("33", `${review.kind}: ${review.title}`)}\n\n${review.body.trimEnd()}\n`);
      const label = review.choices[0]?.label ?? "Approve";
      if (yes) line(`→ ${label}`);
      else await enter(`→ Enter: ${label}   (Ctrl-C: leave; it goes on waiting) `);
      await ask("approve", review.id).catch(async (error) => {
        // It may have been answered elsewhere meanwhile.
        const open = (await ask("inbox")).reviews.some((other) => other.id === review.id);
        if (open) throw error;
      });
      this.decided.add(review.id);
      this.changed = Date.now();
    }
  }

  get over() {
    return ["done", "merged"].includes(this.session?.status);
  }

  async toTheEnd() {
    for (;;) {
      await this.look();
      if (this.over) return;
      if (["errored", "killed", "terminated", "cleanup"].includes(this.session?.status))
        throw new Error(`${this.session.id} ended as ${this.session.status}: ${this.session.detail}`);
      await this.decide();
      if (Date.now() - this.changed > patience)
        throw new Error(`nothing happened for ${patience / 1000} s; look with: operator show ${this.session?.id ?? this.ticket}`);
      await this.pause();
    }
  }
}

async function diff(session) {
  const { base, head, commits, files } = await ask("changes", session.id);
  if (session.summary) line(`\n${paint("1", "Summary")}: ${session.summary.trim()}`);
  line(`\n${paint("1", `${commits} commits, ${files.length} files changed on ${session.branch}`)}\n`);
  const { stdout } = await run(
    "git",
    ["--no-pager", "diff", colour ? "--color=always" : "--color=never", "--stat", "--patch", base, head],
    { cwd: session.worktree || folder, maxBuffer: 64 << 20 },
  );
  line(stdout.trimEnd());
}

async function main() {
  line(`Workspace ${folder}`);
  const { status } = await ask("status");
  if (!status.trusted) await show("trust", ...(flags.includes("--trust") ? ["--yes"] : []));
  if (status.paused) throw new Error("the queue is paused: operator resume");
  const { ticket } = await ask("ticket", "new", "FEAT", title, "--agent", "demo");
  line(`Ticket ${ticket.id}: ${ticket.title}\n`);
  const story = new Run(ticket.id);
  const unfollow = follow((event) => story.event(event));
  try {
    await story.toTheEnd();
  } finally {
    unfollow();
  }
  await diff(story.session);
}

process.once("SIGINT", () => process.exit(130));
main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
