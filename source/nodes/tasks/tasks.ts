import { earliest } from '../../base/earliest.ts';
import type { ConnectionId, ItemHash, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Effect, Input, NodeEvent, NodeLogic } from '../contract.ts';
import { createNeighbourhood } from '../parts/neighbourhood.ts';
import { type Assignments, createAssignments, type Job, primesBelow, splitJob, type Task } from './job.ts';
import { createWorker } from './worker.ts';

/** Options of a node that works on a job. */
export interface TasksOptions {
  readonly self: NodeId;
  /** Who has the job, splits it and puts the results together. */
  readonly owner: NodeId;
  readonly dials: readonly NodeId[];
  /** Whether the owner works on tasks itself: among peers it does, a server only gives them out. */
  readonly ownerWorks: boolean;
  readonly tasksPerJob: number;
  /** Operations that the whole job takes, and the share of them that only the owner can do, one after the other. */
  readonly operationsPerJob: number;
  readonly serialShare: number;
  /** Operations a second of this node; 0: no limit. */
  readonly capacity: number;
  readonly isFreeRider: boolean;
  /** In [0, 1): shifts its keepalive rounds. */
  readonly phase: number;
}

/** Time of a whole job. */
export const jobMetric = 'jobMs';
/** How many times faster than one node alone; not reported where nodes have no limit. */
export const speedUpMetric = 'speedUpTimes';
/** 100 for a job whose result was right, 0 for one that was wrong. */
export const rightMetric = 'rightPercent';
/** Tasks that one worker has at a time: one at work, one in line, so it need not wait for the next. */
const tasksAtATime = 2;
/** A task that takes so many times as long as it should is given to a second worker. */
const overdueTimes = 2 * tasksAtATime;
const overdueMsMin = 500;
/** Between two jobs: where nothing takes any time, jobs would follow each other without end. */
const jobPauseMs = 10;

interface Run {
  readonly number: number;
  readonly job: Job;
  readonly assignments: Assignments;
  readonly startedAt: Timestamp;
  /** When the serial share is done and tasks can be given out. */
  readonly splitAt: Timestamp;
}

/**
 * One job after the other, split into tasks: the owner gives them to whoever is there, two at a time each; what a lost worker had, and at the end
 * what a slow one has, is given to somebody else as well. The result is checked against the known answer. The serial share is done by the owner
 * before it gives out anything: Amdahl's law (AFIPS 1967) says what that does to the speed-up.
 */
