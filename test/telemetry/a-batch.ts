import { createHistogram } from '../../source/base/histogram.ts';
import { forEachCounter } from '../../source/protocol/control/counters.ts';
import type { TelemetryBatch } from '../../source/protocol/control/telemetry-batch.ts';
import { messageCodec } from '../../source/protocol/messages.ts';

/** A batch in which nothing happened, except what is said. */
export function aBatch(changes: Partial<TelemetryBatch> = {}): TelemetryBatch {
  return {
    at: 0,
    sentMessages: [],
    sentBytes: [],
    receivedMessages: [],
    receivedBytes: [],
    ...forEachCounter(() => 0),
    queueLength: 0,
    queueLengthMax: 0,
    busyMs: 0,
    cpuMs: 0,
    rssBytes: 0,
    latencyCounts: [],
    latencyMaxMs: 0,
    firstServedAt: undefined,
    flows: [],
    samples: [],
    progressDone: 0,
    progressTotal: 0,
    events: [],
    sampledOneIn: 1,
    upBytes: 0,
    downBytes: 0,
    rtts: [],
    ...changes,
  };
}

/** Counts by message type, in the order of the wire, the handshake last. */
export function byType(counts: Readonly<Record<string, number>>): number[] {
  return [...messageCodec.types, 'handshake'].map((type) => counts[type] ?? 0);
}

/** What a batch says of some latencies. */
export function latencies(...ms: readonly number[]): Pick<TelemetryBatch, 'latencyCounts' | 'latencyMaxMs'> {
  const histogram = createHistogram();
  for (const one of ms) histogram.record(one);
  const { counts, max } = histogram.drain();
  return { latencyCounts: counts, latencyMaxMs: max };
}
