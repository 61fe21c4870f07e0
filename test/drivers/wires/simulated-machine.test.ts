import { expect, test } from 'vitest';
import { createSimulatedMachine, reach, setPaused } from '../../../source/drivers/wires/simulated-machine.ts';
import { createVirtualTime } from '../../../source/drivers/wires/virtual-time.ts';

test('a paused machine does in order, when it goes on, all that was for it', () => {
  const time = createVirtualTime();
  const machine = createSimulatedMachine();
  const done: number[] = [];
  reach(machine, () => done.push(1));
  setPaused(machine, true, time);
  reach(machine, () => done.push(2));
  setPaused(machine, true, time); // paused twice: nothing is forgotten
  reach(machine, () => done.push(3));
  time.runUntil(10);
  expect(done).toEqual([1]);
  setPaused(machine, false, time);
  time.runUntil(20);
  expect(done).toEqual([1, 2, 3]);
});

test('one that is paused again before it got to what waited keeps it waiting', () => {
  const time = createVirtualTime();
  const machine = createSimulatedMachine();
  const done: number[] = [];
  setPaused(machine, true, time);
  reach(machine, () => done.push(1));
  setPaused(machine, false, time);
  setPaused(machine, true, time);
  time.runUntil(10);
  expect(done).toEqual([]);
  setPaused(machine, false, time);
  time.runUntil(20);
  expect(done).toEqual([1]);
});
