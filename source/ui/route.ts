import type { LogEntry } from '../lab/snapshot.ts';
import type { NodeId } from '../protocol/ids.ts';

/** One message of a request on its way. */
export interface RouteHop {
  readonly from: NodeId;
  readonly to: NodeId;
  /** Milliseconds since the request was due; undefined: not known. */
  readonly atMs: number | undefined;
}

/** The way of a request as far as its log entry knows it: to the node that served it, and back when it was done. */
export function routeOf(entry: LogEntry | undefined): readonly RouteHop[] {
  if (entry?.type !== 'operation' || entry.servedBy === undefined || entry.servedBy === entry.node) return [];
  return [
    { from: entry.node, to: entry.servedBy, atMs: 0 },
    { from: entry.servedBy, to: entry.node, atMs: entry.latencyMs },
  ];
}
