// Add Board: the provider, its credentials (asked live, so that what is wrong can be put right there), the board and
// what of it becomes tickets, with a preview, what is told there, and a name; then the first sync. What is asked for
// follows from what the owner says that a provider needs.
import * as vscode from "vscode";
import { t } from "../base/l10n";
import type { OperatorContext } from "../context";
import type {
  BoardAccount,
  BoardChoiceKind,
  BoardConfig,
  BoardPreviewIssue,
  BoardProvider,
  BoardWrite,
} from "../protocol/generated";
import { toRequestFailed } from "../server/rpc-client";
import {
  choiceStep,
  inputStep,
  pickStep,
  projectSteps,
  runSteps,
  type ProjectItem,
  type Step,
} from "../steps";
import {
  accountText,
  becomes,
  boardName,
  previewTitle,
  providerWords,
  refusedText,
  siteAddress,
} from "../text/boards";

interface ProviderItem extends vscode.QuickPickItem {
  readonly provider: BoardProvider;
}
interface ValueItem extends vscode.QuickPickItem {
  readonly value: string;
}
interface WriteItem extends vscode.QuickPickItem {
  readonly write: BoardWrite;
}
interface IssueItem extends vscode.QuickPickItem {
  /** None: go on. */
  readonly issue: BoardPreviewIssue | undefined;
}

class Wizard {
  private provider: ProviderItem | undefined;
  private url = "";
  private email = "";
  private token = "";
  private board = "";
  private assignee = "anyone";
  private statuses: readonly string[] = [];
  private types: Record<string, string> = {};
  private project: ProjectItem | undefined;
  private write: WriteItem | undefined;
  private name = "";
  private account: BoardAccount | undefined;
  private taken: readonly string[] = [];

  constructor(private readonly context: OperatorContext) {}

  async run(): Promise<string | undefined> {
    const [{ providers }, { projects }, { boards }] = await Promise.all([
      this.context.request("board/providers", {}),
      this.context.request("type/list", {}),
      this.context.request("board/list", {}),
    ]);
    this.taken = boards.map(({ name }) => name);
    const first = this.providerStep(providers);
    const rest = [
      this.peopleStep(),
      this.statusStep(),
      ...projectSteps(
        projects,
        () => this.project,
        (item) => (this.project = item),
      ),
      this.previewStep(),
      this.writeStep(),
      this.nameStep(),
    ];
    const steps = (): readonly Step[] => [first, ...this.credentialSteps(), ...this.boardSteps(), ...rest];
    return (await runSteps(t("Add Board"), steps)) ? this.name : undefined;
  }

  private get config(): BoardConfig {
    const filled = <K extends string>(key: K, value: string): Partial<Record<K, string>> =>
      value === "" ? {} : ({ [key]: value } as Record<K, string>);
    return {
      ...filled("name", this.name),
      provider: this.provider?.provider.name ?? "",
      ...filled("url", this.address),
      ...filled("board", this.board),
      ...filled("email", this.email),
      ...(this.project === undefined ? {} : { project: this.project.project.name }),
      ...(this.assignee === "anyone" ? {} : { assignee: this.assignee }),
      ...(this.statuses.length === 0 ? {} : { statuses: this.statuses }),
      ...(Object.keys(this.types).length === 0 ? {} : { types: this.types }),
      ...(this.write === undefined ? {} : { write: this.write.write }),
    };
  }
  private get address(): string {
    const isSite = this.provider?.provider.token === true && this.url !== "";
    return isSite ? siteAddress(this.url) : this.url;
  }
  private get secret(): { secret?: string } {
    return this.token === "" ? {} : { secret: this.token };
  }

  private async check(): Promise<void> {
    const { name: _, ...board } = this.config;
    try {
      this.account = (await this.context.request("board/check", { board, ...this.secret })).account;
    } catch (error) {
      throw new Error(refusedText(toRequestFailed(error), this.email));
    }
  }
  private async choices(kind: BoardChoiceKind): Promise<ValueItem[]> {
    const { name: _, ...board } = this.config;
    const { choices } = await this.context.request("board/choices", { board, ...this.secret, kind });
    return choices.map(({ value, name, detail }): ValueItem => ({
      label: name,
      description: [value === name ? "" : value, detail].filter((part) => part !== "").join(" · "),
      value,
    }));
  }

  private providerStep(providers: readonly BoardProvider[]): Step {
    const items = providers.map((provider): ProviderItem => {
      const { label, detail } = providerWords(provider);
      return { label, description: detail, provider };
    });
    return pickStep(
      t("Where are the issues?"),
      items,
      () => this.provider,
      (item) => {
        if (item.provider.name !== this.provider?.provider.name) {
          Object.assign(this, { email: "", token: "", board: "", statuses: [], types: {} });
          this.url = providerWords(item.provider).urlValue;
        }
        this.provider = item;
      },
    );
  }

