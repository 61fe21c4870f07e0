import {
  type InspectedConnection,
  type Inspection,
  inspectedConnectionsMax,
} from '../../protocol/control/inspection.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import type { RecordedNode } from '../../workloads/recorded-node.ts';
import type { Wires } from '../wires/wires.ts';
import type { Connection, ConnectionTable } from './connection-table.ts';
import { createFrameWatch, type FrameWatch, watchMs } from './frame-watch.ts';

export interface InspectorOptions {
  readonly wires: Pick<Wires, 'now' | 'base'>;
  readonly logic: Pick<RecordedNode, 'describe'>;
  readonly connections: Pick<ConnectionTable, 'all' | 'size'>;
}

/** Shows what a node looks like inside. */
export interface Inspector {
  /** A message was sent or received: it is kept while somebody looks. */
  note(isSent: boolean, node: NodeId | undefined, message: Message, at: Timestamp): void;
  inspect(): Inspection;
  /** Keeps no messages any more once nobody has looked for a while. */
  expire(): void;
}

export function createInspector({ wires, logic, connections }: InspectorOptions): Inspector {
  /** Undefined: nobody looks, and no message is kept. */
  let watch: FrameWatch | undefined;
  return {
    note(isSent, node, message, at) {
      watch?.note(isSent, node, message, at);
    },
    inspect() {
      const at = wires.now();
      const until = wires.base.now() + watchMs;
      if (watch === undefined) watch = createFrameWatch(until);
      else watch.until = until;
      return {
        at,
        connections: connections
          .all()
          .slice(0, inspectedConnectionsMax)
          .map((connection) => inspectedConnection(connection, at)),
        connectionsTotal: connections.size,
        tables: logic.describe?.(at) ?? [],
        frames: watch.frames(),
      };
    },
    expire() {
      if (watch !== undefined && watch.until < wires.base.now()) watch = undefined;
    },
  };
}

function inspectedConnection(connection: Connection, at: Timestamp): InspectedConnection {
  const { node, direction, purpose, since, rttMs, session, pipe } = connection;
  return {
    node,
    isOutbound: direction === 'outbound',
    purpose: purpose ?? 'unknown',
    openMs: at - since,
    rttMs,
    sentMessages: sumOf(session.sent.messages),
    sentBytes: sumOf(session.sent.bytes),
    receivedMessages: sumOf(session.received.messages),
    receivedBytes: sumOf(session.received.bytes),
    queuedBytes: pipe.queuedBytes,
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
