import { expect, test } from 'vitest';
import { createJournal, journalEntriesMax } from '../../../source/lab/live/journal.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { routeStepsMax } from '../../../source/protocol/route.ts';

test('a journal keeps the newest entries, and gives the same list until there is another', () => {
  const journal = createJournal();
  for (let at = 0; at < 3 * journalEntriesMax; at++) journal.log(at, 'info', undefined, 'so it is');
  const entries = journal.entries();
  expect([entries.length, entries[0]?.at, entries.at(-1)?.at]).toEqual([500, 1_000, 1_499]);
  expect(journal.entries()).toBe(entries);
  journal.log(1_500, 'info', undefined, 'so it is');
  expect(journal.entries()).not.toBe(entries);
});

test('an operation says of each message of its route what it is about, and whether there were more', () => {
  const journal = createJournal();
  const step = { from: nodeId(1), to: nodeId(2), message: 'query', at: undefined } as const;
  const rest = {
    operation: 'fetch',
    item: 'song',
    outcome: 'done',
    servedBy: nodeId(2),
    latencyMs: 5,
    hops: 1,
  } as const;
  for (const steps of [1, routeStepsMax]) {
    const route = Array.from({ length: steps }, () => step);
    journal.tell(nodeId(1), { type: 'operation', at: 1, ...rest, route }, 1);
  }
  const [short, long] = journal.entries();
  expect(short).toMatchObject({ node: 'n1', isRouteCut: false, route: [{ ...step, kind: 'query' }] });
  expect(long).toMatchObject({ isRouteCut: true });
});

test('a connection that was closed on purpose is no news', () => {
  const journal = createJournal();
  for (const planned of [true, false]) {
    journal.tell(nodeId(1), { type: 'connection-closed', node: nodeId(2), planned, reason: 'reset' } as const, 9);
  }
  expect(journal.entries()).toEqual([
    { type: 'event', at: 9, node: 'n1', level: 'warning', text: 'lost its connection to n2: reset' },
  ]);
});

test('a step and a repair say as data what they are about', () => {
  const journal = createJournal();
  journal.logStep(3, nodeId(5), 'n5 pings n2');
  journal.tell(
    nodeId(1),
    { type: 'repaired', at: 4, name: 'song', lost: nodeId(2), replacement: nodeId(4) } as const,
    9,
  );
  journal.log(5, 'info', undefined, 'becomes a mesh');
  expect(journal.entries()).toMatchObject([
    { text: 'step: n5 pings n2', step: 'n5 pings n2', item: undefined },
    { at: 4, text: expect.stringContaining('repaired song:'), item: 'song', step: undefined },
    { item: undefined, step: undefined },
  ]);
});
