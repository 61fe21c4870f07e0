import type { Timestamp } from '../../protocol/ids.ts';
import type { Gauges } from '../contract.ts';
import { createServiceQueue } from '../parts/service-queue.ts';
import { countPrimes, type Task } from './job.ts';

/** A node's arithmetic: tasks one after the other, each so many operations at the node's capacity. */
export interface Worker {
  /** False when the queue is full. */
  offer(job: number, task: Task, now: Timestamp): boolean;
  /** The next task that is done by now, with its result. */
  finished(now: Timestamp): { readonly job: number; readonly task: number; readonly result: number } | undefined;
  slow(times: number): void;
  deadline(): Timestamp | undefined;
  gauges(): Gauges;
}

/** `capacity`: operations a second, 0 without limit; `operationsPerTask`: what one task costs. */
export function createWorker(capacity: number, operationsPerTask: number): Worker {
  const queue = createServiceQueue<{ readonly job: number; readonly task: Task }>(capacity / operationsPerTask);
  return {
    offer: (job, task, now) => queue.offer({ job, task }, now),
    finished(now) {
      const done = queue.finished(now);
      return done === undefined ? undefined : { job: done.job, task: done.task.task, result: countPrimes(done.task) };
    },
    slow: (times) => queue.slow(times),
    deadline: () => queue.deadline(),
    gauges: () => queue.gauges(),
  };
}
