import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import type { Input, StoredItem } from '../../source/nodes/contract.ts';
import { createFlooding } from '../../source/nodes/overlay/flooding.ts';
import { createPeer } from '../../source/nodes/peer/peer.ts';
import { createServer } from '../../source/nodes/server/server.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import type { Message } from '../../source/protocol/messages.ts';
import {
  answers,
  type Driven,
  dialFailed,
  driveWithStore,
  hears,
  inbound,
  joined,
  lost,
  outbound,
  publish,
  reports,
  sends,
  served,
  sha,
  started,
} from './drive-node.ts';

const abc = Buffer.from('abc');
const put = (requestId = 7, name = 'song'): Message => ({ type: 'publish', requestId, name, content: abc });
const find = (requestId = 8): Message => ({ type: 'find', requestId, name: 'song' });
const replicate = (requestId: number): Message => ({
  type: 'replicate',
  requestId,
  name: 'song',
  author: nodeId(5),
  holders: [nodeId(5), nodeId(1)],
  content: abc,
});
const stored = (author: number, holding: StoredItem['holding'] = 'stored'): StoredItem => {
  return { name: 'song', hash: sha('abc'), content: abc, author: nodeId(author), holding };
};
const persist = (token: number, item: StoredItem) => ({ type: 'persist', token, item }) as const;
const persisted = (token: number): Input => ({ type: 'persisted', token });
const failed = (token: number): Input => ({ type: 'persist-failed', token, code: 'store-full' });
const refused = (connection: number, requestId: number, code: 'store-full' | 'not-found') =>
  sends(connection, { type: 'refused', requestId, code });
const held = (author: number, holding: StoredItem['holding'] = 'stored') =>
  reports({ type: 'item-held', name: 'song', hash: sha('abc'), bytes: 3, author: nodeId(author), holding });
const dropped = reports({ type: 'item-dropped', hash: sha('abc') });

describe('law 7: a server', () => {
  const server = (): Driven => {
    const node = driveWithStore(createServer({ self: nodeId(1), others: [], capacity: 0, phase: 0 }));
    node.through(0, started, inbound(1, 2), inbound(2, 3));
    return node;
  };

  test('acknowledges a publish when it is persisted, not before, and shows it to nobody before', () => {
    const node = server();
    expect(node.at(1, hears(1, put()))).toEqual([held(2), persist(1, stored(2))]);
    expect(node.at(2, hears(2, find()))).toEqual([refused(2, 8, 'not-found')]);
    expect(node.at(2, hears(2, { type: 'fetch', requestId: 9, hash: sha('abc') }))).toEqual([
      refused(2, 9, 'not-found'),
    ]);
    expect(node.at(3, persisted(1))).toEqual([sends(1, { type: 'published', requestId: 7 }), served(2)]);
    expect(node.at(4, hears(2, find()))).toEqual([sends(2, { type: 'found', requestId: 8, hash: sha('abc') })]);
  });

  test('has what is published twice persisted once, and acknowledges both then', () => {
    const node = server();
    node.at(1, hears(1, put(7)));
    expect(node.at(1, hears(2, put(8)))).toEqual([]);
    expect(node.at(2, persisted(1))).toEqual([
      sends(1, { type: 'published', requestId: 7 }),
      served(2),
      sends(2, { type: 'published', requestId: 8 }),
      served(3),
    ]);
    expect(node.at(3, hears(2, put(9)))).toEqual([sends(2, { type: 'published', requestId: 9 }), served(3)]);
  });

  test('refuses what cannot be persisted, gives it up, and still serves what it has', () => {
    const node = server();
    node.through(1, hears(1, { ...put(6), name: 'old', content: Buffer.from('old') } as Message), persisted(1));
    node.at(1, hears(1, put()));
    expect(node.at(2, failed(2))).toEqual([dropped, refused(1, 7, 'store-full')]);
    expect(node.at(3, hears(2, find()))).toEqual([refused(2, 8, 'not-found')]);
    expect(node.at(3, hears(2, { ...find(), name: 'old' } as Message))).toMatchObject([{ message: { type: 'found' } }]);
    expect(node.at(4, hears(1, put()))).toEqual([held(2), persist(3, stored(2))]);
  });

  test('says nothing to a client that has gone meanwhile', () => {
    const node = server();
    node.through(1, hears(1, put()), lost(1));
    expect(node.at(2, persisted(1))).toEqual([]);
  });

  test('serves at once what its store kept, and has none of it persisted again', () => {
    const node = driveWithStore(createServer({ self: nodeId(1), others: [], capacity: 0, phase: 0 }));
    expect(node.at(0, { type: 'restored', items: [stored(2)] })).toEqual([held(2)]);
    expect(node.at(0, started)).toEqual([joined]);
    node.at(1, inbound(1, 2));
    expect(node.at(1, hears(1, find()))).toEqual([sends(1, { type: 'found', requestId: 8, hash: sha('abc') })]);
    expect(node.at(1, hears(1, put()))).toEqual([sends(1, { type: 'published', requestId: 7 }), served(2)]);
  });
});

