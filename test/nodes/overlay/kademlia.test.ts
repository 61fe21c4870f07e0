import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import type { Effect } from '../../../source/nodes/contract.ts';
import { createKademlia, narrowMs, refreshMs, rejoinMs } from '../../../source/nodes/overlay/kademlia.ts';
import { recordMsMax, republishMs } from '../../../source/nodes/overlay/provider-records.ts';
import { createPeer, overlayMsMax } from '../../../source/nodes/peer/peer.ts';
import { type NodeId, nodeId, nodeNumber } from '../../../source/protocol/ids.ts';
import { compareDistance, type Key, keyOf, keyOfNode, sharedBits } from '../../../source/protocol/key.ts';
import type { Message } from '../../../source/protocol/messages.ts';
import {
  answers,
  becomes,
  type Driven,
  dialFailed,
  dials,
  drive,
  fetch,
  hears,
  inbound,
  joined,
  lost,
  outbound,
  publish,
  sends,
  sha,
  started,
} from '../drive-node.ts';

const self = nodeId(5);
const song = keyOf('song');

/** n5, which joins through whom the test says. */
function peer({ k = 2, alpha = 2, bootstrap = [] as number[], isFreeRider = false, seed = 1 } = {}): Driven {
  const random = createRandom(seed);
  const options = { self, k, alpha, bootstrap: bootstrap.map((node) => nodeId(node)), random };
  const createOverlay = createKademlia.bind(undefined, options);
  return drive(
    createPeer({ self, dials: [], capacity: 0, copiesMax: 8, replicas: 1, isFreeRider, random, createOverlay }),
  );
}

/** The same with others that dialled it, on connections of their numbers. */
function knowing(others: readonly number[], options: Parameters<typeof peer>[0] = {}): Driven {
  const node = peer(options);
  node.through(0, started, ...others.map((other) => inbound(other, other)));
  return node;
}

/** Numbers from a list by their distance to a key, nearest first. */
function byDistance(target: Key, numbers: readonly number[]): number[] {
  const key = (number: number): Key => keyOfNode(nodeId(number));
  return [...numbers].sort((a, b) => compareDistance(target, key(a), key(b)));
}

/** So many nodes whose keys differ from n5's in the first bit: of one and the same bucket. */
function farNodes(count: number): number[] {
  const all = Array.from({ length: 100 }, (_, index) => index + 10);
  return all.filter((number) => sharedBits(keyOfNode(self), keyOfNode(nodeId(number))) === 0).slice(0, count);
}

type Sent = Extract<Effect, { type: 'send' }>;
const sentBy = (effects: readonly Effect[], type: Message['type']): Sent[] =>
  effects.filter((effect): effect is Sent => effect.type === 'send' && effect.message.type === type);
const idOf = ({ message }: Sent): number => ('requestId' in message ? message.requestId : Number.NaN);
const connectionsOf = (sent: readonly Sent[]): number[] => sent.map(({ connection }) => connection);
const nodes = (requestId: number, ...contacts: number[]): Message => ({
  type: 'nodes',
  requestId,
  contacts: contacts.map((one) => nodeId(one)),
});
const providers = (requestId: number, holders: readonly number[] = [], contacts: readonly number[] = []): Message => ({
  type: 'providers',
  requestId,
  providers: holders.map((node) => ({ node: nodeId(node), hash: sha('abc') })),
  contacts: contacts.map((one) => nodeId(one)),
});
/** Whom the node names as the closest to a key, when n999 asks. */
function contactsOf(node: Driven, now: number, target: Key = song): NodeId[] {
  const [answer] = node.through(now, inbound(999, 999), hears(999, { type: 'find-node', requestId: 1, target }));
  node.at(now, lost(999));
  return answer?.type === 'send' && answer.message.type === 'nodes' ? [...answer.message.contacts] : [];
}

/** Answers every lookup request among effects, and those that follow, with nothing new; gives all effects. */
function answerAll(node: Driven, now: number, effects: readonly Effect[]): Effect[] {
  const all = [...effects];
  for (const effect of all) {
    if (effect.type !== 'send') continue;
    const reply = replyTo(effect);
    if (reply !== undefined) all.push(...node.at(now, hears(effect.connection, reply)));
    if (all.length > 10_000) throw new Error('it asks for ever');
  }
  return all;
}

function replyTo(sent: Sent): Message | undefined {
  switch (sent.message.type) {
    case 'find-node':
      return nodes(idOf(sent));
    case 'find-providers':
      return providers(idOf(sent));
    case 'add-provider':
      return { type: 'provider-added', requestId: idOf(sent) };
    case 'ping':
      return { type: 'pong', requestId: idOf(sent) };
    default:
      return undefined;
  }
}

