import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { pingMs, silenceMsMax } from '../../source/nodes/keepalive.ts';
import { createServer } from '../../source/nodes/server.ts';
import { queueLengthLimit } from '../../source/nodes/service-queue.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { type Message, messageCodec } from '../../source/protocol/messages.ts';
import { randomMessage } from '../protocol/random-message.ts';
import {
  answers,
  closes,
  type Driven,
  drive,
  fetch,
  hears,
  inbound,
  joined,
  leave,
  lost,
  publish,
  reports,
  sends,
  served,
  sha,
  started,
  tick,
} from './drive-node.ts';

function server(capacity = 0): Driven {
  const driven = drive(createServer({ self: nodeId(1), capacity, phase: 0 }));
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
    expect(drive(createServer({ self: nodeId(1), capacity: 0, phase: 0 })).at(0, started)).toEqual([joined]);
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
    expect(seen).toEqual(new Set(messageCodec.types.filter((type) => !expected.has(type))));
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
