import type { LabSnapshot } from '../lab/snapshot.ts';

/** Whether the file of the workload `distribute` is at every node that lives: there is nothing left to wait for. */
export function isEverywhere({ settings, nodes, workload: { progress } }: LabSnapshot): boolean {
  if (settings.workload !== 'distribute') return false;
  const ready = nodes.filter(({ state }) => state === 'ready');
  const complete = ready.filter(({ id }) => {
    const far = progress.get(id);
    return far !== undefined && far.done === far.total;
  });
  return ready.length > 1 && complete.length >= ready.length - 1; // the source had it from the start
}
