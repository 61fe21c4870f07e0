import { createRandom, type Random } from '../../source/base/random.ts';
import type { ItemView, LatencyView, SecondView } from '../../source/lab/view/figures-view.ts';
import type { LogEntry } from '../../source/lab/view/log-entry.ts';
import type { ConnectionView, NodeView } from '../../source/lab/view/node-view.ts';
import type { ComparisonView, LabSnapshot, MessageKind, ModeName } from '../../source/lab/view/snapshot.ts';
import { type ItemHash, type NodeId, nodeId } from '../../source/protocol/ids.ts';

/** What a snapshot for a test shows. */
export interface SnapshotOrder {
  readonly mode: ModeName;
  readonly nodes: number;
  readonly seed?: number;
  /** Number of a node that was killed, from 1. */
  readonly down?: number;
  /** Whether there was a switch of mode before. */
  readonly isSwitched?: boolean;
  readonly phase?: LabSnapshot['phase'];
}

/** The cause of death of `down` nodes. */
export const deathCause = 'killed · SIGKILL';

/** A snapshot of a lab in the middle of its work: the same order gives the same snapshot. */
export function snapshotOf(order: SnapshotOrder): LabSnapshot {
  const { mode, nodes: count, seed = 7, isSwitched = false, phase = 'working' } = order;
  const random = createRandom(seed);
  const now = 92_418.25;
  const nodes = Array.from({ length: count }, (_, at) => nodeOf(order, at + 1, random.fork(`node ${at}`)));
  const alive = nodes.filter(({ state }) => state !== 'down').map(({ id }) => id);
  const items = itemsOf(order, alive, random.fork('items'));
  return {
    measuredOn: 'processes',
    now,
    phase,
    failure: undefined,
    mode,
    generation: isSwitched ? 2 : 1,
    seed,
    settings: {
      workload: 'files',
      rate: 20,
      concurrency: 1,
      valueSize: 4096,
      link: 'loopback',
      overlay: mode === 'peer-to-peer' ? 'flooding' : undefined,
      degree: 4,
      ttl: 64,
      k: 4,
      alpha: 3,
      replicas: 1,
      servers: 1,
      freeRiders: 0,
      file: { bytes: 8 * 1024 ** 2, source: { up: undefined, down: undefined }, receivers: [] },
      ticksPerSecond: 20,
      serialShare: 0.05,
      capacity: 200,
      durability: 'durable',
      nodesMax: 200,
    },
    nodes,
    connections: connectionsOf(mode, alive, random.fork('connections')),
    links: mode === 'peer-to-peer' ? 9 : alive.length - 1,
    requests: {
      attempted: 1840,
      succeeded: 1827,
      fetched: 1803,
      failed: 13,
      timedOut: 4,
      perSecond: 19.6,
      latency: latencyOf(random.fork('latency'), 3),
      recentLatency: latencyOf(random.fork('recent'), 3),
      recentSuccess: order.down === undefined ? 1 : 0.934,
      messagesPerRequest: mode === 'client-server' ? 2 : 14.3,
      effort: { messages: mode === 'client-server' ? 3632 : 25_969, fetches: 1816 },
      hops: mode === 'client-server' ? undefined : { mean: 1.8, max: 4 },
      series: seriesOf(now, random.fork('series')),
      sampledOneIn: 1,
    },
    traffic: {
      bytes: { query: 200_480, hit: 10_000, content: 7_483_648, upkeep: 20_112 },
      messages: { query: 5000, hit: 262, content: 1827, upkeep: 1257 },
      bytesSent: 7_714_240,
      bytesReceived: 7_702_112,
      queryMessages: 3418,
      queriesStarted: 1840,
    },
    placement: {
      items,
      copies: items.reduce((total, { holders }) => total + holders.size, 0),
      fullest: alive[0] === undefined ? undefined : { node: alive[0], share: mode === 'client-server' ? 1 : 0.31 },
    },
    pace: 1,
    next: undefined,
    faults: [],
    faultsMissed: [],
    storesMended: [],
    standstills: [],
    doubts: [],
    cuts: [],
    inspection: undefined,
    churnMs: 0,
    workload: { figures: [], progress: new Map() },
    log: logOf(order, alive, items, random.fork('log')),
    startup: { processesReadyMs: 212.4, firstRequestMs: 318.9 },
    comparison: isSwitched ? comparisonOf(mode) : undefined,
    eventsDropped: 0,
    machine: {
      cores: 8,
      cpuModel: 'Test CPU',
      loadPercent: 31,
      memoryUsedBytes: 6_100_000_000,
      memoryTotalBytes: 16_000_000_000,
    },
  };
}

