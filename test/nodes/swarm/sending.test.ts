import { expect, test } from 'vitest';
import { createNeighbours, type Neighbour } from '../../../source/nodes/swarm/neighbours.ts';
import { PieceSet } from '../../../source/nodes/swarm/piece-set.ts';
import { busyMs, createSending, declinedMs, haveMsPerNeighbour } from '../../../source/nodes/swarm/sending.ts';
import type { NextOffer } from '../../../source/nodes/swarm/uploads.ts';
import { connectionId, nodeId } from '../../../source/protocol/ids.ts';

/** A node with some neighbours that gives four pieces; what it says, as `type …` for each neighbour's connection. */
function giving({ isFreeRider = false, uploadWindow = 2, neighbours: count = 1 } = {}) {
  const neighbours = createNeighbours(4);
  const said: string[] = [];
  const refused: Neighbour[] = [];
  const offers: NextOffer[] = [];
  const line = { nextAt: 0 };
  const own = new PieceSet(4);
  const sending = createSending({
    ...{ uploadWindow, isFreeRider, own, neighbours, line },
    manifest: { blockAt: () => [] },
    uploads: { next: () => offers.shift(), expire: () => undefined },
    send(connection, message) {
      const what = 'pieces' in message ? message.pieces : 'piece' in message ? message.piece : '';
      said.push(`${connection} ${message.type} ${what}`.trim());
    },
    report: () => undefined,
    refuse: (neighbour) => void refused.push(neighbour),
  });
  const all = Array.from({ length: count }, (_, at) => neighbours.add(connectionId(at + 1), nodeId(at + 2)));
  const acquire = (piece: number): void => sending.acquire(piece, Buffer.from([piece]));
  return { sending, neighbours, all, said: () => said.splice(0), refused, offers, line, acquire };
}

const accept = (piece: number) => ({ type: 'accept', piece, hasHashes: true }) as const;

test('what it has is told at once, and then not more often than the number of neighbours allows', () => {
  const { sending, said, acquire } = giving({ neighbours: 2 });
  acquire(0);
  sending.settle(0);
  expect(said()).toEqual(['1 have 0', '2 have 0']);
  acquire(1);
  sending.settle(1);
  expect([said(), sending.deadline()]).toEqual([[], 1 + busyMs]); // to offer again
  sending.settle(2 * haveMsPerNeighbour - 1);
  expect(said()).toEqual([]);
  sending.settle(2 * haveMsPerNeighbour);
  expect(said()).toEqual(['1 have 1', '2 have 1']);
});

test('a piece that was taken is sent when the line is free, with what was told before', () => {
  const { sending, all, said, offers, line, acquire } = giving();
  const [neighbour] = all as [Neighbour];
  acquire(2);
  offers.push({ neighbour, pieces: [2] });
  sending.settle(0);
  expect(said()).toEqual(['1 have 2', '1 offer 2']);
  line.nextAt = 5;
  sending.onAccept(neighbour, accept(2), 1);
  sending.settle(1);
  expect([said(), sending.deadline()]).toEqual([[], 5]);
  sending.settle(5);
  expect(said()).toEqual(['1 piece 2']);
});

test('of several pieces those before the one that was taken are not offered again for a while', () => {
  const { sending, all, offers, acquire } = giving();
  const [neighbour] = all as [Neighbour];
  for (const piece of [0, 1, 2]) acquire(piece);
  offers.push({ neighbour, pieces: [0, 1, 2] });
  sending.settle(0);
  sending.onAccept(neighbour, accept(1), 10);
  expect([...neighbour.declined]).toEqual([[0, 10 + declinedMs]]);
});

test('a neighbour that is busy is left alone for a moment', () => {
  const { sending, all, offers, acquire } = giving();
  const [neighbour] = all as [Neighbour];
  acquire(0);
  offers.push({ neighbour, pieces: [0] });
  sending.settle(0);
  sending.onDecline(neighbour, 'busy', 10);
  expect(neighbour.busyUntil).toBe(10 + busyMs);
});

test('an answer to nothing, or to something else, breaks the protocol', () => {
  const { sending, all, refused, offers, acquire } = giving();
  const [neighbour] = all as [Neighbour];
  sending.onDecline(neighbour, 'busy', 0);
  acquire(0);
  offers.push({ neighbour, pieces: [0] });
  sending.settle(0);
  sending.onAccept(neighbour, accept(3), 0);
  expect(refused).toEqual([neighbour, neighbour]);
});

test('who takes only offers nothing, and after the stop nobody does', () => {
  for (const isFreeRider of [true, false]) {
    const { sending, all, said, offers, acquire } = giving({ isFreeRider });
    acquire(0);
    if (!isFreeRider) sending.stop();
    offers.push({ neighbour: all[0] as Neighbour, pieces: [0] });
    sending.settle(0);
    expect(said()).toEqual(['1 have 0']);
  }
});
