import type { LabSnapshot } from '../../lab/view/snapshot.ts';

/** How far the file of the workload `distribute` has come. */
export interface Spread {
  /** Nodes that live and are to get it. */
  readonly receivers: number;
  readonly complete: number;
  /** The source is the first node: it has the file from the start, and reports no progress. */
  readonly isSourceThere: boolean;
}

export function spreadOf({ nodes, workload: { progress } }: Pick<LabSnapshot, 'nodes' | 'workload'>): Spread {
  const living = nodes.filter(({ state }) => state !== 'down');
  const [first] = nodes;
  const isSourceThere = first !== undefined && first.state !== 'down' && !progress.has(first.id);
  const complete = living.filter(({ id }) => {
    const far = progress.get(id);
    return far !== undefined && far.done === far.total;
  });
  return { receivers: living.length - (isSourceThere ? 1 : 0), complete: complete.length, isSourceThere };
}

/** Whether the file of the workload `distribute` is at every node that lives, and nobody is still to come: there is nothing left to wait for. */
export function isEverywhere(snapshot: LabSnapshot): boolean {
  if (snapshot.settings.workload !== 'distribute' || snapshot.churnMs > 0) return false;
  const { receivers, complete } = spreadOf(snapshot);
  return receivers > 0 && complete === receivers;
}
