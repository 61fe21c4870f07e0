import { type ConnectionId, type NodeId, nodeNumber, type Timestamp } from '../protocol/ids.ts';
import type { Effect } from './contract.ts';

/**
 * The open connections of a peer. Some are kept for good, such as those to neighbours; the others were dialled for a request and are closed
 * when nobody used them for a while, or when there are too many.
 */
export interface Connections {
  add(connection: ConnectionId, node: NodeId, direction: 'inbound' | 'outbound', now: Timestamp): void;
  /** Never closed for idleness from now on. */
  keep(connection: ConnectionId): void;
  used(connection: ConnectionId, now: Timestamp): void;
  remove(connection: ConnectionId): void;
  nodeOf(connection: ConnectionId): NodeId | undefined;
  /** An open connection to a node. */
  to(node: NodeId): ConnectionId | undefined;
  ids(): IterableIterator<ConnectionId>;
  deadline(): Timestamp | undefined;
  /** Closes of idle connections. */
  tick(now: Timestamp): Effect[];
}

/** Time without use after which the end that dialled closes a connection. */
export const idleMs = 5_000;
/** The other end waits longer: it closes only what a dead dialler left behind. */
const inboundIdleMs = 3 * idleMs;
/** Connections that a peer dialled for requests and keeps at a time; beyond it those unused for the longest are closed. */
export const dialledMax = 32;
/** So long an answer may be on its way: a connection used since then is never too many. */
export const surplusIdleMs = 1_000;

interface Entry {
  readonly node: NodeId;
  readonly direction: 'inbound' | 'outbound';
  isKept: boolean;
  usedAt: Timestamp;
}

/**
 * Two peers may dial each other at the same moment. Both then use the connection that the one with the lower number dialled; the other one
 * falls idle.
 */
export function createConnections(self: NodeId): Connections {
  const entries = new Map<ConnectionId, Entry>();
  const byNode = new Map<NodeId, ConnectionId>();
  /** No connection is idle before this: use moves the true time away, never nearer. */
  let sweepAt: Timestamp | undefined;

  function idleAt({ direction, usedAt }: Entry): Timestamp {
    return usedAt + (direction === 'outbound' ? idleMs : inboundIdleMs);
  }

  function otherTo(node: NodeId): ConnectionId | undefined {
    for (const [connection, entry] of entries) if (entry.node === node) return connection;
    return undefined;
  }

  /** Those dialled that are too many, unused for the longest first. */
  function surplus(): [ConnectionId, Entry][] {
    const dialled = [...entries].filter(([, { isKept, direction }]) => !isKept && direction === 'outbound');
    if (dialled.length <= dialledMax) return [];
    dialled.sort(([, a], [, b]) => a.usedAt - b.usedAt);
    return dialled.slice(0, dialled.length - dialledMax);
  }

  function sweepNoLaterThan(at: Timestamp): void {
    if (sweepAt === undefined || at < sweepAt) sweepAt = at;
  }

  return {
    add(connection, node, direction, now) {
      entries.set(connection, { node, direction, isKept: false, usedAt: now });
      const isLowest = (direction === 'outbound') === nodeNumber(self) < nodeNumber(node);
      if (isLowest || !byNode.has(node)) byNode.set(node, connection);
      const isMaybeSurplus = direction === 'outbound' && entries.size > dialledMax;
      sweepNoLaterThan(isMaybeSurplus ? now : idleAt({ node, direction, isKept: false, usedAt: now }));
    },
    keep(connection) {
      const entry = entries.get(connection);
      if (entry !== undefined) entry.isKept = true;
    },
    used(connection, now) {
      const entry = entries.get(connection);
      if (entry !== undefined) entry.usedAt = now;
    },
    remove(connection) {
      const node = entries.get(connection)?.node;
      entries.delete(connection);
      if (node === undefined || byNode.get(node) !== connection) return;
      const other = otherTo(node);
      if (other === undefined) byNode.delete(node);
      else byNode.set(node, other);
    },
    nodeOf: (connection) => entries.get(connection)?.node,
    to: (node) => byNode.get(node),
    ids: () => entries.keys(),
    deadline: () => sweepAt,
    tick(now) {
      if (sweepAt === undefined || now < sweepAt) return [];
      sweepAt = undefined;
      const idle = new Set<ConnectionId>();
      const closeAt = (at: Timestamp, connection: ConnectionId): void => {
        if (at <= now) idle.add(connection);
        else sweepNoLaterThan(at);
      };
      for (const [connection, { usedAt }] of surplus()) closeAt(usedAt + surplusIdleMs, connection);
      for (const [connection, entry] of entries) if (!entry.isKept) closeAt(idleAt(entry), connection);
      return Array.from(idle, (connection) => ({ type: 'close', connection, reason: 'idle' }));
    },
  };
}
