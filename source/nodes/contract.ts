import type { LogicTable } from '../protocol/control/inspection.ts';
import type { ConnectionId, ItemHash, NodeId, Timestamp } from '../protocol/ids.ts';
import type { Key } from '../protocol/key.ts';
import type { Message, QueryId } from '../protocol/messages.ts';
import type { RouteStep } from '../protocol/route.ts';
import type { ProtocolErrorCode } from '../protocol/wire/protocol-error.ts';

/**
 * A node is a pure state machine. Its laws:
 *
 * 1. No clock, randomness, I/O, logging, `await` or ambient global inside. `now`, a seeded `random` and ids are handed in.
 * 2. One input, then all its effects in order, then the next input.
 * 3. One deadline per node; the driver wakes it with `tick`. No timer handles.
 * 4. Same inputs, same `now`s, same seed: byte-identical effects.
 * 5. Messages cross as encoded frames in the simulator too: same byte counts, no shared objects.
 * 6. A malformed or out-of-order *remote* message never throws out of `handle`: `close` + telemetry. A broken *local* invariant throws,
 *    and the process dies loudly, with its reason on the screen.
 * 7. A write is acknowledged only after it is `persisted`; one whose persisting failed is refused, and what was held for it given up. Copies
 *    that a peer keeps after a fetch are a cache: nobody was told that they are kept, so they are not persisted.
 */
export interface NodeLogic {
  /** Takes one input; gives what the driver is to do, in order. `now` never runs backwards. */
  handle(input: Input, now: Timestamp): readonly Effect[];
  /** When the node wants its next `tick`; undefined: not before another input. */
  deadline(): Timestamp | undefined;
  /** What it looks like now, for the telemetry. */
  gauges(now: Timestamp): Gauges;
  /** The content that it holds under a name, for a check of what became of it; absent for a node that never holds any. */
  contentOf?(name: string): Buffer | undefined;
  /** Its tables as they are now, for eyes; changes nothing. Absent for a node that keeps none. */
  describe?(now: Timestamp): readonly LogicTable[];
}

/** What happens to a node. */
export type Input =
  | { readonly type: 'started' }
  | {
      readonly type: 'connected';
      readonly connection: ConnectionId;
      readonly direction: 'inbound' | 'outbound';
      readonly node: NodeId;
    }
  | { readonly type: 'dial-failed'; readonly node: NodeId; readonly reason: string }
  | { readonly type: 'message'; readonly connection: ConnectionId; readonly message: Message }
  | { readonly type: 'disconnected'; readonly connection: ConnectionId; readonly reason: string }
  | { readonly type: 'command'; readonly requestId: number; readonly command: Command }
  /** Its user begins, or ends, what goes on without being asked for each time: a game, a job, giving to others. */
  | { readonly type: 'begin' }
  | { readonly type: 'stop' }
  /** Before `started`: what the node's store kept of an earlier life. */
  | { readonly type: 'restored'; readonly items: readonly StoredItem[] }
  /** A `persist` is done, for good. They come in the order in which they were asked for. */
  | { readonly type: 'persisted'; readonly token: number }
  | { readonly type: 'persist-failed'; readonly token: number; readonly code: StoreFailure }
  /** From now on its service takes so many times as long as its capacity says. */
  | { readonly type: 'slowed'; readonly times: number }
  /** So many bytes a second its own line sends from now on; undefined: as many as it is given. */
  | { readonly type: 'line'; readonly upBytesPerSecond: number | undefined }
  /** The node is about to go: take leave of the others. */
  | { readonly type: 'leave' }
  | { readonly type: 'tick' };

/** What a user of this machine asks it to do. */
export type Command =
  | { readonly type: 'publish'; readonly name: string; readonly content: Buffer }
  | { readonly type: 'fetch'; readonly name: string };

