// A model behind Anthropic's Messages API, on the loopback, that says what a test tells it to. Enough for the real
// Claude Code: HEAD /, POST /v1/messages (streamed or not) and /v1/messages/count_tokens.
//
// What it answers is decided from the request alone (the conversation so far), never from what was answered before,
// so that retries and several sessions at once change nothing. Side requests of Claude Code (titles, topics: they
// carry no tools) get a harmless answer and are no part of the script.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sleep } from "./wait.ts";

export interface ToolUse {
  tool: string;
  input: Record<string, unknown>;
}
export type Block = { text: string } | ToolUse;

export interface Reply {
  blocks: Block[];
  /** Waits before the first byte. */
  delay?: number;
  /** Instead of blocks: an HTTP error, as the API gives it. */
  error?: { status: number; type: string; message: string };
}

interface WireBlock {
  type: string;
  text?: string;
  name?: string;
  id?: string;
  input?: unknown;
  tool_use_id?: string;
  is_error?: boolean;
  content?: string | WireBlock[];
}
interface WireMessage {
  role: "user" | "assistant" | "system";
  content: string | WireBlock[];
}
interface WireRequest {
  model: string;
  stream?: boolean;
  system?: string | WireBlock[];
  messages: WireMessage[];
  tools?: { name: string }[];
  metadata?: { user_id?: string };
}

export interface ToolResult {
  text: string;
  error: boolean;
}

/** One request of a main conversation. */
export class Conversation {
  readonly request: WireRequest;
  readonly at = Date.now();

  constructor(request: WireRequest) {
    this.request = request;
  }

  /** How often the model has spoken already: the step of the script that comes now. */
  get turn(): number {
    return this.request.messages.filter((message) => message.role === "assistant").length;
  }

  /** Everything that the person, and the hooks in their name, said. */
  get userText(): string {
    return this.texts("user").join("\n");
  }

  /** The first message: the ticket's prompt, after Claude Code's own reminders. */
  get firstPrompt(): string {
    const first = this.request.messages.find((message) => message.role === "user");
    return first ? textsOf(first).join("\n") : "";
  }

  /** What arrived since the model last spoke. */
  get news(): string {
    const messages = this.request.messages;
    const last = messages.map((message) => message.role).lastIndexOf("assistant");
    return messages.slice(last + 1).flatMap(textsOf).concat(this.toolResults.map((result) => result.text)).join("\n");
  }

  /** The results of the tools the model last called. */
  get toolResults(): ToolResult[] {
    const last = this.request.messages.map((message) => message.role).lastIndexOf("assistant");
    return this.request.messages
      .slice(last + 1)
      .flatMap((message) => (typeof message.content === "string" ? [] : message.content))
      .filter((block) => block.type === "tool_result")
      .map((block) => ({ text: resultText(block), error: block.is_error === true }));
  }

  get tools(): string[] {
    return (this.request.tools ?? []).map((tool) => tool.name);
  }

  private texts(role: WireMessage["role"]): string[] {
    return this.request.messages.filter((message) => message.role === role).flatMap(textsOf);
  }
}

function textsOf(message: WireMessage): string[] {
  if (typeof message.content === "string") return [message.content];
  return message.content.filter((block) => block.type === "text").map((block) => block.text ?? "");
}

function resultText(block: WireBlock): string {
  if (typeof block.content === "string") return block.content;
  return (block.content ?? []).map((part) => part.text ?? "").join("\n");
}

export type Script = (conversation: Conversation) => Block[] | Reply | Promise<Block[] | Reply>;

export const say = (text: string): Block => ({ text });
export const use = (tool: string, input: Record<string, unknown>): Block => ({ tool, input });
export const bash = (command: string): Block => use("Bash", { command, description: "Run a command" });
export const plan = (markdown: string): Block => use("ExitPlanMode", { plan: markdown });

/** Step after step, by how often the model has spoken; after the last one it just ends its turn. */
export function steps(...list: (Block[] | Script)[]): Script {
  return (conversation) => {
    const step = list[conversation.turn];
    if (step === undefined) return [say("Nothing left to do.")];
    return typeof step === "function" ? step(conversation) : step;
  };
}

export class ModelStub {
  /** Requests of main conversations, in order. */
  readonly conversations: Conversation[] = [];
  /** All requests: method and path. */
  readonly requests: string[] = [];
  /** What went wrong while answering; a test that cares looks at it. */
  readonly failures: string[] = [];
  private readonly server: Server;
  private script: Script;
  private serial = 0;

  private constructor(script: Script) {
    this.script = script;
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        this.failures.push(String(error));
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
  }

  static async start(script: Script): Promise<ModelStub> {
    const stub = new ModelStub(script);
    await new Promise<void>((done) => stub.server.listen(0, "127.0.0.1", done));
    return stub;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on another script. */
  become(script: Script): void {
    this.script = script;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", this.address).pathname;
    this.requests.push(`${request.method} ${path}`);
    if (request.method === "HEAD") {
      response.writeHead(200).end();
      return;
    }
    const body = await readBody(request);
    if (path === "/v1/messages/count_tokens") {
      json(response, 200, { input_tokens: Math.ceil(body.length / 4) });
      return;
    }
    if (path !== "/v1/messages") {
      json(response, 404, { type: "error", error: { type: "not_found_error", message: path } });
      return;
    }
    const wire = JSON.parse(body) as WireRequest;
    const reply = await this.reply(wire);
    if (reply.delay) await sleep(reply.delay);
    if (reply.error) {
      const { status, type, message } = reply.error;
      json(response, status, { type: "error", error: { type, message } });
      return;
    }
    this.send(wire, reply.blocks, response);
  }

  private async reply(wire: WireRequest): Promise<Reply> {
    if ((wire.tools ?? []).length === 0) return { blocks: [say('{"title": "Test", "isNewTopic": false}')] };
    const conversation = new Conversation(wire);
    this.conversations.push(conversation);
    const answer = await this.script(conversation);
    return Array.isArray(answer) ? { blocks: answer } : answer;
  }

  private send(wire: WireRequest, blocks: Block[], response: ServerResponse): void {
    const id = ++this.serial;
    const stop = blocks.some((block) => "tool" in block) ? "tool_use" : "end_turn";
    const usage = { input_tokens: 100, output_tokens: 20, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
    const content = blocks.map((block, index) =>
      "tool" in block
        ? { type: "tool_use", id: `toolu_stub${id}x${index}`, name: block.tool, input: block.input }
        : { type: "text", text: block.text },
    );
    const message = { id: `msg_stub${id}`, type: "message", role: "assistant", model: wire.model, stop_sequence: null };
    if (!wire.stream) {
      json(response, 200, { ...message, content, stop_reason: stop, usage });
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    const event = (type: string, data: Record<string, unknown>) =>
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
    event("message_start", { message: { ...message, content: [], stop_reason: null, usage } });
    content.forEach((block, index) => {
      if (block.type === "tool_use") {
        event("content_block_start", { index, content_block: { ...block, input: {} } });
        const delta = { type: "input_json_delta", partial_json: JSON.stringify(block.input) };
        event("content_block_delta", { index, delta });
      } else {
        event("content_block_start", { index, content_block: { type: "text", text: "" } });
        event("content_block_delta", { index, delta: { type: "text_delta", text: block.text } });
      }
      event("content_block_stop", { index });
    });
    event("message_delta", { delta: { stop_reason: stop, stop_sequence: null }, usage });
    event("message_stop", {});
    response.end();
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
