import { expect, it } from 'vitest';
import { createSimulator } from '../../source/drivers/simulator.ts';

it('stops in between when it is enough, and goes on from there without having lost or moved anything', () => {
  const done: [event: number, at: number][] = [];
  const simulator = createSimulator({
    seed: 1,
    latencyMs: 1,
    batchMs: 50,
    onReport: () => undefined,
    onExited: () => undefined,
  });
  for (let event = 1; event <= 5; event++) simulator.at(event, () => done.push([event, simulator.now]));
  expect(simulator.runUntil(10, () => done.length === 3)).toBe(false);
  expect([done.length, simulator.now, simulator.nextAt]).toEqual([3, 3, 4]);
  expect(simulator.runUntil(10)).toBe(true);
  expect(done).toEqual([1, 2, 3, 4, 5].map((event) => [event, event]));
  expect(simulator.now).toBe(10);
});
