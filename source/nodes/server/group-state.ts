import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Effect } from '../contract.ts';
import type { HeldItem } from '../parts/item-store.ts';
import type { Persists } from '../parts/persists.ts';
import type { Write } from './requests.ts';

/** What a server's group needs of it. */
export interface ServerGroupHost {
  emit(effect: Effect): void;
  item(name: string): HeldItem | undefined;
  names(): IterableIterator<string>;
  /** Whether and when what is held is kept for good. */
  readonly persists: Persists;
  /** Holds an item and has it kept; false: its name means other content already, and nothing changed. */
  hold(write: Write, now: Timestamp): boolean;
  /** Holds an item in place of what its name meant. */
  replace(write: Write, now: Timestamp): void;
}

/** Where a server stands in its group. */
export interface GroupState {
  /** It has everything, and answers clients. */
  isLive: boolean;
  /** Who tells this server everything. */
  source: { readonly node: NodeId; readonly connection: ConnectionId; readonly requestId: number } | undefined;
  /** Names that came from the source: what else is held, only this server has. */
  readonly told: Set<string>;
  /** Names decided here while an earlier server was catching up from another one: it may not have heard of them. */
  readonly decidedAlone: Set<string>;
}
