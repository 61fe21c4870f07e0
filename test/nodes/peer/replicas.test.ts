import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import type { NodeEvent } from '../../../source/nodes/contract.ts';
import type { Answer, Done, Request } from '../../../source/nodes/parts/exchanges.ts';
import type { HeldItem } from '../../../source/nodes/parts/item-store.ts';
import { checkMs, createReplicas } from '../../../source/nodes/peer/replicas.ts';
import { type NodeId, nodeId, type Timestamp } from '../../../source/protocol/ids.ts';
import { limits } from '../../../source/protocol/wire/limits.ts';
import { sha } from '../drive-node.ts';

interface Asked {
  readonly node: NodeId;
  readonly request: Request;
  readonly done: Done;
}

const nodes = (...numbers: number[]): NodeId[] => numbers.map((number) => nodeId(number));
const stored: Answer = { type: 'response', message: { type: 'replicated', requestId: 1 } };
const refused: Answer = { type: 'response', message: { type: 'refused', requestId: 1, code: 'free-rider' } };
const unreachable: Answer = { type: 'failed', failure: 'unreachable', reason: 'ECONNREFUSED' };
const silent: Answer = { type: 'failed', failure: 'timed-out', reason: 'n2 did not answer' };
const missing = (...names: string[]): Answer => ({
  type: 'response',
  message: { type: 'replicas', requestId: 1, missing: names },
});

/** The replication of n5, which holds items and knows peers as the test says. */
function replicating({ replicas = 3, peers = [2, 3, 4], held = ['song'] } = {}) {
  const names = new Set(held);
  let asked: Asked[] = [];
  const events: NodeEvent[] = [];
  const acknowledged: [string, Timestamp][] = [];
  let lookups = 0;
  const logic = createReplicas(nodeId(5), replicas, Object.assign(createRandom(1), { unit: () => 0.5 }), {
    ask: (node, request, _msMax, _now, done) => asked.push({ node, request, done }),
    peersNear(_key, now, done) {
      lookups++;
      done(nodes(...peers), now);
    },
    item: (name): HeldItem | undefined =>
      names.has(name)
        ? { name, hash: sha('abc'), content: Buffer.from('abc'), author: nodeId(5), holding: 'authored' }
        : undefined,
    report: (event) => events.push(event),
  });
  /** Takes the question to a node that is open; fails when there is none. */
  function question(node: number): Asked {
    const found = asked.find((one) => one.node === nodeId(node));
    if (found === undefined) throw new Error(`n${node} was asked nothing; open are ${asked.map((one) => one.node)}`);
    asked = asked.filter((one) => one !== found);
    return found;
  }
  return {
    logic,
    events,
    acknowledged,
    names,
    get lookups() {
      return lookups;
    },
    /** Who is asked what at the moment. */
    open: () => asked.map(({ node, request }) => `${node} ${request.type}`),
    request: (node: number) => asked.find((one) => one.node === nodeId(node))?.request,
    answer: (node: number, answer: Answer, now = 1) => question(node).done(answer, now),
    place: (name = 'song', now = 0) => logic.place(name, now, (at) => acknowledged.push([name, at])),
    keeps: (...holders: number[]) => logic.kept({ name: 'song', holders: nodes(...holders) }, 0),
    /** The next round of checks; gives its time. */
    round() {
      const at = logic.deadline() ?? Number.NaN;
      logic.tick(at);
      return at;
    },
  };
}

/** n5 authored the item, and n2 and n3 hold it too. */
function placed(changes: Parameters<typeof replicating>[0] = {}) {
  const peer = replicating(changes);
  peer.place();
  peer.answer(2, stored);
  peer.answer(3, stored);
  return peer;
}

