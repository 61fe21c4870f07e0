import { createHistogram, type Histogram } from '../base/histogram.ts';
import type { Timestamp } from '../protocol/ids.ts';

/** One second of the whole lab. */
export interface Second {
  readonly at: Timestamp;
  succeeded: number;
  failed: number;
  readonly latency: Histogram;
}

/** The newest seconds, one after the other without a gap. */
export interface Seconds {
  /** At most `secondsMax`, oldest first. */
  readonly all: readonly Second[];
  /** The second in which a moment lies; the newest one for a moment that is older than all. */
  of(at: Timestamp): Second;
}

/** Seconds that charts can show. */
export const secondsMax = 300;

export function createSeconds(): Seconds {
  const all: Second[] = [];

  function begin(at: Timestamp): Second {
    const second = { at, succeeded: 0, failed: 0, latency: createHistogram() };
    all.push(second);
    return second;
  }

  return {
    all,
    of(at) {
      const start = Math.floor(at / 1000) * 1000;
      let last = all.at(-1) ?? begin(start);
      // What nobody would be shown is not made.
      while (last.at < start) last = begin(Math.max(last.at, start - secondsMax * 1000) + 1000);
      if (all.length > secondsMax) all.splice(0, all.length - secondsMax);
      return all.find((second) => second.at === start) ?? last;
    },
  };
}
