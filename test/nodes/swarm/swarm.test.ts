import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import type { Effect } from '../../../source/nodes/contract.ts';
import { createManifest } from '../../../source/nodes/swarm/manifest.ts';
import { busyMs, haveMsPerNeighbour } from '../../../source/nodes/swarm/sending.ts';
import { createSwarm } from '../../../source/nodes/swarm/swarm.ts';
import { type ItemHash, nodeId } from '../../../source/protocol/ids.ts';
import type { Message } from '../../../source/protocol/messages.ts';
import { asks, closes, type Driven, drive, fetch, hears, inbound, lost, sends, served, sha } from '../drive-node.ts';

const shape = { fileBytes: 10, pieceBytes: 4 };
const content = Buffer.from('aaaabbbbcc');
const parts = ['aaaa', 'bbbb', 'cc'];
const manifest = createManifest(shape);
manifest.build(content);
const roots = manifest.roots ?? [];
const hashes = parts.map(sha);
const file: Message = { type: 'file', roots };

function swarm(self: number, changes: Partial<Parameters<typeof createSwarm>[0]> = {}): Driven {
  const random = createRandom(self);
  return drive(
    createSwarm({
      self: nodeId(self),
      source: nodeId(1),
      dials: [],
      shape,
      uploadWindow: 2,
      downloadWindow: 8,
      isFreeRider: false,
      random,
      ...changes,
    }),
  );
}

const publishFile = asks(1, { type: 'publish', name: 'file', content });
const piece = (at: number, text = parts[at] ?? ''): Message => ({
  type: 'piece',
  piece: at,
  content: Buffer.from(text),
});
const hashBlock: Message = { type: 'hashes', block: 0, hashes };

const accepts = (at: number): Message => ({ type: 'accept', piece: at, hasHashes: true });

function pieces(effects: readonly Effect[]): Message[] {
  return said(effects).filter(({ type }) => type === 'piece');
}

/** What it says, on every connection, without telemetry. */
function said(effects: readonly Effect[]): Message[] {
  return effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
}

/** n3 on connection 1 to n1, the source, and on 2 to n2: it knows the hashes. */
function receiver(changes: Parameters<typeof swarm>[1] = {}): Driven {
  const node = swarm(3, changes);
  node.through(0, inbound(1, 1), inbound(2, 2), fetch(7, 'file'), hears(1, file), hears(1, hashBlock));
  return node;
}

