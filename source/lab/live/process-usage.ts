import type { NodeId } from '../../protocol/ids.ts';
import type { Cluster } from '../clusters/cluster.ts';
import type { ProcessUsage } from '../view/snapshot-parts.ts';

/** CPU and memory of the nodes' processes. */
export interface ProcessUsages {
  readonly all: ReadonlyMap<NodeId, ProcessUsage>;
  measure(node: NodeId): void;
}

/** `now`: milliseconds of real time. */
export function createProcessUsages(read: Cluster['usage'], now: () => number): ProcessUsages {
  const all = new Map<NodeId, ProcessUsage & { readonly at: number }>();
  return {
    all,
    measure(node) {
      const measured = read(node);
      if (measured === undefined) {
        all.delete(node);
        return;
      }
      const at = now();
      const before = all.get(node);
      const spent = before === undefined || measured.cpuMs < before.cpuMs ? 0 : measured.cpuMs - before.cpuMs; // less: another process
      const cpuPercent = before === undefined ? 0 : (spent / (at - before.at)) * 100;
      all.set(node, { ...measured, cpuPercent, at });
    },
  };
}
