import type { Timestamp } from '../../protocol/ids.ts';

/** From a moment on, session time runs at a pace: `sessionAt` at the base time `baseAt`. All who are told the same compute the same. */
export interface PaceChange {
  /** Session time for each unit of base time; 0: it stands still. */
  readonly pace: number;
  readonly sessionAt: Timestamp;
  readonly baseAt: Timestamp;
}

/** Session time over a base clock, piecewise linear. It never runs backwards: who learns late of a slower pace stands still until it is caught up. */
export interface PacedClock {
  now(): Timestamp;
  set(change: PaceChange): void;
  /** It is that late now: an alarm for it has fired, and what it was computed from was rounded. */
  reach(sessionAt: Timestamp): void;
  readonly pace: number;
  /** When the base clock will show a session time, as things are; undefined: never. */
  baseOf(sessionAt: Timestamp): Timestamp | undefined;
}

export function createPacedClock(base: () => Timestamp): PacedClock {
  let current: PaceChange = { pace: 1, sessionAt: 0, baseAt: 0 };
  let latest: Timestamp = Number.NEGATIVE_INFINITY;

  return {
    now() {
      const { pace, sessionAt, baseAt } = current;
      latest = Math.max(latest, sessionAt + Math.max(0, base() - baseAt) * pace);
      return latest;
    },
    reach(sessionAt) {
      latest = Math.max(latest, sessionAt);
    },
    set(change) {
      current = change;
    },
    get pace() {
      return current.pace;
    },
    baseOf(at) {
      const { pace, sessionAt, baseAt } = current;
      return pace === 0 ? undefined : baseAt + (at - sessionAt) / pace;
    },
  };
}

/** Calls back at session times. */
export interface SessionTimers {
  /** After so much session time; gives the function that cancels it. */
  after(ms: number, call: () => void): () => void;
  /** The pace has changed. */
  rearm(): void;
}

/** `arm`: calls back once after so many milliseconds of base time; gives the function that cancels it. */
export function createSessionTimers(
  clock: PacedClock,
  arm: (ms: number, fire: () => void) => () => void,
  baseNow: () => Timestamp,
): SessionTimers {
  interface Waiting {
    readonly at: Timestamp;
    readonly call: () => void;
    cancel: () => void;
  }
  const waiting = new Set<Waiting>();

  function armOne(one: Waiting): void {
    one.cancel();
    const baseAt = clock.baseOf(one.at);
    one.cancel = baseAt === undefined ? () => undefined : arm(Math.max(0, baseAt - baseNow()), () => fire(one));
  }

  function fire(one: Waiting): void {
    if (!waiting.has(one)) return;
    if (clock.now() < one.at - 1) return armOne(one); // the pace has changed meanwhile
    clock.reach(one.at);
    waiting.delete(one);
    one.call();
  }

  return {
    after(ms, call) {
      const one: Waiting = { at: clock.now() + ms, call, cancel: () => undefined };
      waiting.add(one);
      armOne(one);
      return () => {
        waiting.delete(one);
        one.cancel();
      };
    },
    rearm() {
      for (const one of waiting) armOne(one);
    },
  };
}

/** Changes the pace of a lab from now on, and says so in the words that its nodes understand. `sessionAt`: where session time is to stand; now, if undefined. */
export function paceSetter(
  clock: PacedClock,
  baseNow: () => Timestamp,
  timers: SessionTimers,
): (pace: number, sessionAt?: Timestamp) => PaceChange {
  return (pace, sessionAt) => {
    const change = { pace, sessionAt: sessionAt ?? clock.now(), baseAt: baseNow() };
    clock.set(change);
    timers.rearm();
    return change;
  };
}
