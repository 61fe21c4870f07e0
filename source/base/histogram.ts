/**
 * Counts of durations in milliseconds, in buckets of about 3 % width from 1 µs to 2 hours, so that a percentile is right within 3 %
 * however many samples there are. Buckets are log-linear: 32 to each power of two, as in HdrHistogram (Tene).
 */
export interface Histogram {
  readonly count: number;
  /** The largest sample, exact; undefined without samples. */
  readonly max: number | undefined;
  record(ms: number): void;
  /** The value below which a share of the samples lies, in ms; undefined without samples. */
  percentile(share: number): number | undefined;
  /** Adds what `drain` of another histogram gave. */
  add(delta: HistogramDelta): void;
  /** Everything that is in it, to be added to another one. */
  copy(): HistogramDelta;
  /** What was recorded since the last drain, then forgets it. */
  drain(): HistogramDelta;
}

/** Bucket numbers and their counts, alternating, and the largest sample in ms (0 without samples). */
export interface HistogramDelta {
  readonly counts: readonly number[];
  readonly max: number;
}

const subBucketBits = 5;
const subBuckets = 1 << subBucketBits;
const bucketsMax = subBuckets * 34;
/** Well beyond the last bucket. */
const usMax = 2 ** 40;

export function createHistogram(): Histogram {
  const counts = new Map<number, number>();
  /** The buckets that are in use, from the lowest; undefined: not known since one came into use. */
  let used: readonly number[] | undefined;
  let count = 0;
  let max = 0;

  function put(bucket: number, times: number): void {
    const before = counts.get(bucket);
    if (before === undefined) used = undefined;
    counts.set(bucket, (before ?? 0) + times);
    count += times;
  }

  function copy(): HistogramDelta {
    const flat: number[] = [];
    for (const [bucket, times] of counts) flat.push(bucket, times);
    return { counts: flat, max };
  }

  return {
    get count() {
      return count;
    },
    get max() {
      return count === 0 ? undefined : max;
    },
    record(ms) {
      put(bucketOf(ms), 1);
      if (ms > max) max = ms;
    },
    percentile(share) {
      if (count === 0) return undefined;
      const rank = Math.max(1, Math.ceil(share * count));
      let seen = 0;
      used ??= [...counts.keys()].sort((a, b) => a - b);
      for (const bucket of used) {
        seen += counts.get(bucket) ?? 0;
        if (seen >= rank) return Math.min(middleOf(bucket), max);
      }
      return max;
    },
    add(delta) {
      for (let at = 0; at + 1 < delta.counts.length; at += 2) {
        const bucket = delta.counts[at] ?? 0;
        if (isBucket(bucket)) put(bucket, delta.counts[at + 1] ?? 0);
      }
      if (delta.max > max) max = delta.max;
    },
    copy,
    drain() {
      const delta = copy();
      counts.clear();
      used = undefined;
      count = 0;
      max = 0;
      return delta;
    },
  };
}

function isBucket(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number < bucketsMax;
}

function bucketOf(ms: number): number {
  return Math.min(bucketsMax - 1, bucketOfUs(Math.min(usMax, Math.max(0, Math.round(ms * 1000)))));
}

function bucketOfUs(us: number): number {
  if (us < subBuckets) return us;
  if (us >= 2 ** 32) return bucketOfUs(us / 1024) + 10 * subBuckets; // what follows counts in 32 bits
  const exponent = 31 - Math.clz32(us) - subBucketBits;
  return exponent * subBuckets + (us >>> exponent);
}

function middleOf(bucket: number): number {
  if (bucket < subBuckets) return bucket / 1000;
  const exponent = Math.floor(bucket / subBuckets) - 1;
  const low = ((bucket % subBuckets) + subBuckets) * 2 ** exponent;
  return (low + 2 ** exponent / 2) / 1000;
}
