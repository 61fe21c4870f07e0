import { kindOfMessage, messageCodec } from '../protocol/messages.ts';

/** A network for which something is predicted. */
export interface PredictedSize {
  readonly nodes: number;
  /** Connections of its shape. */
  readonly edges: number;
  readonly degree: number;
  readonly k: number | undefined;
}

/** What `starmesh simulate` knows of one way to find things: the only place where the ways differ. */
export interface OverlayFacts {
  /** Types of the messages that locate an item; undefined: all of the kind `query` but `fetch` and `refused`. */
  readonly search: readonly string[] | undefined;
  /** Predicted messages a question; undefined: no formula. */
  messagesPerQuery(size: PredictedSize): number | undefined;
  readonly messagesSource: string;
  /** Predicted mean hops. */
  hopsMean(size: PredictedSize): number | undefined;
  readonly hopsSource: string;
  /** Bytes that a node takes, and that each question leaves at each node: measured, see docs/history/performance.md. */
  readonly bytesPerNode: number;
  readonly bytesPerNodeAndQuery: number;
}

const none = (): undefined => undefined;

/** By overlay, and `client-server` for the other mode. */
const facts: Readonly<Record<string, OverlayFacts>> = {
  'client-server': {
    search: ['find', 'found'],
    messagesPerQuery: () => 2,
    messagesSource: 'a find and a found, whatever N',
    hopsMean: () => 1,
    hopsSource: 'the server is one hop away',
    bytesPerNode: 12_000,
    bytesPerNodeAndQuery: 0,
  },
  index: {
    search: undefined,
    messagesPerQuery: () => 2,
    messagesSource: 'a question to the index and its answer (Napster)',
    hopsMean: none,
    hopsSource: '',
    bytesPerNode: 20_000,
    bytesPerNodeAndQuery: 0,
  },
  flooding: {
    search: ['query'],
    messagesPerQuery: ({ nodes, edges }) => 2 * edges - nodes + 1,
    messagesSource: '2E-N+1: each peer passes a query on once, to all but its sender',
    hopsMean: ({ nodes, degree }) => meanDistance(nodes, degree),
    hopsSource: 'mean distance in a random regular graph; copies make it shorter',
    bytesPerNode: 16_000,
    bytesPerNodeAndQuery: 100,
  },
  kademlia: {
    search: undefined,
    messagesPerQuery: none,
    messagesSource: '',
    hopsMean: ({ nodes, k }) => kademliaHops(nodes, k),
    hopsSource: 'to the node nearest to the key, ideal tables; a query stops at the first record',
    bytesPerNode: 25_000,
    bytesPerNodeAndQuery: 0,
  },
};

/** The facts of a way to find things; an overlay that is not in the table has no predictions. */
export function overlayFacts(mode: 'client-server' | 'peer-to-peer', overlay: string): OverlayFacts {
  const found = facts[mode === 'client-server' ? mode : overlay];
  return found ?? { ...(facts['kademlia'] as OverlayFacts), hopsMean: none, hopsSource: '' };
}

export function searchTypesOf({ search }: OverlayFacts): ReadonlySet<string> {
  if (search !== undefined) return new Set(search);
  const isSearch = (type: (typeof messageCodec.types)[number]): boolean =>
    ['query', 'hit'].includes(kindOfMessage[type]) && type !== 'fetch' && type !== 'refused';
  return new Set(messageCodec.types.filter(isSearch));
}

/**
 * Mean distance of two nodes of a random graph of this degree: a node is farther than t when none of its d branches has the other one
 * within t, and a branch has not when its first node is another one and none of that one's d-1 branches has. Exact for a tree.
 */
export function meanDistance(nodes: number, degree: number): number {
  if (nodes <= degree + 1) return 1;
  let without = 1;
  let mean = 0;
  for (let distance = 0; distance < 200; distance++) {
    mean += without ** degree;
    without = (1 - 1 / nodes) * without ** (degree - 1);
  }
  return mean;
}

/** By k: mean hops with ideal tables and alpha 3 at N = 16, 64, 256, 1024, 2048 (recomputed in test/nodes/overlay/hops.test.ts). */
const idealHops: ReadonlyMap<number, readonly number[]> = new Map([
  [1, [1.77, 2.74, 3.81, 4.84, 5.33]],
  [2, [1.47, 2.09, 2.75, 3.36, 3.68]],
  [8, [1.0, 1.53, 1.85, 2.23, 2.46]],
  [20, [1.0, 1.19, 1.61, 1.91, 2.02]],
]);
const idealSizes = [4, 6, 8, 10, 11];

/**
 * Mean hops of a lookup for the node nearest to a key: on straight lines over log2 N and log2 k between the cells of the table, beyond its
 * sizes with the slope of its ends. Undefined outside of k = 1 … 20.
 */
export function kademliaHops(nodes: number, k: number | undefined): number | undefined {
  const sizes = [...idealHops.keys()];
  if (k === undefined || k < 1 || k > 20) return undefined;
  const above = sizes.find((size) => size >= k) ?? 20;
  const below = sizes.findLast((size) => size <= k) ?? 1;
  const low = hopsAt(nodes, idealHops.get(below) ?? []);
  const high = hopsAt(nodes, idealHops.get(above) ?? []);
  return above === below ? low : low + (high - low) * (Math.log2(k / below) / Math.log2(above / below));
}

function hopsAt(nodes: number, table: readonly number[]): number {
  const bits = Math.log2(nodes);
  const last = idealSizes.length - 1;
  // The last step alone is rounded too coarsely to go on from: beyond the table the slope is that from N = 256.
  if (bits > 11) return at(table, last) + ((bits - 11) * (at(table, last) - at(table, 2))) / 3;
  const from = Math.max(
    0,
    idealSizes.findLastIndex((size) => size <= bits),
  );
  const low = Math.min(from, last - 1);
  const share = (bits - at(idealSizes, low)) / (at(idealSizes, low + 1) - at(idealSizes, low));
  return Math.max(0, at(table, low) + share * (at(table, low + 1) - at(table, low)));
}

function at(values: readonly number[], place: number): number {
  return values[place] ?? 0;
}
