import type { ItemView, LatencyView, PlacementView, RequestsView, TrafficView } from '../lab/view/figures-view.ts';
import type { LogEntry } from '../lab/view/log-entry.ts';
import type { ConnectionView, NodeView } from '../lab/view/node-view.ts';
import type { LabSnapshot, ModeFigures, SettingsView } from '../lab/view/snapshot.ts';
import { type ItemHash, type NodeId, parseNodeId } from '../protocol/ids.ts';
import { type MessageKind, messageCodec, messageKinds } from '../protocol/messages.ts';
import { inspectionShape } from './inspection-shape.ts';
import {
  bool,
  branded,
  list,
  mapOf,
  numberIn,
  optional,
  pair,
  record,
  type Shape,
  setOf,
  text,
  variant,
  where,
  word,
} from './shape.ts';

/** Longer than any lab or recording lasts, in milliseconds. */
export const timeMsMax = 100 * 24 * 3_600_000;
const partsMax = 1_000_000;
const nodesMax = 10_000;
const figureMax = 1e15;

const time = numberIn(0, timeMsMax);
/** A measured value may be below zero; a count may not. */
const figure = numberIn(-figureMax, figureMax);
const count = numberIn(0, figureMax);
const share = numberIn(0, 1);
const words = text(65_536);
const name = text(1_024);

const node = branded<NodeId>(
  where(text(10), (id) => (parseNodeId(id) === undefined ? ` is ${JSON.stringify(id)}, not a node` : undefined)),
);
const mode = word('client-server', 'peer-to-peer');
const overlay = optional(word('flooding', 'index', 'kademlia'));
const workload = word('files', 'web', 'game', 'tasks', 'distribute');
const kind = word(...messageKinds);
const kinds = record<Record<MessageKind, number>>({ query: count, hit: count, content: count, upkeep: count });

const lineCaps = record<SettingsView['file']['source']>({ up: optional(count), down: optional(count) });

const settings = record<SettingsView>({
  workload,
  rate: count,
  concurrency: count,
  valueSize: count,
  link: words,
  overlay,
  degree: count,
  ttl: count,
  k: count,
  alpha: count,
  replicas: count,
  servers: count,
  freeRiders: share,
  capacity: count,
  file: record({ bytes: count, source: lineCaps, receivers: list(lineCaps, nodesMax) }),
  ticksPerSecond: count,
  serialShare: share,
  durability: word('durable', 'memory'),
  nodesMax: count,
});

const nodeView = record<NodeView>({
  id: node,
  role: word('server', 'client', 'peer'),
  state: word('starting', 'configuring', 'ready', 'paused', 'silent', 'down'),
  cause: optional(words),
  storeTrouble: optional(words),
  downAt: optional(time),
  pid: optional(count),
  address: optional(name),
  listening: bool,
  connections: count,
  requestsMade: count,
  requestsServed: count,
  requestsFailed: count,
  madePerSecond: count,
  servedPerSecond: count,
  queueLength: count,
  queueLengthMax: count,
  load: optional(count),
  duty: optional(word('index', 'free rider')),
  items: count,
  itemBytes: count,
  bytesSent: count,
  bytesReceived: count,
  cpuMs: optional(count),
  cpuPercent: optional(count),
  rssBytes: optional(count),
  ping: optional(record({ ms: count, how: word('icmp', 'control') })),
  slowness: count,
  protocolErrors: count,
  link: record({
    asked: words,
    description: words,
    rttMs: optional(count),
    upBytesPerSecond: optional(count),
    downBytesPerSecond: optional(count),
  }),
});

const connection = record<ConnectionView>({
  from: node,
  to: node,
  purpose: word('overlay', 'transfer'),
  out: kinds,
  back: kinds,
});

const latency = record<LatencyView>({
  p50: optional(count),
  p95: optional(count),
  p99: optional(count),
  max: optional(count),
});

const requests = record<RequestsView>({
  attempted: count,
  succeeded: count,
  fetched: count,
  failed: count,
  timedOut: count,
  perSecond: count,
  latency,
  recentLatency: latency,
  recentSuccess: optional(count),
  messagesPerRequest: optional(count),
  effort: optional(record({ messages: count, fetches: count })),
  hops: optional(record({ mean: count, max: count })),
  series: list(record({ at: time, succeeded: count, failed: count, latency }), 10_000),
  sampledOneIn: count,
});

