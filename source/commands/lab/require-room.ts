import { formatMebibytes } from '../../base/units.ts';
import { LaunchError } from '../../lab/clusters/cluster.ts';
import { nodesWithin, requireOpenFiles } from '../../lab/clusters/open-files.ts';
import { type Supply, threadsOfLab, threadsPerNode } from './node-capacity.ts';

/** Private memory of a node at work, 13 MiB (Linux, smaps_rollup), and some for its data: the program itself is shared. */
export const memoryBytesPerNode = 24 * 1024 ** 2;

/** Refuses a launch that would run out of what this machine allows, before the first process starts. Throws LaunchError with the figures. */
export function requireRoom(nodes: number, { openFiles, threads, memoryBytes }: Supply): void {
  requireOpenFiles(nodes, openFiles);
  const needed = threadsOfLab + threadsPerNode * nodes;
  if (threads !== undefined && needed > threads) {
    throw new LaunchError(
      `--nodes ${nodes} needs ${needed} threads (${threadsOfLab} and ${threadsPerNode} a node), ${threads} are left: ` +
        `${mostThatFits((threads - threadsOfLab) / threadsPerNode)}; raise the limit (ulimit -u, or pids of the container) or use --on simulation`,
    );
  }
  if (memoryBytesPerNode * nodes > memoryBytes) {
    throw new LaunchError(
      `--nodes ${nodes} needs about ${formatMebibytes(memoryBytesPerNode * nodes)} of memory, ${formatMebibytes(memoryBytes)} are free: ` +
        `${mostThatFits(memoryBytes / memoryBytesPerNode)}; free memory or use --on simulation`,
    );
  }
}

/** How many labs of so many nodes there is room for at a time. */
export function labsWithin(nodes: number, { openFiles, threads, memoryBytes }: Supply): number {
  const fit = [
    nodesWithin(openFiles),
    ((threads ?? Number.POSITIVE_INFINITY) - threadsOfLab) / threadsPerNode,
    memoryBytes / memoryBytesPerNode,
  ];
  return Math.floor(Math.min(...fit) / nodes);
}

function mostThatFits(nodes: number): string {
  return nodes < 2 ? 'not even two nodes fit' : `--nodes ${Math.floor(nodes)} is the most that fits`;
}
