import { availability } from './canonical/availability.ts';
import { broadcasts } from './canonical/broadcast.ts';
import { distribution } from './canonical/distribution.ts';
import {
  type CanonicalSurroundings,
  flashCrowd,
  gameLinks,
  offload,
  slowestDownload,
  speedUps,
} from './canonical/predicted-runs.ts';
import { removal } from './canonical/removal.ts';
import { search } from './canonical/search.ts';
import type { CanonicalResult } from './canonical-result.ts';

/** Results that the field knows, reproduced on the simulator: about 30 s of one core. */
export async function canonicalResults(surroundings: CanonicalSurroundings): Promise<readonly CanonicalResult[]> {
  const { open, seed, interruption } = surroundings;
  return [
    await distribution(open, seed, interruption),
    await slowestDownload(surroundings),
    await flashCrowd(surroundings),
    await search(seed),
    ...broadcasts(seed),
    availability(seed),
    removal(seed),
    await gameLinks(surroundings),
    await offload(surroundings),
    await speedUps(surroundings),
  ];
}
