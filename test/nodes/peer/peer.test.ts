import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import type { Effect, Input, Outcome } from '../../../source/nodes/contract.ts';
import { createFlooding, queryMsMax } from '../../../source/nodes/overlay/flooding.ts';
import { idleMs } from '../../../source/nodes/peer/connections.ts';
import { replicaBytesMax } from '../../../source/nodes/peer/holdings.ts';
import { createPeer } from '../../../source/nodes/peer/peer.ts';
import { fetchMsMax } from '../../../source/nodes/peer/transfers.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import type { Message } from '../../../source/protocol/messages.ts';
import { limits } from '../../../source/protocol/wire/limits.ts';
import {
  answers,
  becomes,
  closes,
  type Driven,
  dialFailed,
  dials,
  drive,
  fetch,
  hears,
  inbound,
  joined,
  leave,
  lost,
  outbound,
  publish,
  reports,
  sends,
  served,
  sha,
  started,
  tick,
} from '../drive-node.ts';

const random = Object.assign(createRandom(1), { unit: () => 0, uint32: () => 40 });
const alone = { replicas: 1, isFreeRider: false, random };

/** n5, which dials n2 and n3 and gives its queries numbers from 40. */
function peer(changes: { capacity?: number; copiesMax?: number; ttl?: number } = {}): Driven {
  const { capacity = 0, copiesMax = 8, ttl = 7 } = changes;
  const self = nodeId(5);
  const createOverlay = createFlooding.bind(undefined, { self, ttl, random });
  return drive(createPeer({ self, dials: [nodeId(2), nodeId(3)], capacity, copiesMax, ...alone, createOverlay }));
}

/** The same with neighbours n2 and n3 on connections 2 and 3, and n4, which dialled and joined, on 4. */
function neighboured(changes: Parameters<typeof peer>[0] = {}): Driven {
  const node = peer(changes);
  node.through(0, started, outbound(2, 2), outbound(3, 3), inbound(4, 4), hears(4, { type: 'join' }));
  return node;
}

type Query = Extract<Message, { type: 'query' }>;
type Hit = Extract<Message, { type: 'hit' }>;

function query(changes: Partial<Query> = {}): Query {
  return { type: 'query', origin: nodeId(9), sequence: 1, ttl: 5, hops: 2, name: 'song', ...changes };
}

/** A hit for the first query of n5. */
function hit(holder: number, content = 'abc', changes: Partial<Hit> = {}): Hit {
  const which = { origin: nodeId(5), sequence: 40 };
  return { type: 'hit', ...which, hops: 2, holder: nodeId(holder), hash: sha(content), way: [], ...changes };
}

const ownQuery = (sequence = 40): Query => query({ origin: nodeId(5), sequence, ttl: 7, hops: 1 });
const queryStarted = reports({ type: 'query-started', query: { origin: nodeId(5), sequence: 40 } });
const get = (requestId: number, content = 'abc'): Message => ({ type: 'fetch', requestId, hash: sha(content) });
const give = (requestId: number, content = 'abc'): Message => ({
  type: 'content',
  requestId,
  content: Buffer.from(content),
});
const refuse = (requestId: number, code: 'not-found' | 'overloaded'): Message => ({ type: 'refused', requestId, code });
const copyHeld = reports({
  type: 'item-held',
  name: 'song',
  hash: sha('abc'),
  bytes: 3,
  author: undefined,
  holding: 'copy',
});
const done = (holder: number, hops = 2): Outcome => ({
  type: 'done',
  servedBy: nodeId(holder),
  hops,
  hash: sha('abc'),
  bytes: 3,
});
const closes9 = ([, effect]: readonly [number, Effect]) => effect.type === 'close' && effect.connection === 9;
const not = (type: Effect['type']) => (effect: Effect) => effect.type !== type;

