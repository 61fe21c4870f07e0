import { linkDescription, linkOf, linkText } from '../../links/link-text.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { LabState, NodeRecord, NodeStep } from '../rules/state.ts';
import type { ConnectionView, NodeState, NodeView } from './node-view.ts';
import type { GenerationFigures, SnapshotParts } from './snapshot-parts.ts';

/** All nodes of the lab, dead ones as well, as screens show them. */
export function nodeViews(parts: SnapshotParts, connections: readonly ConnectionView[]): readonly NodeView[] {
  const degrees = degreesOf(connections);
  return [...parts.state.nodes.values()].map((node) => nodeView(node, parts, degrees.get(node.id) ?? 0));
}

function degreesOf(connections: readonly ConnectionView[]): ReadonlyMap<NodeId, number> {
  const degrees = new Map<NodeId, number>();
  for (const { from, to } of connections) {
    degrees.set(from, (degrees.get(from) ?? 0) + 1);
    degrees.set(to, (degrees.get(to) ?? 0) + 1);
  }
  return degrees;
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
const silentMs = 3_000;

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