describe('an author', () => {
  test('has its item kept by so many others, one after the other, and acknowledges it only then', () => {
    const peer = replicating();
    peer.place();
    expect(peer.open()).toEqual(['n2 replicate']);
    expect(peer.request(2)).toMatchObject({ name: 'song', author: 'n5', holders: ['n5', 'n2'] });
    peer.answer(2, stored, 10);
    expect([peer.open(), peer.acknowledged]).toEqual([['n3 replicate'], []]);
    expect(peer.request(3)).toMatchObject({ holders: ['n5', 'n2', 'n3'] });
    peer.answer(3, stored, 20);
    expect([peer.open(), peer.acknowledged]).toEqual([[], [['song', 20]]]);
  });

  test('of one holder an item asks nobody, and looks after nothing', () => {
    const peer = replicating({ replicas: 1 });
    peer.place();
    expect([peer.acknowledged, peer.lookups, peer.open()]).toEqual([[['song', 0]], 0, []]);
    expect(peer.logic.deadline()).toBeUndefined();
  });

  test.each([
    ['refuses', refused],
    ['cannot be reached', unreachable],
    ['is silent', silent],
  ])('takes the next peer when one %s', (_what, answer) => {
    const peer = replicating();
    peer.place();
    peer.answer(2, answer);
    expect(peer.request(3)).toMatchObject({ holders: ['n5', 'n3'] });
    peer.answer(3, stored);
    expect(peer.open()).toEqual(['n4 replicate']);
  });

  test('acknowledges when as many hold it as there are, and goes on looking for more', () => {
    const peer = replicating({ peers: [2] });
    peer.place();
    expect(peer.acknowledged).toEqual([]);
    peer.answer(2, stored, 7);
    expect(peer.acknowledged).toEqual([['song', 7]]);
    const before = peer.lookups;
    peer.round();
    expect(peer.lookups).toBe(before + 1);
  });

  test('asks neither itself nor a holder to keep another replica', () => {
    const peer = replicating({ peers: [5, 2, 2, 3] });
    peer.place();
    expect(peer.open()).toEqual(['n2 replicate']);
    peer.answer(2, stored);
    expect(peer.open()).toEqual(['n3 replicate']);
  });
});

describe('the first holder of an item', () => {
  test('asks the others every two seconds whether they hold it', () => {
    const peer = placed();
    const first = peer.round();
    expect(peer.open()).toEqual(['n2 check-replicas', 'n3 check-replicas']);
    expect(peer.request(2)).toEqual({
      type: 'check-replicas',
      sets: [{ name: 'song', holders: ['n5', 'n2', 'n3'] }],
    });
    peer.answer(2, missing());
    peer.answer(3, missing());
    expect(peer.open()).toEqual([]);
    expect(peer.logic.deadline()).toBe(first + checkMs);
  });

  test.each([
    ['cannot be reached', unreachable],
    ['does not hold it any more', missing('song')],
    ['answers nonsense', refused],
  ])('puts another one in the place of a holder that %s, and reports it once', (_what, answer) => {
    const peer = placed();
    peer.round();
    peer.answer(2, answer);
    expect(peer.open()).toEqual(['n3 check-replicas', 'n2 replicate']);
    peer.answer(2, unreachable);
    peer.answer(3, missing());
    expect(peer.request(4)).toMatchObject({ type: 'replicate', holders: ['n5', 'n3', 'n4'] });
    expect(peer.events).toEqual([]);
    peer.answer(4, stored);
    expect(peer.events).toEqual([{ type: 'repaired', name: 'song', lost: 'n2', replacement: 'n4' }]);
    expect(peer.open()).toEqual([]);
  });

  test('waits for one that is silent once; silent in the next round too, it is lost', () => {
    const peer = placed();
    peer.round();
    peer.answer(2, silent);
    peer.answer(3, missing());
    expect(peer.open()).toEqual([]);
    peer.round();
    peer.answer(2, silent);
    expect(peer.open()).toEqual(['n3 check-replicas', 'n2 replicate']);
  });

  test('forgives one that was silent when it answers the next time', () => {
    const peer = placed();
    for (const answer of [silent, missing(), silent, missing()]) {
      peer.round();
      peer.answer(2, answer);
      peer.answer(3, missing());
    }
    expect([peer.open(), peer.events]).toEqual([[], []]);
  });

  test('takes two silences that began at the same time for one', () => {
    const peer = placed();
    peer.round();
    // Some other connection breaks, so that everybody is asked again before n2 had its time.
    peer.logic.lost(nodeId(3), 2_100);
    const soon = peer.logic.deadline() ?? 0;
    expect(soon).toBe(2_150);
    peer.logic.tick(soon);
    peer.answer(2, silent);
    peer.answer(2, silent);
    expect(peer.open()).toEqual(['n3 check-replicas', 'n3 check-replicas']);
  });

  test('that loses two at once replaces both, and reports which was replaced by whom', () => {
    const peer = placed({ peers: [2, 3, 4, 6] });
    peer.round();
    peer.answer(2, unreachable);
    peer.answer(3, unreachable);
    for (const dead of [2, 3]) peer.answer(dead, unreachable);
    peer.answer(4, stored);
    peer.answer(6, stored);
    expect(peer.events).toEqual([
      { type: 'repaired', name: 'song', lost: 'n2', replacement: 'n4' },
      { type: 'repaired', name: 'song', lost: 'n3', replacement: 'n6' },
    ]);
  });

  test('looks after an item once at a time, however long the repair takes: no storm', () => {
    const peer = placed();
    peer.round();
    peer.answer(2, unreachable);
    peer.answer(3, missing());
    const before = peer.lookups;
    for (let rounds = 0; rounds < 5; rounds++) {
      peer.round();
      peer.answer(3, missing());
    }
    expect(peer.lookups).toBe(before);
    expect(peer.open()).toEqual(['n2 replicate']);
  });

  test('asks soon when a connection to a holder breaks, and not for a stranger', () => {
    const peer = placed();
    const planned = peer.logic.deadline();
    peer.logic.lost(nodeId(9), 100);
    expect(peer.logic.deadline()).toBe(planned);
    peer.logic.lost(nodeId(3), 100);
    expect(peer.logic.deadline()).toBe(150);
  });

  test('asks after every item, in as many questions as the protocol needs, of which all together count as one', () => {
    const count = limits.replicasMax + 5;
    const held = Array.from({ length: count }, (_, index) => `song-${index}`);
    const peer = replicating({ replicas: 2, held });
    for (const name of held) {
      peer.place(name);
      peer.answer(2, stored);
    }
    peer.round();
    expect(peer.open()).toEqual(['n2 check-replicas', 'n2 check-replicas']);
    peer.answer(2, silent);
    peer.answer(2, silent);
    expect(peer.open()).toEqual([]);
    peer.round();
    peer.answer(2, missing());
    peer.answer(2, missing('song-1004'));
    expect(peer.open()).toEqual(['n2 replicate']);
  });
});

