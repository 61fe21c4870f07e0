import type { Random } from '../../source/base/random.ts';
import type { LabSnapshot } from '../../source/lab/snapshot.ts';
import { nodeId } from '../../source/protocol/ids.ts';

/** A snapshot with everything that JSON has no word for: maps, sets, infinity, undefined. */
export function someSnapshot(random: Random, changes: Partial<LabSnapshot> = {}): LabSnapshot {
  const items = Array.from({ length: 1 + random.below(5) }, (_, index) => ({
    name: `song-${index} ${random.below(2) === 0 ? '🎵' : '\u0000'}`,
    bytes: random.below(10_000),
    holders: new Map([[nodeId(1 + random.below(9)), 'copy']]),
    records: new Set([nodeId(1 + random.below(9))]),
  }));
  const snapshot = {
    measuredOn: 'processes',
    now: random.unit() * 1e6,
    phase: 'working',
    failure: undefined,
    mode: 'client-server',
    seed: random.uint32(),
    settings: { workload: 'files', overlay: undefined, link: 'loopback', rate: Number.POSITIVE_INFINITY },
    nodes: [1, 2].map((number) => ({
      id: nodeId(number),
      state: 'ready',
      cpuPercent: [undefined, random.unit()][random.below(2)],
    })),
    placement: { items },
    faults: [],
    next: [undefined, Number.NaN],
    ...changes,
  };
  return snapshot as unknown as LabSnapshot;
}
