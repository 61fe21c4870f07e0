import { describe, expect, test } from 'vitest';
import { obeyEpochs } from '../../../source/drivers/node/node-epoch.ts';
import { monotonicMs } from '../../../source/drivers/wires/clock.ts';
import { createSteadyClock, standstillMsMin } from '../../../source/drivers/wires/steady-clock.ts';
import { createTcpMachine } from '../../../source/drivers/wires/tcp-machine.ts';
import type { Report } from '../../../source/protocol/control/reports.ts';

/** A clock whose readings the test sets. */
function clockAt(epochMs: number) {
  const readings = { monotonic: 1_000, cpu: 0, look: () => undefined as unknown };
  const gaps: number[] = [];
  const clock = createSteadyClock({
    epochMs,
    onGap: (ms) => gaps.push(ms),
    readings: {
      monotonicMs: () => readings.monotonic,
      cpuMs: () => readings.cpu,
      every(_ms, call) {
        readings.look = call;
        return () => undefined;
      },
    },
  });
  return {
    clock,
    gaps,
    /** Time passes, with looks or without. */
    pass(ms: number, { cpu = 0, looks = true } = {}): void {
      for (let left = ms; left > 0; left -= 500) {
        readings.monotonic += Math.min(500, left);
        readings.cpu += cpu * Math.min(500, left);
        if (looks) readings.look();
      }
    },
  };
}

describe('a steady clock', () => {
  test('counts from its epoch, whether somebody asks or not', () => {
    const { clock, pass, gaps } = clockAt(400);
    expect(clock.now()).toBe(600);
    pass(60_000);
    expect([clock.now(), gaps]).toEqual([60_600, []]);
  });

  test('leaves out the time in which its process could do nothing, and goes on where it was', () => {
    const { clock, pass, gaps } = clockAt(0);
    pass(1_000);
    pass(20_000, { looks: false });
    expect([clock.now(), gaps, clock.epochMs]).toEqual([2_000, [20_000], 20_000]);
    pass(700);
    expect(clock.now()).toBe(2_700);
  });

  test('counts what its process was late because it computed, and what a busy machine makes of every program', () => {
    const { clock, pass, gaps } = clockAt(0);
    pass(20_000, { looks: false, cpu: 0.9 });
    expect([clock.now(), gaps]).toEqual([21_000, []]);
    pass(standstillMsMin - 1, { looks: false });
    expect([clock.now(), gaps]).toEqual([21_000 + standstillMsMin - 1, []]);
  });

  test('says when it was moved, and not when it was not', () => {
    const { clock } = clockAt(0);
    let moved = 0;
    clock.onMoved(() => moved++);
    clock.moveEpoch(0);
    expect(moved).toBe(0);
    clock.moveEpoch(-5_000);
    expect([moved, clock.now()]).toEqual([1, 6_000]);
  });
});

describe('the epoch that a lab tells its node', () => {
  function told(
    epochMs: number,
    happen: (clock: ReturnType<typeof clockAt>) => void,
  ): readonly [number, readonly Report[]] {
    const node = clockAt(0);
    const reports: Report[] = [];
    const obeyEpoch = obeyEpochs(node.clock, (report) => reports.push(report));
    obeyEpoch({ type: 'epoch', epochMs: 0 }); // the answer to `ready`
    happen(node);
    obeyEpoch({ type: 'epoch', epochMs });
    return [node.clock.epochMs, reports];
  }

  test('is taken by one that stood still as well, to the millisecond', () => {
    expect(told(20_010, ({ pass }) => pass(20_000, { looks: false }))).toEqual([20_010, []]);
  });

  test('is taken by one that stood still alone, whose clock jumps', () => {
    expect(told(0, ({ pass }) => pass(20_000, { looks: false }))).toEqual([0, []]);
  });

  test('is taken first of all, also when time stood still before there was a clock to notice', () => {
    const { clock } = clockAt(0);
    obeyEpochs(clock, () => expect.unreachable())({ type: 'epoch', epochMs: 20_000 });
    expect(clock.epochMs).toBe(20_000);
  });

  test('is refused by one that went on', () => {
    expect(told(20_000, ({ pass }) => pass(20_000))).toEqual([0, [{ type: 'stood-still', ms: 0 }]]);
  });
});

test('an alarm of a machine whose clock jumps ahead is on time', async () => {
  const clock = createSteadyClock({ epochMs: monotonicMs(), onGap: () => undefined });
  const machine = createTcpMachine(
    { host: '127.0.0.1', port: 0, data: undefined, isKept: false },
    clock,
    () => undefined,
  );
  const woken = new Promise<number>((resolve) => {
    machine.wires.wakeAt(clock.now() + 3_600_000, () => resolve(clock.now()));
  });
  clock.moveEpoch(clock.epochMs - 3_600_000);
  expect(await woken).toBeGreaterThanOrEqual(3_599_999);
  clock.close();
});
