import type { ItemHash, NodeId } from '../protocol/ids.ts';
import { hashOf } from '../protocol/sha256.ts';
import type { Holding, NodeEvent } from './contract.ts';

/** An item as a node holds it. */
export interface HeldItem {
  readonly name: string;
  readonly hash: ItemHash;
  readonly content: Buffer;
  /** Undefined for a copy: the holder it came from need not be its author. */
  readonly author: NodeId | undefined;
  readonly holding: Holding;
}

/** What one node holds, by name and by hash. Items never change; a name that is taken stays with its first content. */
export interface ItemStore {
  byName(name: string): HeldItem | undefined;
  byHash(hash: ItemHash): HeldItem | undefined;
  /** Keeps a copy of the content. The events say what is held now and what was given up for it. */
  hold(item: Omit<HeldItem, 'hash'>): { readonly item: HeldItem; readonly events: readonly NodeEvent[] };
}

/** A store in memory. Of the items held as `copy` it keeps the newest `copiesMax`; authored and stored items stay. */
export function createItemStore(copiesMax: number): ItemStore {
  const items = new Map<ItemHash, HeldItem>();
  const hashes = new Map<string, ItemHash>();
  const copies = new Set<ItemHash>();

  function dropOldestCopy(): NodeEvent[] {
    if (copies.size <= copiesMax) return [];
    const [oldest] = copies;
    if (oldest === undefined) return [];
    copies.delete(oldest);
    hashes.delete(items.get(oldest)?.name ?? '');
    items.delete(oldest);
    return [{ type: 'item-dropped', hash: oldest }];
  }

  const byName = (name: string): HeldItem | undefined => {
    const hash = hashes.get(name);
    return hash === undefined ? undefined : items.get(hash);
  };
  return {
    byName,
    byHash: (hash) => items.get(hash),
    hold({ name, content, author, holding }) {
      const present = byName(name);
      if (present !== undefined) return { item: present, events: [] };
      const item = { name, hash: hashOf(content), content: Buffer.from(content), author, holding };
      items.set(item.hash, item);
      hashes.set(name, item.hash);
      if (holding === 'copy') copies.add(item.hash);
      const held = { type: 'item-held', name, hash: item.hash, bytes: content.length, author, holding } as const;
      return { item, events: [held, ...dropOldestCopy()] };
    },
  };
}
