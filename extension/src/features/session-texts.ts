// Texts for an agent: sent, to be typed when it can take them, or in place of what it does now.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type { Session, SessionSendResult } from "../protocol/generated";
import { pickSession } from "../targets";
import { isLive } from "../text/groups";

function showDelivery(session: Session, result: SessionSendResult): void {
  switch (result.delivery) {
    case "delivered":
      void vscode.window.setStatusBarMessage(t("Delivered to {0}", session.id), 4_000);
      break;
    case "queued":
      void vscode.window.showInformationMessage(
        t("Waits to be delivered to {0}: {1}", session.id, result.reason),
      );
      break;
    case "failed":
      void vscode.window.showErrorMessage(
        t("Not delivered to {0}: {1}", session.id, result.reason),
      );
      break;
  }
}

/** How a text is asked for and sent. */
interface TextCall {
  readonly method: "session/send" | "session/redirect";
  readonly pick: string;
  readonly title: (id: string) => string;
  readonly prompt: string;
  readonly may: (session: Session) => boolean;
}

async function askAndSend(
  context: OperatorContext,
  argument: unknown,
  call: TextCall,
): Promise<void> {
  const session = await pickSession(context, argument, call.pick, call.may);
  if (session === undefined) return;
  const text = await vscode.window.showInputBox({
    title: call.title(session.id),
    prompt: call.prompt,
    ignoreFocusOut: true,
  });
  if (text === undefined || text.trim() === "") return;
  const result = await context.requestWithProgress("operator.sessions", call.method, {
    id: session.id,
    text,
    clientToken: crypto.randomUUID(),
  });
  showDelivery(session, result);
}

export function activate(context: OperatorContext): void {
  context.command("operator.sendText", (argument) =>
    askAndSend(context, argument, {
      method: "session/send",
      pick: t("Send Text to Agent"),
      title: (id) => t("Send to {0}", id),
      prompt: t("Typed for the agent as soon as it may be"),
      // A parked one is brought back by it.
      may: (session) => isLive(session) || session.rest === "parked",
    }),
  );
  context.command("operator.redirectSession", (argument) =>
    askAndSend(context, argument, {
      method: "session/redirect",
      pick: t("Redirect Session"),
      title: (id) => t("Redirect {0}", id),
      prompt: t("The running turn is stopped, and the agent goes on with this"),
      may: isLive,
    }),
  );
}
