import { createEventQueue } from '../../source/base/event-queue.ts';

/** Time that passes only when it is wound: timers and `performance.now` of this process follow it, an hour goes as fast as its work. */
export interface WoundClock {
  /** Runs what is due within the next milliseconds, in order; lets promises and immediates go on in between. */
  wind(ms: number): Promise<void>;
}

interface Timer {
  readonly call: () => void;
  /** For an interval. */
  readonly everyMs: number | undefined;
  isOff: boolean;
  ref(): Timer;
  unref(): Timer;
}

/** Replaces setTimeout, setInterval and performance.now of this process, for good. */
export function installWoundClock(): WoundClock {
  const due = createEventQueue<Timer>();
  const [realClearTimeout, realClearInterval] = [clearTimeout, clearInterval];
  let now = performance.now();

  function add(call: () => void, ms: number, everyMs: number | undefined): Timer {
    const timer: Timer = { call, everyMs, isOff: false, ref: () => timer, unref: () => timer };
    due.push(now + Math.max(1, ms), timer);
    return timer;
  }

  function clear(timer: unknown, real: (timer: NodeJS.Timeout) => void): void {
    if (typeof timer === 'object' && timer !== null && 'isOff' in timer) timer.isOff = true;
    else real(timer as NodeJS.Timeout);
  }

  Object.assign(globalThis, {
    setTimeout: (call: () => void, ms = 1) => add(call, ms, undefined),
    setInterval: (call: () => void, ms = 1) => add(call, ms, Math.max(1, ms)),
    clearTimeout: (timer: unknown) => clear(timer, realClearTimeout),
    clearInterval: (timer: unknown) => clear(timer, realClearInterval),
  });
  performance.now = () => now;

  return {
    async wind(ms) {
      const until = now + ms;
      while ((due.nextAt ?? Number.POSITIVE_INFINITY) <= until) {
        const next = due.pop();
        if (next === undefined) break;
        now = Math.max(now, next.at);
        const { call, everyMs, isOff } = next.value;
        if (isOff) continue;
        call();
        if (everyMs !== undefined && !next.value.isOff) due.push(now + everyMs, next.value);
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = until;
    },
  };
}
