import { createHistogram, type Histogram } from '../../base/histogram.ts';
import { linkDescription, linkOf, linkPlanText, linkText } from '../../links/link-text.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Connections } from '../../telemetry/connections.ts';
import type { LabMetrics, Second } from '../../telemetry/lab-metrics.ts';
import type { LinkFigures } from '../../telemetry/link-figures.ts';
import type { Placement } from '../../telemetry/placement.ts';
import { churnMsOf } from '../faults/held-faults.ts';
import type { HappeningsView } from '../live/happenings.ts';
import type { NextStep } from '../live/stepping.ts';
import { doubtsOf } from '../rules/doubts.ts';
import type { LabState, NodeRecord, NodeStep } from '../rules/state.ts';
import type {
  ComparisonView,
  ConnectionView,
  FileView,
  LabSnapshot,
  LatencyView,
  LogEntry,
  MachineView,
  ModeFigures,
  NodeState,
  NodeView,
  PingView,
  PlacementView,
  Progress,
  Regime,
  RequestEffort,
  RequestsView,
  SecondView,
  TrafficView,
  WorkloadName,
  WorkloadView,
} from './snapshot.ts';

/** All figures of one generation. */
export interface GenerationFigures extends Regime {
  readonly workload: WorkloadName;
  readonly startedAt: Timestamp;
  readonly metrics: LabMetrics;
  readonly placement: Placement;
  readonly connections: Connections;
  readonly achieved: LinkFigures;
}

/** What is measured from outside of the nodes. */
export interface OutsideFigures {
  readonly pings: ReadonlyMap<NodeId, PingView>;
  readonly usage: ReadonlyMap<
    NodeId,
    { readonly cpuMs: number; readonly rssBytes: number; readonly cpuPercent: number }
  >;
  readonly machine: MachineView | undefined;
}

/** Everything a snapshot is made of. */
export interface SnapshotParts {
  readonly state: LabState;
  readonly now: Timestamp;
  readonly measuredOn: LabSnapshot['measuredOn'];
  readonly generation: GenerationFigures;
  readonly outside: OutsideFigures;
  readonly log: readonly LogEntry[];
  readonly startup: LabSnapshot['startup'];
  readonly before: ModeFigures | undefined;
  readonly happened: HappeningsView;
  readonly next: NextStep | undefined;
  readonly inspection: LabSnapshot['inspection'];
}

/** Makes what screens and summaries read. Pure. */
export function buildSnapshot(parts: SnapshotParts): LabSnapshot {
  const { state, now, generation, outside } = parts;
  const { settings } = state;
  const { metrics } = generation;
  const connections = generation.connections.open(now);
  const degrees = new Map<NodeId, number>();
  for (const { from, to } of connections) {
    degrees.set(from, (degrees.get(from) ?? 0) + 1);
    degrees.set(to, (degrees.get(to) ?? 0) + 1);
  }
  const nodes = [...state.nodes.values()].map((node) => nodeView(node, parts, degrees.get(node.id) ?? 0));
  return {
    measuredOn: parts.measuredOn,
    now,
    phase: state.phase === 'drained' ? 'stopped' : state.phase,
    failure: state.failure,
    mode: state.mode,
    generation: state.generation,
    seed: settings.seed,
    settings: {
      workload: settings.workload,
      rate: settings.rate,
      concurrency: settings.concurrency,
      valueSize: settings.valueSize,
      link: linkPlanText(settings.link),
      overlay: generation.overlay,
      degree: settings.degree,
      ttl: settings.ttl,
      k: settings.k,
      alpha: settings.alpha,
      replicas: settings.replicas,
      servers: settings.servers,
      freeRiders: settings.freeRiders,
      capacity: settings.capacity,
      file: fileView(state),
      ticksPerSecond: settings.ticksPerSecond,
      serialShare: settings.serialShare,
      durability: settings.durability,
      nodesMax: settings.nodesMax,
    },
    nodes,
    connections,
    links: linksOf(connections),
    requests: requestsView(metrics, now),
    traffic: trafficView(metrics),
    placement: placementView(generation.placement, nodes),
    workload: workloadView(metrics, nodes),
    log: parts.log,
    startup: parts.startup,
    comparison: comparisonView(parts),
    pace: state.pace,
    next: parts.next,
    ...parts.happened,
    doubts: doubtsOf(state),
    cuts: [...state.cuts].map((pair) => pair.split(' ') as [NodeId, NodeId]),
    churnMs: churnMsOf(state.held),
    eventsDropped: metrics.sum('eventsDropped'),
    machine: outside.machine,
    inspection: parts.inspection,
  };
}

function fileView({ settings, nodes }: LabState): FileView {
  const living = [...nodes.values()].filter(({ step }) => step !== 'down');
  const [source, ...receivers] = living.map(({ id }) => {
    const { upBytesPerSecond: up, downBytesPerSecond: down } = linkOf(settings.link, id);
    return { up, down };
  });
  return { bytes: settings.fileBytes, source: source ?? { up: undefined, down: undefined }, receivers };
}

