import { createHistogram, type Histogram } from '../base/histogram.ts';
import type { SampleBatch } from '../protocol/control/telemetry-batch.ts';

/** All values of one metric. */
export interface Samples {
  readonly histogram: Histogram;
  sum: number;
}

/** What the workload measured, by metric: values as a node has them, batches of them as the lab gets them. */
export interface SampleTable {
  readonly all: ReadonlyMap<string, Samples>;
  record(metric: string, value: number): void;
  add(batch: SampleBatch): void;
  /** What has come since the last time; metrics without a new value are left out. */
  drain(): SampleBatch[];
}

export function createSampleTable(): SampleTable {
  const all = new Map<string, Samples>();

  function samplesOf(metric: string): Samples {
    let samples = all.get(metric);
    if (samples === undefined) {
      samples = { histogram: createHistogram(), sum: 0 };
      all.set(metric, samples);
    }
    return samples;
  }

  return {
    all,
    record(metric, value) {
      const samples = samplesOf(metric);
      samples.histogram.record(value);
      samples.sum += value;
    },
    add({ metric, sum, ...delta }) {
      const samples = samplesOf(metric);
      samples.histogram.add(delta);
      samples.sum += sum;
    },
    drain() {
      return [...all].flatMap(([metric, samples]) => {
        const { counts, max } = samples.histogram.drain();
        const { sum } = samples;
        samples.sum = 0;
        return counts.length === 0 ? [] : [{ metric, counts, max, sum }];
      });
    },
  };
}