describe('a peer that joins', () => {
  test('looks for itself through those it was told of, then through those they name, then once more, and has joined', () => {
    const node = peer({ bootstrap: [2] });
    expect(node.at(0, started)).toEqual([dials(2)]);
    const find: Message = { type: 'find-node', requestId: 1, target: keyOfNode(self) };
    expect(node.at(1, outbound(2, 2))).toEqual([becomes(2, 'overlay'), sends(2, find)]);
    expect(node.at(2, hears(2, nodes(1, 3, 5)))).toEqual([dials(3)]);
    const asked = node.at(3, outbound(3, 3));
    expect(connectionsOf(sentBy(asked, 'find-node'))).toEqual([3]);
    const again = node.at(4, hears(3, nodes(2, 2)));
    expect(connectionsOf(sentBy(again, 'find-node')).sort()).toEqual([2, 3]);
    node.at(5, hears(2, nodes(3, 3)));
    expect(node.at(6, hears(3, nodes(4, 2)))).toContainEqual(joined);
    expect(contactsOf(node, 5).sort()).toEqual(['n2', 'n3']);
  });

  test('has joined at once when it is the first', () => {
    expect(peer().at(0, started)).toEqual([joined]);
  });

  test('tries again every second as long as nobody is there, and says once that it has tried', () => {
    const node = peer({ bootstrap: [2] });
    node.at(0, started);
    expect(node.at(10, dialFailed(2))).toEqual([joined]);
    for (let again = 10 + rejoinMs; again < 5_000; again += rejoinMs) {
      expect(node.until(again)).toEqual([[again, dials(2)]]);
      expect(node.at(again, dialFailed(2))).toEqual([]);
    }
  });

  test('does not try again when somebody found it in the meantime', () => {
    const node = peer({ bootstrap: [2] });
    node.through(0, started, inbound(3, 3), dialFailed(2));
    expect(node.until(2_000).filter(([, { type }]) => type === 'dial')).toEqual([]);
  });

  test('takes nobody into its table on hearsay: contacts that do not exist go no further', () => {
    const node = peer({ bootstrap: [2] });
    node.through(0, started, outbound(2, 2), hears(2, nodes(1, 700, 701)));
    expect(contactsOf(node, 1)).toEqual(['n2']);
    node.through(2, dialFailed(700), dialFailed(701));
    expect(contactsOf(node, 3)).toEqual(['n2']);
  });
});

describe('a bucket that is full', () => {
  const [old = 0, young = 0, third = 0] = farNodes(3);

  /** n5 with room for one in the bucket of all three; gives the ping of the old one. */
  function doubting(): [Driven, number] {
    const node = knowing([old], { k: 1 });
    const [ping] = sentBy(node.at(2_000, inbound(young, young)), 'ping');
    expect(ping?.connection).toBe(old);
    return [node, ping === undefined ? 0 : idOf(ping)];
  }

  test('keeps its contact when that answers a ping: who has lived long is likelier to live on', () => {
    const [node, requestId] = doubting();
    node.at(2_001, hears(old, { type: 'pong', requestId }));
    expect(contactsOf(node, 2_002)).toEqual([nodeId(old)]);
  });

  test('takes the newcomer when its contact does not answer', () => {
    const [node] = doubting();
    node.until(2_000 + overlayMsMax);
    expect(contactsOf(node, 3_001)).toEqual([nodeId(young)]);
  });

  test('takes the newcomer when its contact is gone', () => {
    const [node] = doubting();
    node.through(2_001, lost(old), dialFailed(old));
    expect(contactsOf(node, 2_002)).toEqual([nodeId(young)]);
  });

  test('pings once a second at most, however many want the place: newcomers cannot make it flood', () => {
    const [node, requestId] = doubting();
    node.at(2_001, hears(old, { type: 'pong', requestId }));
    expect(sentBy(node.at(2_500, inbound(third, third)), 'ping')).toEqual([]);
    expect(sentBy(node.at(3_000, inbound(third + 1_000, third)), 'ping')).toHaveLength(1);
  });

  test('loses a contact that takes its leave at once', () => {
    const node = knowing([old], { k: 1 });
    node.at(1, hears(old, { type: 'leave' }));
    expect(contactsOf(node, 2)).toEqual([]);
  });
});

