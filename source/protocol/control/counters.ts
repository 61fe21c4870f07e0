/** What each node counts from the beginning of a generation, and how the counts of several lives of its process are taken together. */
export const counters = {
  /** Operations that ended, and those that it served. */
  made: 'sum',
  served: 'sum',
  succeeded: 'sum',
  failed: 'sum',
  timedOut: 'sum',
  queriesStarted: 'sum',
  /** Publishing operations among those made, whatever became of them. */
  published: 'sum',
  /** Fetches that succeeded; their hops together, and the most of one. */
  fetched: 'sum',
  hopsTotal: 'sum',
  hopsMax: 'max',
  protocolErrors: 'sum',
  /** Events that did not fit into batches. */
  eventsDropped: 'sum',
} as const satisfies Readonly<Record<string, 'sum' | 'max'>>;

export type Counter = keyof typeof counters;
export type Counts = Readonly<Record<Counter, number>>;

export const counterNames = Object.keys(counters) as readonly Counter[];

/** One value for each counter, in their order on the wire. */
export function forEachCounter<T>(of: (counter: Counter) => T): Record<Counter, T> {
  return Object.fromEntries(counterNames.map((name) => [name, of(name)])) as Record<Counter, T>;
}

/** The counts of two lives of a process, or of two nodes. */
export function together(a: Counts, b: Counts): Counts {
  const counts: Record<Counter, number> = { ...a };
  for (const name of counterNames) {
    counts[name] = counters[name] === 'max' ? Math.max(a[name], b[name]) : a[name] + b[name];
  }
  return counts;
}
