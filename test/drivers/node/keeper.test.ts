import { expect, test } from 'vitest';
import { createKeeper, type Persist } from '../../../source/drivers/node/keeper.ts';
import type { NodeStore, StoreTrouble } from '../../../source/drivers/store/node-store.ts';
import { persistsMax } from '../../../source/nodes/parts/persists.ts';

const persist = (token: number, bytes = 1): Persist => ({
  type: 'persist',
  token,
  item: { name: `item-${token}`, content: Buffer.alloc(bytes) } as unknown as Persist['item'],
});

/** A keeper on a store whose writes a test ends, and what the node heard. */
function keeperOn({ isImmediate = false, onHandle = (_token: number): void => undefined } = {}) {
  const writes: { readonly names: readonly string[]; done(trouble?: StoreTrouble): void }[] = [];
  const heard: string[] = [];
  const troubles: (string | undefined)[] = [];
  const store: NodeStore = {
    isImmediate,
    write: (items, done) =>
      void writes.push({ names: items.map(({ name }) => name), done: (trouble) => done(trouble) }),
    close: () => undefined,
  };
  const hear = (input: { readonly type: string; readonly token?: number }): void => {
    heard.push(`${input.type} ${input.token}`);
    onHandle(input.token ?? -1);
  };
  const turns = { run: (work: () => void) => work(), take: hear, handle: hear };
  const keeper = createKeeper({
    store,
    turns: () => turns,
    onStoreTrouble: (trouble) => void troubles.push(trouble?.code),
  });
  return { keeper, writes, heard, troubles };
}

test('what comes while a write is under way is written together afterwards', () => {
  const { keeper, writes, heard } = keeperOn();
  keeper.add(persist(1));
  keeper.writeNext();
  for (const token of [2, 3]) keeper.add(persist(token));
  keeper.writeNext();
  expect(writes.map(({ names }) => names)).toEqual([['item-1']]);
  writes[0]?.done();
  keeper.writeNext();
  expect([heard, writes[1]?.names]).toEqual([['persisted 1'], ['item-2', 'item-3']]);
});

test('a write holds 4 MiB of contents at most, or one item that is larger', () => {
  const { keeper, writes } = keeperOn();
  const MiB = 1024 ** 2;
  for (const [token, bytes] of [3 * MiB, 2 * MiB, 5 * MiB].entries()) keeper.add(persist(token, bytes));
  for (let at = 0; at < 3; at++) {
    keeper.writeNext();
    writes[at]?.done();
  }
  expect(writes.map(({ names }) => names)).toEqual([['item-0'], ['item-1'], ['item-2']]);
});

test('trouble of the store is told once, with each write that failed by it, and once when it is over', () => {
  const { keeper, writes, heard, troubles } = keeperOn();
  const full: StoreTrouble = { code: 'store-full', text: 'no space' };
  for (const [at, trouble] of [full, full, undefined].entries()) {
    keeper.add(persist(at));
    keeper.writeNext();
    writes[at]?.done(trouble);
  }
  expect(troubles).toEqual(['store-full', undefined]);
  expect(heard).toEqual(['persist-failed 0', 'persist-failed 1', 'persisted 2']);
});

test('in memory all is kept at once, what is asked for on hearing so too', () => {
  const { keeper, writes, heard } = keeperOn({
    isImmediate: true,
    onHandle: (token) => token < 3 && keeper.add(persist(token + 1)),
  });
  keeper.add(persist(1));
  keeper.keepAtOnce();
  expect([heard, writes]).toEqual([['persisted 1', 'persisted 2', 'persisted 3'], []]);
});

test('a node that always asks for more ends, and does not go on for ever', () => {
  let asked = 0;
  const { keeper } = keeperOn({
    isImmediate: true,
    onHandle() {
      asked += 1;
      if (asked > 2 * persistsMax) throw new Error('nobody stopped it');
      keeper.add(persist(asked));
    },
  });
  keeper.add(persist(0));
  expect(() => keeper.keepAtOnce()).toThrow('whenever something was');
});

test('on a disk nothing is kept at once', () => {
  const { keeper, heard } = keeperOn();
  keeper.add(persist(1));
  keeper.keepAtOnce();
  expect(heard).toEqual([]);
});