describe('a peer that publishes', () => {
  const others = [2, 3, 4, 6, 7, 8];

  test('leaves a record with each of the k closest, itself among them if it is, and acknowledges after the last', () => {
    const node = knowing(others);
    const closest = byDistance(song, [...others, 5]).slice(0, 2);
    const elsewhere = closest.filter((one) => one !== 5);
    const effects = node.at(1, publish(1, 'song', 'abc'));
    const lookups = answerAll(node, 2, sentBy(effects, 'find-node'));
    const adds = sentBy(lookups, 'add-provider');
    expect(connectionsOf(adds).sort()).toEqual([...elsewhere].sort());
    for (const { message } of adds) expect(message).toMatchObject({ key: song, hash: sha('abc') });
    expect(lookups.filter(({ type }) => type === 'answer')).toMatchObject([
      { requestId: 1, outcome: { type: 'done' } },
    ]);
  });

  test('acknowledges only when the slowest of them has answered, refused or timed out', () => {
    const node = knowing(others, { k: 3 });
    const asked: Effect[] = [...node.at(0, publish(1, 'song', 'abc'))];
    const adds: Sent[] = [];
    for (const effect of asked) {
      if (effect.type !== 'send') continue;
      if (effect.message.type === 'find-node') asked.push(...node.at(1, hears(effect.connection, nodes(idOf(effect)))));
      if (effect.message.type === 'add-provider') adds.push(effect);
    }
    expect(adds.length).toBeGreaterThan(1);
    const answersOf = (effects: readonly Effect[]): Effect[] => effects.filter(({ type }) => type === 'answer');
    for (const add of adds.slice(1)) {
      const reply: Message = { type: 'refused', requestId: idOf(add), code: 'overloaded' };
      expect(answersOf(node.at(2, hears(add.connection, reply)))).toEqual([]);
    }
    expect(answersOf(node.until(1 + overlayMsMax).map(([, effect]) => effect))).toHaveLength(1);
  });

  test('alone keeps its record itself', () => {
    const node = knowing([]);
    expect(node.at(1, publish(1, 'song', 'abc'))).toMatchObject([
      { event: { type: 'item-held' } },
      { event: { type: 'record-held', key: song } },
      { type: 'answer' },
    ]);
  });

  test('says again what it holds within two minutes, well before its records expire, however many items it has', () => {
    const items = Array.from({ length: 30 }, (_, index) => `song-${index}`);
    const node = knowing([2]);
    for (const name of items) answerAll(node, 1, node.at(1, publish(1, name, name)));
    const announcedAt = new Map<string, number[]>(items.map((name) => [String(keyOf(name)), []]));
    for (let at = node.logic.deadline(); at !== undefined && at < 5 * republishMs; at = node.logic.deadline()) {
      const effects = answerAll(node, at, node.at(at, { type: 'tick' }));
      // Its connection was idle, or n2 is to be dialled again.
      if (effects.some(({ type }) => type === 'close')) node.at(at, lost(2));
      if (effects.some(({ type }) => type === 'dial'))
        effects.push(...answerAll(node, at, node.at(at, outbound(2, 2))));
      for (const { message } of sentBy(effects, 'add-provider')) {
        if (message.type === 'add-provider') announcedAt.get(String(message.key))?.push(at);
      }
    }
    for (const times of announcedAt.values()) {
      expect(times.length).toBeGreaterThanOrEqual(3);
      const pauses = [...times, 5 * republishMs].map((at, index) => at - (times[index - 1] ?? 0));
      expect(Math.max(...pauses)).toBeLessThan(2.1 * republishMs);
      expect(2.1 * republishMs).toBeLessThan(recordMsMax);
    }
  });
});

