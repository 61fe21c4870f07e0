import type { LogEntry, LoggedStep } from '../../lab/view/log-entry.ts';
import type { MessageKind } from '../../lab/view/snapshot.ts';
import type { NodeId } from '../../protocol/ids.ts';

/** One message of a request on its way. */
export interface RouteHop {
  readonly from: NodeId;
  readonly to: NodeId;
  /** Milliseconds since the request was due; undefined: not known. */
  readonly atMs: number | undefined;
  readonly message: LoggedStep['message'];
  readonly kind: MessageKind;
}

/** The way of a request: each message that its node knows of, or else to the node that served it, and back when it was done. */
export function routeOf(entry: LogEntry | undefined): readonly RouteHop[] {
  if (entry?.type !== 'operation') return [];
  const { node, servedBy, latencyMs } = entry;
  const dueAt = entry.at - latencyMs;
  if (entry.route.length > 0)
    return entry.route.map(({ at, ...step }) => ({
      ...step,
      atMs: at === undefined ? undefined : Math.max(0, at - dueAt),
    }));
  if (servedBy === undefined || servedBy === node) return [];
  const there = { from: node, to: servedBy, atMs: 0 };
  const back = { from: servedBy, to: node, atMs: latencyMs, kind: 'content' } as const;
  return entry.operation === 'fetch'
    ? [
        { ...there, message: 'fetch', kind: 'query' },
        { ...back, message: 'content' },
      ]
    : [
        { ...there, message: 'publish', kind: 'content' },
        { ...back, message: 'published' },
      ];
}