describe('a peer that starts', () => {
  test('dials its neighbours and joins each, and says once that all were tried', () => {
    const node = peer();
    expect(node.at(0, started)).toEqual([dials(2), dials(3)]);
    expect(node.at(1, outbound(2, 2))).toEqual([becomes(2, 'overlay'), sends(2, { type: 'join' })]);
    expect(node.at(2, dialFailed(3))).toEqual([joined]);
    expect(node.at(102, tick)).toEqual([dials(3)]);
    expect(node.at(103, outbound(3, 3))).toEqual([becomes(3, 'overlay'), sends(3, { type: 'join' })]);
  });

  test('without neighbours to dial has joined at once', () => {
    const createOverlay = createFlooding.bind(undefined, { self: nodeId(1), ttl: 7, random });
    const node = drive(createPeer({ self: nodeId(1), dials: [], capacity: 0, copiesMax: 1, ...alone, createOverlay }));
    expect(node.at(0, started)).toEqual([joined]);
  });

  test('dials a neighbour again that it lost, and joins it again', () => {
    const node = neighboured();
    expect(node.at(10, lost(2))).toEqual([]);
    expect(node.at(110, tick)).toEqual([dials(2)]);
    expect(node.at(120, outbound(6, 2))).toEqual([becomes(6, 'overlay'), sends(6, { type: 'join' })]);
  });

  test('does not dial a neighbour again that took its leave', () => {
    const node = neighboured();
    node.through(10, hears(2, { type: 'leave' }), lost(2));
    expect(node.until(20_000).filter(([, { type }]) => type === 'dial')).toEqual([]);
  });

  test('does not dial those who dialled it', () => {
    const node = neighboured();
    node.at(10, lost(4));
    expect(node.until(5_000).filter(([, { type }]) => type === 'dial')).toEqual([]);
  });

  test('takes leave of everybody it is connected with', () => {
    expect(neighboured().at(1, leave)).toEqual([2, 3, 4].map((connection) => sends(connection, { type: 'leave' })));
  });
});

describe('a peer with an item', () => {
  test('keeps what its user publishes, at home and at once', () => {
    const home = { type: 'done', servedBy: nodeId(5), hops: 0, hash: sha('abc'), bytes: 3 } as const;
    const node = neighboured();
    expect(node.at(1, publish(1, 'song', 'abc'))).toEqual([
      reports({ type: 'item-held', name: 'song', hash: sha('abc'), bytes: 3, author: nodeId(5), holding: 'authored' }),
      answers(1, home),
    ]);
    expect(node.at(2, fetch(2, 'song'))).toEqual([answers(2, home)]);
  });

  test('refuses its user other content for a name that is taken', () => {
    const node = neighboured();
    node.at(1, publish(1, 'song', 'abc'));
    expect(node.at(2, publish(2, 'song', 'xyz'))).toEqual([answers(2, { type: 'refused', code: 'wrong-content' })]);
  });

  test('answers a query back where it came from, and passes it on all the same', () => {
    const node = neighboured();
    node.at(1, publish(1, 'song', 'abc'));
    const back: Message = { ...hit(5), origin: nodeId(9), sequence: 1, hops: 2 };
    const on = query({ ttl: 4, hops: 3 });
    expect(node.at(2, hears(3, query()))).toEqual([sends(3, back), sends(2, on), sends(4, on)]);
  });

  test('gives it to whoever fetches it by its hash, and counts that as served', () => {
    const node = neighboured();
    node.at(1, publish(1, 'song', 'abc'));
    node.at(2, inbound(7, 8));
    expect(node.at(3, hears(7, get(77)))).toEqual([sends(7, give(77)), served(8)]);
    expect(node.at(4, hears(7, get(78, 'other')))).toEqual([sends(7, refuse(78, 'not-found'))]);
  });

  test('with a capacity serves one after the other', () => {
    const node = neighboured({ capacity: 10 });
    node.at(0, publish(1, 'song', 'abc'));
    expect(node.through(0, hears(2, get(1)), hears(3, get(2)))).toEqual([]);
    const sent = node.until(300).filter(([, { type }]) => type === 'send');
    expect(sent).toEqual([
      [100, sends(2, give(1))],
      [200, sends(3, give(2))],
    ]);
    expect(node.logic.gauges(300)).toEqual({ queueLength: 0, queueLengthMax: 2, busyMs: 200 });
  });
});

