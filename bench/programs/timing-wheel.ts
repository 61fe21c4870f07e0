/**
 * The rival of source/base/time-queue.ts, for the benchmark `event-queue` only: a timing wheel (Varghese and Lauck 1987) of `slots` slots of `tickMs`
 * each. What is due in later rounds waits in its slot. A slot is sorted when the wheel reaches it, by time, then by order of coming.
 */
export function createTimingWheel(tickMs: number, slots: number) {
  const mask = slots - 1;
  const wheel: number[][] = Array.from({ length: slots }, () => []);
  const times: number[] = [];
  const orders: number[] = [];
  const values: number[] = [];
  const free: number[] = [];
  let order = 0;
  let count = 0;
  let tick = 0;
  /** Entries of the current tick, the last one first. */
  const due: number[] = [];
  const later = (a: number, b: number): number =>
    (times[b] as number) - (times[a] as number) || (orders[b] as number) - (orders[a] as number);

  function collect(): void {
    while (due.length === 0 && count > 0) {
      const slot = wheel[tick & mask] as number[];
      if (slot.length > 0) {
        const end = (tick + 1) * tickMs;
        const stay: number[] = [];
        for (const entry of slot) ((times[entry] as number) < end ? due : stay).push(entry);
        wheel[tick & mask] = stay;
        if (due.length > 1) due.sort(later);
      }
      tick++;
    }
  }

  function push(at: number, value: number): void {
    const entry = free.pop() ?? times.length;
    times[entry] = at;
    orders[entry] = order++;
    values[entry] = value;
    count++;
    const mine = Math.floor(at / tickMs);
    if (mine >= tick) {
      (wheel[mine & mask] as number[]).push(entry);
      return;
    }
    let place = due.length;
    due.push(entry);
    while (place > 0 && later(due[place - 1] as number, entry) > 0) {
      due[place] = due[place - 1] as number;
      place--;
    }
    due[place] = entry;
  }

  return {
    get size() {
      return count;
    },
    get nextAt() {
      collect();
      return due.length === 0 ? Number.POSITIVE_INFINITY : (times[due[due.length - 1] as number] as number);
    },
    push,
    append: push,
    pop() {
      collect();
      const entry = due.pop() as number;
      count--;
      free.push(entry);
      return values[entry] as number;
    },
  };
}
