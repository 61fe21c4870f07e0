import { expect, test } from 'vitest';
import { counterNames, forEachCounter, together } from '../../../source/protocol/control/counters.ts';

test('counts of two lives add up, but the most of one stays the most of one', () => {
  const [one, other] = [forEachCounter(() => 3), forEachCounter(() => 5)];
  const { hopsMax, ...sums } = together(one, other);
  expect(hopsMax).toBe(5);
  expect(Object.values(sums)).toEqual(counterNames.slice(1).map(() => 8));
});
