import { expect, test } from 'vitest';
import { type Connection, createConnectionTable } from '../../../source/drivers/node/connection-table.ts';
import { connectionId, nodeId } from '../../../source/protocol/ids.ts';

/** As much of a connection as the table looks at. */
const connection = (id: number, node?: number): Connection =>
  ({ id: connectionId(id), node: node === undefined ? undefined : nodeId(node) }) as Connection;

test('one that was removed is in no list, and nothing puts it into one again', () => {
  const table = createConnectionTable();
  const gone = connection(1);
  table.add(gone);
  table.touch(gone);
  table.sent(gone);
  expect([table.size, table.unproved.size]).toEqual([1, 1]);
  expect([table.remove(gone), table.remove(gone)]).toEqual([true, false]);
  table.touch(gone);
  table.sent(gone);
  const flushed: Connection[] = [];
  table.flushTouched((one) => flushed.push(one));
  expect([table.size, table.unproved.size, flushed, table.takeSenders()]).toEqual([0, 0, [], []]);
});

test('one that fails while others are flushed is not flushed any more, and one that is touched meanwhile is', () => {
  const table = createConnectionTable();
  const [first, second, third] = [connection(1), connection(2), connection(3)] as const;
  for (const one of [first, second, third]) table.add(one);
  table.touch(first);
  table.touch(second);
  const flushed: Connection[] = [];
  table.flushTouched((one) => {
    flushed.push(one);
    table.remove(second);
    if (one === first) table.touch(third);
  });
  expect(flushed).toEqual([first, third]);
});

test('what a connection sent in its handshake counts when it has a name', () => {
  const table = createConnectionTable();
  const stranger = connection(1);
  const known = connection(2, 7);
  for (const one of [stranger, known]) {
    table.add(one);
    table.sent(one);
  }
  expect(table.takeSenders()).toEqual([stranger, known]);
  stranger.node = nodeId(8);
  expect(table.takeSenders()).toEqual([stranger]);
  expect(table.takeSenders()).toEqual([]);
});
