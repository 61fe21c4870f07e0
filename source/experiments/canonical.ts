import { availability } from './canonical/availability.ts';
import { broadcasts } from './canonical/broadcast.ts';
import type { CanonicalSurroundings } from './canonical/canonical-run.ts';
import { distribution, slowestDownload } from './canonical/distribution.ts';
import { flashCrowd } from './canonical/flash-crowd.ts';
import { gameLinks } from './canonical/game-links.ts';
import { offload } from './canonical/offload.ts';
import { removal } from './canonical/removal.ts';
import { search } from './canonical/search.ts';
import { speedUps } from './canonical/speed-up.ts';
import type { CanonicalResult } from './canonical-result.ts';

/** Results that the field knows, reproduced on the simulator: about 30 s of one core. */
export async function canonicalResults(surroundings: CanonicalSurroundings): Promise<readonly CanonicalResult[]> {
  const { seed } = surroundings;
  return [
    await distribution(surroundings),
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
