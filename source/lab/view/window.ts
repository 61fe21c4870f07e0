import type { Histogram } from '../../base/histogram.ts';
import { createHistogram } from '../../base/histogram.ts';
import { latencyView } from './build-requests.ts';
import type { LatencyView } from './figures-view.ts';

/** What cannot be had by taking one snapshot's figures from another's. */
export interface WindowView {
  /** In milliseconds; `max` is left out, since the largest sample may lie before the window. */
  readonly latency: Pick<LatencyView, 'p50' | 'p99'>;
}

/** Begins to count: the function gives the latency from now on, as long as this histogram is that of the lab. */
export function openWindow(latency: Histogram): () => WindowView {
  const before = latency.copy().counts;
  return () => {
    const since = createHistogram();
    since.add(latency.copy());
    since.add({ counts: before.map((value, at) => (at % 2 === 0 ? value : -value)), max: 0 });
    const { p50, p99 } = latencyView(since);
    return { latency: { p50, p99 } };
  };
}
