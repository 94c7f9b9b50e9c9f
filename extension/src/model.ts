// What the owner has told: sessions, tickets, reviews, queue and status. Filled by list calls at
// connect and after server/didRestart, then kept by notifications, never by polling. It decides
// nothing: views read it and commands ask the owner. No vscode.
import { Coalesced } from "./base/debounce";
import { Emitter, type Disposable } from "./base/emitter";
import type {
  Board,
  RequestMethod,
  Requests,
  Review,
  ServerStatus,
  Session,
  Ticket,
} from "./protocol/generated";
import type { Incoming } from "./server/rpc-client";

export interface Requester {
  request<M extends RequestMethod>(
    method: M,
    params: Requests[M]["params"],
  ): Promise<Requests[M]["result"]>;
}

export interface QueueState {
  readonly paused: boolean;
  readonly running: number;
  readonly limit: number;
}

/** What a batch of messages changed; `whole` after everything was fetched anew. */
export interface Changes {
  readonly whole: boolean;
  readonly sessions: ReadonlySet<string>;
  readonly tickets: boolean;
  readonly reviews: ReadonlySet<string>;
  readonly queue: boolean;
  readonly status: boolean;
}

/** How long messages are gathered before views are told, in ms. */
const gather = 10;
/** How long until the owner's order of a list is asked for again after a change in it, in ms. */
const reorder = 150;

/** A ticket's key: its file, because an id can be missing or occur twice. */
export function ticketKey(ticket: Ticket): string {
  return ticket.path;
}

export class Model implements Disposable {
  private sessionsById = new Map<string, Session>();
  private ticketList: readonly Ticket[] = [];
  private reviewList: readonly Review[] = [];
  private queueState: QueueState = { paused: false, running: 0, limit: 0 };
  private serverStatus: ServerStatus | undefined;
  private filled = false;
  private fetching: Promise<void> | undefined;
  private again = false;

  private whole = false;
  private sessionsChanged = new Set<string>();
  private reviewsChanged = new Set<string>();
  private ticketsChanged = false;
  private queueChanged = false;
  private statusChanged = false;

  private readonly changes = new Emitter<Changes>();
  private readonly terminalRequests = new Emitter<{
    readonly sessionId: string;
    readonly show: boolean;
  }>();
  private readonly restores = new Emitter<string>();
  private readonly restarts = new Emitter<void>();
  private readonly boards = new Emitter<readonly Board[]>();
  private readonly tell = new Coalesced(gather, () => this.fire());
  private readonly orderTickets = new Coalesced(reorder, () => void this.fetchTickets());
  private readonly orderReviews = new Coalesced(reorder, () => void this.fetchReviews());

  readonly onDidChange = this.changes.event;
  /** Which sessions the owner has restored by itself. */
  readonly onRestored = this.restores.event;
  /** Another owner took over, and what it knows has been fetched. */
  readonly onRestarted = this.restarts.event;
  readonly onTerminalRequest = this.terminalRequests.event;
  /** All boards, whenever a sync goes on or what waits for one of them changes. */
  readonly onBoards = this.boards.event;

  constructor(
    private readonly owner: Requester,
    private readonly log: (line: string) => void,
  ) {}

  /** Whether the lists have been fetched since the connection was made. */
  get ready(): boolean {
    return this.filled;
  }
  get sessions(): readonly Session[] {
    return [...this.sessionsById.values()];
  }
  get tickets(): readonly Ticket[] {
    return this.ticketList;
  }
  /** Most valuable first, as the owner orders them. */
  get reviews(): readonly Review[] {
    return this.reviewList;
  }
  get queue(): QueueState {
    return this.queueState;
  }
  get status(): ServerStatus | undefined {
    return this.serverStatus;
  }

  session(id: string): Session | undefined {
    return this.sessionsById.get(id);
  }
  review(id: string): Review | undefined {
    return this.reviewList.find((each) => each.id === id);
  }
  reviewsOf(sessionId: string): readonly Review[] {
    return this.reviewList.filter((each) => each.sessionId === sessionId);
  }
  /** By path or id. */
  ticket(name: string): Ticket | undefined {
    return (
      this.ticketList.find((each) => each.path === name) ??
      this.ticketList.find((each) => each.id === name)
    );
  }

