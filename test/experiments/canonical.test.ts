import { describe, expect, it } from 'vitest';
import { availability } from '../../source/experiments/canonical/availability.ts';
import { broadcasts } from '../../source/experiments/canonical/broadcast.ts';
import { removal } from '../../source/experiments/canonical/removal.ts';
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

  it('R4: a broadcast costs 2E-N+1 messages, and reaches the last after as many hops as it is away', () => {
    const [messages, time] = broadcasts(7);
    expect(messages?.points.map(({ measured }) => measured)).toEqual([24, 56, 24, 576, 24]);
    expect(time?.points.map(({ measured }) => Math.round(measured ?? 0))).toEqual([2400, 800, 300, 100, 200]);
  });

  it('R6: a mesh hangs together until about half of it is gone', () => {
    expect(passes(removal(7))).toBe(true);
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