const traffic = record<TrafficView>({
  bytes: kinds,
  messages: kinds,
  bytesSent: count,
  bytesReceived: count,
  queryMessages: count,
  queriesStarted: count,
});

const hash = branded<ItemHash>(text(64));
const item = record<ItemView>({
  name,
  hash,
  bytes: count,
  author: node,
  holders: mapOf(node, word('authored', 'stored', 'copy', 'replica'), nodesMax),
  records: setOf(node, nodesMax),
  repairedAt: optional(time),
});

const placement = record<PlacementView>({
  items: list(item, partsMax),
  copies: count,
  fullest: optional(record({ node, share })),
});

const progress = where(record({ done: count, total: count }), ({ done, total }) =>
  done > total ? ` is ${done} of ${total}` : undefined,
);

const step = { from: node, to: node, message: word(...messageCodec.types), at: optional(time) };

const logEntry = variant<LogEntry>({
  operation: record({
    type: word('operation'),
    at: time,
    node,
    operation: word('publish', 'fetch'),
    item: name,
    outcome: word('done', 'not-found', 'refused', 'unreachable', 'timed-out'),
    servedBy: optional(node),
    latencyMs: count,
    hops: optional(count),
    route: list(record({ ...step, kind }), 1_000),
    isRouteCut: bool,
  }),
  event: record({
    type: word('event'),
    at: time,
    node: optional(node),
    level: word('info', 'warning', 'error'),
    text: words,
    item: optional(name),
    step: optional(words),
  }),
});

const modeFigures = record<ModeFigures>({
  mode,
  overlay,
  latencyP50Ms: optional(count),
  messagesPerRequest: optional(count),
  busiestShare: optional(count),
  connections: count,
  success: optional(count),
});

const held = record({ from: node, to: node, kind, at: time });

/**
 * Everything that a screen shows, and so everything that a recording must hold of a moment. Numbers that panes count in, or count up to, have bounds.
 */
export const snapshotShape: Shape<LabSnapshot> = record<LabSnapshot>({
  measuredOn: word('processes', 'simulation'),
  now: time,
  phase: word('starting', 'switching', 'publishing', 'working', 'draining', 'stopped', 'failed'),
  failure: optional(words),
  mode,
  generation: count,
  seed: figure,
  settings,
  nodes: list(nodeView, nodesMax),
  connections: list(connection, partsMax),
  links: count,
  requests,
  traffic,
  placement,
  workload: record({
    figures: list(
      record({
        metric: name,
        n: count,
        mean: figure,
        p50: optional(count),
        p99: optional(count),
        max: optional(count),
      }),
      1_000,
    ),
    progress: mapOf(node, progress, nodesMax),
  }),
  log: list(logEntry, 10_000),
  startup: record({ processesReadyMs: optional(figure), firstRequestMs: optional(figure) }),
  comparison: optional(record({ switchedAt: time, before: modeFigures, after: modeFigures })),
  pace: numberIn(0, 1_000_000),
  next: optional(
    record({ node, at: time, text: words, held: count, messages: list(held, partsMax), moves: optional(held) }),
  ),
  faults: list(record({ atMs: figure, fault: words, target: words }), partsMax),
  faultsMissed: list(record({ atMs: figure, fault: words, target: words, why: words }), partsMax),
  storesMended: list(record({ node, text: words }), partsMax),
  cuts: list(pair(node, node), partsMax),
  churnMs: count,
  standstills: list(record({ atMs: figure, ms: count, kind: word('all', 'lab', 'asleep') }), partsMax),
  doubts: list(record({ cause: word('node-died', 'store-trouble'), text: words }), partsMax),
  eventsDropped: count,
  machine: optional(
    record({
      cores: count,
      cpuModel: words,
      loadPercent: optional(count),
      memoryUsedBytes: count,
      memoryTotalBytes: count,
    }),
  ),
  inspection: optional(inspectionShape({ node, time, figure, words })),
});
