// The extension's beginning: one context, every feature on it, then the connection.
import * as vscode from "vscode";
import { setTranslate } from "./base/l10n";
import { OperatorContext } from "./context";
import { activate as activateAddBoard } from "./features/add-board";
import { activate as activateAdoptSession } from "./features/adopt-session";
import { activate as activateBoardAccess } from "./features/board-access";
import { activate as activateChanges } from "./features/changes";
import { activate as activateConfiguration } from "./features/configuration";
import { activate as activateCreateTicket } from "./features/create-ticket";
import { activate as activateEditorState } from "./features/editor-state";
import { activate as activateHistory } from "./features/history";
import { activate as activateInboxTree } from "./features/inbox-tree";
import { activate as activateLineComments } from "./features/line-comments";
import { activate as activateNewSession } from "./features/new-session";
import { activate as activateNotifications } from "./features/notifications";
import { activate as activateOnboarding } from "./features/onboarding";
import { activate as activateBoardCommands } from "./features/board-commands";
import { activate as activateBoardOutbox } from "./features/board-outbox";
import { activate as activateQueueCommands } from "./features/queue-commands";
import { activate as activateReviewCommands } from "./features/review-commands";
import { activate as activateReviewDocument } from "./features/review-document";
import { activate as activateSessionCommands } from "./features/session-commands";
import { activate as activateSessionTexts } from "./features/session-texts";
import { activate as activateSessionsTree } from "./features/sessions-tree";
import { activate as activateStatusBar } from "./features/status-bar";
import { activate as activateTerminals } from "./features/terminals";
import { activate as activateTicketCommands } from "./features/ticket-commands";
import { activate as activateTicketEditors } from "./features/ticket-editors";
import { activate as activateTicketsTree } from "./features/tickets-tree";
import { chooseFolder } from "./folder";

const features: readonly ((context: OperatorContext) => void)[] = [
  activateInboxTree,
  activateSessionsTree,
  activateTicketsTree,
  activateTerminals,
  activateReviewDocument,
  activateReviewCommands,
  activateChanges,
  activateLineComments,
  activateSessionCommands,
  activateSessionTexts,
  activateNewSession,
  activateAdoptSession,
  activateTicketCommands,
  activateCreateTicket,
  activateBoardCommands,
  activateBoardAccess,
  activateAddBoard,
  activateBoardOutbox,
  activateQueueCommands,
  activateStatusBar,
  activateNotifications,
  activateEditorState,
  activateTicketEditors,
  activateOnboarding,
  activateConfiguration,
  activateHistory,
];

/** A context with every feature on it, for the folder that is chosen now. */
function begin(
  extension: vscode.ExtensionContext,
  folder: vscode.WorkspaceFolder | undefined,
): OperatorContext {
  const log = vscode.window.createOutputChannel("Operator", { log: true });
  const context = new OperatorContext(extension, folder, log);
  for (const feature of features) feature(context);
  // Not awaited: the window must not wait for an owner that is starting.
  void context.connect();
  return context;
}

export async function activate(extension: vscode.ExtensionContext): Promise<void> {
  setTranslate((message, ...args) => vscode.l10n.t(message, ...args));
  let context = begin(extension, await chooseFolder());
  extension.subscriptions.push(
    { dispose: () => context.dispose() },
    // A workspace's folders can come after the window, and go before it.
    vscode.workspace.onDidChangeWorkspaceFolders(async () => {
      const folder = await chooseFolder(context.folder);
      if (folder?.uri.toString() === context.folder?.uri.toString()) return;
      context.dispose();
      context = begin(extension, folder);
    }),
  );
}
