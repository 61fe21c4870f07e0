import type { LogicTable } from '../../protocol/control/inspection.ts';
import type { ItemHash, Timestamp } from '../../protocol/ids.ts';
import type { Effect, Input, StoredItem } from '../contract.ts';
import { createItemStore, type Held, type HeldItem, type ItemStore, itemTable } from '../parts/item-store.ts';
import { createPersists, type Persisted, type Persists } from '../parts/persists.ts';

/** What a peer holds: what it authored, copies of what it fetched, and what others gave it to keep. */
export interface Holdings {
  /** So much is on its way to the store that nothing more is to be taken. */
  readonly isFull: boolean;
  byName(name: string): HeldItem | undefined;
  /** What others may see under a name, which is only what is kept for good. */
  shownByName(name: string): HeldItem | undefined;
  shownByHash(hash: ItemHash): HeldItem | undefined;
  names(): IterableIterator<string>;
  /** Whether so many bytes more can be kept for others. What is held under the name already takes no room. */
  hasRoomFor(name: string, bytes: number): boolean;
  /** Holds an item unless its name is taken, reports it, and has it kept for good if it is no copy. */
  hold(item: Omit<HeldItem, 'hash'>, now: Timestamp): Held;
  /** Calls back when what is held under a name is kept for good; at once when it is. */
  whenPersisted(name: string, now: Timestamp, done: Persisted): void;
  /** Takes the store's word. */
  settled(input: Extract<Input, { type: 'persisted' | 'persist-failed' }>, now: Timestamp): void;
  /** Holds again what the store kept of an earlier life. */
  restore(items: readonly StoredItem[]): void;
  /** What was restored since this was asked last. */
  takeRestored(): readonly HeldItem[];
  describe(): LogicTable;
}

/** Bytes of content that a peer keeps for others: nobody can fill its memory. */
export const replicaBytesMax = 256 * 1024 * 1024;

/** Holds at most `copiesMax` copies; the oldest goes first. */
export function createHoldings(copiesMax: number, host: HoldingsHost): Holdings {
  return new PeerHoldings(copiesMax, host);
}

interface HoldingsHost {
  emit(effect: Effect): void;
}

/** A class, as the peer is one: very many simulated peers hold something, and few persist anything. */
class PeerHoldings implements Holdings {
  readonly #host: HoldingsHost;
  readonly #store: ItemStore;
  #persists: Persists | undefined;
  #restored: HeldItem[] | undefined;
  #replicaBytes = 0;

  constructor(copiesMax: number, host: HoldingsHost) {
    this.#host = host;
    this.#store = createItemStore(copiesMax);
  }

  get isFull(): boolean {
    return this.#persists?.isFull === true;
  }

  byName(name: string): HeldItem | undefined {
    return this.#store.byName(name);
  }

  shownByName(name: string): HeldItem | undefined {
    return this.#isPending(name) ? undefined : this.#store.byName(name);
  }

  shownByHash(hash: ItemHash): HeldItem | undefined {
    const item = this.#store.byHash(hash);
    return item === undefined || this.#isPending(item.name) ? undefined : item;
  }

  names(): IterableIterator<string> {
    return this.#store.names();
  }

  hasRoomFor(name: string, bytes: number): boolean {
    return this.#replicaBytes + bytes <= replicaBytesMax || this.#store.byName(name) !== undefined;
  }

  hold(item: Omit<HeldItem, 'hash'>, now: Timestamp): Held {
    const held = this.#add(item);
    if (held.events.length > 0 && item.holding !== 'copy') this.#persistsNow().begin(held.item, now);
    return held;
  }

  whenPersisted(name: string, now: Timestamp, done: Persisted): void {
    if (this.#persists === undefined) return done(undefined, now);
    this.#persists.whenPersisted(name, now, done);
  }

  settled(input: Extract<Input, { type: 'persisted' | 'persist-failed' }>, now: Timestamp): void {
    this.#persists?.settled(input, now);
  }

  restore(items: readonly StoredItem[]): void {
    for (const stored of items) {
      const { item, events } = this.#add(stored);
      if (events.length === 0) continue;
      this.#restored ??= [];
      this.#restored.push(item);
    }
  }

  takeRestored(): readonly HeldItem[] {
    const restored = this.#restored ?? [];
    this.#restored = undefined;
    return restored;
  }

  describe(): LogicTable {
    return itemTable(this.#store);
  }

  #add(item: Omit<HeldItem, 'hash'>): Held {
    const held = this.#store.hold(item);
    for (const event of held.events) this.#host.emit({ type: 'telemetry', event });
    if (held.events.length > 0 && item.holding === 'replica') this.#replicaBytes += item.content.length;
    return held;
  }

  /** Whether what is held under a name is not kept for good yet. */
  #isPending(name: string): boolean {
    return this.#persists?.isPending(name) === true;
  }

  #persistsNow(): Persists {
    this.#persists ??= createPersists({
      emit: (effect) => this.#host.emit(effect),
      forget: (item) => this.#forget(item),
    });
    return this.#persists;
  }

  #forget({ name, holding, content }: StoredItem): void {
    if (holding === 'replica') this.#replicaBytes -= content.length;
    for (const event of this.#store.drop(name)) this.#host.emit({ type: 'telemetry', event });
  }
}
