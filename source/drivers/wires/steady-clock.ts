import type { Timestamp } from '../../protocol/ids.ts';
import { type Clock, monotonicMs } from './clock.ts';

/** A session's clock that leaves out the time in which its process could do nothing (stopped by a signal, a freezer, a paused machine). */
export interface SteadyClock extends Clock {
  /** The reading of the monotonic clock at which the session began, later by all that was left out. */
  readonly epochMs: number;
  /** Counts from another epoch, because somebody knows better what is to be left out. */
  moveEpoch(epochMs: number): void;
  onMoved(listener: () => void): void;
  /** Looks at the time no more by itself. */
  close(): void;
}

/** What a steady clock is made of. */
export interface SteadyClockOptions {
  readonly epochMs: number;
  /** So many milliseconds were left out just now. Called in the midst of `now`. */
  readonly onGap: (ms: number) => void;
  readonly readings?: ClockReadings;
}

/** What a process can know of time. */
export interface ClockReadings {
  readonly monotonicMs: () => number;
  /** CPU time that this process has used. */
  readonly cpuMs: () => number;
  /** Calls back every so many milliseconds; gives the function that ends it. */
  readonly every: (ms: number, call: () => void) => () => void;
}

/** A shorter gap between two looks is what a busy machine does to its programs. */
export const standstillMsMin = 2_000;
/** Time between two looks, where nobody asks for the time. */
const lookMs = 500;

/** A gap between two looks counts as standing still when the process used little of it: one that computes is late, but was there. */
export function createSteadyClock({ epochMs, onGap, readings = realReadings }: SteadyClockOptions): SteadyClock {
  const listeners: (() => void)[] = [];
  let epoch = epochMs;
  let lookedAt = readings.monotonicMs();
  let cpuBefore = readings.cpuMs();

  function now(): Timestamp {
    const at = readings.monotonicMs();
    const gap = at - lookedAt;
    lookedAt = at;
    if (gap >= standstillMsMin) leaveOut(gap);
    return at - epoch;
  }

  function leaveOut(gap: number): void {
    if (readings.cpuMs() - cpuBefore > gap / 2) return;
    move(epoch + gap);
    onGap(gap);
  }

  function move(next: number): void {
    if (next === epoch) return;
    epoch = next;
    for (const listener of listeners) listener();
  }

  const end = readings.every(lookMs, () => {
    now();
    cpuBefore = readings.cpuMs();
  });

  return {
    now,
    get epochMs() {
      return epoch;
    },
    moveEpoch: move,
    onMoved: (listener) => void listeners.push(listener),
    close: end,
  };
}

const realReadings: ClockReadings = {
  monotonicMs,
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
  every(ms, call) {
    const timer = setInterval(call, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};
