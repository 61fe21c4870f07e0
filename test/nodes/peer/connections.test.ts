import { describe, expect, test } from 'vitest';
import {
  type Connections,
  createConnections,
  dialledMax,
  idleMs,
  surplusIdleMs,
} from '../../../source/nodes/peer/connections.ts';
import { connectionId, nodeId, type Timestamp } from '../../../source/protocol/ids.ts';
import { eachSeed } from '../../base/each-seed.ts';

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
    const connections = createConnections(nodeId(1));
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
    const connections = createConnections(nodeId(1));
    add(connections, 1, 11, 'outbound');
    connections.used(connectionId(1), 3_000);
    expect(closings(connections, 100_000)).toEqual([[1, 3_000 + idleMs]]);
  });

  test('that are kept stay, however idle', () => {
    const connections = createConnections(nodeId(1));
    add(connections, 1, 11, 'outbound');
    connections.keep(connectionId(1));
    expect(closings(connections, 100_000)).toEqual([]);
    expect(connections.to(nodeId(11))).toBe(1);
  });

  test(`beyond ${dialledMax} are closed, the one unused for the longest first, once it had time for an answer`, () => {
    const connections = createConnections(nodeId(1));
    for (let id = 1; id <= dialledMax + 2; id++) add(connections, id, 100 + id, 'outbound', id);
    connections.used(connectionId(1), 60);
    expect(closings(connections, 900)).toEqual([]);
    expect(closings(connections, idleMs)).toEqual([
      [2, 2 + surplusIdleMs],
      [3, 3 + surplusIdleMs],
    ]);
  });

  test(`beyond ${dialledMax} count those dialled for requests only`, () => {
    const connections = createConnections(nodeId(1));
    for (let id = 1; id <= dialledMax; id++) add(connections, id, 100 + id, 'outbound');
    for (let id = 41; id <= 80; id++) {
      add(connections, id, 100 + id, 'outbound');
      connections.keep(connectionId(id));
    }
    for (let id = 81; id <= 200; id++) add(connections, id, 100 + id, 'inbound');
    expect(closings(connections, idleMs - 1)).toEqual([]);
  });

  test('to the same node are two when both dialled: either serves, and the other one takes over', () => {
    const connections = createConnections(nodeId(1));
    add(connections, 1, 11, 'outbound');
    add(connections, 2, 11, 'inbound');
    expect(connections.to(nodeId(11))).toBe(1);
    connections.remove(connectionId(1));
    expect(connections.to(nodeId(11))).toBe(2);
    connections.remove(connectionId(2));
    expect([connections.to(nodeId(11)), connections.nodeOf(connectionId(2))]).toEqual([undefined, undefined]);
  });

  test('to the same node, of which each dialled one: both use the one that the lower number dialled', () => {
    const [low, high] = [createConnections(nodeId(1)), createConnections(nodeId(11))];
    add(low, 2, 11, 'inbound');
    add(low, 1, 11, 'outbound');
    add(high, 2, 1, 'outbound');
    add(high, 1, 1, 'inbound');
    expect([low.to(nodeId(11)), high.to(nodeId(1))]).toEqual([1, 1]);
  });

  test('that are unknown are no error: ends and messages cross each other', () => {
    const connections = createConnections(nodeId(1));
    connections.used(connectionId(9), 1);
    connections.keep(connectionId(9));
    connections.remove(connectionId(9));
    expect([...connections.ids()]).toEqual([]);
    expect(connections.deadline()).toBeUndefined();
  });

  test('are known by number and by node, in whatever order they come and go, for every seed', () => {
    eachSeed(10, (random) => {
      const connections = createConnections(nodeId(50));
      const open = new Map<number, number>();
      for (let step = 0; step < 200; step++) {
        const id = 1 + random.below(200);
        if (open.delete(id)) connections.remove(connectionId(id));
        else {
          open.set(id, 51 + random.below(40));
          add(connections, id, open.get(id) as number, random.below(2) === 0 ? 'inbound' : 'outbound', step);
        }
        const found = [...connections.ids()].map((one) => [one, connections.nodeOf(one)]);
        expect(found).toEqual([...open].sort(([a], [b]) => a - b).map(([one, node]) => [one, nodeId(node)]));
        const reached = Array.from({ length: 40 }, (_, place) => connections.to(nodeId(51 + place)));
        expect(reached.map((to) => (to === undefined ? undefined : open.get(to)))).toEqual(
          reached.map((_, place) => ([...open.values()].includes(51 + place) ? 51 + place : undefined)),
        );
      }
    });
  });
});
