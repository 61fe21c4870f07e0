import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import type { Effect } from '../../../source/nodes/contract.ts';
import { pingMs, silenceMsMax } from '../../../source/nodes/parts/keepalive.ts';
import { queueLengthLimit } from '../../../source/nodes/parts/service-queue.ts';
import { catchUpWindow } from '../../../source/nodes/server/catch-up.ts';
import { probeMs } from '../../../source/nodes/server/links.ts';
import { replicateMsMax } from '../../../source/nodes/server/requests.ts';
import { createServer } from '../../../source/nodes/server/server.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { type Message, messageCodec } from '../../../source/protocol/messages.ts';
import { randomMessage } from '../../protocol/random-message.ts';
import {
  answers,
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

function server(capacity = 0): Driven {
  const driven = drive(createServer({ self: nodeId(1), others: [], capacity, phase: 0 }));
  driven.through(0, started, inbound(1, 2), inbound(2, 3));
  return driven;
}

const abc = Buffer.from('abc');
const put: Message = { type: 'publish', requestId: 7, name: 'song', content: abc };
const stored = reports({
  type: 'item-held',
  name: 'song',
  hash: sha('abc'),
  bytes: 3,
  author: nodeId(2),
  holding: 'stored',
});

describe('a server', () => {
  test('has joined as soon as it is started', () => {
    expect(drive(createServer({ self: nodeId(1), others: [], capacity: 0, phase: 0 })).at(0, started)).toEqual([
      joined,
    ]);
  });

  test('stores what is published and says so', () => {
    expect(server().at(1, hears(1, put))).toEqual([stored, sends(1, { type: 'published', requestId: 7 }), served(2)]);
  });

  test('finds a name and gives the content of its hash, to anybody', () => {
    const node = server();
    node.at(1, hears(1, put));
    expect(node.at(2, hears(2, { type: 'find', requestId: 1, name: 'song' }))).toEqual([
      sends(2, { type: 'found', requestId: 1, hash: sha('abc') }),
    ]);
    expect(node.at(3, hears(2, { type: 'fetch', requestId: 1, hash: sha('abc') }))).toEqual([
      sends(2, { type: 'content', requestId: 1, content: abc }),
      served(3),
    ]);
  });

  test('keeps a copy of its own: the buffer that came may be used again', () => {
    const node = server();
    const content = Buffer.from('abc');
    node.at(1, hears(1, { ...put, content }));
    content.fill(0);
    expect(node.at(2, hears(1, { type: 'fetch', requestId: 1, hash: sha('abc') }))[0]).toEqual(
      sends(1, { type: 'content', requestId: 1, content: abc }),
    );
  });

  test.each<[string, Message]>([
    ['a name', { type: 'find', requestId: 4, name: 'other' }],
    ['a hash', { type: 'fetch', requestId: 4, hash: sha('other') }],
  ])('refuses %s that it does not hold as not found', (_what, message) => {
    expect(server().at(1, hears(1, message))).toEqual([sends(1, { type: 'refused', requestId: 4, code: 'not-found' })]);
  });

  test('acknowledges the same item again, without storing it twice', () => {
    const node = server();
    node.at(1, hears(1, put));
    expect(node.at(2, hears(2, { ...put, requestId: 8 }))).toEqual([
      sends(2, { type: 'published', requestId: 8 }),
      served(3),
    ]);
  });

  test('refuses other content for a name that is taken: it must not acknowledge what it does not store', () => {
    const node = server();
    node.at(1, hears(1, put));
    expect(node.at(2, hears(2, { ...put, content: Buffer.from('xyz') }))).toEqual([
      sends(2, { type: 'refused', requestId: 7, code: 'wrong-content' }),
    ]);
    expect(node.at(3, hears(2, { type: 'find', requestId: 1, name: 'song' }))).toEqual([
      sends(2, { type: 'found', requestId: 1, hash: sha('abc') }),
    ]);
  });

  test('answers a ping and says nothing to a pong or a farewell', () => {
    const node = server();
    expect(node.at(1, hears(1, { type: 'ping', requestId: 9 }))).toEqual([sends(1, { type: 'pong', requestId: 9 })]);
    expect(node.at(2, hears(1, { type: 'pong', requestId: 9 }))).toEqual([]);
    expect(node.at(3, hears(1, { type: 'leave' }))).toEqual([]);
    expect(node.at(4, leave)).toEqual([]);
  });

  test('closes a connection on which comes what only a server says, or a peer', () => {
    const random = createRandom(1);
    const expected = new Set(['publish', 'find', 'fetch', 'ping', 'pong', 'leave']);
    const seen = new Set<string>();
    for (let count = 0; count < 1_000; count++) {
      const message = randomMessage(random);
      if (expected.has(message.type)) continue;
      seen.add(message.type);
      expect(server().at(1, hears(2, message))).toEqual([closes(2, 'unexpected-message')]);
    }
    expect([...seen].sort()).toEqual(messageCodec.types.filter((type) => !expected.has(type)).sort());
  });

  test('has its own items at hand for the user at its own keyboard', () => {
    const node = server();
    const mine = { type: 'done', servedBy: nodeId(1), hops: 0, hash: sha('abc'), bytes: 3 } as const;
    const [held, answer] = node.at(1, publish(1, 'song', 'abc'));
    expect(held).toMatchObject({ event: { type: 'item-held', holding: 'authored', author: 'n1' } });
    expect(answer).toEqual(answers(1, mine));
    expect(node.at(2, fetch(2, 'song'))).toEqual([answers(2, mine)]);
    expect(node.at(3, fetch(3, 'other'))).toEqual([answers(3, { type: 'not-found' })]);
  });
});

const ask = (requestId: number): Message => ({ type: 'find', requestId, name: 'song' });
const refusal = (requestId: number, code: 'not-found' | 'overloaded'): Message => ({
  type: 'refused',
  requestId,
  code,
});

describe('a server that serves ten requests a second', () => {
  test('serves one after the other, each for its time, in the order they came', () => {
    const node = server(10);
    expect(node.through(50, hears(1, ask(1)), hears(2, ask(2)))).toEqual([]);
    expect(node.at(120, hears(1, ask(3)))).toEqual([]);
    const answered = node.until(1_000).filter(([, { type }]) => type === 'send');
    expect(answered).toEqual([
      [150, sends(1, refusal(1, 'not-found'))],
      [250, sends(2, refusal(2, 'not-found'))],
      [350, sends(1, refusal(3, 'not-found'))],
    ]);
  });

  test('says when it is to be woken, how long its queue is and how long it was busy', () => {
    const node = server(10);
    expect(node.logic.gauges(0)).toEqual({ queueLength: 0, queueLengthMax: 0, busyMs: 0 });
    node.through(50, hears(1, ask(1)), hears(1, ask(2)));
    expect(node.logic.deadline()).toBe(150);
    expect(node.logic.gauges(60)).toEqual({ queueLength: 2, queueLengthMax: 2, busyMs: 0 });
    node.at(150, tick);
    expect(node.logic.gauges(150)).toEqual({ queueLength: 1, queueLengthMax: 2, busyMs: 100 });
    expect(node.logic.deadline()).toBe(250);
  });

  test('catches up when it is woken late, and starts afresh after a pause', () => {
    const node = server(10);
    node.through(0, hears(1, ask(1)), hears(1, ask(2)));
    expect(node.at(260, tick)).toHaveLength(2);
    node.at(500, hears(1, ask(3)));
    expect(node.logic.deadline()).toBe(600);
  });

  test('stores nothing before its time', () => {
    const node = server(10);
    expect(node.at(0, hears(1, put))).toEqual([]);
    expect(node.at(100, tick)).toEqual([stored, sends(1, { type: 'published', requestId: 7 }), served(2)]);
  });

  test('refuses what finds a full queue as overloaded, at once, and goes on afterwards', () => {
    const node = server(10);
    for (let requestId = 0; requestId < queueLengthLimit; requestId++) {
      expect(node.at(1, hears(1, ask(requestId)))).toEqual([]);
    }
    expect(node.at(1, hears(2, ask(5_000)))).toEqual([sends(2, refusal(5_000, 'overloaded'))]);
    expect(node.at(1, hears(2, { ...put, requestId: 5_001 }))).toEqual([sends(2, refusal(5_001, 'overloaded'))]);
    node.at(101, tick);
    expect(node.at(102, hears(2, ask(5_002)))).toEqual([]);
  });

  test('drops the requests of a client that has gone', () => {
    const node = server(10);
    node.through(0, hears(1, ask(1)), hears(2, ask(2)), lost(1));
    expect(node.until(300).filter(([, { type }]) => type === 'send')).toEqual([
      [200, sends(2, refusal(2, 'not-found'))],
    ]);
  });
});

describe('a server whose client falls silent', () => {
  test('closes that connection, and not before its time', () => {
    const node = server();
    const closed: number[] = [];
    for (let now = 500; now <= 20_000; now += 500) {
      node.at(now, hears(2, { type: 'ping', requestId: now }));
      for (const effect of node.at(now, tick)) {
        if (effect.type === 'close') {
          expect(effect).toEqual(closes(1, 'silent'));
          node.at(now, lost(1));
          closed.push(now);
        }
      }
    }
    expect(closed).toHaveLength(1);
    expect(closed[0]).toBeGreaterThan(silenceMsMax);
    expect(closed[0]).toBeLessThanOrEqual(silenceMsMax + pingMs + 500);
  });

  test('wants no waking without clients', () => {
    const node = server();
    node.through(1, lost(1), lost(2));
    expect(node.logic.deadline()).toBeUndefined();
  });
});

const state = (connection: number, isLive: boolean) =>
  sends(
    connection,
    isLive ? { type: 'caught-up', requestId: 0 } : { type: 'refused', requestId: 0, code: 'catching-up' },
  );
const isLive = (connection: number) => hears(connection, { type: 'caught-up', requestId: 0 });
const isBehind = (connection: number) => hears(connection, { type: 'refused', requestId: 0, code: 'catching-up' });
const replicate = (requestId: number, author = 5, name = 'song'): Message => ({
  type: 'replicate',
  requestId,
  name,
  author: nodeId(author),
  holders: [],
  content: abc,
});
const oneOf = (self: number, ...others: number[]): Driven =>
  drive(createServer({ self: nodeId(self), others: others.map(nodeId), capacity: 0, phase: 0 }));

/** n1, with n2 live behind it on connection 1 and the client n5 on connection 2. */
function first(): Driven {
  const node = oneOf(1, 2);
  node.through(
    0,
    started,
    inbound(1, 2),
    isBehind(1),
    hears(1, { type: 'catch-up', requestId: 1 }),
    isLive(1),
    inbound(2, 5),
  );
  return node;
}

describe('one of two servers', () => {
  test('is live at once when it is the first and the other one has nothing either', () => {
    const node = oneOf(1, 2);
    expect(node.at(0, started)).toEqual([]);
    expect(node.at(1, inbound(1, 2))).toEqual([state(1, false)]);
    expect(node.at(2, isBehind(1))).toEqual([state(1, true), joined]);
  });

  test('is live when the other one is not there, after it has looked', () => {
    const node = oneOf(1, 2);
    node.at(0, started);
    expect(node.until(probeMs)).toEqual([[probeMs, dials(2)]]);
    expect(node.at(probeMs + 1, dialFailed(2))).toEqual([joined]);
  });

  test('dials the one before it, and is told everything before it answers a client', () => {
    const node = oneOf(2, 1);
    expect(node.at(0, started)).toEqual([dials(1)]);
    node.through(1, outbound(1, 1), inbound(2, 5));
    const asked = node.at(2, isLive(1));
    expect(asked).toEqual([sends(1, { type: 'catch-up', requestId: 1 })]);
    for (const message of [put, ask(7), { type: 'fetch', requestId: 7, hash: sha('abc') }] as const) {
      expect(node.at(3, hears(2, message))).toEqual([sends(2, { type: 'refused', requestId: 7, code: 'catching-up' })]);
    }
    expect(node.at(4, hears(1, replicate(9)))).toEqual([
      reports({ type: 'item-held', name: 'song', hash: sha('abc'), bytes: 3, author: nodeId(5), holding: 'stored' }),
      sends(1, { type: 'replicated', requestId: 9 }),
    ]);
    expect(node.at(5, hears(1, { type: 'caught-up', requestId: 1 }))).toEqual([state(1, true), joined]);
    expect(node.at(6, hears(2, ask(7)))).toEqual([sends(2, { type: 'found', requestId: 7, hash: sha('abc') })]);
  });

  test('acknowledges a publish only when the other one holds it too, and serves it once', () => {
    const node = first();
    expect(node.at(1, hears(2, put))).toMatchObject([
      { event: { type: 'item-held', author: 'n5' } },
      sends(1, replicate(1)),
    ]);
    expect(node.at(2, hears(1, { type: 'replicated', requestId: 1 }))).toEqual([
      sends(2, { type: 'published', requestId: 7 }),
      served(5),
    ]);
  });

  test('acknowledges what waited for the other one when that one dies', () => {
    const node = first();
    node.at(1, hears(2, put));
    expect(node.at(2, lost(1))).toEqual([sends(2, { type: 'published', requestId: 7 }), served(5)]);
  });

  test('acknowledges nothing that the other one, being there, does not confirm', () => {
    const node = first();
    node.at(1, hears(2, put));
    const said = node.until(replicateMsMax + 1).filter(([, effect]) => effect.type === 'send');
    expect(said.filter(([, effect]) => effect.type === 'send' && effect.message.type !== 'ping')).toEqual([]);
    expect(node.at(replicateMsMax + 2, hears(1, { type: 'replicated', requestId: 1 }))).toEqual([]);
  });

  test('asks the first one to decide when a client tells it, the second, and acknowledges when that one has', () => {
    const node = oneOf(2, 1);
    node.through(0, started, outbound(1, 1), isLive(1), inbound(2, 5));
    node.at(1, hears(1, { type: 'caught-up', requestId: 1 }));
    expect(node.at(2, hears(2, put))).toEqual([sends(1, replicate(2))]);
    node.at(3, hears(1, replicate(8))); // down the chain, back to here
    expect(node.at(4, hears(1, { type: 'replicated', requestId: 2 }))).toEqual([
      sends(2, { type: 'published', requestId: 7 }),
      served(5),
    ]);
    expect(node.at(5, hears(2, { ...put, requestId: 8, name: 'other' }))).toMatchObject([{ type: 'send' }]);
    expect(node.at(6, hears(1, { type: 'refused', requestId: 3, code: 'wrong-content' }))).toEqual([
      sends(2, { type: 'refused', requestId: 8, code: 'wrong-content' }),
    ]);
  });

  test(`tells one that catches up at most ${catchUpWindow} items at a time, and what is written meanwhile`, () => {
    const node = oneOf(1, 2);
    node.through(0, started, dialFailed(2), inbound(2, 5));
    for (let count = 0; count < 40; count++) node.at(1, hears(2, { ...put, name: `song-${count}` }));
    node.through(2, inbound(3, 2), isBehind(3));
    const told: string[] = [];
    let waiting = 0;
    const note = (effects: readonly Effect[]): void => {
      for (const effect of effects) {
        if (effect.type !== 'send' || effect.message.type !== 'replicate') continue;
        told.push(effect.message.name);
        waiting++;
      }
      expect(waiting).toBeLessThanOrEqual(catchUpWindow);
    };
    note(node.at(3, hears(3, { type: 'catch-up', requestId: 77 })));
    note(node.at(4, hears(2, { ...put, name: 'song-late' })));
    let last: readonly Effect[] = [];
    for (let requestId = 1; requestId <= 41; requestId++) {
      waiting--;
      last = node.at(5, hears(3, { type: 'replicated', requestId }));
      note(last);
    }
    expect(told).toEqual([...Array.from({ length: 40 }, (_, count) => `song-${count}`), 'song-late']);
    expect(last).toEqual([sends(3, { type: 'caught-up', requestId: 77 })]);
  });

  test('begins anew, loudly, when it meets one before it that was live without it', () => {
    const node = oneOf(2, 1);
    node.through(0, started, dialFailed(1), inbound(2, 5), hears(2, { ...put, content: Buffer.from('mine') }));
    expect(node.through(1, outbound(1, 1), isLive(1))).toEqual([
      state(1, false),
      sends(1, { type: 'catch-up', requestId: 1 }),
    ]);
    expect(node.at(2, hears(1, replicate(9)))).toMatchObject([
      { event: { type: 'item-dropped', hash: sha('mine') } },
      { event: { type: 'item-held', hash: sha('abc') } },
      { event: { type: 'limit-reached', limit: 'wrong-content' } },
      { message: { type: 'replicated' } },
    ]);
  });
});
