import { earlier } from '../../base/earliest.ts';
import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Effect } from '../contract.ts';
import { createPending, type Pending } from './pending.ts';

type Of<Type extends Message['type']> = Extract<Message, { type: Type }>;
type Unnumbered<M> = M extends unknown ? Omit<M, 'requestId'> : never;

/** What one peer asks of another one; the number comes from the exchange. */
export type Request = Unnumbered<
  Of<'fetch' | 'ping' | 'find-node' | 'find-providers' | 'add-provider' | 'replicate' | 'check-replicas'>
>;

/** What may come back. */
export type Response = Of<
  'content' | 'refused' | 'pong' | 'nodes' | 'providers' | 'provider-added' | 'replicated' | 'replicas'
>;

/** How an exchange ended. */
export type Answer =
  | { readonly type: 'response'; readonly message: Response }
  | { readonly type: 'failed'; readonly failure: 'timed-out' | 'unreachable'; readonly reason: string };

/** Called once, when the exchange is over. */
export type Done = (answer: Answer, now: Timestamp) => void;

/** What exchanges need of the peer. */
export interface ExchangesHost {
  emit(effect: Effect): void;
  connectionTo(node: NodeId): ConnectionId | undefined;
  /** A request goes out over a connection: it is not idle while the answer is on its way. */
  used(connection: ConnectionId, now: Timestamp): void;
}

/** Requests to other peers, over a connection that is there or one that is dialled for it, each answered exactly once. */
export interface Exchanges {
  /** `msMax` bounds the whole exchange, the dial included. */
  ask(node: NodeId, request: Request, msMax: number, now: Timestamp, done: Done): void;
  /** The request that waits for the longest for a connection to a node. */
  waitingFor(node: NodeId): Request | undefined;
  /** A connection is open: what waited for it goes out. */
  connected(connection: ConnectionId, node: NodeId, now: Timestamp): void;
  dialFailed(node: NodeId, reason: string, now: Timestamp): void;
  disconnected(connection: ConnectionId, reason: string, now: Timestamp): void;
  /** Takes a response. One that nobody waits for any more is ignored. */
  receive(connection: ConnectionId, message: Response, now: Timestamp): void;
  deadline(): Timestamp | undefined;
  tick(now: Timestamp): void;
}

interface Exchange {
  readonly node: NodeId;
  readonly request: Request;
  readonly done: Done;
  /** Undefined while the node is being dialled. */
  connection: ConnectionId | undefined;
  isSecondTry: boolean;
}

/** Requests under way at a time, of those with the same time-out; one more is refused at once as if nobody could be reached. */
const exchangesMax = 10_000;

const responsesTo: Readonly<Record<Request['type'], Response['type']>> = {
  fetch: 'content',
  ping: 'pong',
  'find-node': 'nodes',
  'find-providers': 'providers',
  'add-provider': 'provider-added',
  replicate: 'replicated',
  'check-replicas': 'replicas',
};

/**
 * A request whose connection ends under it is sent once more over a new one: the other end may have closed it as idle at the same moment.
 * Every request can be repeated without harm.
 */
export function createExchanges(host: ExchangesHost): Exchanges {
  return new ExchangeTable(host);
}

/** Those that wait equally long: they time out in the order they came. */
interface TimeClass {
  readonly msMax: number;
  readonly pending: Pending<number, Exchange>;
}

/** A class, because each of very many simulated peers has one: closures take as much memory as all that it remembers. */
class ExchangeTable implements Exchanges {
  readonly #host: ExchangesHost;
  /** By time-out. */
  readonly #classes: TimeClass[] = [];
  /** Of each node that is being dialled, the exchanges that wait for it; undefined when there is none. */
  #dialling: Map<NodeId, number[]> | undefined;
  #nextRequestId = 1;

  constructor(host: ExchangesHost) {
    this.#host = host;
  }

  ask(node: NodeId, request: Request, msMax: number, now: Timestamp, done: Done): void {
    const pending = this.#classOf(msMax);
    if (pending.size >= exchangesMax) {
      return done({ type: 'failed', failure: 'unreachable', reason: `${exchangesMax} requests are under way` }, now);
    }
    const requestId = this.#nextRequestId;
    this.#nextRequestId = (requestId + 1) >>> 0;
    const exchange: Exchange = { node, request, done, connection: undefined, isSecondTry: false };
    pending.add(requestId, exchange, now);
    this.#send(requestId, exchange, now);
  }