describe('a peer that keeps a replica', () => {
  test('looks after the first holder only', () => {
    const peer = replicating();
    peer.keeps(2, 5, 3);
    peer.round();
    expect(peer.open()).toEqual(['n2 check-replicas']);
  });

  test('takes over when the first is lost and it is next, and repairs', () => {
    const peer = replicating();
    peer.keeps(2, 5, 3);
    peer.round();
    peer.answer(2, unreachable);
    expect(peer.request(2)).toMatchObject({ type: 'replicate', holders: ['n5', 'n3', 'n2'] });
    peer.answer(2, unreachable);
    peer.answer(4, stored);
    expect(peer.events).toEqual([{ type: 'repaired', name: 'song', lost: 'n2', replacement: 'n4' }]);
    peer.round();
    expect(peer.open()).toEqual(['n3 check-replicas', 'n4 check-replicas']);
  });

  test('leaves the repair to the next when it is not the next itself, and looks after that one', () => {
    const peer = replicating();
    peer.keeps(2, 3, 5);
    peer.round();
    peer.answer(2, unreachable);
    expect(peer.open()).toEqual([]);
    peer.round();
    expect(peer.open()).toEqual(['n3 check-replicas']);
  });

  test('says what it does not hold, and learns from the first holder who the others are', () => {
    const peer = replicating();
    peer.keeps(2, 5);
    const sets = [
      { name: 'song', holders: nodes(2, 5, 3) },
      { name: 'lost', holders: nodes(2, 5) },
    ];
    expect(peer.logic.checked(nodeId(2), sets, 1)).toEqual(['lost']);
    peer.round();
    peer.answer(2, unreachable);
    expect(peer.request(2)).toMatchObject({ holders: ['n5', 'n3', 'n2'] });
  });

  test('that holds an item already looks after it from the moment the first holder counts it in', () => {
    const peer = replicating();
    expect(peer.logic.checked(nodeId(2), [{ name: 'song', holders: nodes(2, 5) }], 1)).toEqual([]);
    peer.round();
    expect(peer.open()).toEqual(['n2 check-replicas']);
  });

  test('believes nobody but the first holder, and no list that it is not on', () => {
    const peer = replicating();
    peer.keeps(2, 5);
    peer.logic.checked(nodeId(3), [{ name: 'song', holders: nodes(9, 5) }], 1);
    peer.logic.checked(nodeId(9), [{ name: 'song', holders: nodes(9, 8) }], 1);
    peer.keeps(7, 8);
    peer.round();
    expect(peer.open()).toEqual(['n2 check-replicas']);
  });
});