describe('a peer that floods', () => {
  test('passes a query on to all neighbours but the one it came from, one hop further', () => {
    const on = query({ ttl: 4, hops: 3 });
    expect(neighboured().at(1, hears(2, query()))).toEqual([sends(3, on), sends(4, on)]);
    expect(neighboured().at(1, hears(4, query()))).toEqual([sends(2, on), sends(3, on)]);
  });

  test('drops the same query when it comes again, from whomever', () => {
    const node = neighboured();
    node.at(1, hears(2, query()));
    expect(node.at(2, hears(2, query()))).toEqual([]);
    expect(node.at(3, hears(3, query({ ttl: 7, hops: 1 })))).toEqual([]);
  });

  test('tells queries apart by origin and number', () => {
    const node = neighboured();
    node.at(1, hears(2, query()));
    expect(node.at(2, hears(2, query({ sequence: 2 })))).toHaveLength(2);
    expect(node.at(3, hears(2, query({ origin: nodeId(10) })))).toHaveLength(2);
  });

  test('drops its own query when it comes back', () => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    expect(node.at(2, hears(3, ownQuery()))).toEqual([]);
  });

  test.each([
    [1, 0],
    [0, 0],
    [2, 2],
  ])('with a TTL of %i left passes a query on to %i neighbours', (ttl, times) => {
    expect(neighboured().at(1, hears(2, query({ ttl })))).toHaveLength(times);
  });

  test('sends nothing to a neighbour that is gone, nor to a connection that did not join', () => {
    const node = neighboured();
    node.through(1, lost(3), inbound(7, 8));
    expect(node.at(2, hears(2, query()))).toEqual([sends(4, query({ ttl: 4, hops: 3 }))]);
  });

  test('sends a hit back the way the query came, and puts its name on it', () => {
    const node = neighboured();
    node.at(1, hears(2, query()));
    const back: Message = hit(8, 'abc', { origin: nodeId(9), sequence: 1 });
    expect(node.at(2, hears(4, back))).toEqual([sends(2, { ...back, way: [nodeId(5)] })]);
  });

  test('drops a hit for a query that it never saw, or whose way back is gone', () => {
    const node = neighboured();
    node.at(1, hears(2, query()));
    expect(node.at(2, hears(4, hit(8, 'abc', { origin: nodeId(9), sequence: 2 })))).toEqual([]);
    node.at(3, lost(2));
    expect(node.at(4, hears(4, hit(8, 'abc', { origin: nodeId(9), sequence: 1 })))).toEqual([]);
  });

  test('remembers a query for five seconds at least, however many others come', () => {
    const node = neighboured();
    node.at(0, hears(2, query()));
    for (let now = 1; now <= 5_000; now += 50) node.at(now, hears(3, query({ sequence: now + 10 })));
    expect(node.at(5_000, hears(4, query()))).toEqual([]);
  });
});

