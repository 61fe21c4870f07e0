import type { TelemetryEvent } from '../protocol/control/telemetry-batch.ts';
import type { ItemHash, NodeId, Timestamp } from '../protocol/ids.ts';
import { keyOf, keyText } from '../protocol/key.ts';

type HeldEvent = Extract<TelemetryEvent, { type: 'item-held' }>;

/** An item and who holds it. */
export interface PlacedItem {
  readonly name: string;
  readonly hash: ItemHash;
  readonly bytes: number;
  readonly author: NodeId;
  readonly holders: ReadonlyMap<NodeId, HeldEvent['holding']>;
  /** The peers that keep records of its holders. */
  readonly records: ReadonlySet<NodeId>;
  /** When a copy that was lost was last replaced; undefined: none was. */
  readonly repairedAt: Timestamp | undefined;
}

/** Which item lies where. */
export interface Placement {
  held(node: NodeId, event: HeldEvent): void;
  dropped(node: NodeId, hash: ItemHash): void;
  /** A node keeps records under a key (as hexadecimal digits), or does so no longer. */
  recorded(node: NodeId, key: string, isKept: boolean): void;
  /** A node gave a replica of an item to another one, in place of a copy that was lost. */
  repaired(name: string, at: Timestamp): void;
  /** A node is gone, and what it held with it. */
  retire(node: NodeId): void;
  /** Sorted by name, shorter ones first (`song-99` before `song-100`); the same array until something changed. */
  items(): readonly PlacedItem[];
  /** What one node holds. */
  heldBy(node: NodeId): { readonly items: number; readonly bytes: number };
}

export function createPlacement(): Placement {
  const byHash = new Map<ItemHash, PlacedItem>();
  const hashes = new Map<string, ItemHash>();
  /** By key, because a record may be heard of before its item. Never changed in place: a snapshot shows them. */
  const records = new Map<string, ReadonlySet<NodeId>>();
  let sorted: readonly PlacedItem[] | undefined;

  function setRecords(key: string, nodes: ReadonlySet<NodeId>): void {
    if (nodes.size > 0) records.set(key, nodes);
    else records.delete(key);
    const hash = hashes.get(key);
    const item = hash === undefined ? undefined : byHash.get(hash);
    if (item === undefined) return;
    byHash.set(item.hash, { ...item, records: nodes });
    sorted = undefined;
  }

  function withoutRecord(key: string, node: NodeId): void {
    const nodes = records.get(key);
    if (nodes?.has(node) === true) setRecords(key, new Set([...nodes].filter((other) => other !== node)));
  }

  function change(hash: ItemHash, node: NodeId, holding: HeldEvent['holding'] | undefined): void {
    const item = byHash.get(hash);
    if (item === undefined) return;
    const holders = new Map(item.holders);
    if (holding === undefined) holders.delete(node);
    else holders.set(node, holding);
    byHash.set(hash, { ...item, holders });
    sorted = undefined;
  }

  return {
    held(node, { name, hash, bytes, author, holding }) {
      const known = byHash.get(hash);
      const holders = known?.holders ?? new Map();
      const key = keyText(keyOf(name));
      hashes.set(key, hash);
      const recordKeepers = records.get(key) ?? new Set();
      byHash.set(hash, {
        ...{ name, hash, bytes, holders, records: recordKeepers },
        author: author ?? known?.author ?? node,
        repairedAt: known?.repairedAt,
      });
      change(hash, node, holding);
    },
    dropped: (node, hash) => change(hash, node, undefined),
    recorded(node, key, isKept) {
      if (isKept) setRecords(key, new Set(records.get(key)).add(node));
      else withoutRecord(key, node);
    },
    repaired(name, at) {
      const hash = hashes.get(keyText(keyOf(name)));
      const item = hash === undefined ? undefined : byHash.get(hash);
      if (item === undefined) return;
      byHash.set(item.hash, { ...item, repairedAt: at });
      sorted = undefined;
    },
    retire(node) {
      for (const key of [...records.keys()]) withoutRecord(key, node);
      for (const { hash, holders } of [...byHash.values()]) if (holders.has(node)) change(hash, node, undefined);
    },
    items() {
      sorted ??= [...byHash.values()].sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
      return sorted;
    },
    heldBy(node) {
      const held = [...byHash.values()].filter(({ holders }) => holders.has(node));
      return { items: held.length, bytes: held.reduce((total, item) => total + item.bytes, 0) };
    },
  };
}
