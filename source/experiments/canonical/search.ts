import { kademliaHops, overlayFacts } from '../../scale/overlay-facts.ts';
import { createScaleTrial, type ScaleSettings } from '../../scale/scale-trial.ts';
import { searchMessages } from '../../scale/size-figures.ts';
import type { CanonicalPoint, CanonicalResult } from '../documents/canonical-result.ts';
import { type CanonicalSurroundings, type Head, runOf } from './canonical-run.ts';

const sizes = [8, 16, 32, 64, 128, 256, 512, 1024];
/** Peers that a classroom's machine runs as processes without being busy with anything else. */
const sizesOnProcesses = [8, 16];
const processMs = 3_000;
const queries = 100;
const eventsPerTurn = 20_000;
/** Kademlia's, smaller than the smallest network: no peer knows all others. */
const k = 2;
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
const peers = { name: 'peers N', unit: '', scale: 'log' } as const;
const messagesHead: Head = {
  name: 'R3',
  title: 'What one query costs',
  source:
    'flooding 2E-N+1 with E = 2N (each peer passes a query on once), index 2 (question and answer; the index itself asks nobody: 2-2/N), Kademlia O(log N) (Maymounkov and Mazieres 2002)',
  x: peers,
  y: { name: 'messages a query', unit: '', scale: 'log' },
  band: { low: 0.95, high: 1.05 },
};
const hopsHead: Head = {
  name: 'R3 hops',
  title: `Hops of one lookup, Kademlia with k = ${k}`,
  source:
    'O(log N) (Maymounkov and Mazieres 2002): the mean way to the node nearest to the key with ideal tables, recomputed; a query stops at the first record, so that its way is shorter in small networks',
  x: peers,
  y: { name: 'mean hops', unit: '', scale: 'linear' },
  band: { low: 0.75, high: 1.1 },
};

/**
 * R3: messages that one query costs, three ways to find the same item, and the hops of a lookup: simulated, and on processes where those are given. About 6 s of one core, and 10 s with
 * processes.
 */
export async function search(seed: number, onProcesses?: CanonicalSurroundings): Promise<readonly CanonicalResult[]> {
  const messages: CanonicalPoint[] = [];
  const hops: CanonicalPoint[] = [];
  for (const nodes of sizes) {
    const flooded = await queried({ ...common, overlay: 'flooding', k, nodes, seed });
    // A random 4-regular graph has E = 2N.
    messages.push({ series: 'flooding', x: nodes, predicted: 3 * nodes + 1, measured: flooded?.messages });
    const indexed = await queried({ ...common, overlay: 'index', k, nodes, seed });
    messages.push({ series: 'index', x: nodes, predicted: 2 - 2 / nodes, measured: indexed?.messages });
    const looked = await queried({ ...common, overlay: 'kademlia', k, nodes, seed });
    messages.push({ series: `Kademlia (k ${k})`, x: nodes, predicted: undefined, measured: looked?.messages });
    hops.push({ series: 'simulation', x: nodes, predicted: idealHops(nodes), measured: looked?.hops });
  }
  if (onProcesses !== undefined) hops.push(...(await hopsOnProcesses(onProcesses)));
  const from = { measuredOn: 'simulation', seed, n: queries } as const;
  const where = onProcesses === undefined ? 'simulation' : 'simulation and processes';
  return [
    { ...messagesHead, ...from, points: messages },
    { ...hopsHead, ...from, measuredOn: where, points: hops },
  ];
}

/** Undefined: it failed. */
async function queried(
  settings: ScaleSettings,
): Promise<{ readonly messages: number; readonly hops: number } | undefined> {
  const trial = createScaleTrial(settings);
  while (trial.step(eventsPerTurn)) await new Promise((resolve) => setImmediate(resolve));
  const { failure, asked } = trial;
  if (failure !== undefined || asked.begun === 0 || asked.succeeded === 0) return undefined;
  const messages = searchMessages(trial, overlayFacts(settings.mode, settings.overlay)) / asked.begun;
  return { messages, hops: asked.hopsTotal / asked.succeeded };
}

async function hopsOnProcesses(surroundings: CanonicalSurroundings): Promise<readonly CanonicalPoint[]> {
  const points: CanonicalPoint[] = [];
  for (const nodes of sizesOnProcesses) {
    const rate = queries / (processMs / 1000);
    const settings = { workload: 'files', overlay: 'kademlia', k, alpha: common.alpha, nodes, rate } as const;
    const run = await runOf('peer-to-peer', settings, processMs, surroundings);
    points.push({
      series: 'processes',
      x: nodes,
      predicted: idealHops(nodes),
      measured: run?.requests.hops?.mean,
    });
  }
  return points;
}

/** Undefined for networks smaller than those that it was computed for. */
function idealHops(nodes: number): number | undefined {
  return nodes < 16 ? undefined : kademliaHops(nodes, k);
}
