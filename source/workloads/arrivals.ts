import type { Random } from '../base/random.ts';
import type { Timestamp } from '../protocol/ids.ts';

/** A user who can begin operations. */
export interface Asking {
  /** How many are under way. */
  open(): number;
  ask(dueAt: Timestamp, now: Timestamp): void;
}

/** When a user begins operations. */
export interface Arrivals {
  /** Begins all that are due by now. */
  goOn(now: Timestamp): void;
  /** When the next one is due; undefined: as soon as one ends. */
  deadline(): Timestamp | undefined;
}

/** Pause of a closed loop whose operations all ended at once: nothing else would wake it. */
const closedLoopPauseMs = 10;

/** At a rate (operations a second), whatever the answers take; the times between two are exponential. `from`: when that begins. */
export function openLoop({ ask }: Pick<Asking, 'ask'>, rate: number, random: Random, from: Timestamp): Arrivals {
  let next = from + random.exponential(1000 / rate);
  return {
    goOn(now) {
      while (next <= now) {
        const dueAt = next;
        next += random.exponential(1000 / rate);
        ask(dueAt, now);
      }
    },
    deadline: () => next,
  };
}

/** So many open at a time. It goes one round at a time: operations that end at once (at home, or failed) must not keep the loop here. */
export function closedLoop({ open, ask }: Asking, concurrency: number): Arrivals {
  let next: Timestamp | undefined;
  return {
    goOn(now) {
      if (next !== undefined && now < next) return;
      for (let free = concurrency - open(); free > 0; free--) ask(now, now);
      next = open() < concurrency ? now + closedLoopPauseMs : undefined;
    },
    deadline: () => next,
  };
}
