import type { ConnectionId, ItemHash, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Effect } from '../contract.ts';

/** A node that says it holds an item, and how many hops the query took to get there. */
export interface Hit {
  readonly holder: NodeId;
  readonly hash: ItemHash;
  readonly hops: number;
}

/** What an overlay needs of the peer it belongs to. */
export interface OverlayHost {
  emit(effect: Effect): void;
  /** The hash of an item that this peer holds. */
  held(name: string): ItemHash | undefined;
  /** A holder was found for a find that this peer began; may come more than once. */
  found(findId: number, hit: Hit): void;
  /** The time of the search is over; nothing more will be found. */
  searchEnded(findId: number): void;
}

/** How peers find who holds what. One small interface, so that the ways can be swapped under the same query. */
export interface Overlay {
  /** A connection became, or ceased to be, one between neighbours. */
  neighbourJoined(connection: ConnectionId, node: NodeId): void;
  neighbourLeft(connection: ConnectionId): void;
  /** Looks for the holders of a name. */
  find(findId: number, name: string, now: Timestamp): void;
  /** Takes a message; false: it is none of this overlay's. */
  receive(connection: ConnectionId, message: Message, now: Timestamp): boolean;
  deadline(): Timestamp | undefined;
  tick(now: Timestamp): void;
}
