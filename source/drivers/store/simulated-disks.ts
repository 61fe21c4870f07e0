import type { StoredItem } from '../../nodes/contract.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { OpenedStore } from './node-store.ts';

interface Disk {
  readonly regime: string;
  readonly items: Map<string, StoredItem>;
}

/** The stores of simulated nodes: they outlive their nodes, and take their time. */
export interface SimulatedDisks {
  /** `isAlive`: whether the process that opened it still runs; what it was writing when it died is lost. */
  open(node: NodeId, regime: string, isAlive: () => boolean): OpenedStore;
}

export function createSimulatedDisks(persistMs: number, after: (ms: number, call: () => void) => void): SimulatedDisks {
  const disks = new Map<NodeId, Disk>();

  return {
    open(node, regime, isAlive) {
      const found = disks.get(node);
      const disk: Disk = found?.regime === regime ? found : { regime, items: new Map() };
      disks.set(node, disk);
      let isClosed = false;
      return {
        restored: [...disk.items.values()],
        trouble: undefined,
        mended: undefined,
        store: {
          isImmediate: false,
          write(items, done) {
            after(persistMs, () => {
              if (isClosed || !isAlive()) return;
              for (const item of items) disk.items.set(item.name, item);
              done(undefined);
            });
          },
          close() {
            isClosed = true;
          },
        },
      };
    },
  };
}
