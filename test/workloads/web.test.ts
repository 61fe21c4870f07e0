import { expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { createPageChooser, pageBytes } from '../../source/workloads/web.ts';

const authors = [1, 2, 3, 4, 5].map(nodeId);

test('the page of rank r is read in proportion to 1/r', () => {
  const chooser = createPageChooser(1, nodeId(1), authors, 5);
  const random = createRandom(2);
  const counts = new Map<string, number>();
  const draws = 40_000;
  for (let draw = 0; draw < draws; draw++) {
    const page = chooser.next(random, () => true) ?? '';
    counts.set(page, (counts.get(page) ?? 0) + 1);
  }
  const harmonic = Array.from({ length: 20 }, (_, rank) => 1 / (rank + 1)).reduce((sum, share) => sum + share);
  const sorted = [...counts.values()].sort((a, b) => b - a);
  expect(sorted.length).toBe(20);
  for (const rank of [1, 2, 5]) expect((sorted[rank - 1] ?? 0) / draws).toBeCloseTo(1 / (rank * harmonic), 2);
});

test('nobody reads his own pages, and who is alone reads nothing', () => {
  const random = createRandom(2);
  const mine = createPageChooser(1, nodeId(1), [nodeId(1)], 5);
  expect(mine.next(random, () => false)).toBeUndefined();
});

test('pages have sizes of their own around the median, the same for everybody', () => {
  const sizes = Array.from({ length: 2_000 }, (_, page) => pageBytes(7, `page ${page}`, 4_096)).sort((a, b) => a - b);
  expect((sizes[1_000] ?? 0) / 4_096).toBeGreaterThan(0.9);
  expect((sizes[1_000] ?? 0) / 4_096).toBeLessThan(1.1);
  expect((sizes[1_900] ?? 0) / (sizes[100] ?? 1)).toBeGreaterThan(20);
  expect(pageBytes(7, 'page 1', 4_096)).toBe(pageBytes(7, 'page 1', 4_096));
  expect(pageBytes(8, 'page 1', 4_096)).not.toBe(pageBytes(7, 'page 1', 4_096));
});
