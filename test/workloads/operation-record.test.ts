import { expect, test } from 'vitest';
import type { Outcome } from '../../source/nodes/contract.ts';
import { checkItemsMax } from '../../source/protocol/control/history.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { createOperationRecord } from '../../source/workloads/operation-record.ts';
import { sha } from '../nodes/drive-node.ts';

const done: Outcome = { type: 'done', servedBy: nodeId(1), hops: 1, hash: sha('x'), bytes: 1 };

test('tells acknowledgements in parts that fit into a report, each once', () => {
  const record = createOperationRecord();
  for (let id = 1; id <= checkItemsMax + 1; id++) {
    record.begin(id, { type: 'publish', name: `item-${id}`, content: Buffer.from('x') });
    record.end(id, done, 5);
  }
  expect(record.hasAcknowledged()).toBe(true);
  expect(record.news(6, false).map(({ acknowledged }) => acknowledged.length)).toEqual([checkItemsMax, 1]);
  expect(record.hasAcknowledged()).toBe(false);
  expect(record.news(7, false)).toEqual([]);
});

test('tells mere counts once a second, or when a phase is over, if they are new', () => {
  const record = createOperationRecord();
  record.begin(1, { type: 'fetch', name: 'a' });
  expect(record.news(999, false)).toEqual([]);
  expect(record.news(1_000, false)).toHaveLength(1);
  expect(record.news(3_000, true)).toEqual([]);
  record.end(1, { type: 'timed-out' }, 3_001);
  expect(record.news(3_002, true)).toMatchObject([{ counts: { begun: 1, indefinite: 1 } }]);
});

test('knows nothing of an answer to what was never begun', () => {
  const record = createOperationRecord();
  record.end(9, done, 1);
  expect(record.news(5_000, true)).toEqual([]);
});