  waitingFor(node: NodeId): Request | undefined {
    const first = this.#dialling?.get(node)?.[0];
    return first === undefined ? undefined : this.#open(first)?.request;
  }

  connected(connection: ConnectionId, node: NodeId, now: Timestamp): void {
    for (const requestId of this.#takeWaiting(node)) {
      const exchange = this.#open(requestId);
      if (exchange !== undefined) this.#put(requestId, exchange, connection, now);
    }
  }

  dialFailed(node: NodeId, reason: string, now: Timestamp): void {
    for (const requestId of this.#takeWaiting(node)) {
      const why = `${node} cannot be dialled: ${reason}`;
      this.#end(requestId, { type: 'failed', failure: 'unreachable', reason: why }, now);
    }
  }

  disconnected(connection: ConnectionId, reason: string, now: Timestamp): void {
    const broken = this.#classes.flatMap(({ pending }) =>
      [...pending.entries()].filter(([, exchange]) => exchange.connection === connection),
    );
    for (const [requestId, exchange] of broken) {
      if (exchange.isSecondTry) this.#end(requestId, { type: 'failed', failure: 'unreachable', reason }, now);
      else {
        exchange.isSecondTry = true;
        this.#send(requestId, exchange, now);
      }
    }
  }

  receive(connection: ConnectionId, message: Response, now: Timestamp): void {
    const exchange = this.#open(message.requestId);
    if (exchange === undefined || exchange.connection !== connection) return; // it timed out before
    if (message.type !== 'refused' && message.type !== responsesTo[exchange.request.type]) {
      if (message.type === 'pong') return; // of a keepalive, with the same number by chance
      this.#host.emit({ type: 'close', connection, reason: 'unexpected-message' });
      return;
    }
    this.#end(message.requestId, { type: 'response', message }, now);
  }

  deadline(): Timestamp | undefined {
    let first: Timestamp | undefined;
    for (const { pending } of this.#classes) first = earlier(first, pending.deadline());
    return first;
  }

  tick(now: Timestamp): void {
    for (const { msMax, pending } of [...this.#classes]) {
      for (const [, exchange] of pending.expired(now)) {
        const reason = `${exchange.node} did not answer within ${msMax} ms`;
        exchange.done({ type: 'failed', failure: 'timed-out', reason }, now);
      }
    }
  }

  #classOf(msMax: number): Pending<number, Exchange> {
    for (const one of this.#classes) if (one.msMax === msMax) return one.pending;
    const pending = createPending<number, Exchange>(msMax);
    this.#classes.push({ msMax, pending });
    return pending;
  }

  #open(requestId: number): Exchange | undefined {
    for (const { pending } of this.#classes) {
      const exchange = pending.get(requestId);
      if (exchange !== undefined) return exchange;
    }
    return undefined;
  }

  #end(requestId: number, answer: Answer, now: Timestamp): void {
    for (const { pending } of this.#classes) {
      const exchange = pending.take(requestId);
      if (exchange !== undefined) return exchange.done(answer, now);
    }
  }

  #send(requestId: number, exchange: Exchange, now: Timestamp): void {
    exchange.connection = this.#host.connectionTo(exchange.node);
    if (exchange.connection !== undefined) return this.#put(requestId, exchange, exchange.connection, now);
    this.#dialling ??= new Map();
    const waiting = this.#dialling.get(exchange.node);
    if (waiting !== undefined) {
      waiting.push(requestId);
      return;
    }
    this.#dialling.set(exchange.node, [requestId]);
    this.#host.emit({ type: 'dial', node: exchange.node });
  }

  #put(requestId: number, exchange: Exchange, connection: ConnectionId, now: Timestamp): void {
    exchange.connection = connection;
    this.#host.used(connection, now);
    this.#host.emit({ type: 'send', connection, message: { ...exchange.request, requestId } as Message });
  }

  #takeWaiting(node: NodeId): readonly number[] {
    const waiting = this.#dialling?.get(node);
    if (waiting === undefined) return noRequests;
    this.#dialling?.delete(node);
    if (this.#dialling?.size === 0) this.#dialling = undefined;
    return waiting;
  }
}

const noRequests: readonly number[] = [];
