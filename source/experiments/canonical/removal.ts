import { createRandom } from '../../base/random.ts';
import { type Edge, randomGraph } from '../../modes/random-graph.ts';
import type { CanonicalResult } from '../documents/canonical-result.ts';

const size = 64;
const degree = 4;
const draws = 200;
/** Share that dies, and the largest component among the survivors, as known. */
const known: readonly (readonly [killed: number, left: number])[] = [
  [0.1, 1],
  [0.2, 0.998],
  [0.3, 0.994],
  [0.5, 0.82],
  [0.7, 0.39],
];

/** R6: how a mesh falls apart. Graphs as peer-to-peer mode plans them, deaths at random; a star without its hub has nothing left. Less than a second. */
export function removal(seed: number): CanonicalResult {
  const random = createRandom(seed).fork('R6');
  const points = known.map(([killed, left]) => {
    const shares = Array.from({ length: draws }, () => {
      const alive = new Set(
        random.shuffled(Array.from({ length: size }, (_, place) => place)).slice(Math.round(killed * size)),
      );
      return largestComponent(randomGraph(size, degree, random), alive) / alive.size;
    });
    return {
      series: 'random mesh, 4 neighbours',
      x: killed * 100,
      predicted: left,
      measured: shares.reduce((sum, one) => sum + one, 0) / draws,
    };
  });
  return {
    name: 'R6',
    title: 'What hangs together when nodes of a mesh of 64 die',
    source:
      'largest component / survivors, random 4-regular graphs, recomputed for this lab; of a star without its hub 0',
    measuredOn: 'simulation',
    seed,
    n: draws,
    x: { name: 'nodes that die', unit: '%', scale: 'linear' },
    y: { name: 'largest component', unit: 'share', scale: 'linear' },
    points,
    band: { low: 0.95, high: 1.05 },
  };
}

function largestComponent(edges: readonly Edge[], alive: ReadonlySet<number>): number {
  const neighbours = new Map([...alive].map((place): [number, number[]] => [place, []]));
  for (const [a, b] of edges) {
    if (!alive.has(a) || !alive.has(b)) continue;
    neighbours.get(a)?.push(b);
    neighbours.get(b)?.push(a);
  }
  const unseen = new Set(alive);
  let largest = 0;
  for (const start of alive) {
    if (!unseen.delete(start)) continue;
    const component = new Set([start]);
    for (const place of component)
      for (const next of neighbours.get(place) ?? []) if (unseen.delete(next)) component.add(next);
    largest = Math.max(largest, component.size);
  }
  return largest;
}
