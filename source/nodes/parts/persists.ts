import type { Timestamp } from '../../protocol/ids.ts';
import type { Effect, Input, StoredItem, StoreFailure } from '../contract.ts';

/** Called once: when an item is kept for good, or is known not to be. */
export type Persisted = (failure: StoreFailure | 'wrong-content' | undefined, now: Timestamp) => void;

/** What the persisting of items needs of the node. */
export interface PersistsHost {
  emit(effect: Effect): void;
  /** The item could not be kept: gives up what is held of it. */
  forget(item: StoredItem): void;
}

/** Items on their way to the store, and who waits for that: law 7 of the contract. */
export interface Persists {
  /** So much waits already that nothing more is to be taken. */
  readonly isFull: boolean;
  /** Has an item kept that is held from now on, in place of what its name meant. */
  begin(item: StoredItem, now: Timestamp): void;
  /** Calls back when what is held under a name is kept for good; at once when it is. */
  whenPersisted(name: string, now: Timestamp, done: Persisted): void;
  /** Whether what is held under a name is not kept for good yet: others are not to see it. */
  isPending(name: string): boolean;
  /** Takes the store's word. */
  settled(input: Extract<Input, { type: 'persisted' | 'persist-failed' }>, now: Timestamp): void;
}

/** Items on their way to the store, and those who wait for them, at a time. */
export const persistsMax = 10_000;

interface Open {
  readonly item: StoredItem;
  waiting: Persisted[];
}

export function createPersists({ emit, forget }: PersistsHost): Persists {
  const open = new Map<number, Open>();
  /** The latest token of each name that is on its way. */
  const tokens = new Map<string, number>();
  let lastToken = 0;
  let waiting = 0;

  function pending(name: string): Open | undefined {
    const token = tokens.get(name);
    return token === undefined ? undefined : open.get(token);
  }

  function release(entry: Open, failure: Parameters<Persisted>[0], now: Timestamp): void {
    const released = entry.waiting;
    entry.waiting = [];
    waiting -= released.length;
    for (const done of released) done(failure, now);
  }

  return {
    get isFull() {
      return open.size >= persistsMax || waiting >= persistsMax;
    },
    begin(item, now) {
      const replaced = pending(item.name);
      const token = ++lastToken;
      open.set(token, { item, waiting: [] });
      tokens.set(item.name, token);
      emit({ type: 'persist', token, item });
      if (replaced !== undefined) release(replaced, 'wrong-content', now);
    },
    whenPersisted(name, now, done) {
      const entry = pending(name);
      if (entry === undefined) return done(undefined, now);
      entry.waiting.push(done);
      waiting++;
    },
    isPending: (name) => tokens.has(name),
    settled(input, now) {
      const entry = open.get(input.token);
      if (entry === undefined) return;
      open.delete(input.token);
      const failure = input.type === 'persisted' ? undefined : input.code;
      if (tokens.get(entry.item.name) === input.token) {
        tokens.delete(entry.item.name);
        if (failure !== undefined) forget(entry.item);
      }
      release(entry, failure, now);
    },
  };
}
