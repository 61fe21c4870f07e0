import { readFileSync } from 'node:fs';

/** A process of this machine that no later one is taken for: numbers are used again, together with the moment of the start they are not. */
export interface ProcessName {
  readonly pid: number;
  /** On Linux clock ticks since the machine started; 0 where nobody says. */
  readonly startedAt: number;
}

/** The process that asks. */
export function myself(): ProcessName {
  return { pid: process.pid, startedAt: startOf(process.pid) ?? 0 };
}

/** Like `4711-123456`. */
export function processText({ pid, startedAt }: ProcessName): string {
  return `${pid}-${startedAt}`;
}

/** Undefined: this is no such text. */
export function parseProcessName(text: string): ProcessName | undefined {
  const [, pid, startedAt] = /^(\d{1,10})-(\d{1,16})$/.exec(text.trim()) ?? [];
  return pid === undefined || pid === '0' ? undefined : { pid: Number(pid), startedAt: Number(startedAt) };
}

/** Whether that very process still runs. When it cannot be told apart from a later one it counts as running. */
export function isRunning({ pid, startedAt }: ProcessName): boolean {
  const start = startOf(pid);
  if (start !== undefined && startedAt !== 0) return start === startedAt;
  if (start === undefined && startOf(process.pid) !== undefined) return false; // there is a /proc, and it is not in it
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** From `/proc`, whose command names may hold spaces and brackets. Undefined: the process is gone, or there is no `/proc`. */
function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? -1 : Number(fields[19]); // it has ended, but was not collected yet
  } catch {
    return undefined;
  }
}
