import { expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { closedLoop, openLoop } from '../../source/workloads/arrivals.ts';

/** A user whose operations end when the test says so. */
function user() {
  const asked: (readonly [dueAt: number, now: number])[] = [];
  let isOpen = 0;
  return {
    asked,
    open: () => isOpen,
    ask(dueAt: number, now: number) {
      asked.push([dueAt, now]);
      isOpen++;
    },
    end: () => void isOpen--,
  };
}

test('an open loop begins what is due, however late, and counts from when it was due', () => {
  const one = user();
  const loop = openLoop(one, 100, createRandom(5), 1_000);
  expect(loop.deadline()).toBeGreaterThan(1_000);
  loop.goOn(1_000);
  expect(one.asked).toEqual([]);
  loop.goOn(11_000);
  expect(one.asked.length).toBeGreaterThan(900);
  expect(one.asked.length).toBeLessThan(1_100);
  expect(one.asked.every(([dueAt, now]) => dueAt > 1_000 && dueAt <= 11_000 && now === 11_000)).toBe(true);
  expect(loop.deadline()).toBeGreaterThan(11_000);
});

test('a closed loop keeps so many open, and waits for one to end', () => {
  const one = user();
  const loop = closedLoop(one, 3);
  loop.goOn(0);
  loop.goOn(5);
  expect([one.asked.length, loop.deadline()]).toEqual([3, undefined]);
  one.end();
  loop.goOn(7);
  expect(one.asked.at(-1)).toEqual([7, 7]);
});

test('a closed loop whose operations end at once pauses after a round', () => {
  let asked = 0;
  const loop = closedLoop({ open: () => 0, ask: () => void asked++ }, 2);
  loop.goOn(100);
  expect([asked, loop.deadline()]).toEqual([2, 110]);
  loop.goOn(109);
  expect(asked).toBe(2);
  loop.goOn(110);
  expect(asked).toBe(4);
});
