import type { Timestamp } from '../../../source/protocol/ids.ts';

/** Session time that a test moves on. */
export function handClock() {
  let now: Timestamp = 0;
  let calls: { readonly at: Timestamp; readonly call: () => void }[] = [];
  return {
    now: () => now,
    after(ms: number, call: () => void) {
      const one = { at: now + ms, call };
      calls.push(one);
      return () => {
        calls = calls.filter((other) => other !== one);
      };
    },
    /** How many calls are to come. */
    pending: () => calls.length,
    pass(ms: number) {
      now += ms;
      const due = calls.filter(({ at }) => at <= now);
      calls = calls.filter(({ at }) => at > now);
      for (const { call } of due) call();
    },
  };
}

/** Lets promises that are settled call back. */
export async function turn(): Promise<void> {
  for (let count = 0; count < 20; count++) await Promise.resolve();
}