describe('the source of a file', () => {
  test('says by which hashes it is known, and offers each piece to one neighbour before it offers any again', () => {
    const node = swarm(1);
    node.through(0, inbound(1, 2), inbound(2, 3));
    const effects = node.at(0, publishFile);
    expect(effects).toContainEqual(sends(1, file));
    expect(effects).toContainEqual(sends(2, file));
    const offered = said(effects).flatMap((message) => (message.type === 'offer' ? [message.pieces] : []));
    expect(offered.length).toBeGreaterThanOrEqual(2);
    expect(new Set(offered.slice(0, 1).flat()).size).toBe(offered[0]?.length);
  });

  test('sends a piece that was taken, and its hashes before it to who lacks them', () => {
    const node = swarm(1);
    node.through(0, inbound(1, 2), publishFile);
    const [taken] = node.at(1, hears(1, { type: 'have', pieces: [] })).length === 0 ? [0] : [0];
    const effects = node.at(2, hears(1, { type: 'accept', piece: taken, hasHashes: false }));
    expect(effects.slice(0, 3)).toEqual([sends(1, hashBlock), sends(1, piece(taken)), served(2)]);
  });

  test('leaves no more pieces unconfirmed than twice its window, and sends the next when one has arrived', () => {
    const node = swarm(1, { uploadWindow: 1 });
    node.at(0, inbound(1, 2));
    const asked: number[] = [];
    const sent: number[] = [];
    let effects = node.at(0, publishFile);
    for (let turn = 0; turn < parts.length; turn++) {
      const [next = -1] = said(effects).flatMap((message) => (message.type === 'offer' ? [...message.pieces] : []));
      asked.push(next);
      effects = node.at(1, hears(1, accepts(next)));
      sent.push(pieces(effects).length);
    }
    expect(sent).toEqual([1, 1, 0]);
    const [first = -1, , last = -1] = asked;
    expect(pieces(node.at(2, hears(1, { type: 'have', pieces: [first] })))).toEqual([piece(last)]);
  });

  test('hands a piece to its line when the one before is about to be out', () => {
    const node = swarm(1);
    const bytesPerSecond = 500;
    node.through(0, inbound(1, 2), publishFile, { type: 'line', upBytesPerSecond: bytesPerSecond });
    node.through(1000, hears(1, accepts(0)), hears(1, accepts(1)));
    const [later] = node.until(2000).filter(([, effect]) => pieces([effect]).length > 0);
    expect(later?.[1]).toEqual(sends(1, piece(1)));
    // The first piece, with what is said beside it, takes its bytes; the offers before count too.
    const between = (later?.[0] ?? 0) - 1000;
    expect(between).toBeGreaterThan(((parts[0]?.length ?? 0) / bytesPerSecond) * 1000);
    expect(between).toBeLessThan(1000);
  });

  test('hands pieces over at once when its line has no limit any more', () => {
    const node = swarm(1);
    node.through(0, inbound(1, 2), publishFile, { type: 'line', upBytesPerSecond: 1 });
    node.at(1, { type: 'line', upBytesPerSecond: undefined });
    expect([0, 1].map((at) => pieces(node.at(1, hears(1, accepts(at)))).length)).toEqual([1, 1]);
  });

  test.each([
    ['a piece that was not offered', { type: 'accept', piece: 9, hasHashes: true }],
    ['a message of another workload', { type: 'join' }],
    ['a piece that does not exist', { type: 'have', pieces: [3] }],
  ] as const)('closes a connection on which somebody names %s', (_what, message) => {
    const node = swarm(1);
    node.through(0, inbound(1, 2), publishFile);
    expect(node.at(1, hears(1, message as Message))).toContainEqual(closes(1, 'unexpected-message'));
  });

  test('closes a connection on which more offers are answered than were made', () => {
    const node = swarm(1);
    node.at(0, inbound(1, 2));
    expect(node.at(1, hears(1, { type: 'decline', reason: 'busy' }))).toContainEqual(closes(1, 'unexpected-message'));
  });

  test('offers nothing for a while to who is busy', () => {
    const node = swarm(1);
    node.through(0, inbound(1, 2), publishFile);
    for (let answered = 0; answered < 6; answered++) {
      expect(said(node.at(1, hears(1, { type: 'decline', reason: 'busy' })))).toEqual([]);
    }
    const later = node.until(1 + 2 * busyMs).map(([at, effect]) => [at, said([effect])[0]?.type]);
    expect(later).toContainEqual([1 + busyMs, 'offer']);
  });
});

