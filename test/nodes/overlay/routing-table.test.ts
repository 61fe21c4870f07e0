import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../../source/base/random.ts';
import { createRoutingTable, type RoutingTable } from '../../../source/nodes/overlay/routing-table.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';
import { keyOf, keyOfNode, sharedBits } from '../../../source/protocol/key.ts';
import { eachSeed } from '../../base/each-seed.ts';
import { idealNetwork, randomNodes, trueClosest } from './static-network.ts';

const self = nodeId(1);
const ownKey = keyOfNode(self);
const bucketOf = (node: NodeId): number => sharedBits(ownKey, keyOfNode(node));

/** The first nodes whose place is in one bucket of n1's table. */
function nodesOfBucket(bucket: number, count: number): NodeId[] {
  const found: NodeId[] = [];
  for (let number = 2; found.length < count; number++)
    if (bucketOf(nodeId(number)) === bucket) found.push(nodeId(number));
  return found;
}

function tableOf(k: number, seen: readonly NodeId[]): RoutingTable {
  const table = createRoutingTable(self, k);
  for (const [at, node] of seen.entries()) table.seen(node, at);
  return table;
}

const [a, b, c, d, e, f, g, h] = nodesOfBucket(0, 8) as [
  NodeId,
  NodeId,
  NodeId,
  NodeId,
  NodeId,
  NodeId,
  NodeId,
  NodeId,
];
const near = nodesOfBucket(3, 2) as [NodeId, NodeId];

describe('a bucket', () => {
  test('has the contact that was silent longest first, and the one that was seen last at its end', () => {
    const table = tableOf(4, [a, b, c]);
    expect([...table.nodes()]).toEqual([a, b, c]);
    expect(table.seen(a, 9)).toEqual({ type: 'kept' });
    expect([...table.nodes()]).toEqual([b, c, a]);
    table.seen(c, 10);
    expect([...table.nodes()]).toEqual([b, a, c]);
    table.seen(c, 11);
    expect([...table.nodes()]).toEqual([b, a, c]);
    expect(table.size).toBe(3);
  });

  test('that is full keeps whom it has, and names the one to be pinged', () => {
    const table = tableOf(2, [a, b]);
    expect(table.seen(c, 3)).toEqual({ type: 'full', oldest: a });
    expect(table.seen(d, 4)).toEqual({ type: 'full', oldest: a });
    expect([...table.nodes()]).toEqual([a, b]);
    expect([table.has(a), table.has(c), table.size]).toEqual([true, false, 2]);
  });

  test('keeps the old contact when it answers the ping, and names the next one for the next newcomer', () => {
    const table = tableOf(2, [a, b, c]);
    expect(table.seen(a, 4)).toEqual({ type: 'kept' });
    expect([...table.nodes()]).toEqual([b, a]);
    expect(table.seen(d, 5)).toEqual({ type: 'full', oldest: b });
  });

  test('gives the place of a contact that does not answer the ping to the newest candidate', () => {
    const table = tableOf(2, [a, b, c, d]);
    table.failed(a);
    expect([...table.nodes()]).toEqual([b, d]);
    expect(table.size).toBe(2);
    table.failed(b);
    expect([...table.nodes()]).toEqual([d, c]);
    table.failed(d);
    expect([...table.nodes()]).toEqual([c]);
    table.failed(c);
    expect([[...table.nodes()], table.size]).toEqual([[], 0]);
  });

  test('moves a candidate that is seen again to the front of those that wait', () => {
    const table = tableOf(1, [a, b, c, b]);
    table.failed(a);
    expect([...table.nodes()]).toEqual([b]);
    table.failed(b);
    expect([...table.nodes()]).toEqual([c]);
    table.failed(c);
    expect(table.size).toBe(0);
  });

  test('forgets a candidate that failed itself', () => {
    const table = tableOf(1, [a, b, c]);
    table.failed(c);
    expect([...table.nodes()]).toEqual([a]);
    table.failed(a);
    expect([...table.nodes()]).toEqual([b]);
  });

  test('lets the four newest candidates wait, and no more', () => {
    const table = tableOf(1, [a, b, c, d, e, f, g, h]);
    const tookThePlace: NodeId[] = [];
    for (let [contact] = table.nodes(); contact !== undefined; [contact] = table.nodes()) {
      tookThePlace.push(contact);
      table.failed(contact);
    }
    expect(tookThePlace).toEqual([a, h, g, f, e]);
  });

  test('does not care about the failure of somebody it does not know', () => {
    const table = tableOf(2, [a]);
    table.failed(b);
    table.failed(near[0]);
    table.failed(self);
    expect([...table.nodes()]).toEqual([a]);
  });

  test('that is full takes nothing from other buckets', () => {
    const table = tableOf(1, [a, b]);
    expect(table.seen(near[0], 2)).toEqual({ type: 'kept' });
    expect([...table.nodes()]).toEqual([a, near[0]]);
    table.failed(near[0]);
    expect([...table.nodes()]).toEqual([a]);
  });
});