describe('a peer that fetches', () => {
  test('asks all its neighbours with a number of its own for each query', () => {
    const node = neighboured();
    expect(node.at(1, fetch(1, 'song'))).toEqual([
      queryStarted,
      ...[2, 3, 4].map((connection) => sends(connection, ownQuery())),
    ]);
    expect(node.at(2, fetch(2, 'song')).at(1)).toEqual(sends(2, ownQuery(41)));
  });

  test('fetches from a neighbour over the connection that is there, verifies and keeps a copy', () => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    expect(node.at(2, hears(3, hit(4, 'abc', { hops: 1 })))).toEqual([sends(4, get(1))]);
    expect(node.at(3, hears(4, give(1)))).toEqual([copyHeld, answers(1, done(4, 1))]);
    expect(node.at(4, fetch(2, 'song'))).toMatchObject([{ outcome: { type: 'done', servedBy: 'n5', hops: 0 } }]);
  });

  test('names the way of what it fetched: over those that passed the hit on, then to the holder', () => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    node.at(2, hears(3, hit(4, 'abc', { way: [nodeId(7), nodeId(3)] })));
    node.at(3, hears(4, give(1)));
    expect(node.routes.get(1)).toEqual([
      ...['n5 query n3 @1', 'n3 query n7 @?', 'n7 query n4 @?', 'n4 hit n7 @?', 'n7 hit n3 @?', 'n3 hit n5 @2'],
      ...['n5 fetch n4 @2', 'n4 content n5 @3'],
    ]);
  });

  test('dials a holder that is no neighbour, fetches, and closes the connection when it was idle', () => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    expect(node.at(2, hears(3, hit(8)))).toEqual([dials(8)]);
    expect(node.at(3, outbound(9, 8))).toEqual([becomes(9, 'transfer'), sends(9, get(1))]);
    expect(node.at(4, hears(9, give(1)))).toEqual([copyHeld, answers(1, done(8))]);
    const closed = node.until(4 + idleMs).filter(([, { type }]) => type === 'close');
    expect(closed).toEqual([[4 + idleMs, closes(9, 'idle')]]);
  });

  test('dials a holder once for two items', () => {
    const node = neighboured();
    node.through(1, fetch(1, 'song'), fetch(2, 'other'));
    expect(node.at(2, hears(3, hit(8)))).toEqual([dials(8)]);
    expect(node.at(3, hears(3, hit(8, 'xyz', { sequence: 41 })))).toEqual([]);
    expect(node.at(4, outbound(9, 8))).toEqual([becomes(9, 'transfer'), sends(9, get(1)), sends(9, get(2, 'xyz'))]);
  });

  test('uses the connection that the holder itself opened in the meantime', () => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    node.at(2, hears(3, hit(8)));
    expect(node.at(3, inbound(9, 8))).toEqual([sends(9, get(1))]);
    expect(node.at(4, dialFailed(8))).toEqual([]);
    expect(node.at(5, hears(9, give(1)))).toEqual([copyHeld, answers(1, done(8))]);
  });

  test('does not ask twice when more holders answer', () => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    node.at(2, hears(3, hit(3)));
    expect(node.at(3, hears(2, hit(2)))).toEqual([]);
    expect(node.at(4, hears(3, give(1)))).toEqual([copyHeld, answers(1, done(3))]);
    expect(node.at(5, hears(2, hit(2)))).toEqual([]);
  });

  test('ignores content from somebody whom it did not ask', () => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    node.at(2, hears(3, hit(3)));
    expect(node.at(3, hears(2, give(1)))).toEqual([]);
  });

  test.each<[string, Input, readonly Effect[]]>([
    ['refuses', hears(3, refuse(1, 'overloaded')), []],
    ['does not have it any more', hears(3, refuse(1, 'not-found')), []],
    [
      'sends wrong content',
      hears(3, give(1, 'abd')),
      [
        reports({
          type: 'limit-reached',
          limit: 'wrong-content',
          text: 'n3 sent wrong content for song: nothing more is fetched from it',
        }),
      ],
    ],
  ])('tries the next holder when the first %s', (_what, input, effects) => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    node.through(2, hears(3, hit(3)), hears(2, hit(2)));
    expect(node.at(3, input)).toEqual([...effects, sends(2, get(2))]);
    expect(node.at(4, hears(2, give(2)))).toEqual([copyHeld, answers(1, done(2))]);
  });

  test('dials the holder once more when it goes away, and then tries the next', () => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    node.through(2, hears(3, hit(3)), hears(2, hit(2)));
    expect(node.at(3, lost(3))).toEqual([dials(3)]);
    expect(node.at(4, dialFailed(3))).toEqual([sends(2, get(2))]);
  });

  test('tries the next holder beside one that is silent for a second, and takes the content of either', () => {
    const node = neighboured();
    node.at(0, fetch(1, 'song'));
    node.through(2, hears(3, hit(3)), hears(2, hit(2)));
    const tried = node.until(1_002).filter(([, effect]) => effect.type === 'send' && effect.message.type === 'fetch');
    expect(tried).toEqual([[1_002, sends(2, get(2))]]);
    expect(node.at(1_003, hears(3, give(1)))).toEqual([copyHeld, answers(1, done(3))]);
  });

  test('fetches nothing more from a holder that sent wrong content', () => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    node.through(2, hears(3, hit(3)), hears(3, give(1, 'abd')));
    node.at(3, fetch(2, 'other'));
    expect(node.at(4, hears(3, hit(3, 'xyz', { sequence: 41 })))).toEqual([]);
  });

  test('tries the next holder when the first cannot be dialled', () => {
    const node = neighboured();
    node.at(1, fetch(1, 'song'));
    node.through(2, hears(3, hit(8)), hears(2, hit(2)));
    expect(node.at(3, dialFailed(8))).toEqual([sends(2, get(2))]);
  });

  test('waits for another holder as long as the search goes on', () => {
    const node = neighboured();
    node.at(0, fetch(1, 'song'));
    node.at(2, hears(3, hit(3)));
    expect(node.at(3, hears(3, refuse(1, 'overloaded')))).toEqual([]);
    expect(node.at(4, hears(2, hit(4)))).toEqual([sends(4, get(2))]);
    expect(node.at(5, hears(4, give(2)))).toEqual([copyHeld, answers(1, done(4))]);
  });

  test.each<[string, Input, Outcome]>([
    ['refused', hears(3, refuse(1, 'overloaded')), { type: 'refused', code: 'overloaded' }],
    ['lost it', hears(3, refuse(1, 'not-found')), { type: 'not-found' }],
    ['sent something else', hears(3, give(1, 'abd')), { type: 'refused', code: 'wrong-content' }],
  ])('says how the last holder failed when the search is over: it %s', (_what, input, outcome) => {
    const node = neighboured();
    node.at(0, fetch(1, 'song'));
    node.at(2, hears(3, hit(3)));
    expect(node.at(3, input).filter(not('telemetry'))).toEqual([]);
    const ends = node.until(queryMsMax).filter(([, { type }]) => type === 'answer');
    expect(ends).toEqual([[queryMsMax, answers(1, outcome)]]);
  });

  test('says at once how the last holder failed when the search was over before', () => {
    const node = neighboured();
    node.at(0, fetch(1, 'song'));
    node.at(2, hears(3, hit(3)));
    expect(node.until(queryMsMax).filter(([, { type }]) => type === 'answer')).toEqual([]);
    expect(node.at(1_200, hears(3, refuse(1, 'overloaded')))).toEqual([
      answers(1, { type: 'refused', code: 'overloaded' }),
    ]);
  });

  test('says not found when nobody answered in time; a hit that comes later is ignored', () => {
    const node = neighboured();
    node.at(10, fetch(1, 'song'));
    const ends = node.until(2_000).filter(([, { type }]) => type === 'answer');
    expect(ends).toEqual([[10 + queryMsMax, answers(1, { type: 'not-found' })]]);
    expect(node.at(2_001, hears(3, hit(3)))).toEqual([]);
  });

  test('gives up a holder that never answers when the time of the fetch is over', () => {
    const node = neighboured();
    node.at(10, fetch(1, 'song'));
    node.at(12, hears(3, hit(3)));
    const ends = node.until(9_000).filter(([, { type }]) => type === 'answer');
    expect(ends).toEqual([[10 + fetchMsMax, answers(1, { type: 'timed-out' })]]);
    expect(node.at(9_001, hears(3, give(1)))).toEqual([]);
  });

  test('keeps a transfer connection on which it waits for an answer', () => {
    const node = neighboured();
    node.at(0, fetch(1, 'song'));
    node.at(1, hears(3, hit(8)));
    node.through(2, outbound(9, 8), hears(9, give(1)));
    node.until(2_900);
    node.at(2_900, fetch(2, 'other'));
    expect(node.at(2_901, hears(3, hit(8, 'xyz', { sequence: 41 })))).toEqual([sends(9, get(2, 'xyz'))]);
    expect(node.until(3_500).filter(([, { type }]) => type === 'close')).toEqual([]);
    expect(node.at(3_500, hears(9, give(2, 'xyz'))).at(-1)).toMatchObject({ outcome: { type: 'done' } });
    expect(node.until(8_600).filter(closes9)).toEqual([[8_500, closes(9, 'idle')]]);
  });

  test('keeps a transfer connection on which the other end asked it for something', () => {
    const node = neighboured();
    node.at(0, fetch(1, 'song'));
    node.at(1, hears(3, hit(8)));
    node.through(2, outbound(9, 8), hears(9, give(1)));
    node.until(2_900);
    node.at(2_900, hears(9, get(50)));
    expect(node.until(7_899).filter(closes9)).toEqual([]);
    expect(node.until(7_900).filter(closes9)).toEqual([[7_900, closes(9, 'idle')]]);
  });

  test('gives up its oldest copy when it has no more room, and does not answer for it any more', () => {
    const node = neighboured({ copiesMax: 1 });
    node.at(0, fetch(1, 'song'));
    node.through(1, hears(3, hit(3)), hears(3, give(1)));
    node.at(2, fetch(2, 'other'));
    const effects = node.through(3, hears(3, hit(3, 'xyz', { sequence: 41 })), hears(3, give(2, 'xyz')));
    expect(effects.filter(not('answer'))).toMatchObject([
      { event: { type: 'item-held', name: 'other' } },
      { event: { type: 'item-dropped', hash: sha('abc') } },
    ]);
    expect(node.at(4, hears(2, query({ ttl: 1 })))).toEqual([]);
  });
});

