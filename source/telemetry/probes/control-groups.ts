import path from 'node:path';
import { textOfSystem } from './text-of-system.ts';

/** What Linux lets a group of processes have; a container is one. */
export interface GroupLimit {
  readonly limit: number;
  /** What the group has of it now. */
  readonly used: number;
}

/** The files of a limit, in version 2 of control groups and in version 1. */
const filesOf = {
  memory: [
    ['memory.max', 'memory.current'],
    ['memory.limit_in_bytes', 'memory.usage_in_bytes'],
  ],
  pids: [['pids.max', 'pids.current']],
} as const;

/** Version 1 writes "no limit" as a number. */
const limitMax = 2 ** 60;

/** The limits of the groups that this process is in, and of those around them, in both versions; none where there are no control groups. */
export function groupLimits(
  resource: 'memory' | 'pids',
  root = '/sys/fs/cgroup',
  ownGroups = textOfSystem('/proc/self/cgroup'),
): readonly GroupLimit[] {
  return ownGroups.split('\n').flatMap((line) => {
    const [, controllers = '', group = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers !== '' && !controllers.split(',').includes(resource)) return [];
    const base = controllers === '' ? root : path.join(root, resource);
    return around(group).flatMap((folder) => limitsIn(path.join(base, folder), resource));
  });
}

/** The least that may be had in all; undefined: nothing limits it. */
export function groupLimit(resource: 'memory' | 'pids'): number | undefined {
  const limits = groupLimits(resource).map(({ limit }) => limit);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** `/a/b`, `/a` and `/`: a container may see its own group as the root. */
function around(group: string): readonly string[] {
  const parent = path.dirname(group);
  return group === '' ? [] : parent === group ? [group] : [group, ...around(parent)];
}

function limitsIn(folder: string, resource: 'memory' | 'pids'): readonly GroupLimit[] {
  return filesOf[resource].flatMap(([limitFile, usedFile]) => {
    const limit = Number.parseInt(textOfSystem(path.join(folder, limitFile)), 10); // `max` is no number
    const used = Number.parseInt(textOfSystem(path.join(folder, usedFile)), 10);
    return limit < limitMax ? [{ limit, used: Number.isNaN(used) ? 0 : used }] : [];
  });
}
