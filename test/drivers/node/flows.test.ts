import { expect, test } from 'vitest';
import type { Connection } from '../../../source/drivers/node/connection-table.ts';
import { createFlows, kindOfTag } from '../../../source/drivers/node/flows.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';

const tagOf = (kind: string): number => kindOfTag.indexOf(kind as (typeof kindOfTag)[number]);

/** As much of a connection as counts. */
function connectionTo(node: NodeId | undefined): Connection {
  const messages = new Float64Array(kindOfTag.length);
  return { node, session: { sent: { messages } }, reported: new Float64Array(kindOfTag.length) } as Connection;
}

function send(connection: Connection, kind: string, count: number): void {
  const tag = tagOf(kind);
  connection.session.sent.messages[tag] = (connection.session.sent.messages[tag] ?? 0) + count;
}

test('what went out counts once, by kind and by whom it went to', () => {
  const connection = connectionTo(nodeId(2));
  const flows = createFlows({ takeSenders: () => [connection] });
  send(connection, 'query', 3);
  send(connection, 'content', 1);
  expect(flows.take()).toEqual([{ node: 'n2', query: 3, hit: 0, content: 1, upkeep: 0 }]);
  expect(flows.take()).toEqual([]);
  send(connection, 'query', 2);
  expect(flows.take()).toEqual([{ node: 'n2', query: 2, hit: 0, content: 0, upkeep: 0 }]);
});

test('what went out on connections that have ended is added up', () => {
  const flows = createFlows({ takeSenders: () => [] });
  for (const count of [2, 5]) {
    const connection = connectionTo(nodeId(3));
    send(connection, 'hit', count);
    flows.ended(connection);
  }
  expect(flows.take()).toEqual([{ node: 'n3', query: 0, hit: 7, content: 0, upkeep: 0 }]);
  expect(flows.take()).toEqual([]);
});

test('a stranger has no flow', () => {
  const stranger = connectionTo(undefined);
  send(stranger, 'upkeep', 1);
  const flows = createFlows({ takeSenders: () => [stranger] });
  flows.ended(stranger);
  expect(flows.take()).toEqual([]);
});
