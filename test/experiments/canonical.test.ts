import { describe, expect, it } from 'vitest';
import { availability } from '../../source/experiments/canonical/availability.ts';
import { search } from '../../source/experiments/canonical/search.ts';
import { passes } from '../../source/experiments/canonical-result.ts';

describe('a canonical result', () => {
  it('R3: flooding costs exactly 2E-N+1 messages, an index two, and both pass', { timeout: 60_000 }, async () => {
    const result = await search(7);
    const flooding = result.points.filter(({ series }) => series === 'flooding');
    expect(flooding.map(({ measured }) => measured)).toEqual([49, 97, 193, 385, 769, 1537, 3073]);
    expect(passes(result)).toBe(true);
    const kademlia = result.points.filter(({ series }) => series.startsWith('Kademlia'));
    expect(Math.max(...kademlia.map(({ measured }) => measured ?? Number.POSITIVE_INFINITY))).toBeLessThan(15);
  });

  it('R5: items left follow the hypergeometric line', () => {
    expect(passes(availability(7))).toBe(true);
  });

  it('does not pass when the prediction is wrong, and says nothing without one', () => {
    const result = availability(7);
    const wrong = result.points.map((point) => ({ ...point, predicted: (point.predicted ?? 0) * 0.9 }));
    expect(passes({ ...result, points: wrong })).toBe(false);
    expect(passes({ ...result, points: wrong.map((point) => ({ ...point, predicted: undefined })) })).toBeUndefined();
  });
});
