import { max, median, min, quantile } from 'simple-statistics';
import { createRandom } from '../../base/random.ts';

/** Some values, in short. */
export interface Spread {
  readonly n: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** A median with the interval in which 95 % of the medians of samples drawn from the same values lie. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 2_000;
const coverage = 0.95;

/** Undefined: no values. The only door to simple-statistics. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const all = [...values];
  return { n: all.length, median: median(all), min: min(all), max: max(all) };
}

/**
 * Bootstrap (Efron 1979, the percentile method) of the median of paired differences; seeded, so that the same values give the same interval. With fewer than six pairs it is
 * as wide as the values are apart: few pairs cannot say more.
 */
export function medianInterval(values: readonly number[], seed: number): Interval | undefined {
  if (values.length === 0) return undefined;
  const random = createRandom(seed).fork('bootstrap');
  const medians = Array.from({ length: resamples }, () =>
    median(Array.from(values, () => values[random.below(values.length)] as number)),
  );
  const tail = (1 - coverage) / 2;
  return { median: median([...values]), low: quantile(medians, tail), high: quantile(medians, 1 - tail) };
}
