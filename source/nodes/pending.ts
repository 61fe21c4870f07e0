import type { Timestamp } from '../protocol/ids.ts';

/** Things that wait for an answer, each for the same time: the first to come is the first to time out. */
export interface Pending<Key, T> {
  readonly size: number;
  add(key: Key, value: T, now: Timestamp): void;
  get(key: Key): T | undefined;
  /** Removes and gives it. */
  take(key: Key): T | undefined;
  deadline(): Timestamp | undefined;
  /** Removes and gives those whose time is over. */
  expired(now: Timestamp): [Key, T][];
  entries(): IterableIterator<[Key, T]>;
}

export function createPending<Key, T>(timeoutMs: number): Pending<Key, T> {
  const waiting = new Map<Key, { readonly value: T; readonly until: Timestamp }>();

  function* entries(): IterableIterator<[Key, T]> {
    for (const [key, { value }] of waiting) yield [key, value];
  }
  return {
    get size() {
      return waiting.size;
    },
    add: (key, value, now) => {
      waiting.set(key, { value, until: now + timeoutMs });
    },
    get: (key) => waiting.get(key)?.value,
    take(key) {
      const entry = waiting.get(key);
      waiting.delete(key);
      return entry?.value;
    },
    deadline() {
      for (const entry of waiting.values()) return entry.until;
      return undefined;
    },
    expired(now) {
      const over: [Key, T][] = [];
      for (const [key, { value, until }] of waiting) {
        if (until > now) break;
        over.push([key, value]);
      }
      for (const [key] of over) waiting.delete(key);
      return over;
    },
    entries,
  };
}
