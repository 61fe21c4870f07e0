import type { NodeId, Timestamp } from '../../protocol/ids.ts';

/** One part of a job: to count the primes from `from` up to, not including, `to`. */
export interface Task {
  readonly task: number;
  readonly from: number;
  readonly to: number;
}

/** A job whose answer is known: how many primes lie below a bound. */
export interface Job {
  readonly tasks: readonly Task[];
  /** The right answer. */
  readonly answer: number;
}

export const primesBelow = 20_000;
/** There are so many primes below 20,000 (OEIS A000720). */
const primes = 2_262;

/** Splits the job into equal parts. */
export function splitJob(parts: number): Job {
  const bound = (part: number): number => Math.floor((part * primesBelow) / parts);
  const tasks = Array.from({ length: parts }, (_, task) => ({ task, from: bound(task), to: bound(task + 1) }));
  return { tasks, answer: primes };
}

/** The work itself, by trial division. */
export function countPrimes({ from, to }: Task): number {
  let count = 0;
  for (let number = Math.max(2, from); number < to; number++) if (isPrime(number)) count++;
  return count;
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}

/** Which worker is at which tasks of a job, and what came back. */
export interface Assignments {
  /** The next task for a worker: one that nobody has; else one that somebody else has had for too long: nobody waits for a slow one. */
  next(worker: NodeId, now: Timestamp): Task | undefined;
  /** When the next task that is under way will have taken too long. */
  overdueAfter(now: Timestamp): Timestamp | undefined;
  /** The result of a task; false when it was known. */
  finish(task: number, result: number): boolean;
  /** What a worker had is to be done by somebody else. */
  lose(worker: NodeId): void;
  readonly done: number;
  readonly total: number;
  /** The sum of all results; undefined while some are missing. */
  readonly sum: number | undefined;
}

/** `overdueMs`: a task that takes longer is given to a second worker. */
export function createAssignments(tasks: readonly Task[], overdueMs: number): Assignments {
  const waiting = [...tasks];
  /** Tasks under way, longest first, with their workers. */
  const given = new Map<number, { readonly task: Task; readonly workers: Set<NodeId>; readonly since: Timestamp }>();
  const results = new Map<number, number>();

  return {
    next(worker, now) {
      const fresh = waiting.shift();
      if (fresh !== undefined) {
        given.set(fresh.task, { task: fresh, workers: new Set([worker]), since: now });
        return fresh;
      }
      for (const entry of given.values()) {
        if (now - entry.since < overdueMs) break; // longest first
        if (entry.workers.size > 1 || entry.workers.has(worker)) continue;
        entry.workers.add(worker);
        return entry.task;
      }
      return undefined;
    },
    overdueAfter(now) {
      for (const { since } of given.values()) if (since + overdueMs > now) return since + overdueMs;
      return undefined;
    },
    finish(task, result) {
      if (!given.delete(task)) return false;
      results.set(task, result);
      return true;
    },
    lose(worker) {
      for (const [number, { task, workers }] of given) {
        if (!workers.delete(worker) || workers.size > 0) continue;
        given.delete(number);
        waiting.push(task);
      }
    },
    get done() {
      return results.size;
    },
    total: tasks.length,
    get sum() {
      if (results.size < tasks.length) return undefined;
      return [...results.values()].reduce((total, result) => total + result, 0);
    },
  };
}