describe('a peer that keeps replicas', () => {
  const replicate = (requestId: number, name: string, content: Buffer): Message => ({
    type: 'replicate',
    requestId,
    name,
    author: nodeId(2),
    holders: [nodeId(2), nodeId(5)],
    content,
  });

  test('keeps them for good, says so, and serves them', () => {
    const node = neighboured({ copiesMax: 0 });
    expect(node.at(1, hears(2, replicate(7, 'song', Buffer.from('abc'))))).toEqual([
      reports({ type: 'item-held', name: 'song', hash: sha('abc'), bytes: 3, author: nodeId(2), holding: 'replica' }),
      sends(2, { type: 'replicated', requestId: 7 }),
    ]);
    expect(node.at(2, hears(3, get(1)))).toEqual([sends(3, give(1)), served(3)]);
    expect(node.at(3, hears(2, replicate(8, 'song', Buffer.from('abc'))))).toEqual([
      sends(2, { type: 'replicated', requestId: 8 }),
    ]);
  });

  test('refuses other content for a name that it knows', () => {
    const node = neighboured();
    node.at(1, publish(1, 'song', 'abc'));
    expect(node.at(2, hears(2, replicate(7, 'song', Buffer.from('xyz'))))).toEqual([
      sends(2, { type: 'refused', requestId: 7, code: 'wrong-content' }),
    ]);
  });

  test('keeps 256 MiB at most for others, and what it authors all the same', () => {
    const node = neighboured();
    const content = Buffer.alloc(limits.itemBytesMax);
    const count = replicaBytesMax / limits.itemBytesMax;
    for (let item = 0; item < count; item++) {
      expect(node.at(1, hears(2, replicate(item, `song-${item}`, content))).at(-1)).toEqual(
        sends(2, { type: 'replicated', requestId: item }),
      );
    }
    expect(node.at(2, hears(2, replicate(900, 'one more', content)))).toEqual([
      sends(2, { type: 'refused', requestId: 900, code: 'overloaded' }),
    ]);
    expect(node.at(3, hears(2, replicate(901, 'song-0', content)))).toEqual([
      sends(2, { type: 'replicated', requestId: 901 }),
    ]);
    expect(node.at(4, publish(1, 'own', 'abc'))).toContainEqual(answers(1, done(5, 0)));
  });
});