function nodeOf({ mode, down }: SnapshotOrder, number: number, random: Random): NodeView {
  const isDown = number === down;
  const role = mode === 'peer-to-peer' ? 'peer' : number === 1 ? 'server' : 'client';
  const isServing = role !== 'client';
  const made = role === 'server' ? 0 : 100 + random.below(900);
  return {
    id: nodeId(number),
    role,
    state: isDown ? 'down' : 'ready',
    cause: isDown ? deathCause : undefined,
    storeTrouble: undefined,
    downAt: isDown ? 88_120 : undefined,
    pid: isDown ? undefined : 41_000 + number,
    address: isServing ? `127.1.0.${number}:9000` : `127.1.0.${number}`,
    listening: isServing,
    connections: isDown ? 0 : 1 + random.below(5),
    requestsMade: made,
    requestsServed: isServing ? 100 + random.below(9000) : 0,
    requestsFailed: random.below(5),
    madePerSecond: isDown ? 0 : random.unit() * 20,
    servedPerSecond: isServing && !isDown ? random.unit() * 40 : 0,
    queueLength: isServing ? random.below(7) : 0,
    queueLengthMax: isServing ? 9 : 0,
    load: isServing ? random.unit() : undefined,
    duty: undefined,
    items: 3 + random.below(20),
    itemBytes: 4096 * (3 + random.below(20)),
    bytesSent: random.below(4_000_000),
    bytesReceived: random.below(4_000_000),
    cpuMs: 400 + random.below(4000),
    cpuPercent: random.unit() * 12,
    rssBytes: 48_000_000 + random.below(9_000_000),
    ping: isDown ? undefined : { ms: 0.04 + random.unit() * 0.3, how: 'icmp' },
    link: {
      asked: 'loopback',
      description: 'loopback',
      rttMs: 0.4,
      upBytesPerSecond: 2_000,
      downBytesPerSecond: 4_000,
    },
    slowness: 1,
    protocolErrors: number === 2 ? 1 : 0,
  };
}

function connectionsOf(mode: ModeName, alive: readonly NodeId[], random: Random): ConnectionView[] {
  const rates = (): Record<MessageKind, number> => ({
    query: random.unit() * 6,
    hit: random.unit() * 2,
    content: random.unit() * 6,
    upkeep: random.unit(),
  });
  const join = (from: NodeId, to: NodeId, purpose: ConnectionView['purpose']): ConnectionView => ({
    from,
    to,
    purpose,
    out: rates(),
    back: rates(),
  });
  const [first, ...others] = alive;
  if (first === undefined) return [];
  if (mode === 'client-server') return others.map((client) => join(client, first, 'overlay'));
  const ring = alive.slice(0, -1).flatMap((id, at) => {
    const next = alive[at + 1];
    return next === undefined ? [] : [join(id, next, 'overlay')];
  });
  const across = alive.slice(0, Math.floor(alive.length / 2)).flatMap((id, at) => {
    const opposite = alive[at + Math.floor(alive.length / 2)];
    return opposite === undefined || at % 3 > 0 ? [] : [join(id, opposite, at % 2 === 0 ? 'overlay' : 'transfer')];
  });
  return [...ring, ...across];
}

