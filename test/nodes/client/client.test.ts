import { describe, expect, test } from 'vitest';
import { catchingUpMs, createClient, exchangeMsMax } from '../../../source/nodes/client/client.ts';
import type { Input, Outcome } from '../../../source/nodes/contract.ts';
import { pingMs, silenceMsMax } from '../../../source/nodes/parts/keepalive.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import type { Message } from '../../../source/protocol/messages.ts';
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
  joined,
  leave,
  lost,
  outbound,
  publish,
  sends,
  sha,
  started,
  tick,
} from '../drive-node.ts';

const client = (): Driven => drive(createClient({ servers: [nodeId(1)], phase: 0 }));

function connected(): Driven {
  const node = client();
  node.through(0, started, outbound(5, 1));
  return node;
}

const done = (content: string): Outcome => ({
  type: 'done',
  servedBy: nodeId(1),
  hops: 1,
  hash: sha(content),
  bytes: content.length,
});
const find: Message = { type: 'find', requestId: 3, name: 'song' };
const found: Message = { type: 'found', requestId: 3, hash: sha('abc') };
const content = (text: string): Message => ({ type: 'content', requestId: 3, content: Buffer.from(text) });

describe('a client', () => {
  test('dials the server when it is started, and has joined when the connection is there', () => {
    const node = client();
    expect(node.at(0, started)).toEqual([dials(1)]);
    expect(node.at(1, outbound(5, 1))).toEqual([becomes(5, 'overlay'), joined]);
  });

  test('has joined too when the server cannot be reached, and says so once', () => {
    const node = client();
    node.at(0, started);
    expect(node.at(1, dialFailed(1))).toEqual([joined]);
    expect(node.at(101, tick)).toEqual([dials(1)]);
    expect(node.at(102, outbound(5, 1))).toEqual([becomes(5, 'overlay')]);
  });

  test('publishes an item and is done when the server says so', () => {
    const node = connected();
    const message: Message = { type: 'publish', requestId: 3, name: 'song', content: Buffer.from('abc') };
    expect(node.at(1, publish(3, 'song', 'abc'))).toEqual([sends(5, message)]);
    expect(node.at(2, hears(5, { type: 'published', requestId: 3 }))).toEqual([answers(3, done('abc'))]);
  });

  test('finds, fetches and verifies', () => {
    const node = connected();
    expect(node.at(1, fetch(3, 'song'))).toEqual([sends(5, find)]);
    expect(node.at(2, hears(5, found))).toEqual([sends(5, { type: 'fetch', requestId: 3, hash: sha('abc') })]);
    expect(node.at(3, hears(5, content('abc')))).toEqual([answers(3, done('abc'))]);
  });

  test.each<[string, readonly Input[], Outcome]>([
    [
      'a name that nobody published',
      [hears(5, { type: 'refused', requestId: 3, code: 'not-found' })],
      { type: 'not-found' },
    ],
    [
      'a server that is overloaded',
      [hears(5, { type: 'refused', requestId: 3, code: 'overloaded' })],
      { type: 'refused', code: 'overloaded' },
    ],
    [
      'content that is not what its hash says',
      [hears(5, found), hears(5, content('abd'))],
      { type: 'refused', code: 'wrong-content' },
    ],
    [
      'an item that vanished between find and fetch',
      [hears(5, found), hears(5, { type: 'refused', requestId: 3, code: 'not-found' })],
      { type: 'not-found' },
    ],
  ])('answers %s for what it is', (_what, inputs, outcome) => {
    const node = connected();
    node.at(1, fetch(3, 'song'));
    expect(node.through(2, ...inputs)).toEqual([answers(3, outcome)]);
  });

  test.each<[string, Message]>([
    ['published', { type: 'published', requestId: 3 }],
    ['content', content('abc')],
  ])('refuses a response that does not fit its question, and closes: %s', (type, message) => {
    const node = connected();
    node.at(1, fetch(3, 'song'));
    expect(node.at(2, hears(5, message))).toEqual([
      answers(3, { type: 'refused', code: `unexpected-${type}` }),
      closes(5, 'unexpected-message'),
    ]);
  });

  test('closes when it is asked as if it were a server', () => {
    for (const message of [find, { type: 'join' }, { type: 'leave' }, { type: 'ping', requestId: 1 }] as const) {
      expect(connected().at(1, hears(5, message))).toEqual([closes(5, 'unexpected-message')]);
    }
  });

  test('ignores a response that nobody waits for', () => {
    expect(connected().at(1, hears(5, { type: 'published', requestId: 99 }))).toEqual([]);
  });

  test('tells its user at once that the server is not there', () => {
    const outcome: Outcome = { type: 'unreachable', reason: 'no connection to the server n1' };
    expect(client().at(1, fetch(3, 'song'))).toEqual([answers(3, outcome)]);
    expect(client().at(1, publish(3, 'song', 'abc'))).toEqual([answers(3, outcome)]);
  });

  test('says of a broken connection what is certain: a fetch is unreachable, a publish indefinite', () => {
    const node = connected();
    node.through(1, fetch(3, 'song'), publish(4, 'other', 'abc'));
    expect(node.at(2, lost(5))).toEqual([
      answers(3, { type: 'unreachable', reason: 'ECONNRESET' }),
      answers(4, { type: 'timed-out' }),
    ]);
    expect(node.at(3, fetch(5, 'song'))).toMatchObject([{ outcome: { type: 'unreachable' } }]);
  });

  test('gives up waiting at its time, and not before; what comes later is ignored', () => {
    const node = connected();
    node.at(100, fetch(3, 'song'));
    const ends = node.until(100 + exchangeMsMax).filter(([, { type }]) => type === 'answer');
    expect(ends).toEqual([[100 + exchangeMsMax, answers(3, { type: 'timed-out' })]]);
    expect(node.at(4_000, hears(5, found))).toEqual([]);
  });

  test('gives each of the two exchanges of a fetch its own time', () => {
    const node = connected();
    node.at(0, fetch(3, 'song'));
    node.at(2_900, hears(5, found));
    const ends = node.until(9_000).filter(([, { type }]) => type === 'answer');
    expect(ends).toEqual([[2_900 + exchangeMsMax, answers(3, { type: 'timed-out' })]]);
  });

  test('dials again after 100 ms, then twice as long each time, at most 1.6 s', () => {
    const node = client();
    node.at(0, started);
    const dialledAt: number[] = [];
    let now = 0;
    for (let round = 0; round < 7; round++) {
      node.at(now, dialFailed(1));
      const [dialled] = node.until(now + 10_000);
      expect(dialled?.[1]).toEqual(dials(1));
      dialledAt.push((dialled?.[0] ?? 0) - now);
      now = dialled?.[0] ?? 0;
    }
    expect(dialledAt).toEqual([100, 200, 400, 800, 1_600, 1_600, 1_600]);
  });

  test('dials soon again after a connection that worked', () => {
    const node = client();
    node.through(0, started, dialFailed(1));
    node.at(100, tick);
    node.through(150, dialFailed(1));
    node.at(350, tick);
    node.through(400, outbound(5, 1), lost(5));
    expect(node.logic.deadline()).toBe(500);
    expect(node.at(500, tick)).toEqual([dials(1)]);
  });

  test('pings the server every two seconds and gives it up when it stays silent', () => {
    const node = connected();
    const all = node.until(12_000);
    const pings = all.filter(([, effect]) => effect.type === 'send');
    expect(pings.map(([now]) => now)).toEqual([1_000, 3_000, 5_000]);
    const [closedAt, close] = all.find(([, effect]) => effect.type === 'close') ?? [];
    expect(close).toEqual(closes(5, 'silent'));
    expect(closedAt).toBeGreaterThan(silenceMsMax);
    expect(closedAt).toBeLessThanOrEqual(silenceMsMax + pingMs);
  });

  test('keeps a server that answers', () => {
    const node = connected();
    for (let now = 1_000; now < 30_000; now += 2_000) {
      expect(node.at(now, tick)).toMatchObject([{ type: 'send', message: { type: 'ping' } }]);
      expect(node.at(now + 1, hears(5, { type: 'pong', requestId: 0 }))).toEqual([]);
    }
  });

  test('takes leave of the server', () => {
    expect(connected().at(1, leave)).toEqual([sends(5, { type: 'leave' })]);
    expect(client().at(1, leave)).toEqual([]);
  });
});

