import { LaunchError } from './cluster.ts';

/** What the lab's process keeps open for each node: its control connection, its standard error and, while it is stopped, its guard. */
export const openFilesPerNode = 3;
/** What it keeps open besides: its program, its terminal, its probes. */
export const openFilesBase = 40;

/** Most nodes whose connections fit into a limit of open files; undefined: no limit. */
export function nodesWithin(limit: number | undefined): number {
  return limit === undefined ? Number.POSITIVE_INFINITY : Math.floor((limit - openFilesBase) / openFilesPerNode);
}

/** Refuses a launch that would run out of file descriptors on the way, before the first process starts. Throws LaunchError. */
export function requireOpenFiles(nodes: number, limit: number | undefined): void {
  if (limit === undefined || nodes <= nodesWithin(limit)) return;
  const needed = openFilesBase + openFilesPerNode * nodes;
  const fits =
    nodesWithin(limit) < 2 ? 'not even two nodes fit' : `--nodes ${nodesWithin(limit)} is the most that fits`;
  throw new LaunchError(
    `--nodes ${nodes} needs ${needed} open files (${openFilesBase} and ${openFilesPerNode} a node), allowed are ${limit}: ${fits}; raise the limit (ulimit -n ${needed}) or use --on simulation`,
  );
}
