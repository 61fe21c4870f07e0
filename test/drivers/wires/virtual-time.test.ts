import { expect, test } from 'vitest';
import { createVirtualTime } from '../../../source/drivers/wires/virtual-time.ts';

test('events happen at their time, those of the same time in the order in which they were asked for', () => {
  const time = createVirtualTime();
  const done: string[] = [];
  const note = (name: string) => () => done.push(`${name} at ${time.now}`);
  time.at(2, note('late'));
  time.at(1, note('first'));
  time.at(1, note('second'));
  time.at(1, () => time.at(0, note('of the past')));
  expect(time.nextAt).toBe(1);
  time.runUntil(1);
  expect(done).toEqual(['first at 1', 'second at 1', 'of the past at 1']);
  time.runUntil(5);
  expect([done.at(-1), time.now, time.nextAt]).toEqual(['late at 2', 5, undefined]);
});