/** What the workload says of itself. */
function workloadView(metrics: LabMetrics, nodes: readonly NodeView[]): WorkloadView {
  const figures = [...metrics.samples].map(([metric, { histogram, sum }]) => ({
    metric,
    n: histogram.count,
    mean: sum / Math.max(1, histogram.count),
    p50: histogram.percentile(0.5),
    p99: histogram.percentile(0.99),
    max: histogram.max,
  }));
  const progress = new Map<NodeId, Progress>();
  for (const { id } of nodes) {
    const { latest } = metrics.node(id);
    if (latest !== undefined && latest.progressTotal > 0) {
      progress.set(id, { done: latest.progressDone, total: latest.progressTotal });
    }
  }
  return { figures, progress };
}

/** Pairs of nodes with a connection that belongs to the network's shape; two that dialled each other are one pair. */
function linksOf(connections: Iterable<Pick<ConnectionView, 'from' | 'to' | 'purpose'>>): number {
  const pairs = new Set<string>();
  for (const { from, to, purpose } of connections) {
    if (purpose === 'overlay') pairs.add(from < to ? `${from} ${to}` : `${to} ${from}`);
  }
  return pairs.size;
}

/** The figures by which two modes are compared. */
export function modeFigures(
  { mode, overlay, metrics, connections }: GenerationFigures,
  nodes: readonly NodeId[],
): ModeFigures {
  const attempted = metrics.sum('made');
  const served = nodes.map((node) => metrics.node(node).totals.served);
  const servedTotal = served.reduce((total, count) => total + count, 0);
  return {
    mode,
    overlay,
    latencyP50Ms: metrics.latency.percentile(0.5),
    messagesPerRequest: messagesPerRequest(effortOf(metrics)),
    busiestShare: servedTotal === 0 ? undefined : Math.max(...served) / servedTotal,
    connections: linksOf(connections.shape()),
    success: attempted === 0 ? undefined : metrics.sum('succeeded') / attempted,
  };
}

function comparisonView({ before, generation, state }: SnapshotParts): ComparisonView | undefined {
  if (before === undefined) return undefined;
  const after = modeFigures(generation, [...state.nodes.keys()]);
  return { switchedAt: generation.startedAt, before, after };
}

/**
 * Messages that a fetch takes: those that find and those that carry. Publishing, which is done before the work, and upkeep, which goes on
 * without requests, are shown on their own.
 */
function messagesPerRequest({ messages, fetches }: RequestEffort): number | undefined {
  return fetches === 0 ? undefined : messages / fetches;
}

function effortOf(metrics: LabMetrics): RequestEffort {
  const { query, hit } = metrics.sent('messages');
  return {
    messages: query + hit + metrics.sentOfType('content'),
    fetches: metrics.sum('made') - metrics.sum('published'),
  };
}

const stateOfStep: Readonly<Record<NodeStep, NodeState>> = {
  launching: 'starting',
  configuring: 'configuring',
  configured: 'configuring',
  joining: 'configuring',
  joined: 'ready',
  publishing: 'ready',
  published: 'ready',
  working: 'ready',
  draining: 'ready',
  drained: 'ready',
  leaving: 'configuring',
  down: 'down',
};

/** A node that says nothing for so long, though nobody stopped it, is silent: it reports at least twice a second. */
export const silentMs = 3_000;

function stateOf(node: NodeRecord, { generation, now }: SnapshotParts): NodeState {
  const state = stateOfStep[node.step];
  if (node.isPaused) return 'paused';
  const { latest } = generation.metrics.node(node.id);
  return state === 'ready' && latest !== undefined && now - latest.at > silentMs ? 'silent' : state;
}

function nodeView(node: NodeRecord, parts: SnapshotParts, connections: number): NodeView {
  const { state, generation, outside } = parts;
  const { totals, madePerSecond, servedPerSecond, busyShare, latest } = generation.metrics.node(node.id);
  const held = generation.placement.heldBy(node.id);
  const isDown = node.step === 'down';
  const usage = outside.usage.get(node.id);
  const fallbackRole = state.mode === 'peer-to-peer' ? 'peer' : 'client';
  return {
    id: node.id,
    role: node.role?.type ?? fallbackRole,
    state: stateOf(node, parts),
    cause: node.cause,
    storeTrouble: node.storeTrouble,
    downAt: node.downAt,
    pid: node.pid === 0 ? undefined : node.pid,
    address: node.host === undefined ? undefined : node.port === 0 ? node.host : `${node.host}:${node.port}`,
    listening: node.port !== 0 && !isDown,
    connections,
    requestsMade: totals.made,
    requestsServed: totals.served,
    requestsFailed: totals.failed,
    madePerSecond: isDown ? 0 : madePerSecond,
    servedPerSecond: isDown ? 0 : servedPerSecond,
    queueLength: isDown ? 0 : (latest?.queueLength ?? 0),
    queueLengthMax: latest?.queueLengthMax ?? 0,
    load: state.settings.capacity === 0 || node.role?.type === 'client' ? undefined : isDown ? 0 : busyShare,
    duty: dutyOf(node),
    items: held.items,
    itemBytes: held.bytes,
    bytesSent: totals.bytesSent,
    bytesReceived: totals.bytesReceived,
    cpuMs: usage?.cpuMs ?? (node.pid === 0 ? undefined : latest?.cpuMs),
    cpuPercent: isDown ? undefined : usage?.cpuPercent,
    rssBytes: isDown ? undefined : (usage?.rssBytes ?? (node.pid === 0 ? undefined : latest?.rssBytes)),
    ping: isDown ? undefined : outside.pings.get(node.id),
    protocolErrors: totals.protocolErrors,
    slowness: node.slowness,
    link: linkView(node, state, generation),
  };
}

