import { createHistogram, type Histogram } from '../base/histogram.ts';
import type { Gauges, NodeEvent } from '../nodes/contract.ts';
import type { Flow, Rtt, SampleBatch, TelemetryBatch, TelemetryEvent } from '../protocol/control/control.ts';
import { forEachCounter } from '../protocol/control/counters.ts';
import type { Timestamp } from '../protocol/ids.ts';
import type { FrameCounts } from '../protocol/wire/session.ts';

/** Events that one batch carries at most; the rest is dropped and counted. */
export const eventsPerBatchMax = 256;
/** Operations that one batch lists in full; above, only every so many-th is listed. Counters are exact all the same. */
export const operationsPerBatch = 8;

/** Operations that one batch lists at most, whatever the sampling: a burst of them must not take the place of what happens to items. */
const operationsListedMax = 128;

/** What only the driver knows at the moment of a batch. */
export interface DriverFigures {
  readonly sent: FrameCounts;
  readonly received: FrameCounts;
  readonly flows: readonly Flow[];
  readonly gauges: Gauges;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly upBytes: number;
  readonly downBytes: number;
  readonly rtts: readonly Rtt[];
}

/** Gathers what happens on one node in one generation: exact counters, and a bounded list of events for the next batch. */
export interface Collector {
  /** Takes what the node's logic reports. */
  note(event: NodeEvent, now: Timestamp): void;
  /** Takes what the driver saw. */
  add(event: TelemetryEvent): void;
  protocolError(code: string, text: string, now: Timestamp): void;
  /** Whether there is anything new since the last batch. */
  readonly isDirty: boolean;
  drain(now: Timestamp, figures: DriverFigures): TelemetryBatch;
}

export function createCollector(): Collector {
  const latency = createHistogram();
  const samples = new Map<string, { readonly histogram: Histogram; sum: number }>();
  let progress = { done: 0, total: 0 };
  let events: TelemetryEvent[] = [];
  let isDirty = true;
  let firstServedAt: Timestamp | undefined;
  let operationsInBatch = 0;
  let operationsListed = 0;
  let sampledOneIn = 1;
  const totals = forEachCounter(() => 0);

  function add(event: TelemetryEvent): void {
    isDirty = true;
    if (events.length < eventsPerBatchMax) events.push(event);
    else totals.eventsDropped++;
  }

  function onOperation(event: Extract<NodeEvent, { type: 'operation' }>, now: Timestamp): void {
    const { operation, item, outcome, latencyMs } = event;
    isDirty = true;
    totals.made++;
    if (operation === 'publish') totals.published++;
    if (outcome.type === 'done') {
      totals.succeeded++;
      if (operation === 'fetch') {
        latency.record(latencyMs);
        totals.fetched++;
        totals.hopsTotal += outcome.hops;
        totals.hopsMax = Math.max(totals.hopsMax, outcome.hops);
      }
    } else if (outcome.type === 'timed-out') {
      totals.timedOut++;
    }
    if (outcome.type !== 'done') totals.failed++;
    if (operationsInBatch++ % sampledOneIn !== 0) return;
    if (operationsListed >= operationsListedMax) {
      totals.eventsDropped++;
      return;
    }
    operationsListed++;
    const hit = outcome.type === 'done' ? outcome : undefined;
    const servedBy = hit?.servedBy;
    const { hops } = hit ?? {};
    const route = event.route ?? [];
    add({ type: 'operation', at: now, operation, item, outcome: outcome.type, servedBy, latencyMs, hops, route });
  }

  function onSample(metric: string, value: number): void {
    let entry = samples.get(metric);
    if (entry === undefined) {
      entry = { histogram: createHistogram(), sum: 0 };
      samples.set(metric, entry);
    }
    entry.histogram.record(value);
    entry.sum += value;
    isDirty = true;
  }

  function drainSamples(): SampleBatch[] {
    return [...samples].flatMap(([metric, entry]) => {
      const { counts, max } = entry.histogram.drain();
      const { sum } = entry;
      entry.sum = 0;
      return counts.length === 0 ? [] : [{ metric, counts, max, sum }];
    });
  }

  return {
    get isDirty() {
      return isDirty;
    },
    note(event, now) {
      switch (event.type) {
        case 'operation':
          return onOperation(event, now);
        case 'served':
          totals.served++;
          firstServedAt ??= now;
          isDirty = true;
          return;
        case 'query-started':
          totals.queriesStarted++;
          return;
        case 'item-held':
        case 'item-dropped':
        case 'record-held':
        case 'record-dropped':
          return add(event);
        case 'repaired':
          return add({ ...event, at: now });
        case 'limit-reached':
          return add({ type: 'notice', at: now, text: event.text });
        case 'sample':
          return onSample(event.metric, event.value);
        case 'progress':
          progress = event;
          isDirty = true;
          return;
        case 'joined':
        case 'purpose':
          return; // the driver's matter
      }
    },
    add,
    protocolError(code, text, now) {
      totals.protocolErrors++;
      add({ type: 'protocol-error', at: now, code, text });
    },
    drain(now, { sent, received, flows, gauges, cpuMs, rssBytes, upBytes, downBytes, rtts }) {
      const drained = latency.drain();
      const batch: TelemetryBatch = {
        ...totals,
        at: now,
        sentMessages: [...sent.messages],
        sentBytes: [...sent.bytes],
        receivedMessages: [...received.messages],
        receivedBytes: [...received.bytes],
        queueLength: gauges.queueLength,
        queueLengthMax: gauges.queueLengthMax,
        busyMs: gauges.busyMs,
        cpuMs,
        rssBytes,
        latencyCounts: drained.counts,
        latencyMaxMs: drained.max,
        firstServedAt,
        flows,
        samples: drainSamples(),
        progressDone: progress.done,
        progressTotal: progress.total,
        events,
        sampledOneIn,
        upBytes,
        downBytes,
        rtts,
      };
      events = [];
      isDirty = false;
      sampledOneIn = Math.max(1, Math.ceil(operationsInBatch / operationsPerBatch));
      operationsInBatch = 0;
      operationsListed = 0;
      return batch;
    },
  };
}
