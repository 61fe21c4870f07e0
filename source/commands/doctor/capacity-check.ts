import { formatGibibytes } from '../../base/units.ts';
import { nodesWithin, openFilesBase, openFilesPerNode } from '../../lab/clusters/open-files.ts';
import {
  dataBytesPerNode,
  mebibyte,
  type NodeCost,
  type Supply,
  threadsOfLab,
  threadsPerNode,
} from '../lab/node-capacity.ts';
import { nodesMax } from '../line/standards.ts';
import type { Check } from './doctor-report.ts';

/** How many nodes fit, and the arithmetic. */
export function capacityCheck(cost: NodeCost, supply: Supply): Check {
  const bytesPerNode = cost.rssBytes + dataBytesPerNode;
  const byMemory = Math.floor(supply.memoryBytes / bytesPerNode);
  const byFiles = supply.openFiles === undefined ? undefined : Math.max(0, nodesWithin(supply.openFiles));
  const threads = Math.max(threadsPerNode, cost.threads ?? 0);
  const byThreads =
    supply.threads === undefined ? undefined : Math.max(0, Math.floor((supply.threads - threadsOfLab) / threads));
  const nodes = smallest([byMemory, byFiles, byThreads, nodesMax.processes]) ?? 0;
  const sums = [
    `memory ${formatGibibytes(supply.memoryBytes)} / ${inMiB(bytesPerNode)} (${inMiB(cost.rssBytes)} at rest, measured, and ${inMiB(dataBytesPerNode)} for data) = ${byMemory}`,
    ...(byFiles === undefined
      ? []
      : [`open files (${supply.openFiles} - ${openFilesBase}) / ${openFilesPerNode} = ${byFiles}`]),
    ...(byThreads === undefined ? [] : [`threads (${supply.threads} - ${threadsOfLab}) / ${threads} = ${byThreads}`]),
    `starmesh's own limit ${nodesMax.processes}`,
  ];
  return {
    name: 'Nodes',
    level: nodes < 2 ? 'failure' : nodes < 8 ? 'warning' : 'ok',
    found: `up to ${nodes} on processes: the least of ${sums.join('; ')}`,
    remedy: nodes < 8 ? 'free memory or raise the limits (ulimit -n, ulimit -u), or use --on simulation' : undefined,
  };
}

function smallest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function inMiB(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MiB`;
}
