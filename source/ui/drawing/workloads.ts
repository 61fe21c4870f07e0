import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { findsItems } from '../../modes/facts.ts';

/** Whether the workload is about items that are published and found, each request served in its turn. */
export function hasItems({ settings: { workload } }: LabSnapshot): boolean {
  return findsItems(workload);
}

/** Whether the workload consists of requests: players tell each other where they are, unasked. */
export function hasRequests({ settings: { workload } }: LabSnapshot): boolean {
  return workload !== 'game';
}

/** Stands where figures of requests would be. */
export const asksNothing = 'a game asks nothing';