/** What a node wants done. */
export type Effect =
  | { readonly type: 'dial'; readonly node: NodeId }
  | { readonly type: 'send'; readonly connection: ConnectionId; readonly message: Message }
  | { readonly type: 'close'; readonly connection: ConnectionId; readonly reason: CloseReason }
  /** `route`: the messages that it took; absent where there is nothing between this node and who served it. */
  | {
      readonly type: 'answer';
      readonly requestId: number;
      readonly outcome: Outcome;
      readonly route?: readonly RouteStep[];
    }
  /** Keep an item for good, in place of what its name meant; `persisted` or `persist-failed` with the token follows. */
  | { readonly type: 'persist'; readonly token: number; readonly item: StoredItem }
  | { readonly type: 'telemetry'; readonly event: NodeEvent };

/** Why a node ends a connection; the codes of `ProtocolError` say that the other end broke the rules. */
export type CloseReason = 'idle' | 'silent' | ProtocolErrorCode;

/** How an operation ended. `timed-out` is indefinite: it may still have happened. The others are definite. */
export type Outcome =
  | {
      readonly type: 'done';
      /** Who served it; the node itself when it held the item already. */
      readonly servedBy: NodeId;
      /** Hops that the query took to a holder; 0: found at home. */
      readonly hops: number;
      readonly hash: ItemHash;
      readonly bytes: number;
    }
  | { readonly type: 'not-found' }
  | { readonly type: 'refused'; readonly code: string }
  | { readonly type: 'unreachable'; readonly reason: string }
  | { readonly type: 'timed-out' };

/** How a copy of an item came to a node: as its author, on a server, kept after a fetch, or given to keep as a replica. */
export type Holding = 'authored' | 'stored' | 'copy' | 'replica';

/** An item as a store keeps it. */
export interface StoredItem {
  readonly name: string;
  readonly hash: ItemHash;
  readonly content: Buffer;
  /** Undefined for a copy: the holder it came from need not be its author. */
  readonly author: NodeId | undefined;
  readonly holding: Holding;
}

/** Why nothing can be persisted: no room is left, or the store is damaged or out of reach. */
export type StoreFailure = 'store-full' | 'store-broken';

/** What a node reports of itself as it happens. */
export type NodeEvent =
  /** It now holds an item, or holds it otherwise than before. */
  | {
      readonly type: 'item-held';
      readonly name: string;
      readonly hash: ItemHash;
      readonly bytes: number;
      /** Undefined for a copy. */
      readonly author: NodeId | undefined;
      readonly holding: Holding;
    }
  | { readonly type: 'item-dropped'; readonly hash: ItemHash }
  /** It now keeps records of who holds the item under a key; or the last of them is gone. */
  | { readonly type: 'record-held'; readonly key: Key }
  | { readonly type: 'record-dropped'; readonly key: Key }
  /** A holder of an item was lost, and another one put in its place. */
  | { readonly type: 'repaired'; readonly name: string; readonly lost: NodeId; readonly replacement: NodeId }
  /** Its planned connections are open, or were tried at least once. Once a generation. */
  | { readonly type: 'joined' }
  /** An operation of this node's user ended; latency counts from when it was due. Operations done at home are not reported. */
  | {
      readonly type: 'operation';
      readonly operation: Command['type'];
      readonly item: string;
      readonly outcome: Outcome;
      readonly latencyMs: number;
      readonly route?: readonly RouteStep[];
    }
  /** It served one operation of another node. */
  | { readonly type: 'served'; readonly node: NodeId }
  /** A connection became part of the network's shape, or serves one transfer. */
  | { readonly type: 'purpose'; readonly connection: ConnectionId; readonly purpose: 'overlay' | 'transfer' }
  | { readonly type: 'query-started'; readonly query: QueryId }
  /** How far it has come with what it is at. */
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  /** One measurement of what the workload is about, by the name of the metric; the unit is in the name. */
  | { readonly type: 'sample'; readonly metric: string; readonly value: number }
  /** A bound was reached and something given up for it. */
  | { readonly type: 'limit-reached'; readonly limit: string; readonly text: string };

/** What a node looks like at a moment. */
export interface Gauges {
  readonly queueLength: number;
  /** Longest queue so far. */
  readonly queueLengthMax: number;
  /** Milliseconds of service given so far: its rate is the load. */
  readonly busyMs: number;
}
