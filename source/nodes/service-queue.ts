import type { Timestamp } from '../protocol/ids.ts';
import type { Gauges } from './contract.ts';

/**
 * A node's finite capacity: jobs wait in line and each takes one service time. Without a limit (capacity 0) a job is finished when it is
 * offered, so that both cases share one path.
 */
export interface ServiceQueue<Job> {
  /** False when the queue is full: the job is to be refused. */
  offer(job: Job, now: Timestamp): boolean;
  /** The next job whose service is over by now, in the order of arrival. */
  finished(now: Timestamp): Job | undefined;
  /** When the job being served is finished. */
  deadline(): Timestamp | undefined;
  gauges(): Gauges;
}

/** A job in line; the line is linked, so that an array is not made and thrown away for every job that finds nobody before it. */
interface Waiting<Job> {
  readonly job: Job;
  next: Waiting<Job> | undefined;
}

/** Longest queue of a node; beyond it requests are refused as `overloaded`. */
export const queueLengthLimit = 1_000;

/** A queue for a capacity in requests a second; 0: no limit. */
export function createServiceQueue<Job>(capacity: number): ServiceQueue<Job> {
  const serviceMs = capacity === 0 ? 0 : 1000 / capacity;
  let first: Waiting<Job> | undefined;
  let last: Waiting<Job> | undefined;
  let length = 0;
  let finishAt = 0;
  let queueLengthMax = 0;
  let busyMs = 0;

  return {
    offer(job, now) {
      if (length >= queueLengthLimit) return false;
      const added = { job, next: undefined };
      if (last === undefined) {
        finishAt = now + serviceMs;
        first = added;
      } else last.next = added;
      last = added;
      length++;
      if (serviceMs > 0) queueLengthMax = Math.max(queueLengthMax, length);
      return true;
    },
    finished(now) {
      if (first === undefined || finishAt > now) return undefined;
      const { job, next } = first;
      first = next;
      if (next === undefined) last = undefined;
      length--;
      busyMs += serviceMs;
      finishAt += serviceMs;
      return job;
    },
    deadline: () => (first === undefined ? undefined : finishAt),
    gauges: () => ({ queueLength: length, queueLengthMax, busyMs }),
  };
}