describe('law 7: one of two servers', () => {
  const live = (connection: number): Input => hears(connection, { type: 'caught-up', requestId: 0 });

  test('passes on what it has persisted, not before', () => {
    const node = driveWithStore(createServer({ self: nodeId(1), others: [nodeId(2)], capacity: 0, phase: 0 }));
    const behind = hears(1, { type: 'refused', requestId: 0, code: 'catching-up' });
    const caughtUp = hears(1, { type: 'catch-up', requestId: 1 });
    node.through(0, started, inbound(1, 2), behind, caughtUp, live(1), inbound(2, 5));
    expect(node.at(1, hears(2, put()))).toEqual([held(5), persist(1, stored(5))]);
    expect(node.at(2, persisted(1))).toEqual([sends(1, { ...replicate(1), holders: [] } as Message)]);
    expect(node.at(3, hears(1, { type: 'replicated', requestId: 1 }))).toEqual([
      sends(2, { type: 'published', requestId: 7 }),
      served(5),
    ]);
  });

  test('says that it holds what it was told while it catches up when that is persisted, not before', () => {
    const node = driveWithStore(createServer({ self: nodeId(2), others: [nodeId(1)], capacity: 0, phase: 0 }));
    node.through(0, started, outbound(1, 1), live(1));
    expect(node.at(1, hears(1, replicate(9)))).toEqual([held(5), persist(1, stored(5))]);
    expect(node.at(2, persisted(1))).toEqual([sends(1, { type: 'replicated', requestId: 9 })]);
  });

  test('says so of what is passed on to it when that is persisted, and refuses what cannot be', () => {
    const node = driveWithStore(createServer({ self: nodeId(2), others: [nodeId(1)], capacity: 0, phase: 0 }));
    node.through(0, started, outbound(1, 1), live(1), hears(1, { type: 'caught-up', requestId: 1 }));
    expect(node.at(1, hears(1, replicate(9)))).toEqual([held(5), persist(1, stored(5))]);
    expect(node.at(2, failed(1))).toEqual([dropped, refused(1, 9, 'store-full')]);
    expect(node.at(3, hears(1, replicate(10)))).toEqual([held(5), persist(2, stored(5))]);
    expect(node.at(4, persisted(2))).toEqual([sends(1, { type: 'replicated', requestId: 10 })]);
  });

  test('lets a publisher know that another content took the place of what was not persisted yet', () => {
    const node = driveWithStore(createServer({ self: nodeId(2), others: [nodeId(1)], capacity: 0, phase: 0 }));
    node.through(
      0,
      started,
      dialFailed(1),
      inbound(2, 5),
      hears(2, { ...put(), content: Buffer.from('mine') } as Message),
    );
    node.through(1, outbound(1, 1), live(1));
    const effects = node.at(2, hears(1, replicate(9)));
    expect(effects).toContainEqual(persist(2, stored(5)));
    expect(effects).toContainEqual(sends(2, { type: 'refused', requestId: 7, code: 'wrong-content' }));
    expect(node.at(3, persisted(1))).toEqual([]);
    expect(node.at(4, persisted(2))).toEqual([sends(1, { type: 'replicated', requestId: 9 })]);
  });
});

describe('law 7: a peer', () => {
  const random = Object.assign(createRandom(1), { unit: () => 0, uint32: () => 40 });
  const alone = (isFreeRider = false): Driven => {
    const createOverlay = createFlooding.bind(undefined, { self: nodeId(1), ttl: 7, random });
    const options = { self: nodeId(1), dials: [], capacity: 0, copiesMax: 8, replicas: 1, isFreeRider, random };
    return driveWithStore(createPeer({ ...options, createOverlay }));
  };
  const done = { type: 'done', servedBy: nodeId(1), hops: 0, hash: sha('abc'), bytes: 3 } as const;
  const asked: Message = { type: 'query', origin: nodeId(9), sequence: 1, ttl: 5, hops: 2, name: 'song' };

  test('tells its user that an item is published when it is persisted, and answers no query for it before', () => {
    const node = alone();
    node.through(0, started, inbound(4, 4), hears(4, { type: 'join' }));
    expect(node.at(1, publish(1, 'song', 'abc'))).toEqual([held(1, 'authored'), persist(1, stored(1, 'authored'))]);
    expect(node.at(2, hears(4, asked))).toEqual([]);
    expect(node.at(3, persisted(1))).toEqual([answers(1, done)]);
    expect(node.at(4, hears(4, { ...asked, sequence: 2 } as Message))).toMatchObject([{ message: { type: 'hit' } }]);
  });

  test('says that it keeps a replica when it is persisted, and refuses one that cannot be', () => {
    const node = alone();
    node.through(0, started, inbound(4, 5));
    expect(node.at(1, hears(4, replicate(9)))).toEqual([held(5, 'replica'), persist(1, stored(5, 'replica'))]);
    expect(node.at(2, failed(1))).toEqual([dropped, refused(4, 9, 'store-full')]);
    node.at(3, hears(4, replicate(10)));
    expect(node.at(4, persisted(2))).toEqual([sends(4, { type: 'replicated', requestId: 10 })]);
  });

  test('tells its user when an item cannot be persisted', () => {
    const node = alone();
    node.through(0, started, publish(1, 'song', 'abc'));
    expect(node.at(1, failed(1))).toEqual([dropped, answers(1, { type: 'refused', code: 'store-full' })]);
  });

  test('serves what its store kept, and publishes it again without persisting it again', () => {
    const node = alone();
    expect(node.at(0, { type: 'restored', items: [stored(1, 'authored')] })).toEqual([held(1, 'authored')]);
    node.through(0, started, inbound(4, 4), hears(4, { type: 'join' }));
    expect(node.at(1, hears(4, asked))).toMatchObject([{ message: { type: 'hit' } }]);
    expect(node.at(2, publish(1, 'song', 'abc'))).toEqual([answers(1, done)]);
  });
});
