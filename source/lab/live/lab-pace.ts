import type { PaceChange } from '../../drivers/wires/paced-clock.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Cluster } from '../clusters/cluster.ts';
import type { NodeRecord } from '../rules/state.ts';
import type { Stepping } from './stepping.ts';

/** The pace of the lab's session, of which all nodes are told. */
export interface LabPace {
  /** From now on, or from a session time. */
  set(pace: number, sessionAt?: Timestamp): void;
  /** A node is new: it hears of the pace, if that was ever changed. */
  tell(node: NodeId): void;
}

export function createLabPace(
  cluster: Pick<Cluster, 'setPace' | 'order'>,
  nodes: () => readonly Pick<NodeRecord, 'id' | 'step'>[],
  stepping: Pick<Stepping, 'look' | 'forget'>,
): LabPace {
  let change: PaceChange | undefined;

  function tell(node: NodeId): void {
    if (change !== undefined) cluster.order(node, { type: 'pace', ...change });
  }

  return {
    tell,
    set(pace, sessionAt) {
      change = cluster.setPace(pace, sessionAt);
      for (const { id, step } of nodes()) if (step !== 'down' && step !== 'launching') tell(id);
      if (pace === 0 && sessionAt === undefined) stepping.look();
      if (pace !== 0) stepping.forget();
    },
  };
}
