import { createHistogram, type Histogram } from '../../base/histogram.ts';
import type { Timestamp } from '../../protocol/ids.ts';
import type { LabMetrics } from '../../telemetry/lab-metrics.ts';
import type { Second } from '../../telemetry/seconds.ts';
import type { LatencyView, RequestEffort, RequestsView, SecondView } from './figures-view.ts';

const recentMs = 10_000;

/** What was asked for, and what became of it. */
export function requestsView(metrics: LabMetrics, now: Timestamp): RequestsView {
  const recent = metrics.seconds.filter(({ at }) => at > now - recentMs - 1000);
  const succeeded = metrics.sum('succeeded');
  const effort = effortOf(metrics);
  const fetched = metrics.sum('fetched');
  const recentDone = recent.reduce((total, second) => total + second.succeeded, 0);
  const recentAll = recentDone + recent.reduce((total, second) => total + second.failed, 0);
  const full = recent.filter(({ at }) => at + 1000 <= now);
  const perSecond =
    full.length === 0 ? recentDone : full.reduce((total, second) => total + second.succeeded, 0) / full.length;
  return {
    attempted: metrics.sum('made'),
    succeeded,
    fetched,
    failed: metrics.sum('failed'),
    timedOut: metrics.sum('timedOut'),
    perSecond,
    latency: latencyView(metrics.latency),
    recentLatency: latencyView(merged(recent)),
    recentSuccess: recentAll === 0 ? undefined : recentDone / recentAll,
    messagesPerRequest: messagesPerRequest(effort),
    effort,
    hops: fetched === 0 ? undefined : { mean: metrics.sum('hopsTotal') / fetched, max: metrics.hopsMax },
    series: metrics.seconds.map((second) => secondView(second, now)),
    sampledOneIn: metrics.sampledOneIn,
  };
}

/** Seconds that are over do not change: their percentiles are worked out once. */
const finishedSeconds = new WeakMap<Second, { readonly count: number; readonly view: SecondView }>();

function secondView(second: Second, now: Timestamp): SecondView {
  const count = second.succeeded + second.failed;
  const known = finishedSeconds.get(second);
  if (known?.count === count) return known.view;
  const { at, succeeded, failed, latency } = second;
  const view = { at, succeeded, failed, latency: latencyView(latency) };
  if (at + 1000 < now) finishedSeconds.set(second, { count, view });
  return view;
}

function merged(seconds: readonly Second[]): Histogram {
  const all = createHistogram();
  for (const { latency } of seconds) all.add(latency.copy());
  return all;
}

/** Percentiles in milliseconds. */
export function latencyView(latency: Histogram): LatencyView {
  const { max } = latency;
  return { p50: latency.percentile(0.5), p95: latency.percentile(0.95), p99: latency.percentile(0.99), max };
}

/** Messages that find and carry, and the fetches that they are for. */
export function effortOf(metrics: LabMetrics): RequestEffort {
  const { query, hit } = metrics.sent('messages');
  return {
    messages: query + hit + metrics.sentOfType('content'),
    fetches: metrics.sum('made') - metrics.sum('published'),
  };
}

/**
 * Messages that a fetch takes: those that find and those that carry. Publishing (done before the work) and upkeep (which goes on without requests)
 * are shown on their own.
 */
export function messagesPerRequest({ messages, fetches }: RequestEffort): number | undefined {
  return fetches === 0 ? undefined : messages / fetches;
}
