import { availability } from './canonical/availability.ts';
import { distribution } from './canonical/distribution.ts';
import { search } from './canonical/search.ts';
import type { CanonicalResult } from './canonical-result.ts';
import type { OpenTrial } from './trial.ts';

/** Results that the field knows, reproduced on the simulator: about 20 s of one core. `open` starts simulated labs. */
export async function canonicalResults(
  open: OpenTrial,
  seed: number,
  interruption: Promise<unknown>,
): Promise<readonly CanonicalResult[]> {
  return [await distribution(open, seed, interruption), await search(seed), availability(seed)];
}
