import { expect, test } from 'vitest';
import { createSeconds, secondsMax } from '../../source/telemetry/seconds.ts';

test('seconds follow each other without a gap, and a late report finds its own', () => {
  const seconds = createSeconds();
  seconds.of(1_500).succeeded = 1;
  seconds.of(4_200);
  expect(seconds.all.map(({ at }) => at)).toEqual([1_000, 2_000, 3_000, 4_000]);
  expect(seconds.of(1_999).succeeded).toBe(1);
});

test('the oldest go when there are more than charts can show', () => {
  const seconds = createSeconds();
  for (let at = 0; at < 2 * secondsMax; at++) seconds.of(at * 1_000);
  expect([seconds.all.length, seconds.all[0]?.at]).toEqual([secondsMax, secondsMax * 1_000]);
});
