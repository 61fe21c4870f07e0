import { createRandom } from '../../base/random.ts';
import type { CanonicalPoint, CanonicalResult } from '../documents/canonical-result.ts';

const nodes = 16;
const killed = 8;
const copies = [1, 2, 3, 4, 5];
const draws = 20_000;

/** R5: an item is lost when all of its k holders are among the m of N that die: drawn at random, beside the hypergeometric line. */
export function availability(seed: number): CanonicalResult {
  const random = createRandom(seed).fork('R5');
  const everybody = Array.from({ length: nodes }, (_, index) => index);
  const isLost = (k: number): boolean => {
    const dead = new Set(random.shuffled(everybody).slice(0, killed));
    return random
      .shuffled(everybody)
      .slice(0, k)
      .every((holder) => dead.has(holder));
  };
  const points = copies.map((k): CanonicalPoint => {
    const lost = Array.from({ length: draws }, () => isLost(k)).filter((one) => one).length;
    return { series: `${killed} of ${nodes} nodes die`, x: k, predicted: 1 - lossOf(k), measured: 1 - lost / draws };
  });
  return {
    name: 'R5',
    title: 'Items left when half of the nodes die',
    source: 'P(lost) = C(N-k, m-k) / C(N, m), N = 16, m = 8: placement and deaths drawn at random (no network in it)',
    measuredOn: 'simulation',
    seed,
    n: draws,
    x: { name: 'copies of each item', unit: '', scale: 'linear' },
    y: { name: 'items left', unit: 'share', scale: 'linear' },
    points,
    band: { low: 0.98, high: 1.02 },
  };
}

/** All k holders among the dead: m/N, then (m-1)/(N-1) … */
function lossOf(k: number): number {
  return Array.from({ length: k }, (_, index) => (killed - index) / (nodes - index)).reduce((all, one) => all * one, 1);
}