describe('a routing table', () => {
  test('never holds its own node', () => {
    const table = createRoutingTable(self, 2);
    expect(table.seen(self, 1)).toEqual({ type: 'kept' });
    expect([table.size, table.has(self), table.closest(ownKey, 5)]).toEqual([0, false, []]);
  });

  test('gives the contacts nearest to a key, in the order of comparing all of them, without the one to leave out', () => {
    eachSeed(300, (random) => {
      const k = [1, 2, 8, 20][random.below(4)] as number;
      const [own, ...others] = randomNodes(2 + random.below(300), random) as [NodeId, ...NodeId[]];
      const table = createRoutingTable(own, k);
      for (const node of others) table.seen(node, 0);
      for (const node of others) if (random.below(5) === 0) table.failed(node);
      for (const target of [keyOfNode(own), keyOfNode(others[0] as NodeId), keyOf(`${random.uint32()}`)]) {
        const count = 1 + random.below(30);
        const except = random.below(2) === 0 ? undefined : trueClosest(table.nodes(), target, 2).at(-1);
        const all = [...table.nodes()].filter((node) => node !== except);
        expect(table.closest(target, count, except)).toEqual(trueClosest(all, target, count));
      }
    });
  });

  test('counts and finds exactly the contacts that it lists, whatever happens to it', () => {
    eachSeed(100, (random) => {
      const k = 1 + random.below(4);
      const table = createRoutingTable(self, k);
      const nodes = randomNodes(40, random);
      for (let step = 0; step < 100; step++) {
        const node = nodes[random.below(nodes.length)] as NodeId;
        if (random.below(3) === 0) table.failed(node);
        else table.seen(node, step);
        const listed = [...table.nodes()];
        expect(new Set(listed).size).toBe(table.size);
        expect(nodes.filter((each) => table.has(each)).sort()).toEqual(listed.sort());
      }
      for (const node of nodes) expect(contactsIn(table, bucketOf(node))).toBeLessThanOrEqual(k);
    });
  });

  test('holds few contacts of many nodes: k for each halving of the distance, while there are so many', () => {
    const random = createRandom(1);
    const nodes = randomNodes(20_000, random);
    for (const k of [1, 8, 20]) {
      const table = tableOf(k, nodes);
      const buckets = new Set([...table.nodes()].map(bucketOf));
      for (const bucket of buckets) {
        const available = nodes.filter((node) => node !== self && bucketOf(node) === bucket).length;
        expect(contactsIn(table, bucket)).toBe(Math.min(k, available));
      }
      expect(table.size).toBeLessThanOrEqual(k * (Math.log2(20_000 / k) + 4));
    }
  });

  test('refuses a bucket size that is none', () => {
    expect(() => createRoutingTable(self, 0)).toThrow('k = 0');
    expect(() => createRoutingTable(self, 1.5)).toThrow('k = 1.5');
  });
});

function contactsIn(table: RoutingTable, bucket: number): number {
  return [...table.nodes()].filter((node) => bucketOf(node) === bucket).length;
}

describe('refreshing', () => {
  const random = (): Random => createRandom(3);
  const bucketsOf = (table: RoutingTable, since: number): number[] =>
    table.staleKeys(since, random()).map((key) => sharedBits(ownKey, key));

  test('asks for a key in each bucket that saw nobody since then, from the farthest to that of the nearest contact', () => {
    const table = createRoutingTable(self, 2);
    expect(bucketsOf(table, 100)).toEqual([]);
    table.seen(a, 10);
    table.seen(near[0], 20);
    expect(bucketsOf(table, 5)).toEqual([1, 2]);
    expect(bucketsOf(table, 10)).toEqual([1, 2]);
    expect(bucketsOf(table, 15)).toEqual([0, 1, 2]);
    expect(bucketsOf(table, 100)).toEqual([0, 1, 2, 3]);
    table.seen(a, 100);
    expect(bucketsOf(table, 100)).toEqual([1, 2, 3]);
  });

  test('takes a newcomer for a sign of life of its bucket, even when that is full', () => {
    const table = tableOf(1, [a]);
    table.seen(b, 50);
    expect(bucketsOf(table, 50)).toEqual([]);
  });

  test('goes no deeper than the contacts that are left', () => {
    const table = tableOf(2, [a, near[0]]);
    table.failed(near[0]);
    expect(bucketsOf(table, 100)).toEqual([0]);
  });

  test('draws keys that are in the range of their bucket, and random in it', () => {
    eachSeed(100, (random) => {
      const nodes = randomNodes(64, random);
      const [own, table] = [...idealNetwork(nodes, 4, random)][0] as [NodeId, RoutingTable];
      const deepest = Math.max(...[...table.nodes()].map((node) => sharedBits(keyOfNode(own), keyOfNode(node))));
      const keys = table.staleKeys(1, random);
      expect(keys.map((key) => sharedBits(keyOfNode(own), key))).toEqual(keys.map((_, bucket) => bucket));
      expect(keys.length).toBe(deepest + 1);
      expect(table.staleKeys(1, random)[0]).not.toEqual(keys[0]);
    });
  });
});
