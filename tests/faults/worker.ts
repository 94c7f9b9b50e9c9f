// The agent of these tests: a shell script that does what the words behind "do:" in its prompt say, and then what is
// typed. It notes, for the checks, each start, each commit that it made and each file that it left in no commit; and
// when another agent of the same ticket is at work, it says so: the kernel frees its lock when it is gone.

export const words = ["commit", "dirty", "done", "fork", "spam", "detach", "stubborn", "exit0", "exit3", "sleep"] as const;
export type Word = (typeof words)[number];

/** The folder, writable for the agents, in which the notes are kept. */
export const workerScript = (notes: string): string => `
unset LD_PRELOAD
notes=${notes}
name=$OPERATOR_SESSION_ID
exec 9>> "$notes/lock-$OPERATOR_TICKET_ID"
flock --wait 3 9 || echo "$OPERATOR_TICKET_ID $name $$" >> "$notes/doubles"
echo "$name $OPERATOR_TICKET_ID $$" >> "$notes/starts"
step=$(sed -n 's/^step: //p' <<< "$1")
act() {
  local file=$1-$name-$RANDOM$RANDOM
  case $1 in
    commit)
      echo "$file" > "$file" && git add "$file" && git commit --quiet --message "$file" &&
        echo "$name $(git rev-parse HEAD)" >> "$notes/commits" ;;
    dirty) echo "$file" > "$file.new" && mv "$file.new" "$file" && echo "$name $PWD $file" >> "$notes/dirty" ;;
    done) operator step done --step "$step" --summary "did it" ;;
    fork) (trap '' HUP TERM; setsid sleep 7777 < /dev/null > /dev/null 2>&1 & ) ;;
    spam) seq -f 'line %g of what a tool prints' 3000 ;;
    detach) git checkout --quiet --detach ;;
    stubborn) trap '' HUP TERM INT ;;
    exit0) exit 0 ;;
    exit3) exit 3 ;;
    sleep) sleep 1 ;;
  esac
}
for word in $(sed -n 's/^do: //p' <<< "$1"); do act "$word"; done
echo ready
while :; do
  read -r line
  code=$?
  # A signal that was ignored, or silence, is no end of the terminal.
  if [ $code -ne 0 ] && [ $code -le 128 ]; then exit 0; fi
  for word in $line; do act "$word"; done
done
`;

export const issueTypes = {
  JOB: { key: "JOB", name: "Job", mode: "autonomous", steps: [{ name: "work", review: "none" }] },
  LOOK: { key: "LOOK", name: "Look", mode: "autonomous", steps: [{ name: "first", review: "pr" }, { name: "then", review: "none" }] },
};

const prompt = "Ticket {id}: {title}\nstep: {step}\n{body}\n";

/** What the first commit of the workspace has. */
export function files(): Record<string, string> {
  const config = {
    queue: { settle: "20ms", maxParallel: 4, perProject: 4 },
    agent: "worker",
    sessions: { endAfter: "200ms" },
    agents: { worker: { command: ["worker", "{prompt}"] } },
  };
  const made: Record<string, string> = {
    "README.md": "# Sample\n",
    ".gitignore": "*.tmp\n",
    ".operator/config.json": JSON.stringify(config, null, 2),
  };
  for (const [key, type] of Object.entries(issueTypes)) {
    const steps = type.steps.map((step) => ({ ...step, permissionMode: "acceptEdits", prompt }));
    made[`.operator/issuetypes/${key}.json`] = JSON.stringify({ ...type, color: "terminal.ansiGreen", icon: "tools", steps }, null, 2);
  }
  return made;
}
