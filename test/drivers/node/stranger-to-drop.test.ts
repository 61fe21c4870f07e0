import { expect, test } from 'vitest';
import type { Connection } from '../../../source/drivers/node/connection-table.ts';
import { strangerToDrop } from '../../../source/drivers/node/stranger-to-drop.ts';
import { connectionId } from '../../../source/protocol/ids.ts';

/** As much of a connection as decides. */
const from = (id: number, address?: string, direction: Connection['direction'] = 'inbound'): Connection =>
  ({ id: connectionId(id), direction, pipe: { from: address } }) as Connection;

const leaving = (...unproved: Connection[]): number | undefined => strangerToDrop(unproved)?.id;

test.each([
  ['the oldest of one address', [from(1, 'a'), from(2, 'a')], 1],
  ['the oldest of all where no address is known', [from(1), from(2)], 1],
  ['the oldest of the address that has most', [from(1, 'node'), from(2, 'a'), from(3, 'a'), from(4, 'b')], 2],
  ['of addresses with as many the oldest of all', [from(1, 'node'), from(2, 'a'), from(3, 'b')], 1],
  ['never one that the node itself dialled', [from(1, 'a', 'outbound'), from(2, 'a', 'outbound'), from(3, 'b')], 3],
  ['nobody, where it dialled all of them', [from(1, 'a', 'outbound')], undefined],
])('%s goes first', (_, unproved, expected) => {
  expect(leaving(...unproved)).toBe(expected);
});
