// From the start of `operator hook` to the changed row in the real workbench, seen by a MutationObserver there.
import { join } from "node:path";
import { repository } from "../support/paths.ts";
import { sleep, until } from "../support/wait.ts";
import { Workbench } from "../support/workbench.ts";
import { aim, type Figure, type Options, spread } from "./figures.ts";
import { withFleet } from "./fleet.ts";
import { busyFleet } from "./hooks.ts";

/** Each moves the session to another group of the tree: it waits for a person, or works again. */
function event(n: number): Record<string, unknown> {
  return n % 2 === 0
    ? { hook_event_name: "Stop", stop_hook_active: false }
    : { hook_event_name: "UserPromptSubmit", prompt: `go on ${n}` };
}

export function tree({ quick, say }: Options): Promise<Figure[]> {
  return withFleet(async (fleet) => {
    const others = quick ? 5 : 20;
    const workbench = await Workbench.start(fleet.workspace, {
      vsix: join(repository, "extension/operator.vsix"),
      settings: { "operator.autoOpenTerminals": false },
      height: 1400,
    });
    try {
      const member = await busyFleet(fleet, others);
      await workbench.container("Operator");
      // Rows beyond the view's height are not drawn: it gets all the room.
      for (const view of ["Inbox", "Tickets"])
        await workbench.page.locator(".pane-header", { hasText: view }).first().click();
      await workbench.row("Sessions", `${member.id} `, 60_000);
      const times = await observe(workbench, `${member.id} `);
      const samples: number[] = [];
      const events = quick ? 40 : 200;
      say(`${events} events, ${others} other sessions busy`);
      for (let n = 0; n < events; n++) {
        const before = (await times()).length;
        const lap = await fleet.shell.time(fleet.says(member, event(n)));
        const seen = await until(async () => (await times())[before], {
          what: "the row's change",
          interval: 10,
          state: () => n,
        });
        samples.push(seen - lap.began);
        // At any moment of what the others do.
        await sleep(300 + ((n * 37) % 200));
      }
      const measured = spread(samples);
      const met = measured.p99 <= 100;
      return [
        {
          part: "tree",
          what: `hook's start → the row in the workbench, ${others} others busy`,
          unit: "ms",
          measured,
          aim: aim("p99 ≤ 100 ms", met),
        },
      ];
    } finally {
      await workbench.close();
    }
  });
}

/** Notes, in the page, each time that the row of a session shows something else. */
async function observe(workbench: Workbench, label: string): Promise<() => Promise<number[]>> {
  await workbench.page.evaluate((wanted) => {
    const seen: number[] = [];
    let last = "";
    const words = (): string => {
      const panes = [...document.querySelectorAll(".pane")];
      const pane = panes.find((each) => /^sessions$/i.test(each.querySelector(".pane-header h3.title")?.textContent ?? ""));
      for (const row of pane?.querySelectorAll(".monaco-list-row") ?? []) {
        const text = row.querySelector(".label-name")?.textContent ?? "";
        // The age at the end changes by itself.
        if (text.startsWith(wanted)) return (row.querySelector(".label-description")?.textContent ?? "").replace(/ · [^·]*$/, "");
      }
      return last;
    };
    last = words();
    new MutationObserver(() => {
      const text = words();
      if (text === last) return;
      last = text;
      seen.push(performance.timeOrigin + performance.now());
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    (globalThis as unknown as { operatorBench: number[] }).operatorBench = seen;
  }, label);
  return () =>
    workbench.page.evaluate(() => (globalThis as unknown as { operatorBench: number[] }).operatorBench);
}