describe('a peer that looks for an item', () => {
  const others = [2, 3, 4, 6, 7, 8];

  test('asks the closest alone while each answer names somebody closer', () => {
    const [first, ...farther] = byDistance(song, others) as [number, ...number[]];
    const node = knowing(farther, { k: 4, alpha: 3 });
    const [asked, ...more] = sentBy(node.at(1, fetch(1, 'song')), 'find-providers') as [Sent, ...Sent[]];
    expect(connectionsOf([asked, ...more])).toEqual([farther[0]]);
    expect(node.at(2, hears(asked.connection, providers(idOf(asked), [], [first])))).toEqual([dials(first)]);
  });

  test('asks alpha at a time, nearest first, when the closest it knows has no record and names nobody closer', () => {
    const node = knowing(others, { k: 4, alpha: 3 });
    const [asked] = sentBy(node.at(1, fetch(1, 'song')), 'find-providers') as [Sent];
    const on = node.at(2, hears(asked.connection, providers(idOf(asked))));
    expect(connectionsOf(sentBy(on, 'find-providers'))).toEqual(byDistance(song, others).slice(1, 4));
  });

  test(`asks alpha at a time when it has found nobody after ${narrowMs} ms`, () => {
    const node = knowing(others, { k: 4, alpha: 3 });
    node.at(1, fetch(1, 'song'));
    const on = node.until(narrowMs + 1).map(([at, effect]) => ({ at, effect }));
    const asked = on.filter(({ effect }) => effect.type === 'send' && effect.message.type === 'find-providers');
    expect(asked.map(({ at }) => at)).toEqual([narrowMs + 1, narrowMs + 1]);
    const connections = connectionsOf(asked.map(({ effect }) => effect as Sent));
    expect(connections).toEqual(byDistance(song, others).slice(1, 3));
  });

  test('stops at the first providers and fetches; asks on only when they are no good', () => {
    const node = knowing(others, { k: 4, alpha: 1 });
    const [first, second] = byDistance(song, others) as [number, number];
    const [asked] = sentBy(node.at(1, fetch(1, 'song')), 'find-providers');
    const holder = others.find((one) => one !== first && one !== second) ?? 0;
    expect(node.at(2, hears(first, providers(asked ? idOf(asked) : 0, [holder])))).toEqual([
      sends(holder, { type: 'fetch', requestId: 2, hash: sha('abc') }),
    ]);
    const on = node.at(3, hears(holder, { type: 'refused', requestId: 2, code: 'not-found' }));
    expect(connectionsOf(sentBy(on, 'find-providers'))).toEqual([second]);
  });

  test('does not ask a holder again that another record names too', () => {
    const node = knowing(others, { k: 4, alpha: 2 });
    const begun = [...node.at(1, fetch(1, 'song')), ...node.until(narrowMs + 1).map(([, effect]) => effect)];
    const [first, second] = sentBy(begun, 'find-providers') as [Sent, Sent];
    const holder = others.find((one) => one !== first.connection && one !== second.connection) ?? 0;
    const [ask] = sentBy(node.at(narrowMs + 2, hears(first.connection, providers(idOf(first), [holder]))), 'fetch');
    node.at(narrowMs + 3, hears(holder, { type: 'refused', requestId: ask ? idOf(ask) : 0, code: 'not-found' }));
    const on = node.at(narrowMs + 4, hears(second.connection, providers(idOf(second), [holder])));
    expect(sentBy(on, 'fetch')).toEqual([]);
  });

  test('tries a holder that it hears of while another one is silent', () => {
    const node = knowing(others, { k: 4, alpha: 1 });
    const [asked] = sentBy(node.at(0, fetch(1, 'song')), 'find-providers') as [Sent];
    const [frozen, good] = others.filter((one) => !byDistance(song, others).slice(0, 2).includes(one)) as [
      number,
      number,
    ];
    node.at(0, hears(asked.connection, providers(idOf(asked), [frozen])));
    const on = node.until(1_000).map(([, effect]) => effect);
    const [next] = sentBy(on, 'find-providers') as [Sent];
    const tried = node.at(1_001, hears(next.connection, providers(idOf(next), [frozen, good])));
    expect(connectionsOf(sentBy(tried, 'fetch'))).toEqual([good]);
  });

  test('says not found when the k closest have answered and nobody knows', () => {
    const node = knowing(others);
    const effects = answerAll(node, 2, node.at(1, fetch(1, 'song')));
    expect(effects.filter(({ type }) => type === 'answer')).toEqual([answers(1, { type: 'not-found' })]);
    const asked = sentBy(effects, 'find-providers').map(({ connection }) => `n${connection}`);
    const route = node.routes.get(1) ?? [];
    expect(route.filter((step) => step.startsWith('n5')).map((step) => step.split(' ')[2])).toEqual(asked);
    expect(route.filter((step) => step.endsWith('providers n5 @2'))).toHaveLength(asked.length);
  });

  test('says not found at once when it knows nobody', () => {
    expect(knowing([]).at(1, fetch(1, 'song'))).toContainEqual(answers(1, { type: 'not-found' }));
  });

  test('uses the records that it keeps itself without a message, and drops who does not answer from its table', () => {
    const node = knowing([2, 3]);
    node.at(1, hears(2, { type: 'add-provider', requestId: 1, key: song, hash: sha('abc') }));
    const effects = node.at(2, fetch(1, 'song'));
    expect(sentBy(effects, 'find-providers')).toEqual([]);
    expect(connectionsOf(sentBy(effects, 'fetch'))).toEqual([2]);
    const other = node.at(3, fetch(2, 'other'));
    expect(sentBy(other, 'find-providers').length).toBeGreaterThan(0);
    node.until(3 + narrowMs + overlayMsMax);
    expect(contactsOf(node, 2_000)).toEqual([]);
  });
});

