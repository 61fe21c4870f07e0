import { describe, expect, test } from 'vitest';
import { createEventQueue } from '../../source/base/event-queue.ts';
import { eachSeed } from './each-seed.ts';

describe('an event queue', () => {
  test('gives values in the order they are due', () => {
    const queue = createEventQueue<string>();
    for (const [at, value] of [
      [3, 'c'],
      [1, 'a'],
      [2, 'b'],
    ] as const)
      queue.push(at, value);
    expect([queue.pop(), queue.pop(), queue.pop(), queue.pop()].map((entry) => entry?.value)).toEqual([
      'a',
      'b',
      'c',
      undefined,
    ]);
  });

  test('gives values due at the same time in the order they came', () => {
    const queue = createEventQueue<number>();
    for (let value = 0; value < 100; value++) queue.push(value % 3, value);
    const left: number[] = [];
    while (queue.size > 0) left.push(queue.pop()?.value ?? -1);
    const expected = [0, 1, 2].flatMap((time) =>
      Array.from({ length: 100 }, (_, value) => value).filter((value) => value % 3 === time),
    );
    expect(left).toEqual(expected);
  });

  test('says when the first value is due, and nothing when it is empty', () => {
    const queue = createEventQueue<string>();
    expect(queue.nextAt).toBeUndefined();
    expect(queue.pop()).toBeUndefined();
    queue.push(5, 'later');
    queue.push(2, 'sooner');
    expect(queue.nextAt).toBe(2);
    queue.pop();
    expect(queue.nextAt).toBe(5);
    expect(queue.size).toBe(1);
  });

  test('agrees with a stable sort, pushes and pops mixed, for every seed', () => {
    eachSeed(60, (random) => {
      const queue = createEventQueue<number>();
      let model: { at: number; value: number }[] = [];
      for (let step = 0; step < 300; step++) {
        if (random.below(3) > 0) {
          const at = random.below(20);
          queue.push(at, step);
          model.push({ at, value: step });
        } else {
          model = model
            .map((entry, index) => ({ entry, index }))
            .sort((a, b) => a.entry.at - b.entry.at || a.index - b.index)
            .map(({ entry }) => entry);
          const popped = queue.pop();
          const first = model.shift();
          expect([popped?.at, popped?.value]).toEqual([first?.at, first?.value]);
        }
        expect(queue.size).toBe(model.length);
      }
    });
  });
});
