import { createHistogram } from '../../base/histogram.ts';
import type { LabMetrics } from '../../telemetry/lab-metrics.ts';
import { latencyView, requestMessages } from './build-snapshot.ts';
import type { LatencyView } from './snapshot.ts';

/** What cannot be had by taking one snapshot's figures from another's. */
export interface WindowView {
  /** In milliseconds; `max` is left out, since the largest sample may lie before the window. */
  readonly latency: Pick<LatencyView, 'p50' | 'p99'>;
  readonly messagesPerRequest: number | undefined;
}

/** Begins to count: the function gives the figures from now on, as long as these metrics are those of the lab. */
export function openWindow(metrics: LabMetrics): () => WindowView {
  const before = { latency: metrics.latency.copy().counts, ...requestMessages(metrics) };
  return () => {
    const latency = createHistogram();
    latency.add(metrics.latency.copy());
    latency.add({ counts: before.latency.map((value, at) => (at % 2 === 0 ? value : -value)), max: 0 });
    const { messages, fetches } = requestMessages(metrics);
    const { p50, p99 } = latencyView(latency);
    return {
      latency: { p50, p99 },
      messagesPerRequest:
        fetches === before.fetches ? undefined : (messages - before.messages) / (fetches - before.fetches),
    };
  };
}
