import type { Timestamp } from '../../protocol/ids.ts';
import type { Gauges } from '../contract.ts';

/**
 * A node's finite capacity: jobs wait in line and each takes one service time. Without a limit (capacity 0) a job is finished when it is
 * offered, so that both cases share one path.
 */
export interface ServiceQueue<Job> {
  /** False when the queue is full: the job is to be refused. */
  offer(job: Job, now: Timestamp): boolean;
  /** The next job whose service is over by now, in the order of arrival. */
  finished(now: Timestamp): Job | undefined;
  /** From the next job on, service takes so many times as long. */
  slow(times: number): void;
  /** When the job being served is finished. */
  deadline(): Timestamp | undefined;
  gauges(): Gauges;
}

/** Longest queue of a node; beyond it requests are refused as `overloaded`. */
export const queueLengthLimit = 1_000;

/** A queue for a capacity in requests a second; 0: no limit. */
export function createServiceQueue<Job>(capacity: number): ServiceQueue<Job> {
  const serviceMsAtFirst = capacity === 0 ? 0 : 1000 / capacity;
  let serviceMs = serviceMsAtFirst;
  let waiting: Job[] = [];
  let head = 0;
  let finishAt = 0;
  let queueLengthMax = 0;
  let busyMs = 0;
  const length = (): number => waiting.length - head;

  return {
    offer(job, now) {
      if (length() >= queueLengthLimit) return false;
      if (length() === 0) finishAt = now + serviceMs;
      waiting.push(job);
      if (serviceMs > 0) queueLengthMax = Math.max(queueLengthMax, length());
      return true;
    },
    finished(now) {
      if (length() === 0 || finishAt > now) return undefined;
      const job = waiting[head++] as Job;
      busyMs += serviceMs;
      finishAt += serviceMs;
      if (head === waiting.length) {
        waiting = [];
        head = 0;
      }
      return job;
    },
    slow(times) {
      serviceMs = serviceMsAtFirst * times;
    },
    deadline: () => (length() === 0 ? undefined : finishAt),
    gauges: () => ({ queueLength: length(), queueLengthMax, busyMs }),
  };
}
