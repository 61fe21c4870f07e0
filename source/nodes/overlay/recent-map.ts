import type { Timestamp } from '../../protocol/ids.ts';

/** Remembers what was set lately, in bounded memory: at least `msMin` and at most twice that, or less when `sizeMax` is reached. */
export interface RecentMap<Key, T> {
  has(key: Key): boolean;
  get(key: Key): T | undefined;
  set(key: Key, value: T, now: Timestamp): void;
}

/** Two halves: the newer takes what comes, the older is forgotten whole. */
export function createRecentMap<Key, T>(msMin: number, sizeMax: number): RecentMap<Key, T> {
  let newer = new Map<Key, T>();
  let older = new Map<Key, T>();
  let turnedAt: Timestamp = 0;

  return {
    has: (key) => newer.has(key) || older.has(key),
    get: (key) => newer.get(key) ?? older.get(key),
    set(key, value, now) {
      if (now - turnedAt > msMin || newer.size >= sizeMax / 2) {
        older = newer;
        newer = new Map();
        turnedAt = now;
      }
      newer.set(key, value);
    },
  };
}