describe('a peer among strangers', () => {
  test('closes a connection on which comes what only clients and servers say', () => {
    for (const message of [
      { type: 'publish', requestId: 1, name: 'a', content: Buffer.alloc(0) },
      { type: 'published', requestId: 1 },
      { type: 'find', requestId: 1, name: 'a' },
      { type: 'found', requestId: 1, hash: sha('a') },
    ] as const) {
      expect(neighboured().at(1, hears(3, message))).toEqual([closes(3, 'unexpected-message')]);
    }
  });

  test('answers a ping', () => {
    expect(neighboured().at(1, hears(3, { type: 'ping', requestId: 5 }))).toEqual([
      sends(3, { type: 'pong', requestId: 5 }),
    ]);
  });

  test('pings those it dialled and closes connections that fall silent', () => {
    const all = neighboured().until(10_000);
    const pinged = all.flatMap(([, effect]) => (effect.type === 'send' ? [effect.connection] : []));
    expect(new Set(pinged)).toEqual(new Set([2, 3]));
    const closed = all.flatMap(([, effect]) => (effect.type === 'close' ? [effect] : []));
    expect(closed.slice(0, 3)).toEqual([closes(2, 'silent'), closes(3, 'silent'), closes(4, 'silent')]);
  });

  test('says nothing to what comes on a connection that it does not know', () => {
    expect(neighboured().at(1, hears(99, { type: 'ping', requestId: 5 }))).toEqual([]);
  });
});