function latencyOf(random: Random, around: number): LatencyView {
  const p50 = around * (0.5 + random.unit());
  return { p50, p95: p50 * 2.6, p99: p50 * 4.2, max: p50 * 11 };
}

function seriesOf(now: number, random: Random): SecondView[] {
  return Array.from({ length: 90 }, (_, at) => ({
    at: Math.floor(now / 1000) * 1000 - (89 - at) * 1000,
    succeeded: 12 + random.below(12),
    failed: random.below(20) === 0 ? 1 : 0,
    latency: latencyOf(random, 2 + random.unit() * 4),
  }));
}

/** The first item of a snapshot with a `down` node has no copy left. */
function itemsOf({ mode, nodes, down }: SnapshotOrder, alive: readonly NodeId[], random: Random): ItemView[] {
  const server = nodeId(1);
  return Array.from({ length: Math.min(nodes * 3, 60) }, (_, at) => {
    const author = nodeId(1 + (at % nodes));
    const holders = new Map<NodeId, 'authored' | 'stored' | 'copy'>();
    if (mode === 'client-server') {
      if (alive.includes(server)) holders.set(server, 'stored');
    } else {
      for (const id of alive) if (random.below(6) === 0) holders.set(id, 'copy');
      if (alive.includes(author)) holders.set(author, 'authored');
    }
    if (down !== undefined && at === 0) holders.clear();
    return {
      name: `f${String(at + 1).padStart(3, '0')}.bin`,
      hash: random.bytes(32).toString('hex') as ItemHash,
      bytes: 4096,
      author,
      holders,
      records: new Set(mode === 'peer-to-peer' ? alive.slice(at % 3, (at % 3) + 2) : []),
      repairedAt: undefined,
    };
  });
}

function logOf(
  { mode, down }: SnapshotOrder,
  alive: readonly NodeId[],
  items: readonly ItemView[],
  random: Random,
): LogEntry[] {
  const log: LogEntry[] = Array.from({ length: 40 }, (_, at): LogEntry => {
    const node = alive[random.below(alive.length)] ?? nodeId(1);
    const isDone = random.below(9) > 0;
    return {
      type: 'operation',
      at: 86_000 + at * 150,
      node,
      operation: at % 5 === 0 ? 'publish' : 'fetch',
      item: items[random.below(items.length)]?.name ?? 'f001.bin',
      outcome: isDone ? 'done' : 'timed-out',
      servedBy: isDone ? alive[0] : undefined,
      latencyMs: 0.4 + random.unit() * 9,
      hops: mode === 'peer-to-peer' ? 1 + random.below(4) : undefined,
      route: [],
      isRouteCut: false,
    };
  });
  log.push({
    type: 'event',
    item: undefined,
    step: undefined,
    at: 92_050,
    node: undefined,
    level: 'info',
    text: 'star → mesh: every node runs again…',
  });
  if (down !== undefined)
    log.push({
      type: 'event',
      item: undefined,
      step: undefined,
      at: 92_120,
      node: nodeId(down),
      level: 'error',
      text: `down: ${deathCause}`,
    });
  return log;
}

function comparisonOf(mode: ModeName): ComparisonView {
  const star = {
    mode: 'client-server',
    overlay: undefined,
    latencyP50Ms: 8.4,
    messagesPerRequest: 2,
    busiestShare: 1,
    connections: 7,
    success: 1,
  } as const;
  const mesh = {
    mode: 'peer-to-peer',
    overlay: 'flooding',
    latencyP50Ms: 3.1,
    messagesPerRequest: 14.3,
    busiestShare: 0.22,
    connections: 16,
    success: 0.998,
  } as const;
  return mode === 'peer-to-peer'
    ? { switchedAt: 61_000, before: star, after: mesh }
    : { switchedAt: 61_000, before: mesh, after: star };
}
