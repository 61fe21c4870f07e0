import { readdirSync } from 'node:fs';
import { groupLimits } from './control-groups.ts';
import { softLimit } from './soft-limit.ts';
import { textOfSystem } from './text-of-system.ts';

/** Where so many are allowed it is not counted how many the user has: there may be hundreds of processes to look at. */
const ample = 20_000;

/** How many more threads this process and its children may start; undefined where nothing limits them, or nobody tells. */
export function freeThreads(): number | undefined {
  const free = [leftOfUser(), leftOfKernel(), ...groupLimits('pids').map(({ limit, used }) => limit - used)];
  const known = free.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(0, Math.min(...known));
}

/** What is left of `ulimit -u`. The limit is for all threads of a user together, and not for the superuser. */
function leftOfUser(): number | undefined {
  const limit = process.getuid?.() === 0 ? undefined : softLimit('Max processes');
  return limit === undefined || limit >= ample ? limit : limit - threadsOfUser(process.getuid?.() ?? 0);
}

function threadsOfUser(uid: number): number {
  let threads = 0;
  for (const pid of entriesOf('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const status = textOfSystem(`/proc/${pid}/status`);
    if (new RegExp(`^Uid:\\s+${uid}\\b`, 'm').test(status)) threads += Number(/^Threads:\s+(\d+)/m.exec(status)?.[1]);
  }
  return threads;
}

/** The last field but one of /proc/loadavg: `running/all`. */
function leftOfKernel(): number | undefined {
  const limit = Number.parseInt(textOfSystem('/proc/sys/kernel/threads-max'), 10);
  const used = Number(/\/(\d+) /.exec(textOfSystem('/proc/loadavg'))?.[1] ?? 0);
  return Number.isNaN(limit) ? undefined : limit - used;
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
