import type { Timestamp } from '../protocol/ids.ts';

/** Session time. */
export interface Clock {
  now(): Timestamp;
}

/** The machine's monotonic clock in milliseconds: the same on every process of one machine. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** Milliseconds since a reading of the monotonic clock, the epoch of the session. */
export function createClock(epochMs: number): Clock {
  return { now: () => monotonicMs() - epochMs };
}
