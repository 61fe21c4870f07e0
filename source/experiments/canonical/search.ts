import { createScaleTrial, type ScaleSettings } from '../../lab/scale-trial.ts';
import type { CanonicalPoint, CanonicalResult } from '../canonical-result.ts';
import { overlayFacts } from '../overlay-facts.ts';
import { searchMessages } from '../size-figures.ts';

const sizes = [16, 32, 64, 128, 256, 512, 1024];
const queries = 100;
const eventsPerTurn = 20_000;
const common = {
  mode: 'peer-to-peer',
  workload: 'files',
  degree: 4,
  ttl: 64,
  alpha: 3,
  replicas: 1,
  servers: 1,
  freeRiders: 0,
  itemsPerNode: 1,
  capacity: 0,
  valueSize: 256,
  queries,
  rate: 0,
  latencyMs: 1,
} as const;

/** R3: messages that one query costs, three ways to find the same item. About 5 s of one core. */
export async function search(seed: number): Promise<CanonicalResult> {
  const points: CanonicalPoint[] = [];
  for (const nodes of sizes) {
    const flooded = await queryMessages({ ...common, overlay: 'flooding', k: 4, nodes, seed });
    // A random 4-regular graph has E = 2N.
    points.push({ series: 'flooding', x: nodes, predicted: 3 * nodes + 1, measured: flooded });
    const indexed = await queryMessages({ ...common, overlay: 'index', k: 4, nodes, seed });
    points.push({ series: 'index', x: nodes, predicted: 2 - 2 / nodes, measured: indexed });
    const looked = await queryMessages({ ...common, overlay: 'kademlia', k: 2, nodes, seed });
    points.push({ series: 'Kademlia (k 2)', x: nodes, predicted: undefined, measured: looked });
  }
  return {
    name: 'R3',
    title: 'What one query costs',
    source:
      'flooding 2E-N+1 with E = 2N (each peer passes a query on once), index 2 (question and answer; the index itself asks nobody: 2-2/N), Kademlia O(log N) (Maymounkov and Mazieres 2002)',
    measuredOn: 'simulation',
    seed,
    n: queries,
    x: { name: 'peers N', unit: '', scale: 'log' },
    y: { name: 'messages a query', unit: '', scale: 'log' },
    points,
    band: { low: 0.95, high: 1.05 },
  };
}

async function queryMessages(settings: ScaleSettings): Promise<number | undefined> {
  const trial = createScaleTrial(settings);
  while (trial.step(eventsPerTurn)) await new Promise((resolve) => setImmediate(resolve));
  if (trial.failure !== undefined || trial.asked.begun === 0) return undefined;
  return searchMessages(trial, overlayFacts(settings.mode, settings.overlay)) / trial.asked.begun;
}
