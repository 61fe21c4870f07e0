import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import { createIndexOverlay } from '../../../source/nodes/overlay/index-overlay.ts';
import { recordsPerProviderMax, republishMs } from '../../../source/nodes/overlay/provider-records.ts';
import { createPeer } from '../../../source/nodes/peer/peer.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { type Key, keyOf } from '../../../source/protocol/key.ts';
import type { Message } from '../../../source/protocol/messages.ts';
import {
  answers,
  type Driven,
  dialFailed,
  dials,
  drive,
  fetch,
  hears,
  inbound,
  lost,
  outbound,
  publish,
  sends,
  sha,
  started,
} from '../drive-node.ts';

const random = Object.assign(createRandom(1), { unit: () => 0 });

/** Node `self` among peers with the index n1. */
function peer(self: number, replicas = 1): Driven {
  const index = nodeId(1);
  return drive(
    createPeer({
      self: nodeId(self),
      dials: self === 1 ? [] : [index],
      capacity: 0,
      copiesMax: 8,
      replicas,
      isFreeRider: false,
      random,
      createOverlay: (host) => createIndexOverlay({ self: nodeId(self), index, random }, host),
    }),
  );
}

/** n5, connected with the index on connection 1. */
function member(): Driven {
  const node = peer(5);
  node.through(0, started, outbound(1, 1));
  return node;
}

/** The index with the members n2 and n3 on connections 2 and 3. */
function index(): Driven {
  const node = peer(1);
  node.through(0, started, ...[2, 3].flatMap((one) => [inbound(one, one), hears(one, { type: 'join' })]));
  return node;
}

const key = keyOf('song');
const add = (requestId: number, of: Key = key): Message => ({
  type: 'add-provider',
  requestId,
  key: of,
  hash: sha('abc'),
});
const findProviders = (requestId: number): Message => ({ type: 'find-providers', requestId, key });
const providers = (requestId: number, ...nodes: number[]): Message => ({
  type: 'providers',
  requestId,
  providers: nodes.map((node) => ({ node: nodeId(node), hash: sha('abc') })),
  contacts: [],
});
const givenBy = (node: Driven, now: number): readonly unknown[] => node.at(now, hears(3, findProviders(9)));

describe('a peer with an index', () => {
  test('asks it in one message and takes its answer in another, then fetches from the holder', () => {
    const node = member();
    expect(node.at(1, fetch(1, 'song')).filter(({ type }) => type === 'send')).toEqual([sends(1, findProviders(1))]);
    expect(node.at(2, hears(1, providers(1, 8)))).toEqual([dials(8)]);
    node.at(3, dialFailed(8));
    expect(node.routes.get(1)).toEqual(['n5 find-providers n1 @1', 'n1 providers n5 @2', 'n5 fetch n8 @2']);
  });

  test('says not found when the index knows nobody, and unreachable when there is no index', () => {
    const node = member();
    node.at(1, fetch(1, 'song'));
    expect(node.at(2, hears(1, providers(1)))).toEqual([answers(1, { type: 'not-found' })]);
    node.through(3, fetch(2, 'song'), lost(1));
    const reason = 'n1 cannot be dialled: ECONNREFUSED';
    expect(node.at(4, dialFailed(1))).toEqual([answers(2, { type: 'unreachable', reason })]);
  });

  test('says that it timed out when the index is silent: the item may exist', () => {
    const node = member();
    node.at(0, fetch(1, 'song'));
    const ends = node.until(1_500).filter(([, { type }]) => type === 'answer');
    expect(ends).toEqual([[1_000, answers(1, { type: 'timed-out' })]]);
  });

  test('does not take itself for a holder when the index says so', () => {
    const node = member();
    node.at(1, fetch(1, 'song'));
    expect(node.at(2, hears(1, providers(1, 5)))).toEqual([answers(1, { type: 'not-found' })]);
  });

  test('acknowledges what it publishes when the index knows it', () => {
    const node = member();
    const effects = node.at(1, publish(1, 'song', 'abc'));
    expect(effects.slice(1)).toEqual([sends(1, add(1))]);
    expect(node.at(2, hears(1, { type: 'provider-added', requestId: 1 }))).toMatchObject([
      { type: 'answer', requestId: 1, outcome: { type: 'done' } },
    ]);
  });

  test('announces everything anew when the index returns', () => {
    const node = member();
    node.through(1, publish(1, 'song', 'abc'), hears(1, { type: 'provider-added', requestId: 1 }), lost(1));
    node.until(150);
    const added = node.at(200, outbound(7, 1)).filter((effect) => effect.type === 'send');
    expect(added).toEqual([sends(7, { type: 'join' }), sends(7, add(2))]);
  });

  test('announces everything anew every minute', () => {
    const node = member();
    node.through(1, publish(1, 'song', 'abc'), hears(1, { type: 'provider-added', requestId: 1 }));
    const announced = node
      .until(2.75 * republishMs)
      .filter(([, effect]) => effect.type === 'send' && effect.message.type === 'add-provider');
    expect(announced.map(([at]) => at)).toEqual([0.5, 1.5, 2.5].map((rounds) => rounds * republishMs));
  });
});

