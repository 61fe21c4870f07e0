import { expect, test } from 'vitest';
import { createPings } from '../../../source/lab/live/pings.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { handClock } from './hand-clock.ts';

const [n1, n2] = [nodeId(1), nodeId(2)];

function pinging(askedMax = 100) {
  const clock = handClock();
  const sent: number[] = [];
  const pings = createPings({
    send: (_node, sequence) => sent.push(sequence),
    askedMax: () => askedMax,
    now: clock.now,
  });
  return { clock, sent, pings };
}

test('shows the best of the last round trips: the others waited for the lab', () => {
  const { pings } = pinging();
  for (const ms of [0.5, 2, 3, 4, 5]) pings.note(n1, ms, 'icmp');
  expect(pings.all.get(n1)).toEqual({ ms: 0.5, how: 'icmp' });
  pings.note(n1, 6, 'icmp');
  expect(pings.all.get(n1)?.ms).toBe(2);
});

test('measures from a question to its answer, once', () => {
  const { pings, clock, sent } = pinging();
  pings.ask(n1);
  clock.pass(7);
  const [number = 0] = sent;
  expect([pings.onPong(n1, number), pings.onPong(n1, number), pings.onPong(n1, 99)]).toEqual([true, false, false]);
  expect(pings.all.get(n1)).toEqual({ ms: 7, how: 'control' });
});

test('shows nothing of a node that does not answer, or is gone', () => {
  const { pings } = pinging();
  for (const node of [n1, n2]) pings.note(node, 1, 'icmp');
  pings.note(n1, undefined, 'icmp');
  expect([...pings.all.keys()]).toEqual([n2]);
  pings.keepOnly(new Set([n1]));
  expect(pings.all.size).toBe(0);
});

test('gives up the oldest of too many questions', () => {
  const { pings, sent } = pinging(2);
  for (let count = 0; count < 3; count++) pings.ask(n1);
  expect(sent.map((number) => pings.onPong(n1, number))).toEqual([false, true, true]);
});
