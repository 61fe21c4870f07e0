import { type LogicTable, tableOf, tableRowsMax } from '../../protocol/control/inspection.ts';
import type { ItemHash } from '../../protocol/ids.ts';
import { hashOf } from '../../protocol/sha256.ts';
import type { NodeEvent, StoredItem } from '../contract.ts';

/** An item as a node holds it. */
export type HeldItem = StoredItem;

/** What one node holds, by name and by hash. Items never change; a name that is taken stays with its first content. */
export interface ItemStore {
  byName(name: string): HeldItem | undefined;
  byHash(hash: ItemHash): HeldItem | undefined;
  names(): IterableIterator<string>;
  /** Keeps a copy of the content, unless its name is taken. */
  hold(item: Omit<HeldItem, 'hash'>): Held;
  /** Gives up what a name means. */
  drop(name: string): NodeEvent[];
}

/** What became of an item that was to be held. */
export interface Held {
  /** What the name means now. */
  readonly item: HeldItem;
  /** The name means other content: what was offered is not held. */
  readonly isTaken: boolean;
  /** What is held now, and what was given up for it. */
  readonly events: readonly NodeEvent[];
}

/** What a node holds, for eyes. */
export function itemTable(store: ItemStore): LogicTable {
  const names = [...store.names()];
  const rows = names.slice(0, tableRowsMax).map((name) => {
    const item = store.byName(name);
    return [name, item?.holding ?? '', item?.content.length ?? 0, item?.author ?? '-', item?.hash.slice(0, 12) ?? ''];
  });
  return tableOf('Items', ['name', 'held as', 'bytes', 'author', 'hash'], rows, names.length);
}

/**
 * A store in memory. Of the items held as `copy` it keeps the newest `copiesMax`; authored and stored items and replicas stay. Several names may have
 * the same content: it is given up with the last of them.
 */
export function createItemStore(copiesMax: number): ItemStore {
  const items = new Map<string, HeldItem>();
  const names = new Map<ItemHash, Set<string>>();
  const copies = new Set<string>();

  function add(item: HeldItem): void {
    items.set(item.name, item);
    const sameContent = names.get(item.hash);
    if (sameContent === undefined) names.set(item.hash, new Set([item.name]));
    else sameContent.add(item.name);
    if (item.holding === 'copy') copies.add(item.name);
  }

  function dropOldestCopy(): NodeEvent[] {
    if (copies.size <= copiesMax) return [];
    const [name = ''] = copies;
    return drop(name);
  }

  function drop(name: string): NodeEvent[] {
    copies.delete(name);
    const hash = items.get(name)?.hash;
    items.delete(name);
    if (hash === undefined) return [];
    const sameContent = names.get(hash);
    sameContent?.delete(name);
    if (sameContent === undefined || sameContent.size > 0) return [];
    names.delete(hash);
    return [{ type: 'item-dropped', hash }];
  }

  return {
    byName: (name) => items.get(name),
    byHash(hash) {
      const [name] = names.get(hash) ?? [];
      return name === undefined ? undefined : items.get(name);
    },
    names: () => items.keys(),
    drop,
    hold({ name, content, author, holding }) {
      const hash = hashOf(content);
      const present = items.get(name);
      if (present !== undefined && (present.holding !== 'copy' || holding === 'copy' || present.hash !== hash)) {
        return { item: present, isTaken: present.hash !== hash, events: [] };
      }
      copies.delete(name); // what was a copy is kept for good now
      const item = { name, hash, content: Buffer.from(content), author, holding };
      add(item);
      const held = { type: 'item-held', name, hash, bytes: content.length, author, holding } as const;
      return { item, isTaken: false, events: [held, ...dropOldestCopy()] };
    },
  };
}
