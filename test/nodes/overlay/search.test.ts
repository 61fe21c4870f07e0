import { expect, test } from 'vitest';
import { createRoutingTable } from '../../../source/nodes/overlay/routing-table.ts';
import { beginSearch, closestTo, type SearchPlan, widen } from '../../../source/nodes/overlay/search.ts';
import type { Done } from '../../../source/nodes/parts/exchanges.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';
import { compareDistance, keyOf, keyOfNode } from '../../../source/protocol/key.ts';
import type { Message } from '../../../source/protocol/messages.ts';

const target = keyOf('song');
const byDistance = (nodes: readonly NodeId[]) =>
  [...nodes].sort((a, b) => compareDistance(target, keyOfNode(a), keyOfNode(b)));

/** n1, which knows n2 … , and asks; a test answers. */
function searcher(known: number, { k = 2, alpha = 2 } = {}) {
  const self = nodeId(1);
  const table = createRoutingTable(self, 20);
  for (let number = 2; number < 2 + known; number++) table.seen(nodeId(number), 0);
  const asked: { readonly node: NodeId; readonly done: Done }[] = [];
  const peer = {
    self,
    k,
    alpha,
    table,
    host: { ask: (node: NodeId, _r: unknown, _at: number, done: Done) => void asked.push({ node, done }) },
  };
  const answer = (node: NodeId | undefined, message: Partial<Message> | undefined): void => {
    const at = asked.findIndex((one) => one.node === node);
    const [{ done } = expect.fail(`${node} was not asked`)] = asked.splice(at, 1);
    if (message === undefined) done({ type: 'failed', outcome: { type: 'timed-out' } } as never, 1);
    else done({ type: 'response', message } as never, 1);
  };
  return { peer, table, answer, asked: () => asked.map(({ node }) => node) };
}

const nodes = (...contacts: NodeId[]) => ({ type: 'nodes', requestId: 1, contacts }) as const;
const plan = (changes: Partial<SearchPlan> = {}): SearchPlan => ({
  ...{ target, seeds: undefined, request: { type: 'find-node', target }, onOver: () => undefined },
  ...changes,
});

test('asks the nearest known, alpha at a time, and is over when they have answered', () => {
  const { peer, answer, asked } = searcher(5);
  let over = 0;
  beginSearch(peer, plan({ onOver: () => void over++ }), 0);
  const near = byDistance([2, 3, 4, 5, 6].map((number) => nodeId(number)));
  expect(asked().sort()).toEqual(near.slice(0, 2).sort());
  for (const node of near.slice(0, 2)) answer(node, nodes());
  expect([asked(), over]).toEqual([[], 1]);
});

test('asks one at a time until it is made wide', () => {
  const { peer, asked } = searcher(5, { k: 3, alpha: 3 });
  const one = beginSearch(peer, plan({ isWide: false }), 0);
  expect(asked()).toHaveLength(1);
  widen(peer, one, 1);
  expect(asked()).toHaveLength(3);
});

test('a contact that does not answer leaves the table', () => {
  const { peer, table, answer, asked } = searcher(1);
  beginSearch(peer, plan(), 0);
  answer(asked()[0], undefined);
  expect([...table.nodes()]).toEqual([]);
});

test('pauses when providers are found, and not when nobody wants them', () => {
  const providers = [{ node: nodeId(9), hash: 'x' as never }];
  const found = { type: 'providers', requestId: 1, providers, contacts: [nodeId(7), nodeId(8)] } as const;
  for (const isEnough of [true, false]) {
    const { peer, answer, asked } = searcher(1, { k: 4, alpha: 4 });
    const heard: number[] = [];
    const onProviders = (_providers: unknown, hops: number): boolean => {
      heard.push(hops);
      return isEnough;
    };
    beginSearch(peer, plan({ request: { type: 'find-providers', key: target }, onProviders }), 0);
    answer(nodeId(2), found);
    expect([heard, asked().length]).toEqual([[1], isEnough ? 0 : 2]);
  }
});

test('the closest to a key are told once, this peer among them if it is', () => {
  const { peer, answer, asked } = searcher(3, { k: 2 });
  const told: (readonly NodeId[])[] = [];
  closestTo(peer, target, 0, (closest) => void told.push(closest));
  while (asked().length > 0) answer(asked()[0], nodes());
  const expected = byDistance([1, 2, 3, 4].map((number) => nodeId(number))).slice(0, 2);
  expect(told.map((closest) => closest.length)).toEqual([2]);
  expect(byDistance([...(told[0] ?? []), nodeId(1)]).slice(0, 1)).toEqual(
    byDistance([...expected, nodeId(1)]).slice(0, 1),
  );
});
