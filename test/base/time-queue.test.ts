import { describe, expect, test } from 'vitest';
import { createTimeQueue } from '../../source/base/time-queue.ts';
import { eachSeed } from './each-seed.ts';

describe.each([
  ['with a lane', true],
  ['without a lane', false],
])('a time queue %s', (_, hasLane) => {
  test('agrees with a stable sort, pushes, appends and pops mixed, for every seed', () => {
    eachSeed(20, (random) => {
      const queue = createTimeQueue(hasLane);
      const model: { at: number; value: number }[] = [];
      for (let step = 0; step < 400; step++) {
        if (random.below(3) > 0) {
          const at = random.below(20);
          if (random.below(2) === 0) queue.push(at, step);
          else queue.append(at, step);
          model.push({ at, value: step });
        } else if (model.length > 0) {
          model.sort((a, b) => a.at - b.at || a.value - b.value);
          const first = model.shift();
          expect([queue.nextAt, queue.pop()]).toEqual([first?.at, first?.value]);
        }
        expect(queue.size).toBe(model.length);
      }
    });
  });

  test('keeps its order when it grows beyond what it began with', () => {
    const queue = createTimeQueue(hasLane);
    for (let value = 0; value < 10_000; value++) {
      if (value % 2 === 0) queue.append(value >> 4, value);
      else queue.push(value >> 4, value);
    }
    const left: number[] = [];
    while (queue.size > 0) left.push(queue.pop());
    expect(left).toEqual(Array.from({ length: 10_000 }, (_unused, value) => value));
    expect(queue.nextAt).toBe(Number.POSITIVE_INFINITY);
  });
});
