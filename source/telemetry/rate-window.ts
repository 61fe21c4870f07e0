import type { Timestamp } from '../protocol/ids.ts';

/** How much of something came per second, over the last few seconds. */
export interface RateWindow {
  add(at: Timestamp, amount: number): void;
  perSecond(): number;
  /** As `perSecond`, but it falls also when nothing comes any more. */
  perSecondAt(now: Timestamp): number;
}

const slots = 8;

/** A window of so many milliseconds in a few slots: bounded however much comes. */
export function createRateWindow(windowMs: number): RateWindow {
  const slotMs = windowMs / slots;
  const amounts = new Float64Array(slots);
  let slot = 0;
  let firstAt: Timestamp | undefined;
  let lastAt = 0;

  function moveTo(at: Timestamp): void {
    const target = Math.floor(at / slotMs);
    if (target - slot >= slots) amounts.fill(0);
    else for (let next = slot + 1; next <= target; next++) amounts[next % slots] = 0;
    slot = Math.max(slot, target);
    lastAt = Math.max(lastAt, at);
  }

  function rate(now: Timestamp): number {
    if (firstAt === undefined || now / slotMs - slot >= slots + 1) return 0; // most connections are silent most of the time
    moveTo(now);
    const spanMs = Math.min(windowMs, Math.max(slotMs, now - firstAt));
    let total = 0;
    for (let at = 0; at < slots; at++) total += amounts[at] ?? 0;
    return (total / spanMs) * 1000;
  }

  return {
    add(at, amount) {
      firstAt ??= at;
      moveTo(at);
      amounts[slot % slots] = (amounts[slot % slots] ?? 0) + amount;
    },
    perSecond: () => rate(lastAt),
    perSecondAt: rate,
  };
}
