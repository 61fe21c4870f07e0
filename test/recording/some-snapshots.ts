import type { Random } from '../../source/base/random.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { snapshotOf } from '../ui/snapshots.ts';

/** A small lab, each time another one; with what JSON has no word for: maps, sets, undefined. */
export function someSnapshot(random: Random, changes: Partial<LabSnapshot> = {}): LabSnapshot {
  const { mode = 'client-server' } = changes;
  const snapshot = snapshotOf({ mode, nodes: 3, seed: random.uint32(), isSwitched: random.below(2) === 0 });
  return { ...snapshot, ...changes };
}
