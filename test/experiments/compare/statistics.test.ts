import { describe, expect, it } from 'vitest';
import { medianInterval, spreadOf } from '../../../source/experiments/compare/statistics.ts';

describe('statistics', () => {
  it('gives median, least and most of some values, and nothing of none', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ n: 3, median: 2, min: 1, max: 3 });
    expect(spreadOf([])).toBeUndefined();
    expect(medianInterval([], 1)).toBeUndefined();
  });

  it('is as wide as the values are apart when there are few', () => {
    expect(medianInterval([1, 2, 9], 1)).toEqual({ median: 2, low: 1, high: 9 });
  });

  it('narrows with more values, and holds the true median of a known distribution', () => {
    const values = Array.from({ length: 101 }, (_, index) => index);
    const interval = medianInterval(values, 1);
    expect(interval?.median).toBe(50);
    // Binomial(101, ½): 95 % of the samples have their median between the 40th and the 61st value.
    expect(interval?.low).toBeGreaterThan(36);
    expect(interval?.high).toBeLessThan(64);
  });

  it('gives the same interval for the same seed', () => {
    const values = [5, 1, 4, 2, 8, 6, 7];
    expect(medianInterval(values, 7)).toEqual(medianInterval(values, 7));
  });
});
