import { earliest } from '../base/earliest.ts';
import type { ConnectionId, NodeId, Timestamp } from '../protocol/ids.ts';
import type { Message } from '../protocol/messages.ts';
import type { Effect } from './contract.ts';
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
  /** By time-out: those that wait equally long time out in the order they came. */
  const classes = new Map<number, Pending<number, Exchange>>();
  /** Of each node that is being dialled, the exchanges that wait for it. */
  const dialling = new Map<NodeId, number[]>();
  let nextRequestId = 1;

  function open(requestId: number): Exchange | undefined {
    for (const pending of classes.values()) {
      const exchange = pending.get(requestId);
      if (exchange !== undefined) return exchange;
    }
    return undefined;
  }

  function end(requestId: number, answer: Answer, now: Timestamp): void {
    for (const pending of classes.values()) pending.take(requestId)?.done(answer, now);
  }

  function send(requestId: number, exchange: Exchange, now: Timestamp): void {
    exchange.connection = host.connectionTo(exchange.node);
    if (exchange.connection !== undefined) return put(requestId, exchange, exchange.connection, now);
    const waiting = dialling.get(exchange.node);
    if (waiting !== undefined) {
      waiting.push(requestId);
      return;
    }
    dialling.set(exchange.node, [requestId]);
    host.emit({ type: 'dial', node: exchange.node });
  }

  function put(requestId: number, exchange: Exchange, connection: ConnectionId, now: Timestamp): void {
    exchange.connection = connection;
    host.used(connection, now);
    host.emit({ type: 'send', connection, message: { ...exchange.request, requestId } as Message });
  }

  function takeWaiting(node: NodeId): number[] {
    const waiting = dialling.get(node) ?? [];
    dialling.delete(node);
    return waiting;
  }

  return {
    ask(node, request, msMax, now, done) {
      let pending = classes.get(msMax);
      if (pending === undefined) {
        pending = createPending(msMax);
        classes.set(msMax, pending);
      }
      if (pending.size >= exchangesMax) {
        return done({ type: 'failed', failure: 'unreachable', reason: `${exchangesMax} requests are under way` }, now);
      }
      const requestId = nextRequestId;
      nextRequestId = (nextRequestId + 1) >>> 0;
      const exchange: Exchange = { node, request, done, connection: undefined, isSecondTry: false };
      pending.add(requestId, exchange, now);
      send(requestId, exchange, now);
    },
    waitingFor(node) {
      const [first] = dialling.get(node) ?? [];
      return first === undefined ? undefined : open(first)?.request;
    },
    connected(connection, node, now) {
      for (const requestId of takeWaiting(node)) {
        const exchange = open(requestId);
        if (exchange !== undefined) put(requestId, exchange, connection, now);
      }
    },
    dialFailed(node, reason, now) {
      for (const requestId of takeWaiting(node)) {
        end(requestId, { type: 'failed', failure: 'unreachable', reason: `${node} cannot be dialled: ${reason}` }, now);
      }
    },
    disconnected(connection, reason, now) {
      const broken = [...classes.values()].flatMap((pending) =>
        [...pending.entries()].filter(([, exchange]) => exchange.connection === connection),
      );
      for (const [requestId, exchange] of broken) {
        if (exchange.isSecondTry) end(requestId, { type: 'failed', failure: 'unreachable', reason }, now);
        else {
          exchange.isSecondTry = true;
          send(requestId, exchange, now);
        }
      }
    },
    receive(connection, message, now) {
      const exchange = open(message.requestId);
      if (exchange === undefined || exchange.connection !== connection) return; // it timed out before
      if (message.type !== 'refused' && message.type !== responsesTo[exchange.request.type]) {
        if (message.type === 'pong') return; // of a keepalive, with the same number by chance
        host.emit({ type: 'close', connection, reason: 'unexpected-message' });
        return;
      }
      end(message.requestId, { type: 'response', message }, now);
    },
    deadline: () => earliest(...[...classes.values()].map((pending) => pending.deadline())),
    tick(now) {
      for (const [msMax, pending] of classes) {
        for (const [, exchange] of pending.expired(now)) {
          const reason = `${exchange.node} did not answer within ${msMax} ms`;
          exchange.done({ type: 'failed', failure: 'timed-out', reason }, now);
        }
      }
    },
  };
}
