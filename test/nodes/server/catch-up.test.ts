import { describe, expect, test } from 'vitest';
import type { HeldItem } from '../../../source/nodes/parts/item-store.ts';
import { catchUpWindow, createCatchUp } from '../../../source/nodes/server/catch-up.ts';
import type { ServerLinks } from '../../../source/nodes/server/links.ts';
import type { WriteDone } from '../../../source/nodes/server/requests.ts';
import { connectionId, type NodeId, nodeId } from '../../../source/protocol/ids.ts';

const [joiner, connection] = [nodeId(2), connectionId(7)];

/** A server that holds `names` and tells n2, whose answers a test gives. */
function telling(names: readonly string[]) {
  const state = { isConnected: true, isSource: true };
  const asked: { readonly name: string; readonly done: WriteDone }[] = [];
  const said: string[] = [];
  const catchUp = createCatchUp({
    links: { to: (node: NodeId) => (state.isConnected && node === joiner ? connection : undefined) } as ServerLinks,
    requests: { replicate: (_connection, { name }, _now, done) => void asked.push({ name, done }) },
    item: (name) => ({ name, author: nodeId(9), content: Buffer.from(name) }) as HeldItem,
    names: () => names.values() as IterableIterator<string>,
    isSourceOf: () => state.isSource,
    refuse: (_connection, requestId, code) => void said.push(`refused ${requestId}: ${code}`),
    onTold: (node, _connection, requestId) => void said.push(`${node} told ${requestId}`),
  });
  const answer = (count: number, how: Parameters<WriteDone>[0] = 'stored'): void => {
    for (const { done } of asked.splice(0, count)) done(how, 0);
  };
  return { catchUp, asked, said, state, answer };
}

const many = Array.from({ length: catchUpWindow + 3 }, (_, at) => `item-${at}`);

describe('telling another server everything', () => {
  test('sends a window of items, one more for each that is stored, and says when all are', () => {
    const { catchUp, asked, said, answer } = telling(many);
    catchUp.tell(joiner, 5, 0);
    expect(asked).toHaveLength(catchUpWindow);
    answer(2);
    expect(asked).toHaveLength(catchUpWindow);
    answer(catchUpWindow);
    answer(catchUpWindow);
    expect([asked.length, said]).toEqual([0, ['n2 told 5']]);
  });

  test('includes what is written meanwhile', () => {
    const { catchUp, asked, said, answer } = telling(['old']);
    catchUp.tell(joiner, 5, 0);
    catchUp.tellOf('new');
    answer(1);
    expect([asked.map(({ name }) => name), said]).toEqual([['new'], []]);
    answer(1);
    expect(said).toEqual(['n2 told 5']);
  });

  test('is refused when another one came between, and says nothing to one that is live already', () => {
    const { catchUp, said, state } = telling([]);
    state.isSource = false;
    catchUp.tell(joiner, 5, 0);
    catchUp.tell(joiner, undefined, 0);
    expect(said).toEqual(['refused 5: catching-up']);
  });

  test('is given up when an item is not stored, once', () => {
    const { catchUp, said, answer } = telling(['a', 'b']);
    catchUp.tell(joiner, 5, 0);
    answer(2, 'overloaded');
    expect(said).toEqual(['refused 5: catching-up']);
  });

  test('ends without a word for one that is gone', () => {
    const { catchUp, asked, said, state, answer } = telling(['a', 'b']);
    catchUp.tell(joiner, 5, 0);
    state.isConnected = false;
    catchUp.forget(joiner);
    answer(2);
    expect([asked, said]).toEqual([[], []]);
  });

  test('begins anew for a second request, and forgets the first', () => {
    const { catchUp, said, answer } = telling(['a']);
    catchUp.tell(joiner, 5, 0);
    catchUp.tell(joiner, 6, 0);
    answer(2);
    expect(said).toEqual(['n2 told 6']);
    catchUp.tell(joiner, 7, 0);
    catchUp.giveUpAll();
    expect(said).toEqual(['n2 told 6', 'refused 7: catching-up']);
  });
});
