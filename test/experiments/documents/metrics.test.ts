import { describe, expect, it } from 'vitest';
import { growthExponent } from '../../../source/experiments/compare/conditions.ts';
import { gini } from '../../../source/experiments/documents/metrics.ts';

describe('the Gini coefficient', () => {
  it('is nothing when all have the same, and (N-1)/N when one has everything', () => {
    expect(gini([2, 2, 2, 2])).toBeCloseTo(0);
    expect(gini([0, 0, 0, 5])).toBeCloseTo(3 / 4);
    expect(gini([1, 2, 3, 4])).toBeCloseTo(0.25);
  });

  it('is unknown when there is nothing to share', () => {
    expect(gini([0, 0])).toBeUndefined();
    expect(gini([])).toBeUndefined();
  });
});

describe('the growth exponent', () => {
  it('is 0 for what stays, 1 for what grows with the network, 2 for its square', () => {
    expect(growthExponent(2, 2)).toBeCloseTo(0);
    expect(growthExponent(4, 12)).toBeCloseTo(1);
    expect(growthExponent(16, 144)).toBeCloseTo(2);
  });

  it('is unknown for what was nothing', () => {
    expect(growthExponent(0, 3)).toBeUndefined();
    expect(growthExponent(undefined, 3)).toBeUndefined();
  });
});
