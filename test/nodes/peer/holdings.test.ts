import { expect, test } from 'vitest';
import type { Effect } from '../../../source/nodes/contract.ts';
import { createHoldings, type Holdings, replicaBytesMax } from '../../../source/nodes/peer/holdings.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { sha } from '../drive-node.ts';

interface Kept extends Holdings {
  /** Tags of the effects since the last call. */
  news(): readonly string[];
}

function createKept(copiesMax = 2): Kept {
  const effects: Effect[] = [];
  const holdings = createHoldings(copiesMax, { emit: (effect) => effects.push(effect) });
  const tagOf = (effect: Effect) => (effect.type === 'telemetry' ? effect.event.type : effect.type);
  return Object.assign(holdings, { news: () => effects.splice(0).map(tagOf) });
}

const item = (name: string, holding: 'authored' | 'copy' | 'replica', content = name) => ({
  ...{ name, content: Buffer.from(content), author: nodeId(1), holding },
});

test('shows nobody an item before it is kept for good', () => {
  const kept = createKept();
  kept.hold(item('song', 'authored'), 0);
  expect(kept.news()).toEqual(['item-held', 'persist']);
  const seen = () => [kept.byName('song'), kept.shownByName('song'), kept.shownByHash(sha('song'))].map(Boolean);
  expect(seen()).toEqual([true, false, false]);
  kept.settled({ type: 'persisted', token: 1 }, 1);
  expect(seen()).toEqual([true, true, true]);
});

test('gives up an item that cannot be kept for good, and says so to those who wait', () => {
  const kept = createKept();
  const failures: unknown[] = [];
  kept.hold(item('song', 'replica'), 0);
  kept.whenPersisted('song', 0, (failure) => failures.push(failure));
  kept.news();
  kept.settled({ type: 'persist-failed', token: 1, code: 'store-full' }, 1);
  expect(failures).toEqual(['store-full']);
  expect(kept.byName('song')).toBeUndefined();
  expect(kept.news()).toEqual(['item-dropped']);
});

test('persists no copies, shows them at once, and keeps the newest', () => {
  const kept = createKept();
  for (const name of ['one', 'two', 'three']) kept.hold(item(name, 'copy'), 0);
  expect(kept.news()).toEqual(['item-held', 'item-held', 'item-held', 'item-dropped']);
  expect([...kept.names()]).toEqual(['two', 'three']);
  expect(kept.shownByName('three')?.holding).toBe('copy');
});

test('counts replicas alone against the room for them, and gives the room of a lost one back', () => {
  const kept = createKept();
  kept.hold(item('mine', 'authored', 'long content'), 0);
  expect(kept.hasRoomFor('other', replicaBytesMax)).toBe(true);
  kept.hold(item('theirs', 'replica'), 0);
  expect(kept.hasRoomFor('other', replicaBytesMax)).toBe(false);
  expect(kept.hasRoomFor('other', replicaBytesMax - 6)).toBe(true);
  expect(kept.hasRoomFor('theirs', replicaBytesMax)).toBe(true);
  kept.settled({ type: 'persist-failed', token: 2, code: 'store-full' }, 1);
  expect(kept.hasRoomFor('other', replicaBytesMax)).toBe(true);
});

test('gives what it restored once, and does not persist it again', () => {
  const kept = createKept();
  const stored = { ...item('song', 'replica'), hash: sha('song') };
  kept.restore([stored, stored]);
  expect(kept.news()).toEqual(['item-held']);
  expect(kept.hasRoomFor('other', replicaBytesMax)).toBe(false);
  expect(kept.takeRestored().map(({ name }) => name)).toEqual(['song']);
  expect(kept.takeRestored()).toEqual([]);
});
