import type { Flow } from '../../protocol/control/telemetry-batch.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { forEachKind, kindOfMessage, type MessageKind, messageCodec, messageKinds } from '../../protocol/messages.ts';
import type { Connection, ConnectionTable } from './connection-table.ts';

/** The kind of a message by its tag on the wire. */
export const kindOfTag: readonly MessageKind[] = [...messageCodec.types, 'handshake' as const].map(
  (type) => kindOfMessage[type],
);

/** How many messages of each kind went to whom since the last batch. */
export interface Flows {
  /** What went out on a connection that ends counts in the next batch. */
  ended(connection: Connection): void;
  /** All that went out since the last time. */
  take(): readonly Flow[];
}

export function createFlows(connections: Pick<ConnectionTable, 'takeSenders'>): Flows {
  const ended = new Map<NodeId, Flow>();
  return {
    ended(connection) {
      for (const flow of flowOf(connection)) {
        const before = ended.get(flow.node);
        ended.set(flow.node, { node: flow.node, ...forEachKind((kind) => flow[kind] + (before?.[kind] ?? 0)) });
      }
    },
    take() {
      const flows = [...ended.values(), ...connections.takeSenders().flatMap(flowOf)];
      ended.clear();
      return flows;
    },
  };
}

/** What went out on a connection since the last time, if anything did. */
function flowOf({ node, session, reported }: Connection): Flow[] {
  if (node === undefined) return [];
  const flow = forEachKind(() => 0);
  session.sent.messages.forEach((count, tag) => {
    flow[kindOfTag[tag] ?? 'upkeep'] += count - (reported[tag] ?? 0);
  });
  if (messageKinds.every((kind) => flow[kind] === 0)) return [];
  reported.set(session.sent.messages);
  return [{ node, ...flow }];
}
