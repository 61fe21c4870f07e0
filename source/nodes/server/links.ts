import { earliest } from '../../base/earliest.ts';
import { type ConnectionId, type NodeId, nodeNumber, type Timestamp } from '../../protocol/ids.ts';
import type { Effect } from '../contract.ts';
import { createDialPlan } from '../parts/dial-plan.ts';

/** What a server knows of another one. `unknown`: not heard of yet; `absent`: not connected, as far as one can see. */
export type ServerState = 'unknown' | 'absent' | 'catching-up' | 'live';

/** The connections of a server to the others, and what each of them last said of itself. */
export interface ServerLinks {
  begin(now: Timestamp): void;
  includes(node: NodeId): boolean;
  connected(connection: ConnectionId, direction: 'inbound' | 'outbound', node: NodeId): void;
  dialFailed(node: NodeId, now: Timestamp): void;
  /** The server whose connection this was, if it was one. */
  disconnected(connection: ConnectionId, now: Timestamp): NodeId | undefined;
  /** One open connection to each server that is connected. */
  open(): ConnectionId[];
  to(node: NodeId): ConnectionId | undefined;
  stateOf(node: NodeId): ServerState;
  setState(node: NodeId, state: ServerState): void;
  /** Whether each of the others spoke, or is not there. */
  isResolved(now: Timestamp): boolean;
  /** Servers in a state, in node order. */
  inState(state: ServerState): NodeId[];
  /** The live server that is next behind this one. */
  nextLive(): NodeId | undefined;
  /** Who is to tell a server everything: the live one before it, else the first one. `isSelfLive`: this one counts as well. */
  sourceOf(joiner: NodeId, isSelfLive: boolean): NodeId | undefined;
  deadline(): Timestamp | undefined;
  tick(now: Timestamp): void;
}

/** Time that later servers have to dial this one, before it dials them to see whether they are there. */
export const probeMs = 100;
/** Time after which a server that said nothing counts as absent. */
export const resolveMsMax = 3_000;

interface Link {
  readonly connections: Map<ConnectionId, 'inbound' | 'outbound'>;
  state: ServerState;
}

/** Of two servers the later one in node order dials; only one that has just begun dials later ones too, once. */
export function createServerLinks(
  self: NodeId,
  others: readonly NodeId[],
  emit: (effect: Effect) => void,
): ServerLinks {
  const inOrder = [...others].sort((a, b) => nodeNumber(a) - nodeNumber(b));
  const dialPlan = createDialPlan(inOrder.filter((node) => isBefore(node, self)));
  const links = new Map<NodeId, Link>(inOrder.map((node) => [node, { connections: new Map(), state: 'unknown' }]));
  let probeAt: Timestamp | undefined;
  let resolveUntil: Timestamp | undefined;
  let wakeAt: Timestamp | undefined;

  function to(node: NodeId): ConnectionId | undefined {
    const connections = links.get(node)?.connections ?? new Map<ConnectionId, 'inbound' | 'outbound'>();
    const planned = isBefore(node, self) ? 'outbound' : 'inbound';
    for (const [connection, direction] of connections) if (direction === planned) return connection;
    return [...connections.keys()][0];
  }

  /** Both dialled at once: the connection that the later one dialled stays, and the earlier one closes its own. */
  function closeSurplus(node: NodeId, { connections }: Link): void {
    if (isBefore(node, self) || connections.size < 2) return;
    for (const [connection, direction] of connections) {
      if (direction === 'outbound') emit({ type: 'close', connection, reason: 'idle' });
    }
  }

  function probe(now: Timestamp): void {
    if (probeAt === undefined || now < probeAt) return;
    probeAt = undefined;
    for (const [node, { connections, state }] of links) {
      const isSilent = state === 'unknown' && connections.size === 0;
      if (isSilent && isBefore(self, node)) emit({ type: 'dial', node });
    }
  }

  function inState(wanted: ServerState): NodeId[] {
    return inOrder.filter((node) => links.get(node)?.state === wanted);
  }

  function sourceOf(joiner: NodeId, isSelfLive: boolean): NodeId | undefined {
    const alive = inState('live').filter((node) => node !== joiner);
    if (isSelfLive) alive.push(self);
    alive.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    return alive.findLast((node) => isBefore(node, joiner)) ?? alive[0];
  }

  return {
    begin(now) {
      probeAt = now + probeMs;
      resolveUntil = now + resolveMsMax;
      wakeAt = resolveUntil;
      for (const effect of dialPlan.begin()) emit(effect);
    },
    includes: (node) => links.has(node),
    connected(connection, direction, node) {
      const link = links.get(node);
      if (link === undefined) return;
      // A second one from the same end: the first one broke, and that is not known here yet.
      for (const [old, way] of link.connections) if (way === direction) link.connections.delete(old);
      if (link.connections.size === 0) link.state = 'unknown';
      link.connections.set(connection, direction);
      dialPlan.connected(node);
      if (direction === 'outbound') {
        emit({ type: 'telemetry', event: { type: 'purpose', connection, purpose: 'overlay' } });
      }
      closeSurplus(node, link);
    },
    dialFailed(node, now) {
      const link = links.get(node);
      if (link === undefined || link.connections.size > 0) return;
      link.state = 'absent';
      dialPlan.lost(node, now);
    },
    disconnected(connection, now) {
      for (const [node, link] of links) {
        if (!link.connections.delete(connection)) continue;
        if (link.connections.size === 0) {
          link.state = 'absent';
          dialPlan.lost(node, now);
        }
        return node;
      }
      return undefined;
    },
    open: () => inOrder.flatMap((node) => to(node) ?? []),
    to,
    stateOf: (node) => links.get(node)?.state ?? 'absent',
    setState(node, state) {
      const link = links.get(node);
      if (link !== undefined && link.connections.size > 0) link.state = state;
    },
    isResolved(now) {
      if (resolveUntil !== undefined && now >= resolveUntil) return true;
      return [...links.values()].every(({ state }) => state !== 'unknown');
    },
    inState,
    nextLive: () => inState('live').find((node) => isBefore(self, node)),
    sourceOf,
    deadline: () => earliest(dialPlan.deadline(), probeAt, wakeAt),
    tick(now) {
      for (const effect of dialPlan.tick(now)) emit(effect);
      probe(now);
      if (wakeAt !== undefined && now >= wakeAt) wakeAt = undefined;
    },
  };
}

/** Whether a server comes before another one in node order. */
export function isBefore(node: NodeId, other: NodeId): boolean {
  return nodeNumber(node) < nodeNumber(other);
}
