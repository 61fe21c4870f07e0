import { earliest } from '../base/earliest.ts';
import type { ConnectionId, NodeId, Timestamp } from '../protocol/ids.ts';
import type { Message } from '../protocol/messages.ts';
import { hashOf } from '../protocol/sha256.ts';
import type { Effect, Outcome } from './contract.ts';
import type { Hit } from './overlay/overlay.ts';
import { createPending } from './pending.ts';

/** What was fetched and checked. */
export interface Fetched extends Hit {
  readonly name: string;
  readonly content: Buffer;
}

/** What the transfers of a peer need of it. */
export interface TransfersHost {
  emit(effect: Effect): void;
  /** Whether the node is a neighbour whose connection is kept open anyway. */
  isPlanned(node: NodeId): boolean;
  connectionTo(node: NodeId): ConnectionId | undefined;
  done(requestId: number, fetched: Fetched): void;
  failed(requestId: number, outcome: Outcome): void;
}

/** Fetches straight from holders: over a connection that is there, or one dialled for it and closed when idle. */
export interface Transfers {
  begin(requestId: number, name: string, now: Timestamp): void;
  found(requestId: number, hit: Hit): void;
  /** The search is over: no more holders will be found. */
  searchEnded(requestId: number): void;
  connected(connection: ConnectionId, node: NodeId, direction: 'inbound' | 'outbound', now: Timestamp): void;
  dialFailed(node: NodeId): void;
  disconnected(connection: ConnectionId): void;
  /** The other end asked for something: the connection is in use. */
  used(connection: ConnectionId, now: Timestamp): void;
  receive(connection: ConnectionId, message: Extract<Message, { type: 'content' | 'refused' }>, now: Timestamp): void;
  deadline(): Timestamp | undefined;
  tick(now: Timestamp): void;
}

/** How long a fetch may take, search included, before its outcome is indefinite. */
export const fetchMsMax = 3_000;
/** A connection opened for transfers only is closed after this time without one. */
export const transferIdleMs = 3_000;
/** Holders remembered for one fetch, to try the next when one fails. */
const hitsMax = 8;

interface Fetch {
  readonly name: string;
  /** Holders not tried yet. */
  readonly hits: Hit[];
  /** The holder that is being tried. */
  current: Hit | undefined;
  asked: ConnectionId | undefined;
  isSearching: boolean;
  /** How the holder failed that was tried last. */
  failure: Outcome;
}

export function createTransfers(host: TransfersHost): Transfers {
  const fetches = createPending<number, Fetch>(fetchMsMax);
  /** Connections that this peer dialled for transfers, and when they were used last. */
  const idle = new Map<ConnectionId, Timestamp>();
  const dialling = new Set<NodeId>();

  function tryNext(requestId: number, fetch: Fetch): void {
    fetch.asked = undefined;
    fetch.current = fetch.hits.shift();
    if (fetch.current === undefined) return;
    const { holder } = fetch.current;
    const connection = host.connectionTo(holder);
    if (connection !== undefined) return ask(requestId, fetch, connection);
    if (dialling.has(holder)) return;
    dialling.add(holder);
    host.emit({ type: 'dial', node: holder });
  }

  function ask(requestId: number, fetch: Fetch, connection: ConnectionId): void {
    if (fetch.current === undefined) return;
    fetch.asked = connection;
    host.emit({ type: 'send', connection, message: { type: 'fetch', requestId, hash: fetch.current.hash } });
  }

  /** The holder that was tried is no good: tries the next; without one, the search may still find more until its own time is over. */
  function giveUpHolder(requestId: number, fetch: Fetch, failure: Outcome): void {
    fetch.failure = failure;
    tryNext(requestId, fetch);
    if (fetch.current === undefined && !fetch.isSearching) fail(requestId, failure);
  }

  function fail(requestId: number, outcome: Outcome): void {
    fetches.take(requestId);
    host.failed(requestId, outcome);
  }

  function touch(connection: ConnectionId, now: Timestamp): void {
    if (idle.delete(connection)) idle.set(connection, now); // newest last
  }

  function waitingFor(matches: (fetch: Fetch) => boolean): [number, Fetch][] {
    return [...fetches.entries()].filter(([, fetch]) => matches(fetch));
  }

  return {
    begin(requestId, name, now) {
      const failure: Outcome = { type: 'not-found' };
      fetches.add(requestId, { name, hits: [], current: undefined, asked: undefined, isSearching: true, failure }, now);
    },
    found(requestId, hit) {
      const fetch = fetches.get(requestId);
      if (fetch === undefined || fetch.hits.length >= hitsMax) return;
      fetch.hits.push(hit);
      if (fetch.current === undefined) tryNext(requestId, fetch);
    },
    searchEnded(requestId) {
      const fetch = fetches.get(requestId);
      if (fetch === undefined) return;
      fetch.isSearching = false;
      if (fetch.current === undefined) fail(requestId, fetch.failure);
    },
    connected(connection, node, direction, now) {
      dialling.delete(node);
      if (direction === 'outbound' && !host.isPlanned(node)) idle.set(connection, now);
      for (const [requestId, fetch] of waitingFor((one) => one.current?.holder === node && one.asked === undefined)) {
        ask(requestId, fetch, connection);
      }
    },
    dialFailed(node) {
      if (!dialling.delete(node)) return;
      for (const [requestId, fetch] of waitingFor((one) => one.current?.holder === node && one.asked === undefined)) {
        giveUpHolder(requestId, fetch, { type: 'unreachable', reason: `holder ${node} cannot be dialled` });
      }
    },
    disconnected(connection) {
      idle.delete(connection);
      for (const [requestId, fetch] of waitingFor((one) => one.asked === connection)) {
        giveUpHolder(requestId, fetch, { type: 'unreachable', reason: 'the holder went away' });
      }
    },
    used: touch,
    receive(connection, message, now) {
      touch(connection, now);
      const fetch = fetches.get(message.requestId);
      const hit = fetch?.current;
      if (fetch === undefined || hit === undefined || fetch.asked !== connection) return; // it timed out before
      if (message.type === 'refused') {
        const outcome: Outcome =
          message.code === 'not-found' ? { type: 'not-found' } : { type: 'refused', code: message.code };
        return giveUpHolder(message.requestId, fetch, outcome);
      }
      if (hashOf(message.content) !== hit.hash) {
        const text = `${hit.holder} sent wrong content for ${fetch.name}`;
        host.emit({ type: 'telemetry', event: { type: 'limit-reached', limit: 'wrong-content', text } });
        return giveUpHolder(message.requestId, fetch, { type: 'refused', code: 'wrong-content' });
      }
      fetches.take(message.requestId);
      host.done(message.requestId, { ...hit, name: fetch.name, content: message.content });
    },
    deadline() {
      const [oldest] = idle.values();
      return earliest(fetches.deadline(), oldest === undefined ? undefined : oldest + transferIdleMs);
    },
    tick(now) {
      for (const [requestId] of fetches.expired(now)) host.failed(requestId, { type: 'timed-out' });
      for (const [connection, usedAt] of [...idle]) {
        if (usedAt + transferIdleMs > now) continue; // as in deadline: a difference would round otherwise
        if (waitingFor(({ asked }) => asked === connection).length > 0) {
          touch(connection, now);
          continue;
        }
        idle.delete(connection);
        host.emit({ type: 'close', connection, reason: 'idle' });
      }
    },
  };
}
