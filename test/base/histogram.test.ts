import { describe, expect, test } from 'vitest';
import { createHistogram } from '../../source/base/histogram.ts';
import type { Random } from '../../source/base/random.ts';
import { eachSeed } from './each-seed.ts';

const shares = [0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1];

/** The smallest sample that at least this share of the samples does not exceed. */
function exactPercentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
}

const distributions: Readonly<Record<string, (random: Random) => number>> = {
  uniform: (random) => 1 + random.unit() * 99,
  exponential: (random) => random.exponential(20),
  'log-uniform from a microsecond to an hour': (random) => 10 ** (random.unit() * 9.5 - 3),
  constant: () => 12.345,
};

describe('a histogram', () => {
  test('takes counts of its own buckets alone', () => {
    const histogram = createHistogram();
    histogram.add({ counts: [40, 2, -1, 1, 0.5, 1, 1e300, 1, Number.NaN, 1], max: 3 });
    expect(histogram.count).toBe(2);
    expect(histogram.copy().counts).toEqual([40, 2]);
  });

  for (const [name, draw] of Object.entries(distributions)) {
    test(`gives percentiles within half a bucket, 1.6 %, of the exact ones: ${name}`, () => {
      eachSeed(30, (random) => {
        const histogram = createHistogram();
        const samples = Array.from({ length: 500 }, () => draw(random));
        for (const sample of samples) histogram.record(sample);
        for (const share of shares) {
          const exact = exactPercentile(samples, share);
          const given = histogram.percentile(share) ?? Number.NaN;
          // Half a microsecond is what the smallest bucket cannot tell apart.
          expect(Math.abs(given - exact)).toBeLessThanOrEqual(0.016 * exact + 0.0005);
        }
        expect(histogram.max).toBe(Math.max(...samples));
        expect(histogram.count).toBe(500);
      });
    });
  }

  test('has neither percentile nor maximum without samples', () => {
    const histogram = createHistogram();
    expect([histogram.percentile(0.5), histogram.max, histogram.count]).toEqual([undefined, undefined, 0]);
  });

  test('never says more than its largest sample', () => {
    const histogram = createHistogram();
    histogram.record(1000);
    expect(histogram.percentile(0.5)).toBeLessThanOrEqual(1000);
  });

  test('counts nothing below nothing: a negative duration is zero', () => {
    const histogram = createHistogram();
    histogram.record(-5);
    expect(histogram.percentile(1)).toBe(0);
  });

  test('keeps durations beyond its range in its last bucket', () => {
    const histogram = createHistogram();
    histogram.record(1e12);
    expect(histogram.count).toBe(1);
    expect(histogram.percentile(1)).toBeGreaterThan(7_200_000);
  });

  test('gives the same figures whether its samples came alone or by way of drains', () => {
    eachSeed(50, (random) => {
      const whole = createHistogram();
      const part = createHistogram();
      const folded = createHistogram();
      for (let sample = 0; sample < 300; sample++) {
        const ms = random.exponential(30);
        whole.record(ms);
        part.record(ms);
        if (random.below(10) === 0) folded.add(part.drain());
      }
      folded.add(part.drain());
      expect(part.count).toBe(0);
      expect(part.max).toBeUndefined();
      expect(folded.count).toBe(whole.count);
      expect(folded.max).toBe(whole.max);
      for (const share of shares) expect(folded.percentile(share)).toBe(whole.percentile(share));
    });
  });

  test('keeps what was copied', () => {
    const histogram = createHistogram();
    histogram.record(4);
    const other = createHistogram();
    other.add(histogram.copy());
    expect([histogram.count, other.count]).toEqual([1, 1]);
  });

  test('ignores buckets that do not exist and half a pair', () => {
    const histogram = createHistogram();
    histogram.add({ counts: [1_000_000, 3, 5], max: 0 });
    expect(histogram.count).toBe(0);
  });
});
