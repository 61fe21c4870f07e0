import { expect, test } from 'vitest';
import { createProcessUsages } from '../../../source/lab/live/process-usage.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { handClock } from './hand-clock.ts';

const n1 = nodeId(1);

test('CPU is a share of the time since the measurement before, and begins anew with another process', () => {
  const clock = handClock();
  let cpuMs: number | undefined = 100;
  const usages = createProcessUsages(() => (cpuMs === undefined ? undefined : { cpuMs, rssBytes: 5 }), clock.now);
  const percentAfter = (ms: number, next: number | undefined) => {
    clock.pass(ms);
    cpuMs = next;
    usages.measure(n1);
    return usages.all.get(n1)?.cpuPercent;
  };
  expect(percentAfter(0, 100)).toBe(0);
  expect(percentAfter(1_000, 350)).toBe(25);
  expect(percentAfter(1_000, 20)).toBe(0);
  expect(percentAfter(500, 70)).toBe(10);
  expect(usages.all.get(n1)).toMatchObject({ cpuMs: 70, rssBytes: 5 });
  expect(percentAfter(1_000, undefined)).toBeUndefined();
});
