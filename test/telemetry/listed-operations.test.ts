import { expect, test } from 'vitest';
import { createListedOperations, operationsPerBatch } from '../../source/telemetry/listed-operations.ts';

/** What becomes of so many operations, counted. */
function counted(listing: ReturnType<typeof createListedOperations>, operations: number) {
  const counts = { listed: 0, 'passed-over': 0, dropped: 0 };
  for (let count = 0; count < operations; count++) counts[listing.next()]++;
  return counts;
}

test('a batch lists as many operations as are wanted, if it is as busy as the one before', () => {
  const listing = createListedOperations();
  expect(counted(listing, operationsPerBatch * 3)).toMatchObject({ listed: operationsPerBatch * 3 });
  listing.beginBatch();
  expect(listing.oneIn).toBe(3);
  expect(counted(listing, operationsPerBatch * 3)).toMatchObject({ listed: operationsPerBatch, dropped: 0 });
  listing.beginBatch();
  listing.beginBatch();
  expect(listing.oneIn).toBe(1);
});

test('a burst is listed up to a bound, and what else should have been listed is said', () => {
  const listing = createListedOperations();
  expect(counted(listing, 500)).toEqual({ listed: 128, 'passed-over': 0, dropped: 372 });
  listing.beginBatch();
  expect(counted(listing, 1)).toMatchObject({ listed: 1 });
});
