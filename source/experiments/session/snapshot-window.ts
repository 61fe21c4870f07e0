import type { RequestEffort } from '../../lab/view/figures-view.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot, MessageKind } from '../../lab/view/snapshot.ts';
import type { WindowView } from '../../lab/view/window.ts';
import { forEachKind } from '../../protocol/messages.ts';

/**
 * The second snapshot as if everything had begun to count with the first. Both are of one generation. A state, such as connections or placement,
 * stays as it is.
 */
export function snapshotSince(before: LabSnapshot, now: LabSnapshot, window: WindowView): LabSnapshot {
  const { requests, traffic } = now;
  const was = before.requests;
  const effort = effortSince(was.effort, requests.effort);
  return {
    ...now,
    nodes: now.nodes.map((node) =>
      nodeSince(
        before.nodes.find(({ id }) => id === node.id),
        node,
      ),
    ),
    requests: {
      ...requests,
      attempted: requests.attempted - was.attempted,
      succeeded: requests.succeeded - was.succeeded,
      fetched: requests.fetched - was.fetched,
      failed: requests.failed - was.failed,
      timedOut: requests.timedOut - was.timedOut,
      latency: { ...window.latency, p95: undefined, max: undefined },
      messagesPerRequest: effort === undefined || effort.fetches === 0 ? undefined : effort.messages / effort.fetches,
      effort,
    },
    traffic: {
      bytes: kindsSince(before.traffic.bytes, traffic.bytes),
      messages: kindsSince(before.traffic.messages, traffic.messages),
      bytesSent: traffic.bytesSent - before.traffic.bytesSent,
      bytesReceived: traffic.bytesReceived - before.traffic.bytesReceived,
      queryMessages: traffic.queryMessages - before.traffic.queryMessages,
      queriesStarted: traffic.queriesStarted - before.traffic.queriesStarted,
    },
  };
}

function effortSince(before: RequestEffort | undefined, now: RequestEffort | undefined): RequestEffort | undefined {
  if (before === undefined || now === undefined) return undefined;
  return { messages: now.messages - before.messages, fetches: now.fetches - before.fetches };
}

function nodeSince(before: NodeView | undefined, now: NodeView): NodeView {
  if (before === undefined) return now;
  return {
    ...now,
    requestsMade: now.requestsMade - before.requestsMade,
    requestsServed: now.requestsServed - before.requestsServed,
    requestsFailed: now.requestsFailed - before.requestsFailed,
    bytesSent: now.bytesSent - before.bytesSent,
    bytesReceived: now.bytesReceived - before.bytesReceived,
    // A process that was started anew has used nothing before.
    cpuMs: now.pid === before.pid && now.cpuMs !== undefined ? now.cpuMs - (before.cpuMs ?? 0) : now.cpuMs,
  };
}

type Kinds = Readonly<Record<MessageKind, number>>;

function kindsSince(before: Kinds, now: Kinds): Kinds {
  return forEachKind((kind) => now[kind] - before[kind]);
}
