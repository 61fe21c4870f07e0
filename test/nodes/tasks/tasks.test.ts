import { describe, expect, test } from 'vitest';
import { countPrimes, createAssignments, primesBelow, splitJob } from '../../../source/nodes/tasks/job.ts';
import { createTasks } from '../../../source/nodes/tasks/tasks.ts';
import type { Timestamp } from '../../../source/protocol/ids.ts';
import { connectionId, nodeId } from '../../../source/protocol/ids.ts';

const at = (ms: number): Timestamp => ms as Timestamp;

describe('a job', () => {
  test.each([1, 3, 16, 517])('gives the known answer in %i parts, which leave nothing out', (parts) => {
    const { tasks, answer } = splitJob(parts);
    expect(tasks.map(({ from }) => from)).toEqual([0, ...tasks.slice(0, -1).map(({ to }) => to)]);
    expect(tasks.at(-1)?.to).toBe(primesBelow);
    expect(tasks.reduce((sum, task) => sum + countPrimes(task), 0)).toBe(answer);
  });
});

describe('assignments', () => {
  const [a, b] = [nodeId(2), nodeId(3)];

  test('give what a lost worker had to somebody else, and count each result once', () => {
    const assignments = createAssignments(splitJob(2).tasks, 500);
    expect(assignments.next(a, at(0))?.task).toBe(0);
    expect(assignments.next(b, at(0))?.task).toBe(1);
    expect(assignments.next(b, at(0))).toBeUndefined();
    assignments.lose(a);
    expect(assignments.next(b, at(1))?.task).toBe(0);
    expect(assignments.finish(0, 5)).toBe(true);
    expect(assignments.finish(0, 7)).toBe(false);
    expect(assignments.sum).toBeUndefined();
    expect(assignments.finish(1, 1)).toBe(true);
    expect(assignments.sum).toBe(6);
  });

  test('give an overdue task to one other worker', () => {
    const assignments = createAssignments(splitJob(1).tasks, 500);
    assignments.next(a, at(0));
    expect(assignments.next(b, at(499))).toBeUndefined();
    expect(assignments.next(a, at(500))).toBeUndefined();
    expect(assignments.next(b, at(500))?.task).toBe(0);
  });
});

describe('the owner of a job', () => {
  const options = {
    self: nodeId(1),
    owner: nodeId(1),
    dials: [],
    ownerWorks: false,
    tasksPerJob: 4,
    operationsPerJob: 400,
    serialShare: 0,
    capacity: 1_000,
    isFreeRider: false,
    phase: 0,
  };

  test('does not ask to be woken in the past while nobody is there to work', () => {
    const owner = createTasks(options);
    owner.handle({ type: 'started' }, at(0));
    owner.handle({ type: 'begin' }, at(0));
    owner.handle({ type: 'tick' }, at(10));
    expect(owner.deadline() ?? Number.POSITIVE_INFINITY).toBeGreaterThan(10);
  });

  test('does not ask to be woken in the past while its only worker is late', () => {
    const owner = createTasks(options);
    owner.handle({ type: 'started' }, at(0));
    owner.handle({ type: 'connected', connection: connectionId(1), direction: 'inbound', node: nodeId(2) }, at(0));
    owner.handle({ type: 'begin' }, at(0));
    owner.handle({ type: 'tick' }, at(900));
    expect(owner.deadline() ?? Number.POSITIVE_INFINITY).toBeGreaterThan(900);
  });
});

test('a worker closes on a task that is no part of the job instead of working on it for hours', () => {
  const plan = { tasksPerJob: 4, operationsPerJob: 400, serialShare: 0, capacity: 0, isFreeRider: false, phase: 0 };
  const worker = createTasks({ ...plan, self: nodeId(2), owner: nodeId(1), dials: [nodeId(1)], ownerWorks: false });
  worker.handle({ type: 'connected', connection: connectionId(1), direction: 'outbound', node: nodeId(1) }, at(0));
  const message = { type: 'task', job: 1, task: 0, from: 0, to: 2 ** 21 } as const;
  const effects = worker.handle({ type: 'message', connection: connectionId(1), message }, at(0));
  expect(effects).toContainEqual({ type: 'close', connection: 1, reason: 'unexpected-message' });
  expect(worker.handle({ type: 'tick' }, at(1))).toEqual([]);
});