describe('the peer that keeps the index', () => {
  test('tells who holds an item', () => {
    const node = index();
    expect(node.at(1, hears(2, add(5)))).toContainEqual(sends(2, { type: 'provider-added', requestId: 5 }));
    expect(givenBy(node, 2)).toEqual([sends(3, providers(9, 2))]);
  });

  test('finds at home without a message', () => {
    const node = index();
    node.at(1, hears(2, add(5)));
    expect(node.at(2, fetch(1, 'song'))).toEqual([sends(2, { type: 'fetch', requestId: 1, hash: sha('abc') })]);
  });

  test.each([
    ['leaves', hears(2, { type: 'leave' })],
    ['is gone', lost(2)],
  ])('forgets what a peer provides that %s', (_what, input) => {
    const node = index();
    node.through(1, hears(2, add(5)), hears(3, add(6)));
    node.at(2, input);
    expect(givenBy(node, 3)).toEqual([sends(3, providers(9, 3))]);
  });

  test('keeps the records of a peer that is back before the end of its old connection was noticed', () => {
    const node = index();
    node.at(1, hears(2, add(5)));
    node.through(2, inbound(7, 2), hears(7, { type: 'join' }), hears(7, add(6)), lost(2));
    expect(givenBy(node, 3)).toEqual([sends(3, providers(9, 2))]);
    node.at(4, lost(7));
    expect(givenBy(node, 5)).toEqual([sends(3, providers(9))]);
  });

  test('refuses one provider too many records, and says so once', () => {
    const node = index();
    const manyKeys = Array.from({ length: recordsPerProviderMax + 3 }, (_, at) => {
      const one = new Uint32Array(8);
      one[0] = at;
      return one as Key;
    });
    const effects = manyKeys.flatMap((one, at) => node.at(1, hears(2, add(at, one))));
    const refusals = effects.filter((effect) => effect.type === 'send' && effect.message.type === 'refused');
    expect(refusals).toHaveLength(3);
    expect(effects.filter((one) => one.type === 'telemetry' && one.event.type === 'limit-reached')).toHaveLength(1);
    expect(node.at(2, hears(3, add(1)))).toContainEqual(sends(3, { type: 'provider-added', requestId: 1 }));
  });

  test('names other members to whoever looks for peers, never the one who asks', () => {
    const node = index();
    expect(node.at(1, hears(2, { type: 'find-node', requestId: 4, target: key }))).toEqual([
      sends(2, { type: 'nodes', requestId: 4, contacts: [nodeId(3)] }),
    ]);
  });

  test('alone answers what only an index answers: another peer closes the connection', () => {
    const node = member();
    for (const message of [add(1), findProviders(1), { type: 'find-node', requestId: 1, target: key } as const]) {
      expect(node.at(1, hears(1, message))).toMatchObject([{ type: 'close', reason: 'unexpected-message' }]);
    }
  });
});
