import { describe, expect, test } from 'vitest';
import { createAlarm } from '../../../source/drivers/wires/alarm.ts';

/** An alarm on a clock that the test moves; `schedule` replaces what was scheduled before, as a timer does. */
function alarm(slackMs = 0) {
  let now = 0;
  let pending: { at: number; fire: () => void } | undefined;
  const scheduled: number[] = [];
  const woken: number[] = [];
  const set = createAlarm({
    now: () => now,
    slackMs,
    schedule(at, fire) {
      scheduled.push(at);
      pending = { at, fire };
    },
  });
  return {
    scheduled,
    woken,
    set: (at: number | undefined) => set(at, () => woken.push(now)),
    moveTo(time: number) {
      while (pending !== undefined && pending.at <= time) {
        const { at, fire } = pending;
        pending = undefined;
        now = at;
        fire();
      }
      now = time;
    },
  };
}

describe('an alarm', () => {
  test('wakes once at the time asked for', () => {
    const one = alarm();
    one.set(10);
    one.moveTo(9);
    expect(one.woken).toEqual([]);
    one.moveTo(100);
    expect(one.woken).toEqual([10]);
  });

  test('wakes at the earlier time when it is moved forward', () => {
    const one = alarm();
    one.set(50);
    one.set(10);
    one.moveTo(100);
    expect(one.woken).toEqual([10]);
  });

  test('moved back again and again, schedules nothing anew, and wakes at the last time said', () => {
    const one = alarm();
    for (let at = 10; at <= 60; at += 10) one.set(at);
    expect(one.scheduled).toEqual([10]);
    one.moveTo(100);
    expect(one.woken).toEqual([60]);
    expect(one.scheduled).toEqual([10, 60]);
  });

  test('does not wake when it is taken back, and wakes when it is set again', () => {
    const one = alarm();
    one.set(10);
    one.set(undefined);
    one.moveTo(20);
    expect(one.woken).toEqual([]);
    one.set(30);
    one.moveTo(40);
    expect(one.woken).toEqual([30]);
  });

  test('takes for on time what fires within its slack', () => {
    const one = alarm(0.5);
    one.set(10);
    one.set(10.4);
    one.moveTo(10);
    expect(one.woken).toEqual([10]);
  });
});
