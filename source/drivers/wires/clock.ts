import type { Timestamp } from '../../protocol/ids.ts';

/** Session time. */
export interface Clock {
  now(): Timestamp;
  /** Calls back when the clock was moved, so that alarms are late or early. Absent: it never is. */
  onMoved?(listener: () => void): void;
}

/** The machine's monotonic clock in milliseconds: the same on every process of one machine. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
