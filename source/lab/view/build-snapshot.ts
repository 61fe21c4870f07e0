import { linkOf, linkPlanText } from '../../links/link-text.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { LabMetrics } from '../../telemetry/lab-metrics.ts';
import type { Placement } from '../../telemetry/placement.ts';
import { churnMsOf } from '../faults/held-faults.ts';
import { doubtsOf } from '../rules/doubts.ts';
import type { LabState } from '../rules/state.ts';
import { nodeViews } from './build-nodes.ts';
import { requestsView } from './build-requests.ts';
import type { PlacementView, Progress, TrafficView, WorkloadView } from './figures-view.ts';
import { linksOf, modeFigures } from './mode-figures.ts';
import type { NodeView } from './node-view.ts';
import type { ComparisonView, FileView, LabSnapshot, SettingsView } from './snapshot.ts';
import type { SnapshotParts } from './snapshot-parts.ts';

/** Makes what screens and summaries read. Pure. */
export function buildSnapshot(parts: SnapshotParts): LabSnapshot {
  const { state, now, generation, outside } = parts;
  const { metrics } = generation;
  const connections = generation.connections.open(now);
  const nodes = nodeViews(parts, connections);
  return {
    measuredOn: parts.measuredOn,
    now,
    phase: state.phase === 'drained' ? 'stopped' : state.phase,
    failure: state.failure,
    mode: state.mode,
    generation: state.generation,
    seed: state.settings.seed,
    settings: settingsView(parts),
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

/** What the lab was told, link and overlay as they are now. */
function settingsView({ state, generation }: SnapshotParts): SettingsView {
  const { settings } = state;
  return {
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

function comparisonView({ before, generation, state }: SnapshotParts): ComparisonView | undefined {
  if (before === undefined) return undefined;
  const after = modeFigures(generation, [...state.nodes.keys()]);
  return { switchedAt: generation.startedAt, before, after };
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
