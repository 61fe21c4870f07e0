import { describe, expect, test } from 'vitest';
import type { Holding } from '../../../source/nodes/contract.ts';
import { createItemStore, type ItemStore } from '../../../source/nodes/parts/item-store.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { eachSeed } from '../../base/each-seed.ts';
import { sha } from '../drive-node.ts';

function hold(store: ItemStore, name: string, content: string, holding: Holding = 'copy') {
  const author = holding === 'copy' ? undefined : nodeId(1);
  return store.hold({ name, content: Buffer.from(content), author, holding });
}

describe('an item store', () => {
  test('gives an item by its name and by its hash', () => {
    const store = createItemStore(5);
    const { item, events } = hold(store, 'song', 'abc', 'authored');
    expect(item).toEqual({
      name: 'song',
      hash: sha('abc'),
      content: Buffer.from('abc'),
      author: 'n1',
      holding: 'authored',
    });
    expect(events).toEqual([
      { type: 'item-held', name: 'song', hash: sha('abc'), bytes: 3, author: 'n1', holding: 'authored' },
    ]);
    expect(store.byName('song')).toBe(item);
    expect(store.byHash(sha('abc'))).toBe(item);
    expect(store.byName('other')).toBeUndefined();
    expect(store.byHash(sha('other'))).toBeUndefined();
  });

  test('never changes what a name means', () => {
    const store = createItemStore(5);
    hold(store, 'song', 'abc');
    const { item, events } = hold(store, 'song', 'xyz');
    expect([item.hash, events]).toEqual([sha('abc'), []]);
    expect(store.byHash(sha('xyz'))).toBeUndefined();
  });

  test('gives up its oldest copy for a new one when there is no more room', () => {
    const store = createItemStore(2);
    hold(store, 'a', '1');
    hold(store, 'b', '2');
    expect(hold(store, 'c', '3').events.at(-1)).toEqual({ type: 'item-dropped', hash: sha('1') });
    expect(['a', 'b', 'c'].filter((name) => store.byName(name) !== undefined)).toEqual(['b', 'c']);
    expect(store.byHash(sha('1'))).toBeUndefined();
  });

  test('takes a copy again that it gave up', () => {
    const store = createItemStore(1);
    hold(store, 'a', '1');
    hold(store, 'b', '2');
    expect(hold(store, 'a', '1').events).toHaveLength(2);
    expect(store.byName('a')?.hash).toBe(sha('1'));
  });

  test('never gives up what was authored or stored', () => {
    const store = createItemStore(1);
    hold(store, 'mine', '0', 'authored');
    hold(store, 'kept', '00', 'stored');
    for (let count = 1; count < 20; count++) hold(store, `copy ${count}`, `${count}`);
    expect(store.byName('mine')?.hash).toBe(sha('0'));
    expect(store.byName('kept')?.hash).toBe(sha('00'));
  });

  test('never gives up an authored item for a copy of the same content under another name', () => {
    const store = createItemStore(1);
    hold(store, 'mine', 'same', 'authored');
    hold(store, 'theirs', 'same');
    const { events } = hold(store, 'other', 'x');
    expect(store.byName('mine')?.hash).toBe(sha('same'));
    expect(store.byHash(sha('same'))?.name).toBe('mine');
    expect(events.filter(({ type }) => type === 'item-dropped')).toEqual([]);
  });

  test('keeps the bounds and finds what it says it holds, with few contents for many names, for every seed', () => {
    eachSeed(200, (random) => {
      const copiesMax = random.below(4);
      const store = createItemStore(copiesMax);
      const own = new Set<string>();
      const heldHashes = new Set<string>();
      const names = new Set<string>();
      for (let step = 0; step < 60; step++) {
        const name = `item ${random.below(20)}`;
        const holding = random.below(4) === 0 ? 'authored' : 'copy';
        const isNew = store.byName(name) === undefined;
        names.add(name);
        const { item, events } = hold(store, name, `content ${random.below(8)}`, holding);
        if (isNew && holding === 'authored') own.add(name);
        for (const event of events) {
          if (event.type === 'item-held') heldHashes.add(event.hash);
          if (event.type === 'item-dropped') heldHashes.delete(event.hash);
        }
        if (copiesMax > 0 || holding === 'authored') expect(store.byName(name)).toBe(item);
        const present = [...names].flatMap((each) => store.byName(each) ?? []);
        expect(new Set(present.map(({ hash }) => hash))).toEqual(heldHashes);
        for (const { hash } of present) expect(store.byHash(hash)?.hash).toBe(hash);
        for (const mine of own) expect(store.byName(mine)).toBeDefined();
        expect(present.filter((each) => each.holding === 'copy').length).toBeLessThanOrEqual(copiesMax);
      }
    });
  });
});
