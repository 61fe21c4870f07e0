/** Keeps what was used last, up to a size; the newest stays, whatever its size. */
export interface Recent<Key, Value> {
  get(key: Key): Value | undefined;
  /** Gives the value back. */
  keep(key: Key, value: Value, sizeOf: (value: Value) => number): Value;
}

export function createRecent<Key, Value>(sizeMax: number): Recent<Key, Value> {
  /** Least recently used first. */
  const kept = new Map<Key, { readonly value: Value; readonly size: number }>();
  let total = 0;

  function drop(key: Key): void {
    total -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  }

  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.value;
    },
    keep(key, value, sizeOf) {
      const size = sizeOf(value);
      drop(key);
      kept.set(key, { value, size });
      total += size;
      for (const oldest of kept.keys()) {
        if (total <= sizeMax || kept.size === 1) break;
        drop(oldest);
      }
      return value;
    },
  };
}