export function createTasks(options: TasksOptions): NodeLogic {
  const { self, owner, capacity, tasksPerJob, operationsPerJob, serialShare } = options;
  const msOf = (operations: number): number => (capacity === 0 ? 0 : (operations / capacity) * 1000);
  let effects: Effect[] = [];
  const neighbourhood = createNeighbourhood(options.dials, options.phase, (effect) => effects.push(effect));
  const parallelOperations = operationsPerJob * (1 - serialShare);
  const worker = createWorker(capacity, parallelOperations / tasksPerJob);
  const overdueMs = Math.max(overdueMsMin, overdueTimes * msOf(parallelOperations / tasksPerJob));
  /** Tasks given to each worker that are not done yet: when each was given. */
  const busy = new Map<NodeId, Map<number, Timestamp>>();
  let isOn = false;
  let run: Run | undefined;
  let jobs = 0;
  let handledAt: Timestamp = 0;

  const send = (connection: ConnectionId, message: Message): void => {
    effects.push({ type: 'send', connection, message });
  };
  const report = (event: NodeEvent): void => {
    effects.push({ type: 'telemetry', event });
  };

  function beginJob(startedAt: Timestamp): void {
    const job = splitJob(tasksPerJob);
    const splitAt = startedAt + msOf(operationsPerJob * serialShare);
    run = { number: ++jobs, job, assignments: createAssignments(job.tasks, overdueMs), startedAt, splitAt };
    busy.clear();
  }

  function giveOut(now: Timestamp): void {
    if (run === undefined || now < run.splitAt) return;
    if (options.ownerWorks) fill(self, (number, task) => void worker.offer(number, task, now), now);
    for (const [connection, node] of neighbourhood.all) {
      fill(node, (job, task) => send(connection, { type: 'task', job, ...task }), now);
    }
  }

  function fill(node: NodeId, give: (job: number, task: Task) => void, now: Timestamp): void {
    if (run === undefined) return;
    const tasks = busy.get(node) ?? new Map<number, Timestamp>();
    busy.set(node, tasks);
    while (tasks.size < tasksAtATime) {
      const task = run.assignments.next(node, now);
      if (task === undefined) return;
      tasks.set(task.task, now);
      give(run.number, task);
    }
  }

  function onResult(node: NodeId, job: number, task: number, result: number, now: Timestamp): void {
    if (run?.number !== job) return; // late: the job is done
    const givenAt = busy.get(node)?.get(task);
    if (givenAt === undefined) return;
    busy.get(node)?.delete(task);
    if (run.assignments.finish(task, result)) noteDone(node, task, now - givenAt, run);
    const { sum } = run.assignments;
    if (sum !== undefined) finishJob(sum, run, now);
  }

  function noteDone(node: NodeId, task: number, latencyMs: number, { assignments }: Run): void {
    report({ type: 'progress', done: assignments.done, total: assignments.total });
    if (node === self) return;
    const outcome = { type: 'done', servedBy: node, hops: 1, hash: noHash, bytes: 0 } as const;
    report({ type: 'operation', operation: 'fetch', item: taskName(task), outcome, latencyMs });
  }

  function finishJob(sum: number, { job, startedAt }: Run, now: Timestamp): void {
    const ms = now - startedAt;
    report({ type: 'sample', metric: jobMetric, value: ms });
    if (capacity > 0) report({ type: 'sample', metric: speedUpMetric, value: msOf(operationsPerJob) / ms });
    report({ type: 'sample', metric: rightMetric, value: sum === job.answer ? 100 : 0 });
    if (sum !== job.answer) {
      report({ type: 'limit-reached', limit: 'wrong-result', text: `the job gave ${sum}, right is ${job.answer}` });
    }
    run = undefined;
    if (isOn) beginJob(now + jobPauseMs);
  }

  function onSaid(connection: ConnectionId, node: NodeId, message: Message, now: Timestamp): void {
    if (message.type === 'task' && node === owner && message.to <= primesBelow) {
      if (!options.isFreeRider) worker.offer(message.job, message, now);
    } else if (message.type === 'task-done' && self === owner) {
      onResult(node, message.job, message.task, message.result, now);
    } else effects.push({ type: 'close', connection, reason: 'unexpected-message' });
  }

  function work(now: Timestamp): void {
    for (let done = worker.finished(now); done !== undefined; done = worker.finished(now)) {
      if (self === owner) onResult(self, done.job, done.task, done.result, now);
      else hand(done);
    }
  }

  function hand(done: { readonly job: number; readonly task: number; readonly result: number }): void {
    for (const [connection, node] of neighbourhood.all) {
      if (node !== owner) continue;
      send(connection, { type: 'task-done', ...done });
      return report({ type: 'served', node: owner });
    }
  }

  function onDeparted(node: NodeId): void {
    busy.delete(node);
    run?.assignments.lose(node);
  }

  function take(input: Input, now: Timestamp): void {
    if (input.type === 'slowed') worker.slow(input.times);
    if (input.type === 'begin') {
      isOn = true;
      if (self === owner && run === undefined) beginJob(now);
    } else if (input.type === 'stop') {
      isOn = false;
      run = undefined;
    }
    const event = neighbourhood.take(input, now);
    if (event?.type === 'departed') onDeparted(event.node);
    else if (event?.type === 'said') onSaid(event.connection, event.node, event.message, now);
  }

  return {
    handle(input, now) {
      effects = [];
      handledAt = now;
      take(input, now);
      work(now);
      giveOut(now);
      return effects;
    },
    deadline: () => earliest(worker.deadline(), giveOutAt(), neighbourhood.deadline()),
    gauges: () => worker.gauges(),
  };

  function giveOutAt(): Timestamp | undefined {
    if (run === undefined) return undefined;
    return handledAt < run.splitAt ? run.splitAt : run.assignments.overdueAfter(handledAt);
  }
}

/** A task is no item. */
const noHash = '0'.repeat(64) as ItemHash;

function taskName(task: number): string {
  return `task-${String(task + 1).padStart(3, '0')}`;
}