  /** Fetches everything; a call during a fetch makes one more fetch after it. */
  refetch(): Promise<void> {
    if (this.fetching !== undefined) {
      this.again = true;
      return this.fetching;
    }
    this.fetching = this.fetchAll().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async fetchAll(): Promise<void> {
    do {
      this.again = false;
      const [status, queue, sessions, reviews] = await Promise.all([
        this.owner.request("status/get", {}),
        this.owner.request("queue/get", {}),
        this.owner.request("session/list", {}),
        this.owner.request("review/list", {}),
      ]);
      this.serverStatus = status.status;
      this.queueState = { paused: queue.paused, running: queue.running, limit: queue.limit };
      this.ticketList = queue.tickets;
      this.sessionsById = new Map(sessions.agents.map((each) => [each.id, each]));
      this.reviewList = reviews.reviews;
    } while (this.again);
    this.filled = true;
    this.whole = true;
    this.tell.request();
  }

  /** Nothing is known any more: the connection is gone. What was shown stays until it is replaced. */
  disconnected(): void {
    this.filled = false;
    this.whole = true;
    this.tell.request();
  }

  take(message: Incoming): void {
    switch (message.method) {
      case "session/didChange":
        this.sessionsById.set(message.params.session.id, message.params.session);
        this.sessionsChanged.add(message.params.session.id);
        break;
      case "boards/didChange":
        this.boards.fire(message.params.boards);
        break;
      case "session/didRemove":
        this.sessionsById.delete(message.params.sessionId);
        this.sessionsChanged.add(message.params.sessionId);
        break;
      case "ticket/didChange":
        this.takeTicket(message.params.ticket);
        break;
      case "ticket/didRemove":
        this.ticketList = this.ticketList.filter((each) => each.path !== message.params.path);
        this.ticketsChanged = true;
        break;
      case "review/didChange":
        this.takeReview(message.params.review);
        break;
      case "review/didClose":
        this.reviewList = this.reviewList.filter((each) => each.id !== message.params.reviewId);
        this.reviewsChanged.add(message.params.reviewId);
        break;
      case "queue/didChange": {
        const { paused, running, limit } = message.params;
        this.queueState = { paused, running, limit };
        this.queueChanged = true;
        break;
      }
      case "status/didChange":
        this.serverStatus = message.params.status;
        this.queueState = {
          paused: message.params.status.paused,
          running: message.params.status.running,
          limit: message.params.status.limit,
        };
        this.statusChanged = true;
        break;
      case "terminal/didRequest":
        this.terminalRequests.fire(message.params);
        return;
      case "server/didRestart":
        this.log(
          `the owner was replaced (epoch ${message.params.epoch}); fetching everything anew`,
        );
        this.refetch().then(
          () => this.restarts.fire(),
          (error: unknown) => this.log(`fetch after restart: ${String(error)}`),
        );
        return;
      case "event/didAppend": {
        const { kind, text } = message.params.event;
        if (kind === "restore/done") this.restores.fire(text);
        return;
      }
    }
    this.tell.request();
  }

  private takeTicket(ticket: Ticket): void {
    // A ticket that moved is the same one at another path; without an id the path is all there is.
    const same = (each: Ticket): boolean =>
      each.path === ticket.path ||
      (ticket.id !== "" && each.id === ticket.id && each.state !== ticket.state);
    const index = this.ticketList.findIndex(same);
    const old = this.ticketList[index];
    const rest = this.ticketList.filter((each, i) => i !== index && each.path !== ticket.path);
    this.ticketList =
      old === undefined
        ? [...rest, ticket]
        : [...rest.slice(0, index), ticket, ...rest.slice(index)];
    this.ticketsChanged = true;
    const moved =
      old === undefined ||
      old.state !== ticket.state ||
      old.priority !== ticket.priority ||
      old.type !== ticket.type ||
      old.blockedBy.join() !== ticket.blockedBy.join();
    if (moved) this.orderTickets.request();
  }

  private takeReview(review: Review): void {
    const known = this.reviewList.some((each) => each.id === review.id);
    this.reviewList = known
      ? this.reviewList.map((each) => (each.id === review.id ? review : each))
      : [...this.reviewList, review];
    this.reviewsChanged.add(review.id);
    if (!known && this.reviewList.length > 1) this.orderReviews.request();
  }

  private async fetchTickets(): Promise<void> {
    try {
      const queue = await this.owner.request("queue/get", {});
      this.ticketList = queue.tickets;
      this.ticketsChanged = true;
      this.tell.request();
    } catch (error) {
      this.log(`queue/get: ${String(error)}`);
    }
  }

  private async fetchReviews(): Promise<void> {
    try {
      this.reviewList = (await this.owner.request("review/list", {})).reviews;
      for (const review of this.reviewList) this.reviewsChanged.add(review.id);
      this.tell.request();
    } catch (error) {
      this.log(`review/list: ${String(error)}`);
    }
  }

  private fire(): void {
    const changes: Changes = {
      whole: this.whole,
      sessions: this.sessionsChanged,
      tickets: this.whole || this.ticketsChanged,
      reviews: this.reviewsChanged,
      queue: this.whole || this.queueChanged,
      status: this.whole || this.statusChanged,
    };
    this.whole = this.ticketsChanged = this.queueChanged = this.statusChanged = false;
    this.sessionsChanged = new Set();
    this.reviewsChanged = new Set();
    this.changes.fire(changes);
  }

  dispose(): void {
    this.tell.dispose();
    this.orderTickets.dispose();
    this.orderReviews.dispose();
    this.changes.dispose();
    this.terminalRequests.dispose();
    this.restores.dispose();
    this.restarts.dispose();
  }
}