function linkView({ id }: NodeRecord, { settings }: LabState, { achieved }: GenerationFigures): NodeView['link'] {
  const link = linkOf(settings.link, id);
  return { asked: linkText(link), description: linkDescription(link), ...achieved.of(id) };
}

function dutyOf({ id, role }: NodeRecord): NodeView['duty'] {
  if (role?.type !== 'peer') return undefined;
  if (role.overlay.type === 'index' && role.overlay.index === id) return 'index';
  return role.isFreeRider ? 'free rider' : undefined;
}

const recentMs = 10_000;

function requestsView(metrics: LabMetrics, now: Timestamp): RequestsView {
  const recent = metrics.seconds.filter(({ at }) => at > now - recentMs - 1000);
  const succeeded = metrics.sum('succeeded');
  const effort = effortOf(metrics);
  const fetched = metrics.sum('fetched');
  const recentDone = recent.reduce((total, second) => total + second.succeeded, 0);
  const recentAll = recentDone + recent.reduce((total, second) => total + second.failed, 0);
  const full = recent.filter(({ at }) => at + 1000 <= now);
  const perSecond =
    full.length === 0 ? recentDone : full.reduce((total, second) => total + second.succeeded, 0) / full.length;
  return {
    attempted: metrics.sum('made'),
    succeeded,
    fetched,
    failed: metrics.sum('failed'),
    timedOut: metrics.sum('timedOut'),
    perSecond,
    latency: latencyView(metrics.latency),
    recentLatency: latencyView(merged(recent)),
    recentSuccess: recentAll === 0 ? undefined : recentDone / recentAll,
    messagesPerRequest: messagesPerRequest(effort),
    effort,
    hops: fetched === 0 ? undefined : { mean: metrics.sum('hopsTotal') / fetched, max: metrics.hopsMax },
    series: metrics.seconds.map((second) => secondView(second, now)),
    sampledOneIn: metrics.sampledOneIn,
  };
}

/** Seconds that are over do not change: their percentiles are worked out once. */
const finishedSeconds = new WeakMap<Second, { readonly count: number; readonly view: SecondView }>();

function secondView(second: Second, now: Timestamp): SecondView {
  const count = second.succeeded + second.failed;
  const known = finishedSeconds.get(second);
  if (known?.count === count) return known.view;
  const { at, succeeded, failed, latency } = second;
  const view = { at, succeeded, failed, latency: latencyView(latency) };
  if (at + 1000 < now) finishedSeconds.set(second, { count, view });
  return view;
}

function merged(seconds: readonly Second[]): Histogram {
  const all = createHistogram();
  for (const { latency } of seconds) all.add(latency.copy());
  return all;
}

/** Percentiles in milliseconds. */
export function latencyView(latency: Histogram): LatencyView {
  const { max } = latency;
  return { p50: latency.percentile(0.5), p95: latency.percentile(0.95), p99: latency.percentile(0.99), max };
}

function trafficView(metrics: LabMetrics): TrafficView {
  return {
    bytes: metrics.sent('bytes'),
    messages: metrics.sent('messages'),
    bytesSent: metrics.sum('bytesSent'),
    bytesReceived: metrics.sum('bytesReceived'),
    queryMessages: metrics.sentOfType('query') + metrics.sentOfType('find-providers') + metrics.sentOfType('providers'),
    queriesStarted: metrics.sum('queriesStarted'),
  };
}

function placementView(placement: Placement, nodes: readonly NodeView[]): PlacementView {
  const items = placement.items();
  const bytes = nodes.reduce((total, node) => total + node.itemBytes, 0);
  const fullest = nodes.reduce<NodeView | undefined>(
    (most, node) => (most === undefined || node.itemBytes > most.itemBytes ? node : most),
    undefined,
  );
  return {
    items,
    copies: items.reduce((total, { holders }) => total + holders.size, 0),
    fullest: fullest === undefined || bytes === 0 ? undefined : { node: fullest.id, share: fullest.itemBytes / bytes },
  };
}
