import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createStandstill } from '../../../source/lab/clusters/standstill.ts';
import { nodeId } from '../../../source/protocol/ids.ts';

const n3 = nodeId(3);

function judge() {
  const said: string[] = [];
  const readings = { wall: 0, monotonic: 0, epoch: 0 };
  const sessionMs = (): number => readings.monotonic - readings.epoch;
  const standstill = createStandstill({
    clock: () => ({
      get epochMs() {
        return readings.epoch;
      },
      moveEpoch(epochMs) {
        readings.epoch = epochMs;
      },
    }),
    tell: ({ epochMs }, node) => said.push(`${node ?? 'all'}: epoch ${epochMs}`),
    onStoodStill: (ms, kind, at) => said.push(`${kind} ${ms} from ${at}`),
    sessionMs,
    wallMs: () => readings.wall,
    monotonicMs: () => readings.monotonic,
  });
  return {
    standstill,
    readings,
    said: () => said.splice(0),
    /** The lab's clock leaves something out. */
    gap(ms: number): void {
      readings.monotonic += ms;
      readings.wall += ms;
      readings.epoch += ms;
      standstill.onGap(ms);
    },
    pass(ms: number, { wall = ms } = {}): void {
      readings.monotonic += ms;
      readings.wall += wall;
      vi.advanceTimersByTime(ms);
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a lab that stood still', () => {
  test.each([
    ['all', 'all 20000 from 4500'],
    ['lab', 'lab 20000 from 4500'],
  ])('says when that began, in session time, and not when it was over: %s', (kind, sentence) => {
    const { gap, said, pass, standstill } = judge();
    pass(4_500);
    gap(20_000);
    pass(400);
    if (kind === 'lab') standstill.onReport(n3, 0);
    pass(1_000);
    expect(said()).toContain(sentence);
  });

  test('says so when no node objects, and tells all what is left out', () => {
    const { gap, said, pass, standstill } = judge();
    gap(20_000);
    expect(said()).toEqual(['all: epoch 20000']);
    standstill.onReport(n3, 19_990);
    expect(said()).toEqual(['n3: epoch 20000']);
    pass(1_000);
    expect(said()).toEqual(['all 20000 from 0']);
  });

  test('takes it back when a node went on, once', () => {
    const { gap, said, pass, standstill, readings } = judge();
    gap(20_000);
    said();
    standstill.onReport(n3, 0);
    standstill.onReport(nodeId(4), 0);
    expect([said(), readings.epoch]).toEqual([['all: epoch 0', 'lab 20000 from 0'], 0]);
    pass(5_000);
    expect(said()).toEqual([]);
  });

  test('hears what nodes report when it knows how late it is, in order', () => {
    const { gap, said, standstill } = judge();
    const heard: number[] = [];
    standstill.whenKnown(() => heard.push(1));
    gap(20_000);
    standstill.whenKnown(() => heard.push(2));
    standstill.whenKnown(() => heard.push(3));
    expect(heard).toEqual([1]);
    standstill.onReport(n3, 0);
    expect(heard).toEqual([1, 2, 3]);
    said();
  });

  test('goes on holding what nodes report when it stands still again, so that asking for the time changes nothing', () => {
    const { gap, said, standstill, pass } = judge();
    const heard: number[] = [];
    gap(20_000);
    standstill.whenKnown(() => heard.push(1));
    gap(5_000);
    expect(said()).toEqual(['all: epoch 20000', 'all 20000 from 0', 'all: epoch 25000']);
    expect(heard).toEqual([]);
    pass(1_000);
    expect([said(), heard]).toEqual([['all 5000 from 0'], [1]]);
  });

  test('tells a node that stood still alone what time it is, and says nothing', () => {
    const { said, standstill, pass } = judge();
    standstill.onReport(n3, 8_000);
    pass(5_000);
    expect(said()).toEqual(['n3: epoch 0']);
  });
});

test('a clock on the wall that went on while the machine slept is noticed, and one that is set gently or back is not', () => {
  const { said, pass } = judge();
  pass(60_000);
  pass(500, { wall: 1_500 });
  pass(500, { wall: -3_600_000 });
  expect(said()).toEqual([]);
  pass(500, { wall: 312_500 });
  expect(said()).toEqual(['asleep 312000 from 61000']);
  pass(60_000);
  expect(said()).toEqual([]);
});
