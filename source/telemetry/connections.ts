import type { Flow, TelemetryEvent } from '../protocol/control.ts';
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

/** Who is connected with whom, as the dialling ends report it. */
export interface Connections {
  opened(from: NodeId, event: Extract<TelemetryEvent, { type: 'connection-opened' }>): void;
  closed(from: NodeId, to: NodeId): void;
  flowed(from: NodeId, flow: Flow, at: Timestamp): void;
  /** A node is gone, and its connections with it. */
  retire(node: NodeId): void;
  open(now: Timestamp): OpenConnection[];
}

const flowMs = 1_000;
type Rates = Readonly<Record<MessageKind, RateWindow>>;

export function createConnections(): Connections {
  const open = new Map<
    string,
    { readonly from: NodeId; readonly to: NodeId; readonly purpose: 'overlay' | 'transfer' }
  >();
  const flows = new Map<string, Rates>();
  const keyOf = (from: NodeId, to: NodeId): string => `${from} ${to}`;

  function ratesAt(from: NodeId, to: NodeId, now: Timestamp): Record<MessageKind, number> {
    const rates = flows.get(keyOf(from, to));
    return forEachKind((kind) => rates?.[kind].perSecondAt(now) ?? 0);
  }

  return {
    opened(from, { node, purpose }) {
      open.set(keyOf(from, node), { from, to: node, purpose });
    },
    closed(from, to) {
      open.delete(keyOf(from, to));
    },
    flowed(from, { node, ...counts }, at) {
      const key = keyOf(from, node);
      let rates = flows.get(key);
      if (rates === undefined) {
        rates = forEachKind(() => createRateWindow(flowMs));
        flows.set(key, rates);
      }
      for (const kind of messageKinds) rates[kind].add(at, counts[kind]);
    },
    retire(node) {
      for (const [key, { from, to }] of open) if (from === node || to === node) open.delete(key);
    },
    open: (now) =>
      [...open.values()].map(({ from, to, purpose }) => ({
        from,
        to,
        purpose,
        out: ratesAt(from, to, now),
        back: ratesAt(to, from, now),
      })),
  };
}
