import { expect, test } from 'vitest';
import type { Connection } from '../../../source/drivers/node/connection-table.ts';
import { watchMs } from '../../../source/drivers/node/frame-watch.ts';
import { createInspector } from '../../../source/drivers/node/inspector.ts';
import { inspectedConnectionsMax } from '../../../source/protocol/control/inspection.ts';
import { nodeId } from '../../../source/protocol/ids.ts';

const counts = (...values: number[]) => ({ messages: new Float64Array(values), bytes: new Float64Array(values) });
const connection = {
  node: nodeId(2),
  direction: 'outbound',
  purpose: undefined,
  since: 4,
  rttMs: 1,
  session: { sent: counts(1, 2), received: counts(5) },
  pipe: { queuedBytes: 9 },
} as unknown as Connection;

function inspectorOf(connections: readonly Connection[]) {
  const clock = { base: 0 };
  const inspector = createInspector({
    wires: { now: () => 10, base: { now: () => clock.base, wakeAt: () => undefined } },
    logic: {},
    connections: { all: () => connections, size: connections.length },
  });
  const note = () => inspector.note(true, nodeId(2), { type: 'ping', requestId: 1 }, 10);
  return { inspector, clock, note };
}

test('a connection is shown with what it carried so far', () => {
  const { inspector } = inspectorOf([connection]);
  expect(inspector.inspect()).toEqual({
    at: 10,
    connections: [
      {
        ...{ node: 'n2', isOutbound: true, purpose: 'unknown', openMs: 6, rttMs: 1, queuedBytes: 9 },
        ...{ sentMessages: 3, sentBytes: 3, receivedMessages: 5, receivedBytes: 5 },
      },
    ],
    connectionsTotal: 1,
    tables: [],
    frames: [],
  });
});

test('of very many connections some are shown, and all are counted', () => {
  const many = new Array<Connection>(inspectedConnectionsMax + 5).fill(connection);
  const { connections, connectionsTotal } = inspectorOf(many).inspector.inspect();
  expect([connections.length, connectionsTotal]).toEqual([inspectedConnectionsMax, inspectedConnectionsMax + 5]);
});

test('messages are kept from the first look on, until nobody has looked for a while', () => {
  const { inspector, clock, note } = inspectorOf([]);
  note();
  expect(inspector.inspect().frames).toEqual([]);
  note();
  clock.base = watchMs;
  inspector.expire();
  expect(inspector.inspect().frames).toHaveLength(1);
  clock.base = watchMs + 1;
  inspector.expire();
  expect(inspector.inspect().frames).toHaveLength(1);
  clock.base = 2 * watchMs + 2;
  inspector.expire();
  expect(inspector.inspect().frames).toEqual([]);
});
