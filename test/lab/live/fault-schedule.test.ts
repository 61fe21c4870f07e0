import { expect, test } from 'vitest';
import { createFaultSchedule } from '../../../source/lab/live/fault-schedule.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { handClock } from './hand-clock.ts';

const kill = (number: number) => ({ type: 'kill', target: nodeId(number) }) as const;

test('faults count from the beginning of the work; those that the end overtakes are missed', () => {
  const cluster = handClock();
  const happened: unknown[] = [];
  const missed: unknown[] = [];
  const faults = [
    { atMs: 1_000, fault: kill(1), forMs: 500 },
    { atMs: 9_000, fault: kill(2), forMs: undefined },
  ];
  const schedule = createFaultSchedule(faults, {
    cluster,
    missed: (one) => void missed.push(one),
    happen: (fault, forMs) => void happened.push([fault, forMs]),
  });
  cluster.pass(5_000);
  expect([schedule.workingSince, happened]).toEqual([undefined, []]);
  schedule.begin();
  cluster.pass(1_000);
  schedule.begin(); // it works again after a switch
  expect([schedule.workingSince, happened]).toEqual([5_000, [[kill(1), 500]]]);
  schedule.callOff();
  cluster.pass(60_000);
  expect(happened).toHaveLength(1);
  expect(missed).toEqual([{ at: 14_000, fault: 'kill', target: 'n2', why: 'the run was over before' }]);
});
