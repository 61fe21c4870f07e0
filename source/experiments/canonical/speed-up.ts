import type { CanonicalResult } from '../documents/canonical-result.ts';
import { type CanonicalSurroundings, type Head, origin, swept } from './canonical-run.ts';

/** R9: speed-up of a job, beside Amdahl's law. About 2 s. */
export async function speedUps(surroundings: CanonicalSurroundings): Promise<CanonicalResult> {
  const head: Head = {
    name: 'R9',
    title: 'Speed-up of one job split among nodes',
    source: '1/(s + (1-s)/W), s = 0.05 (Amdahl 1967); each node does 200 operations a second, whatever the cores do',
    x: { name: 'nodes N', unit: '', scale: 'linear' },
    y: { name: 'speed-up', unit: '', scale: 'linear' },
    band: { low: 0.9, high: 1.02 },
  };
  const settings = { workload: 'tasks', capacity: 200 } as const;
  return {
    ...head,
    ...origin(surroundings),
    points: await swept('speedUp', [3, 5, 9, 17], settings, 30_000, surroundings),
  };
}
