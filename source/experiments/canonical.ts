import { availability } from './canonical/availability.ts';
import { broadcasts } from './canonical/broadcast.ts';
import { distribution } from './canonical/distribution.ts';
import { type CanonicalSurroundings, flashCrowd, gameLinks, speedUps } from './canonical/predicted-runs.ts';
import { removal } from './canonical/removal.ts';
import { search } from './canonical/search.ts';
import type { CanonicalResult } from './canonical-result.ts';

/** Results that the field knows, reproduced on the simulator: about 30 s of one core. R8 is in R1 (what the source sends) and in the cost of a comparison. */
export async function canonicalResults(surroundings: CanonicalSurroundings): Promise<readonly CanonicalResult[]> {
  const { open, seed, interruption } = surroundings;
  return [
    await distribution(open, seed, interruption),
    await flashCrowd(surroundings),
    await search(seed),
    ...broadcasts(seed),
    availability(seed),
    removal(seed),
    await gameLinks(surroundings),
    await speedUps(surroundings),
  ];
}