describe('a client of two servers', () => {
  const refused = (connection: number, code: 'catching-up' | 'not-found' = 'catching-up'): Input =>
    hears(connection, { type: 'refused', requestId: 3, code });
  const from = (server: number): Outcome => ({ ...done('abc'), servedBy: nodeId(server) }) as Outcome;

  /** n1 on connection 5, n2 on connection 6. */
  function ofTwo(): Driven {
    const node = drive(createClient({ servers: [nodeId(1), nodeId(2)], phase: 0 }));
    node.through(0, started, outbound(5, 1), outbound(6, 2));
    return node;
  }

  test('dials both, has joined when both were tried, and asks the first', () => {
    const node = drive(createClient({ servers: [nodeId(1), nodeId(2)], phase: 0 }));
    expect(node.at(0, started)).toEqual([dials(1), dials(2)]);
    expect(node.at(1, outbound(6, 2))).toEqual([becomes(6, 'overlay')]);
    expect(node.at(2, fetch(2, 'song'))).toEqual([sends(6, { ...find, requestId: 2 } as Message)]);
    expect(node.at(3, outbound(5, 1))).toEqual([becomes(5, 'overlay'), joined]);
    expect(node.at(4, fetch(3, 'song'))).toEqual([sends(5, find)]);
  });

  test('asks the second at once, where it stands, when the first one goes, and within the same time', () => {
    const node = ofTwo();
    node.through(1, fetch(3, 'song'), fetch(4, 'other'), publish(8, 'mine', 'abc'), hears(5, found));
    expect(node.at(2_000, lost(5))).toEqual([
      sends(6, { ...find, requestId: 4, name: 'other' } as Message),
      sends(6, { type: 'publish', requestId: 8, name: 'mine', content: Buffer.from('abc') }),
      sends(6, { type: 'fetch', requestId: 3, hash: sha('abc') }),
    ]);
    expect(node.at(2_001, hears(6, content('abc')))).toEqual([answers(3, from(2))]);
    expect(node.at(2_002, hears(6, { type: 'published', requestId: 8 }))).toEqual([answers(8, from(2))]);
    const ends = node.until(6_000).filter(([, { type }]) => type === 'answer');
    expect(ends).toEqual([[1 + exchangeMsMax, answers(4, { type: 'timed-out' })]]);
  });

  test('passes over a server that is catching up for a while, then tries it again', () => {
    const node = ofTwo();
    node.at(0, fetch(3, 'song'));
    expect(node.at(1, refused(5))).toEqual([sends(6, find)]);
    node.through(2, refused(6, 'not-found'));
    expect(node.at(catchingUpMs, fetch(3, 'song'))).toEqual([sends(6, find)]);
    node.through(catchingUpMs, refused(6, 'not-found'));
    expect(node.at(catchingUpMs + 1, fetch(3, 'song'))).toEqual([sends(5, find)]);
  });

  test('says so when all that are there are catching up, and asks none twice', () => {
    const node = ofTwo();
    node.through(0, fetch(3, 'song'), refused(5));
    expect(node.at(1, refused(6))).toEqual([answers(3, { type: 'refused', code: 'catching-up' })]);
  });

  test('says of a write that broke and found no other server that nobody can say', () => {
    const node = ofTwo();
    node.through(0, publish(3, 'song', 'abc'), lost(5));
    expect(node.at(1, refused(6))).toEqual([answers(3, { type: 'timed-out' })]);
  });

  test('reaches nothing when both are gone', () => {
    const node = ofTwo();
    node.through(0, fetch(3, 'song'), lost(5));
    expect(node.at(1, lost(6))).toEqual([answers(3, { type: 'unreachable', reason: 'ECONNRESET' })]);
    const outcome: Outcome = { type: 'unreachable', reason: 'no connection to any of the servers n1, n2' };
    expect(node.at(2, fetch(4, 'song'))).toEqual([answers(4, outcome)]);
  });

  test('ignores what the other server answers to a question that it was not asked', () => {
    const node = ofTwo();
    node.at(0, fetch(3, 'song'));
    expect(node.at(1, hears(6, found))).toEqual([]);
  });

  test('takes leave of both', () => {
    expect(ofTwo().at(1, leave)).toEqual([sends(5, { type: 'leave' }), sends(6, { type: 'leave' })]);
  });
});
