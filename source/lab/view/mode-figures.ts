import type { NodeId } from '../../protocol/ids.ts';
import { effortOf, messagesPerRequest } from './build-requests.ts';
import type { ConnectionView } from './node-view.ts';
import type { ModeFigures } from './snapshot.ts';
import type { GenerationFigures } from './snapshot-parts.ts';

/** Pairs of nodes with a connection that belongs to the network's shape; two that dialled each other are one pair. */
export function linksOf(connections: Iterable<Pick<ConnectionView, 'from' | 'to' | 'purpose'>>): number {
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
