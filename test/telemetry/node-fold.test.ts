import { expect, test } from 'vitest';
import { createNodeFold } from '../../source/telemetry/node-fold.ts';
import { aBatch, byType } from './a-batch.ts';

test('a node keeps what earlier lives of its process counted', () => {
  const fold = createNodeFold();
  const sent = (query: number) => ({ sentMessages: byType({ query }), sentBytes: byType({ query: 10 * query }) });
  fold.add(aBatch({ made: 3, hopsMax: 5, ...sent(2) }));
  fold.retire();
  expect(fold.latest).toBeUndefined();
  expect(fold.totals()).toMatchObject({ made: 3, bytesSent: 20 });
  fold.add(aBatch({ made: 4, hopsMax: 2, ...sent(1) }));
  expect(fold.totals()).toMatchObject({ made: 7, hopsMax: 5, bytesSent: 30 });
  expect(fold.sent()).toEqual({ messages: byType({ query: 3 }), bytes: byType({ query: 30 }) });
});

test('a node gives the batch before of the same life, from which differences are taken', () => {
  const fold = createNodeFold();
  const [one, two, three] = [aBatch({ at: 100, made: 1 }), aBatch({ at: 200, made: 2 }), aBatch({ at: 300, made: 1 })];
  expect([fold.add(one), fold.add(two)]).toEqual([undefined, one]);
  fold.retire();
  expect(fold.add(three)).toBeUndefined();
});