describe('a peer that is asked', () => {
  test('names the k closest that it knows, never the one who asks', () => {
    const others = [2, 3, 4, 6, 7, 8];
    const node = knowing(others, { k: 8 });
    const [answer] = node.at(1, hears(3, { type: 'find-node', requestId: 9, target: song }));
    expect(answer).toEqual(
      sends(
        3,
        nodes(
          9,
          ...byDistance(
            song,
            others.filter((one) => one !== 3),
          ),
        ),
      ),
    );
  });

  test('names the providers of a key and closer peers beside them', () => {
    const node = knowing([2, 3]);
    node.at(1, hears(2, { type: 'add-provider', requestId: 1, key: song, hash: sha('abc') }));
    expect(node.at(2, hears(3, { type: 'find-providers', requestId: 9, key: song }))).toEqual([
      sends(3, providers(9, [2], [2])),
    ]);
  });

  test('keeps a record of nobody but the one who says so, and forgets it when he takes his leave', () => {
    const node = knowing([2, 3]);
    node.through(1, hears(2, { type: 'add-provider', requestId: 1, key: song, hash: sha('abc') }));
    expect(node.at(2, hears(2, { type: 'leave' }))).toContainEqual({
      type: 'telemetry',
      event: { type: 'record-dropped', key: song },
    });
    expect(node.at(3, hears(3, { type: 'find-providers', requestId: 9, key: song }))).toEqual([sends(3, providers(9))]);
  });
});

test('a peer looks every minute for itself and in buckets that saw nobody, also through those it once joined through', () => {
  const node = knowing([2], { bootstrap: [7] });
  node.through(1, dialFailed(7));
  answerAll(node, 1, node.at(1, hears(2, nodes(1))));
  for (const [at, { type }] of node.until(5_000)) if (type === 'dial') node.at(at, dialFailed(7));
  const dialled = node.until(1.5 * refreshMs + 10).filter(([at, { type }]) => type === 'dial' && at > 10_000);
  expect(dialled).toContainEqual([expect.any(Number), dials(7)]);
});

describe('a free rider', () => {
  test('takes and serves nothing: no content, no replica, no record of its own', () => {
    const node = knowing([2], { isFreeRider: true });
    const refusal = (requestId: number): Effect => sends(2, { type: 'refused', requestId, code: 'free-rider' });
    expect(node.at(1, hears(2, { type: 'fetch', requestId: 8, hash: sha('abc') }))).toEqual([refusal(8)]);
    const replica: Message = {
      type: 'replicate',
      requestId: 9,
      name: 'song',
      author: nodeId(2),
      holders: [nodeId(2), self],
      content: Buffer.from('abc'),
    };
    expect(node.at(2, hears(2, replica))).toEqual([refusal(9)]);
  });

  test('asks like everybody else, keeps nothing of what it fetched and announces nothing', () => {
    const node = knowing([2], { isFreeRider: true });
    const [asked] = sentBy(node.at(1, fetch(1, 'song')), 'find-providers') as [Sent];
    const [get] = sentBy(node.at(2, hears(2, providers(idOf(asked), [2]))), 'fetch') as [Sent];
    const effects = node.at(3, hears(2, { type: 'content', requestId: idOf(get), content: Buffer.from('abc') }));
    expect(effects.filter(({ type }) => type === 'answer')).toMatchObject([{ outcome: { type: 'done' } }]);
    expect(effects.filter(({ type }) => type === 'send')).toEqual([]);
    expect(sentBy(node.at(4, fetch(2, 'song')), 'find-providers')).toHaveLength(1);
  });

  test('still does its part in finding: it names contacts and keeps the records of others', () => {
    const node = knowing([2, 3], { isFreeRider: true });
    node.at(1, hears(2, { type: 'add-provider', requestId: 1, key: song, hash: sha('abc') }));
    expect(node.at(2, hears(3, { type: 'find-providers', requestId: 9, key: song }))).toEqual([
      sends(3, providers(9, [2], [2])),
    ]);
    expect(nodeNumber(contactsOf(node, 3)[0] ?? nodeId(1))).toBeGreaterThan(1);
  });
});
