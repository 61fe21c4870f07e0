import type { Flow, TelemetryEvent } from '../protocol/control/telemetry-batch.ts';
import type { NodeId, Timestamp } from '../protocol/ids.ts';
import { forEachKind, type MessageKind, messageKinds } from '../protocol/messages.ts';
import { createRateWindow, type RateWindow } from './rate-window.ts';

/** An open connection and what flows on it. */
export interface OpenConnection {
  /** The node that dialled. */
  readonly from: NodeId;
  readonly to: NodeId;
  readonly purpose: 'overlay' | 'transfer';
  readonly out: Readonly<Record<MessageKind, number>>;
  readonly back: Readonly<Record<MessageKind, number>>;
}

/** Which nodes are connected, as the dialling ends report it. */
export interface Connections {
  opened(from: NodeId, event: Extract<TelemetryEvent, { type: 'connection-opened' }>): void;
  closed(from: NodeId, to: NodeId): void;
  flowed(from: NodeId, flow: Flow, at: Timestamp): void;
  /** A node is gone, and its connections with it. */
  retire(node: NodeId): void;
  open(now: Timestamp): OpenConnection[];
  /** The same connections, without what flows on them. */
  shape(): IterableIterator<Pick<OpenConnection, 'from' | 'to' | 'purpose'>>;
}

const flowMs = 1_000;
/** One way between two nodes; a kind of which nothing came yet has no window. */
type Way = Partial<Record<MessageKind, RateWindow>>;

interface Entry extends Pick<OpenConnection, 'from' | 'to' | 'purpose'> {
  readonly out: Way;
  readonly back: Way;
}

export function createConnections(): Connections {
  const open = new Map<string, Entry>();
  const ways = new Map<string, Way>();
  const keyOf = (from: NodeId, to: NodeId): string => `${from} ${to}`;

  function wayOf(from: NodeId, to: NodeId): Way {
    const key = keyOf(from, to);
    let way = ways.get(key);
    if (way === undefined) {
      way = {};
      ways.set(key, way);
    }
    return way;
  }

  return {
    opened(from, { node, purpose }) {
      open.set(keyOf(from, node), { from, to: node, purpose, out: wayOf(from, node), back: wayOf(node, from) });
    },
    closed(from, to) {
      open.delete(keyOf(from, to));
    },
    flowed(from, { node, ...counts }, at) {
      const way = wayOf(from, node);
      for (const kind of messageKinds) {
        if (counts[kind] === 0) continue;
        way[kind] ??= createRateWindow(flowMs);
        way[kind].add(at, counts[kind]);
      }
    },
    retire(node) {
      for (const [key, { from, to }] of open) if (from === node || to === node) open.delete(key);
    },
    open: (now) =>
      [...open.values()].map(({ from, to, purpose, out, back }) => ({
        from,
        to,
        purpose,
        out: ratesOf(out, now),
        back: ratesOf(back, now),
      })),
    shape: () => open.values(),
  };
}

function ratesOf(way: Way, now: Timestamp): Readonly<Record<MessageKind, number>> {
  return forEachKind((kind) => way[kind]?.perSecondAt(now) ?? 0);
}