describe('a node that gets a file', () => {
  test('takes what it lacks, once, and verifies it', () => {
    const node = receiver();
    expect(said(node.at(1, hears(1, { type: 'offer', pieces: [0, 1] })))).toEqual([
      { type: 'accept', piece: 0, hasHashes: true },
    ]);
    expect(said(node.at(1, hears(2, { type: 'offer', pieces: [0] })))).toEqual([
      { type: 'decline', reason: 'not-needed' },
    ]);
    expect(node.at(2, hears(1, piece(0)))).toContainEqual(sends(1, { type: 'have', pieces: [0] }));
    expect(said(node.at(3, hears(2, { type: 'offer', pieces: [0] })))).toContainEqual({
      type: 'decline',
      reason: 'not-needed',
    });
  });

  test('picks the rarest where it may pick', () => {
    const node = receiver();
    node.through(1, inbound(4, 4), hears(4, { type: 'have', pieces: [0] }), hears(2, { type: 'have', pieces: [0, 1] }));
    expect(said(node.at(2, hears(2, { type: 'offer', pieces: [] })))).toEqual([
      { type: 'accept', piece: 1, hasHashes: true },
    ]);
  });

  test('tells the others at once of what it has, and of what comes within a moment in one message', () => {
    const node = receiver();
    for (const at of [0, 1, 2]) node.at(1, hears(1, { type: 'offer', pieces: [at] }));
    expect(node.at(2, hears(1, piece(0)))).toContainEqual(sends(2, { type: 'have', pieces: [0] }));
    node.through(3, hears(1, piece(1)), hears(1, piece(2)));
    const at = 2 + 2 * haveMsPerNeighbour;
    const told = node.until(at).filter(([, effect]) => said([effect])[0]?.type === 'have');
    expect(told).toEqual([[at, sends(2, { type: 'have', pieces: [1, 2] })]]);
  });

  test('tells whoever offers or is offered something first what it has', () => {
    const node = receiver();
    node.through(1, hears(1, { type: 'offer', pieces: [0, 1] }), hears(1, { type: 'offer', pieces: [1] }));
    node.through(2, hears(1, piece(0)), hears(1, piece(1)));
    const news = sends(2, { type: 'have', pieces: [1] });
    expect(node.at(3, hears(2, { type: 'offer', pieces: [2] })).slice(0, 1)).toEqual([news]);
  });

  test('answers the fetch when the last piece is there, and says what it holds', () => {
    const node = receiver();
    for (let at = 0; at < 3; at++) node.at(at, hears(1, { type: 'offer', pieces: [at] }));
    const effects = node.through(5, hears(1, piece(0)), hears(1, piece(1)), hears(1, piece(2)));
    expect(effects.find(({ type }) => type === 'answer')).toMatchObject({ requestId: 7, outcome: { type: 'done' } });
    expect(effects).toContainEqual({
      type: 'telemetry',
      event: expect.objectContaining({ type: 'item-held', holding: 'copy', hash: manifest.fileHash(), bytes: 10 }),
    });
  });

  test('drops a piece with wrong bytes, never listens to its sender again, and asks somebody else', () => {
    const node = receiver();
    node.at(1, hears(2, { type: 'offer', pieces: [0] }));
    const effects = node.at(2, hears(2, piece(0, 'xxxx')));
    expect(effects).toContainEqual(closes(2, 'unexpected-message'));
    expect(effects.some((effect) => effect.type === 'telemetry' && effect.event.type === 'limit-reached')).toBe(true);
    node.through(3, lost(2), inbound(5, 2));
    expect(said(node.at(4, hears(5, { type: 'offer', pieces: [0] })))).toEqual([{ type: 'decline', reason: 'busy' }]);
    expect(said(node.at(5, hears(1, { type: 'offer', pieces: [0] })))).toEqual([
      { type: 'accept', piece: 0, hasHashes: true },
    ]);
  });

  test('does not listen to who names other hashes than those that it knows', () => {
    const other: Message = { type: 'file', roots: ['0'.repeat(64) as ItemHash] };
    expect(receiver().at(1, hears(2, other))).toContainEqual(closes(2, 'unexpected-message'));
    const wrongBlock: Message = { type: 'hashes', block: 0, hashes: [sha('x')] };
    expect(receiver().at(1, hears(2, wrongBlock))).toContainEqual(closes(2, 'unexpected-message'));
  });

  test('takes a piece from somebody else when its sender is lost', () => {
    const node = receiver();
    node.through(1, hears(2, { type: 'offer', pieces: [0] }), lost(2));
    expect(said(node.at(2, hears(1, { type: 'offer', pieces: [0] })))).toContainEqual({
      type: 'accept',
      piece: 0,
      hasHashes: true,
    });
  });

  test('is busy when as much is on its way as its window takes, and before it knows the hashes', () => {
    const node = receiver({ downloadWindow: 1 });
    node.at(1, hears(1, { type: 'offer', pieces: [0] }));
    expect(said(node.at(2, hears(1, { type: 'offer', pieces: [1] })))).toEqual([{ type: 'decline', reason: 'busy' }]);
    const fresh = swarm(4);
    fresh.at(0, inbound(1, 1));
    expect(said(fresh.at(1, hears(1, { type: 'offer', pieces: [1] })))).toEqual([{ type: 'decline', reason: 'busy' }]);
  });

  test('offers to others what it has, unless it is a free rider', () => {
    const offers = (isFreeRider: boolean): Message[] => {
      const node = receiver({ isFreeRider });
      node.at(1, hears(1, { type: 'offer', pieces: [0] }));
      return said(node.at(2, hears(1, piece(0)))).filter(({ type }) => type === 'offer');
    };
    expect(offers(false).length).toBeGreaterThan(0);
    expect(offers(true)).toEqual([]);
  });
});