  /** The last of them asks the provider. */
  private credentialSteps(): Step[] {
    const provider = this.provider?.provider;
    if (provider === undefined) return [];
    const words = providerWords(provider);
    const live = { check: () => this.check() };
    const steps: Step[] = [];
    if (provider.url !== "none") {
      steps.push(
        inputStep({
          prompt: words.url,
          value: () => this.url,
          optional: provider.url === "optional",
          take: (text) => (this.url = text),
          ...(provider.token ? {} : live),
        }),
      );
    }
    if (provider.email !== "none") {
      steps.push(
        inputStep({
          prompt: t("The account’s email address; empty for a personal access token"),
          value: () => this.email,
          optional: provider.email === "optional",
          take: (text) => (this.email = text),
        }),
      );
    }
    if (provider.token) {
      steps.push(
        inputStep({
          prompt: words.token,
          value: () => this.token,
          password: true,
          take: (text) => (this.token = text),
          ...live,
        }),
      );
    }
    return steps;
  }

  private boardSteps(): Step[] {
    const provider = this.provider?.provider;
    if (provider === undefined || provider.board === "none") return [];
    return [
      choiceStep<ValueItem>({
        placeholder: () =>
          [this.account === undefined ? "" : accountText(this.account), providerWords(provider).board].join(". "),
        load: () => this.choices("boards"),
        active: (item) => item.value === this.board,
        take: ([item]) => (this.board = item?.value ?? ""),
      }),
    ];
  }

  private peopleStep(): Step {
    return choiceStep<ValueItem>({
      placeholder: () => t("Whose issues become tickets?"),
      load: async () => {
        const people = (await this.choices("people")).filter(({ value }) => value !== "me");
        const me: ValueItem = { label: t("Mine"), value: "me" };
        return [
          { label: t("Anyone’s"), value: "anyone" },
          ...(this.provider?.provider.token === true ? [me] : []),
          { label: t("Nobody’s: those that are not assigned"), value: "none" },
          ...people,
        ];
      },
      active: (item) => item.value === this.assignee,
      take: ([item]) => (this.assignee = item?.value ?? "anyone"),
    });
  }

  private statusStep(): Step {
    return choiceStep<ValueItem>({
      placeholder: () => t("With which statuses? None: all that are not done"),
      load: () => this.choices("statuses"),
      many: true,
      active: (item) => this.statuses.includes(item.value),
      take: (items) => (this.statuses = items.map(({ value }) => value)),
    });
  }

  /** What the issues become. One that is chosen becomes something else, with all of its type. */
  private previewStep(): Step {
    const show = choiceStep<IssueItem>({
      placeholder: () => t("Choose an issue to change what its type becomes"),
      load: async () => {
        const { name: _, ...board } = this.config;
        const preview = await this.context.request("board/preview", { board, ...this.secret });
        const next: IssueItem = {
          label: `$(arrow-right) ${t("Continue")}`,
          description: previewTitle(preview),
          issue: undefined,
          alwaysShow: true,
        };
        return [
          next,
          ...preview.issues.map((issue): IssueItem => ({
            label: `${issue.key} ${issue.title}`,
            description: becomes(issue),
            issue,
          })),
        ];
      },
      active: (item) => item.issue === undefined,
      take: ([item]) => (chosen = item?.issue),
    });
    let chosen: BoardPreviewIssue | undefined;
    return async (position) => {
      for (;;) {
        const outcome = await show(position);
        if (outcome !== "next" || chosen === undefined) return outcome;
        await this.changeType(chosen);
      }
    };
  }

  private async changeType(issue: BoardPreviewIssue): Promise<void> {
    if (issue.issueType === "") return;
    const { types } = await this.context.request("type/list", {});
    const items = types.map((type): ValueItem => ({ label: type.key, description: type.name, value: type.key }));
    const placeHolder = t("What do issues of the type {0} become?", issue.issueType);
    const item = await vscode.window.showQuickPick(items, { placeHolder, ignoreFocusOut: true });
    if (item !== undefined) this.types = { ...this.types, [issue.issueType]: item.value };
  }

  private writeStep(): Step {
    const items: WriteItem[] = [
      { write: "off", label: t("Nothing"), description: t("the board is only read") },
      {
        write: "comments",
        label: t("Comments"),
        description: t("plans, summaries and the pull request"),
      },
      {
        write: "full",
        label: t("Everything"),
        description: t("also how far the work is, and what is edited here"),
      },
    ];
    return pickStep(
      t("What is told on the board?"),
      items,
      () => this.write ?? items[0],
      (item) => (this.write = item),
    );
  }

  /** The last step: the board is added here, so that what is wrong can be put right. */
  private nameStep(): Step {
    return inputStep({
      prompt: t("What do you call it?"),
      value: () => boardName(this.board === "" ? (this.url.split("/").pop() ?? "") : this.board, this.taken),
      take: () => undefined,
      check: async (name) => {
        const board = { ...this.config, name };
        const { secret } = this.secret;
        await this.context.request("board/add", { board, ...this.secret, keep: false });
        if (secret !== undefined) await this.context.shared.keepToken(name, secret);
        this.name = name;
      },
    });
  }
}

async function add(context: OperatorContext): Promise<void> {
  const name = await new Wizard(context).run();
  if (name !== undefined) await vscode.commands.executeCommand("operator.syncBoards", [name]);
}

export function activate(context: OperatorContext): void {
  context.command("operator.addBoard", () => add(context));
}
