import type { LogicTable } from '../../protocol/control/inspection.ts';
import type { ConnectionId, ItemHash, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Key } from '../../protocol/key.ts';
import type { Message } from '../../protocol/messages.ts';
import type { RouteStep } from '../../protocol/route.ts';
import type { Effect, Outcome } from '../contract.ts';
import type { Done, Request } from '../parts/exchanges.ts';

/** A node that says it holds an item, and how many hops the query took to get there. */
export interface Hit {
  readonly holder: NodeId;
  readonly hash: ItemHash;
  readonly hops: number;
  /** The messages on the way there and back, where they are not those of an `ask`. */
  readonly route?: readonly RouteStep[];
}

/** An item that a peer holds. */
export interface Announced {
  readonly name: string;
  readonly hash: ItemHash;
}

/** What an overlay needs of the peer it belongs to. */
export interface OverlayHost {
  emit(effect: Effect): void;
  /** Asks another peer, within the time that one exchange of the overlay may take. `findId`: the find that it is for. */
  ask(node: NodeId, request: Request, now: Timestamp, done: Done, findId?: number): void;
  /** The hash of an item that this peer serves. */
  held(name: string): ItemHash | undefined;
  /** The names of all items that this peer serves. */
  heldNames(): IterableIterator<string>;
  /** A holder was found for a find that this peer began; may come more than once. */
  found(findId: number, hit: Hit, now: Timestamp): void;
  /** The search is over; nothing more will be found. `failure`: nobody who could know was reached. */
  searchEnded(findId: number, failure?: Outcome): void;
}

/** How peers find who holds what. One small interface, so that the ways can be swapped under the same query. */
export interface Overlay {
  /** The peer starts: join the others. */
  begin(now: Timestamp): void;
  /** Whether it has joined, as far as it could; its planned connections are not its matter. */
  isJoined(): boolean;
  /** A connection became, or ceased to be, one between neighbours. */
  neighbourJoined(connection: ConnectionId, node: NodeId, now: Timestamp): void;
  neighbourLeft(connection: ConnectionId): void;
  /** A peer gave a sign of life, or took its leave. */
  heard(node: NodeId, now: Timestamp): void;
  left(node: NodeId): void;
  /** Makes known that this peer holds an item; `done` when that is as known as it gets. */
  announce(item: Announced, now: Timestamp, done: (now: Timestamp) => void): void;
  /** Looks for the holders of a name. */
  find(findId: number, name: string, now: Timestamp): void;
  /** What was found was no good: looks on, or says that the search ended. */
  findMore(findId: number, now: Timestamp): void;
  /** Nobody waits for a find any more. */
  findOver(findId: number): void;
  /** Peers that could keep something for this one, best first. */
  peersNear(key: Key, now: Timestamp, done: (peers: readonly NodeId[], now: Timestamp) => void): void;
  /** Takes a message; false: it is none of this overlay's. */
  receive(connection: ConnectionId, from: NodeId, message: Message, now: Timestamp): boolean;
  /** What it knows of the others, for eyes. */
  describe(now: Timestamp): readonly LogicTable[];
  deadline(): Timestamp | undefined;
  tick(now: Timestamp): void;
}
