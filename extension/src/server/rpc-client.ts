// JSON-RPC over a pair of streams, typed by the protocol model: a method's name gives its types.
import {
  createMessageConnection,
  ErrorCodes,
  ParameterStructures,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from "vscode-jsonrpc/node";
import { Emitter, type Disposable } from "../base/emitter";
import { t } from "../base/l10n";
import {
  notifications,
  type NotificationMethod,
  type Notifications,
  type RequestMethod,
  type Requests,
} from "../protocol/generated";

/** A request that failed, in words for people. */
export class RequestFailed extends Error {
  constructor(
    message: string,
    /** not_found, conflict, …; "unavailable" when no server answered. */
    readonly code: string,
    /** The field or setting it is about; may be empty. */
    readonly path: string,
  ) {
    super(message);
    this.name = "RequestFailed";
  }
}

/** A notification with its method, as a union that `switch (method)` narrows. */
export type Incoming = {
  [M in NotificationMethod]: { readonly method: M; readonly params: Notifications[M] };
}[NotificationMethod];

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Turns whatever a request threw into a RequestFailed; a stack never reaches a person. */
export function toRequestFailed(error: unknown): RequestFailed {
  if (error instanceof RequestFailed) return error;
  if (error instanceof ResponseError) {
    const lost: readonly number[] = [
      ErrorCodes.PendingResponseRejected,
      ErrorCodes.ConnectionInactive,
    ];
    if (lost.includes(error.code)) {
      return new RequestFailed(t("The connection to Operator was lost."), "unavailable", "");
    }
    const data: unknown = error.data;
    const path = text(field(data, "path")) || text(field(field(data, "detail"), "path"));
    return new RequestFailed(error.message, text(field(data, "code")) || String(error.code), path);
  }
  return new RequestFailed(
    error instanceof Error ? error.message : String(error),
    "unavailable",
    "",
  );
}

export class RpcClient implements Disposable {
  private readonly connection: MessageConnection;
  private readonly incoming = new Emitter<Incoming>();
  private readonly closed = new Emitter<void>();
  private open = true;

  readonly onNotification = this.incoming.event;
  readonly onClose = this.closed.event;

  constructor(
    input: NodeJS.ReadableStream,
    output: NodeJS.WritableStream,
    log: (line: string) => void,
  ) {
    this.connection = createMessageConnection(
      new StreamMessageReader(input),
      new StreamMessageWriter(output),
    );
    for (const method of Object.values(notifications)) {
      this.connection.onNotification(method, (params: unknown) => {
        // The generated types are the server's own: both come from protocol/model.json.
        this.incoming.fire({ method, params } as Incoming);
      });
    }
    this.connection.onError(([error]) => log(`connection: ${error.message}`));
    this.connection.onUnhandledNotification((message) =>
      log(`unknown notification ${message.method}`),
    );
    this.connection.onClose(() => this.close());
    this.connection.listen();
  }

  /** Fails with RequestFailed. */
  async request<M extends RequestMethod>(
    method: M,
    params: Requests[M]["params"],
  ): Promise<Requests[M]["result"]> {
    if (!this.open)
      throw new RequestFailed(t("The connection to Operator was lost."), "unavailable", "");
    try {
      return await this.connection.sendRequest<Requests[M]["result"]>(
        method,
        ParameterStructures.byName,
        params,
      );
    } catch (error) {
      throw toRequestFailed(error);
    }
  }

  private close(): void {
    if (!this.open) return;
    this.open = false;
    // Requests in flight fail now rather than never.
    this.connection.dispose();
    this.closed.fire();
  }

  dispose(): void {
    this.close();
    this.incoming.dispose();
    this.closed.dispose();
  }
}
