import { describe, expect, test } from 'vitest';
import {
  type Connections,
  createConnections,
  dialledMax,
  idleMs,
  surplusIdleMs,
} from '../../source/nodes/connections.ts';
import { connectionId, nodeId, type Timestamp } from '../../source/protocol/ids.ts';

type Direction = 'inbound' | 'outbound';

const add = (to: Connections, id: number, node: number, direction: Direction, now = 0): void =>
  to.add(connectionId(id), nodeId(node), direction, now);
const closedAt = (connections: Connections, now: Timestamp): number[] =>
  connections.tick(now).flatMap((effect) => (effect.type === 'close' ? [effect.connection] : []));

/** Ticks whenever wanted until a time and removes what is closed: each closed connection with its time. */
function closings(connections: Connections, end: Timestamp): [number, Timestamp][] {
  const all: [number, Timestamp][] = [];
  for (let at = connections.deadline(), ticks = 0; at !== undefined && at <= end; at = connections.deadline()) {
    if (ticks++ > 1_000) throw new Error(`wants to tick at ${at} for ever`);
    for (const id of closedAt(connections, at)) {
      all.push([id, at]);
      connections.remove(connectionId(id));
    }
  }
  return all;
}

describe('connections of a peer', () => {
  test('dialled for a request are closed when nobody used them for a while; those of others much later', () => {
    const connections = createConnections();
    add(connections, 1, 11, 'outbound', 0);
    add(connections, 2, 12, 'inbound', 0);
    add(connections, 3, 13, 'outbound', 100);
    expect(closings(connections, 100_000)).toEqual([
      [1, idleMs],
      [3, 100 + idleMs],
      [2, 3 * idleMs],
    ]);
  });

  test('that are used stay so much longer', () => {
    const connections = createConnections();
    add(connections, 1, 11, 'outbound');
    connections.used(connectionId(1), 3_000);
    expect(closings(connections, 100_000)).toEqual([[1, 3_000 + idleMs]]);
  });

  test('that are kept stay, however idle', () => {
    const connections = createConnections();
    add(connections, 1, 11, 'outbound');
    connections.keep(connectionId(1));
    expect(closings(connections, 100_000)).toEqual([]);
    expect(connections.to(nodeId(11))).toBe(1);
  });

  test(`beyond ${dialledMax} are closed, the one unused for the longest first, once it had time for an answer`, () => {
    const connections = createConnections();
    for (let id = 1; id <= dialledMax + 2; id++) add(connections, id, 100 + id, 'outbound', id);
    connections.used(connectionId(1), 60);
    expect(closings(connections, 900)).toEqual([]);
    expect(closings(connections, idleMs)).toEqual([
      [2, 2 + surplusIdleMs],
      [3, 3 + surplusIdleMs],
    ]);
  });

  test(`beyond ${dialledMax} count those dialled for requests only`, () => {
    const connections = createConnections();
    for (let id = 1; id <= 40; id++) add(connections, id, 100 + id, 'outbound');
    for (let id = 41; id <= 80; id++) {
      add(connections, id, 100 + id, 'outbound');
      connections.keep(connectionId(id));
    }
    for (let id = 81; id <= 200; id++) add(connections, id, 100 + id, 'inbound');
    expect(closings(connections, idleMs - 1)).toEqual([]);
  });

  test('to the same node are two when both dialled: either serves, and the other one takes over', () => {
    const connections = createConnections();
    add(connections, 1, 11, 'outbound');
    add(connections, 2, 11, 'inbound');
    expect(connections.to(nodeId(11))).toBe(1);
    connections.remove(connectionId(1));
    expect(connections.to(nodeId(11))).toBe(2);
    connections.remove(connectionId(2));
    expect([connections.to(nodeId(11)), connections.nodeOf(connectionId(2))]).toEqual([undefined, undefined]);
  });

  test('that are unknown are no error: ends and messages cross each other', () => {
    const connections = createConnections();
    connections.used(connectionId(9), 1);
    connections.keep(connectionId(9));
    connections.remove(connectionId(9));
    expect([...connections.ids()]).toEqual([]);
    expect(connections.deadline()).toBeUndefined();
  });
});
