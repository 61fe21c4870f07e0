import { type Edge, fullMesh } from '../../modes/random-graph.ts';
import { nodeId } from '../../protocol/ids.ts';
import { messageCodec } from '../../protocol/messages.ts';
import { createLeanNetwork } from '../../scale/lean-network.ts';
import { createNodeLogic } from '../../workloads/node-of-plan.ts';
import type { CanonicalPoint, CanonicalResult } from '../documents/canonical-result.ts';

const size = 25;
const side = 5;
const hopMs = 100;
const eventsMax = 200_000;
/** By then all have connected, which takes a few latencies. */
const connectedMs = 60 * hopMs;
const untilMs = connectedMs + 2 * size * hopMs;

/** Each with the place where the broadcast begins: an end, a corner, the root, a leaf. */
const topologies: readonly { readonly name: string; readonly edges: readonly Edge[]; readonly from: number }[] = [
  { name: 'line', edges: places(1).map((place) => [place - 1, place]), from: 0 },
  { name: 'grid', edges: gridEdges(), from: 0 },
  { name: 'tree', edges: places(1).map((place) => [Math.floor((place - 1) / 4), place]), from: 0 },
  { name: 'full mesh', edges: fullMesh(size), from: 0 },
  { name: 'star', edges: places(1).map((place) => [0, place]), from: 1 },
];

/** R4: what a broadcast costs, and how long it takes to reach the last of 25 nodes, by topology. A query for what nobody holds is one. Less than a second. */
export function broadcasts(seed: number): readonly CanonicalResult[] {
  const measured = topologies.map((topology) => ({ ...topology, ...broadcast(topology.edges, topology.from, seed) }));
  const common = {
    measuredOn: 'simulation',
    seed,
    n: 1,
    x: { name: 'line, grid, tree, full mesh, star', unit: '', scale: 'linear' },
  } as const;
  const points = (
    of: (one: (typeof measured)[number]) => Omit<CanonicalPoint, 'series' | 'x'>,
  ): readonly CanonicalPoint[] => measured.map((one, index) => ({ series: one.name, x: index + 1, ...of(one) }));
  return [
    {
      ...common,
      name: 'R4 messages',
      title: 'Messages of a broadcast to 25 nodes',
      source: '2E-N+1, as in the Gossip Glomers of Maelstrom: line, tree and star 24, grid 56, full mesh 576',
      y: { name: 'messages', unit: '', scale: 'log' },
      points: points(({ edges, messages }) => ({ predicted: 2 * edges.length - size + 1, measured: messages })),
      band: { low: 1, high: 1 },
    },
    {
      ...common,
      name: 'R4 time',
      title: 'Time until a broadcast has reached all of 25 nodes, 100 ms a hop',
      source:
        'hops to the farthest node x 100 ms; Maelstrom measured 791 ms (grid), 505 ms (tree, from anywhere) and 97 ms (full mesh)',
      y: { name: 'time', unit: 'ms', scale: 'log' },
      points: points(({ edges, from, lastMs }) => ({ predicted: hopMs * eccentricity(edges, from), measured: lastMs })),
      band: { low: 0.9, high: 1.1 },
    },
  ];
}

function broadcast(
  edges: readonly Edge[],
  from: number,
  seed: number,
): { readonly messages: number; readonly lastMs: number } {
  const network = createLeanNetwork({ seed, nodesMax: size, latencyMs: hopMs, onAnswer: () => undefined });
  for (let place = 0; place < size; place++) {
    // Of two ends the later one dials.
    const dials = edges.filter(([, later]) => later === place).map(([earlier]) => nodeId(earlier + 1));
    const overlay = { type: 'flooding', ttl: 64 } as const;
    const role = { type: 'peer', dials, overlay, copiesMax: 1, replicas: 1, isFreeRider: false } as const;
    network.add(place + 1, createNodeLogic(nodeId(place + 1), { role, capacity: 0, seed: seed + place }), true);
    network.start(place + 1, 0);
  }
  network.run(connectedMs, eventsMax);
  const tag = messageCodec.types.indexOf('query');
  const handled = network.counts.handled.slice();
  const messages = network.counts.sent.messages[tag] ?? 0;
  const reached = new Map<number, number>();
  let startedAt = connectedMs;
  network.at(connectedMs, () => {
    startedAt = network.now;
    network.command(from + 1, 1, { type: 'fetch', name: 'what nobody holds' });
  });
  for (let events = 0; events < eventsMax && network.nextAt < untilMs; events++) {
    network.run(untilMs, 1);
    for (let node = 1; node <= size; node++) {
      if (!reached.has(node) && (network.counts.handled[node] ?? 0) > (handled[node] ?? 0))
        reached.set(node, network.now);
    }
  }
  const times = [...reached].filter(([node]) => node !== from + 1).map(([, at]) => at - startedAt);
  const isWhole = times.length === size - 1;
  return {
    messages: (network.counts.sent.messages[tag] ?? 0) - messages,
    lastMs: isWhole ? Math.max(...times) : Number.NaN,
  };
}

/** Hops to the node that is farthest away. */
function eccentricity(edges: readonly Edge[], from: number): number {
  let frontier = new Set([from]);
  const seen = new Set(frontier);
  let hops = 0;
  for (; seen.size < size; hops++) {
    const next = edges.flatMap(([a, b]) => [...(frontier.has(a) ? [b] : []), ...(frontier.has(b) ? [a] : [])]);
    frontier = new Set(next.filter((place) => !seen.has(place)));
    if (frontier.size === 0) throw new RangeError('a topology that is not connected has no farthest node');
    for (const place of frontier) seen.add(place);
  }
  return hops;
}

function gridEdges(): Edge[] {
  return places(0).flatMap((place): Edge[] => [
    ...(place % side === side - 1 ? [] : [[place, place + 1] as const]),
    ...(place + side >= size ? [] : [[place, place + side] as const]),
  ]);
}

function places(first: number): readonly number[] {
  return Array.from({ length: size - first }, (_, index) => index + first);
}
