import type { Timestamp } from '../../protocol/ids.ts';

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
  return new PendingMap(timeoutMs);
}

interface Entry<T> {
  readonly value: T;
  readonly until: Timestamp;
}

/** A class, and its map only as long as something waits: a network of 100,000 peers has as many of these, and nearly all of them wait for nothing. */
class PendingMap<Key, T> implements Pending<Key, T> {
  readonly #timeoutMs: number;
  #waiting: Map<Key, Entry<T>> | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  get size(): number {
    return this.#waiting?.size ?? 0;
  }

  add(key: Key, value: T, now: Timestamp): void {
    this.#waiting ??= new Map();
    this.#waiting.set(key, { value, until: now + this.#timeoutMs });
  }

  get(key: Key): T | undefined {
    return this.#waiting?.get(key)?.value;
  }

  take(key: Key): T | undefined {
    const entry = this.#waiting?.get(key);
    if (entry !== undefined) this.#remove(key);
    return entry?.value;
  }

  deadline(): Timestamp | undefined {
    if (this.#waiting === undefined) return undefined;
    for (const entry of this.#waiting.values()) return entry.until;
    return undefined;
  }

  expired(now: Timestamp): [Key, T][] {
    const over: [Key, T][] = [];
    for (const [key, { value, until }] of this.#waiting ?? []) {
      if (until > now) break;
      over.push([key, value]);
    }
    for (const [key] of over) this.#remove(key);
    return over;
  }

  *entries(): IterableIterator<[Key, T]> {
    for (const [key, { value }] of this.#waiting ?? []) yield [key, value];
  }

  #remove(key: Key): void {
    this.#waiting?.delete(key);
    if (this.#waiting?.size === 0) this.#waiting = undefined;
  }
}
