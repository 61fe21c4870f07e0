import type { CanonicalResult } from '../documents/canonical-result.ts';
import { type CanonicalSurroundings, type Head, origin, swept } from './canonical-run.ts';

/** R7: connections of a game, N-1 to a referee, N(N-1)/2 between all. About 3 s. */
export async function gameLinks(surroundings: CanonicalSurroundings): Promise<CanonicalResult> {
  const head: Head = {
    name: 'R7',
    title: 'Connections of a game',
    source: 'N-1 players to the server, or N(N-1)/2 pairs of peers',
    x: { name: 'nodes N', unit: '', scale: 'log' },
    y: { name: 'connections', unit: '', scale: 'log' },
    band: { low: 1, high: 1 },
  };
  return {
    ...head,
    ...origin(surroundings),
    points: await swept('links', [4, 8, 16], { workload: 'game' }, 1_000, surroundings),
  };
}
