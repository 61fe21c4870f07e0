import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { RefusalCode } from '../../protocol/messages.ts';
import type { Effect } from '../contract.ts';
import type { HeldItem } from '../parts/item-store.ts';
import { createPending } from '../parts/pending.ts';

/** An item that a server is to hold. */
export interface Write {
  readonly name: string;
  readonly author: NodeId;
  readonly content: Buffer;
}

/** An item that a server holds: it knows the author of all of them. */
export function asWrite({ name, author, content }: HeldItem): Write {
  return { name, author: author as NodeId, content };
}

/** How a write ended: held by all servers that are live, refused, or not known to be either. */
export type Written = 'stored' | RefusalCode | 'unreachable' | 'timed-out';

/** Called once, when it is known what became of a write. */
export type WriteDone = (how: Written, now: Timestamp) => void;

/** What a server asks other servers to hold, over connections that are there: it never dials, and never asks twice. */
export interface ServerRequests {
  replicate(connection: ConnectionId, write: Write, now: Timestamp, done: WriteDone): void;
  /** A number for another request on the same connections. */
  nextRequestId(): number;
  /** Takes a response. One that nobody waits for any more is ignored. */
  answered(connection: ConnectionId, requestId: number, how: 'stored' | RefusalCode, now: Timestamp): void;
  disconnected(connection: ConnectionId, now: Timestamp): void;
  deadline(): Timestamp | undefined;
  tick(now: Timestamp): void;
}

/** How long another server may take to say that it holds an item, and with it those behind it. */
export const replicateMsMax = 3_000;
/** Such requests under way at a time; one more is refused as `overloaded`. */
export const replicatesMax = 10_000;

interface Waiting {
  readonly connection: ConnectionId;
  readonly done: WriteDone;
}

export function createServerRequests(emit: (effect: Effect) => void): ServerRequests {
  const open = createPending<number, Waiting>(replicateMsMax);
  let lastRequestId = 0;

  /** Never 0: with that number a server says whether it is live. */
  function nextRequestId(): number {
    lastRequestId = lastRequestId === 0xffff_ffff ? 1 : lastRequestId + 1;
    return lastRequestId;
  }

  return {
    nextRequestId,
    replicate(connection, { name, author, content }, now, done) {
      if (open.size >= replicatesMax) return done('overloaded', now);
      const requestId = nextRequestId();
      open.add(requestId, { connection, done }, now);
      emit({ type: 'send', connection, message: { type: 'replicate', requestId, name, author, holders: [], content } });
    },
    answered(connection, requestId, how, now) {
      if (open.get(requestId)?.connection === connection) open.take(requestId)?.done(how, now);
    },
    disconnected(connection, now) {
      for (const [requestId, waiting] of [...open.entries()]) {
        if (waiting.connection === connection) open.take(requestId)?.done('unreachable', now);
      }
    },
    deadline: () => open.deadline(),
    tick(now) {
      for (const [, { done }] of open.expired(now)) done('timed-out', now);
    },
  };
}
