import { createHistogram } from '../base/histogram.ts';
import type { Gauges, NodeEvent } from '../nodes/contract.ts';
import { type Counter, forEachCounter } from '../protocol/control/counters.ts';
import type { Flow, Rtt, TelemetryBatch, TelemetryEvent } from '../protocol/control/telemetry-batch.ts';
import type { Timestamp } from '../protocol/ids.ts';
import type { FrameCounts } from '../protocol/wire/session.ts';
import { createListedOperations } from './listed-operations.ts';
import { createSampleTable } from './samples.ts';

/** Events that one batch carries at most; the rest is dropped and counted. */
export const eventsPerBatchMax = 256;
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
  const samples = createSampleTable();
  const listing = createListedOperations();
  let progress = { done: 0, total: 0 };
  let events: TelemetryEvent[] = [];
  let isDirty = true;
  let firstServedAt: Timestamp | undefined;
  const totals = forEachCounter(() => 0);

  function add(event: TelemetryEvent): void {
    isDirty = true;
    if (events.length < eventsPerBatchMax) events.push(event);
    else totals.eventsDropped++;
  }

  function onOperation(event: Operation, now: Timestamp): void {
    isDirty = true;
    countOperation(totals, event);
    const { operation, item, outcome, latencyMs, route = [] } = event;
    if (operation === 'fetch' && outcome.type === 'done') latency.record(latencyMs);
    const place = listing.next();
    if (place === 'dropped') totals.eventsDropped++;
    if (place !== 'listed') return;
    const { servedBy, hops } = outcome.type === 'done' ? outcome : nobody;
    add({ type: 'operation', at: now, operation, item, outcome: outcome.type, servedBy, latencyMs, hops, route });
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
          samples.record(event.metric, event.value);
          isDirty = true;
          return;
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
    drain(now, { sent, received, gauges, ...figures }) {
      const drained = latency.drain();
      const batch: TelemetryBatch = {
        ...totals,
        ...gauges,
        ...figures,
        at: now,
        sentMessages: [...sent.messages],
        sentBytes: [...sent.bytes],
        receivedMessages: [...received.messages],
        receivedBytes: [...received.bytes],
        latencyCounts: drained.counts,
        latencyMaxMs: drained.max,
        firstServedAt,
        samples: samples.drain(),
        progressDone: progress.done,
        progressTotal: progress.total,
        events,
        sampledOneIn: listing.oneIn,
      };
      events = [];
      isDirty = false;
      listing.beginBatch();
      return batch;
    },
  };
}

type Operation = Extract<NodeEvent, { type: 'operation' }>;

const nobody = { servedBy: undefined, hops: undefined };

/** How an operation ended, in exact numbers. */
function countOperation(totals: Record<Counter, number>, { operation, outcome }: Operation): void {
  totals.made++;
  if (operation === 'publish') totals.published++;
  if (outcome.type === 'timed-out') totals.timedOut++;
  if (outcome.type !== 'done') totals.failed++;
  else {
    totals.succeeded++;
    if (operation !== 'fetch') return;
    totals.fetched++;
    totals.hopsTotal += outcome.hops;
    totals.hopsMax = Math.max(totals.hopsMax, outcome.hops);
  }
}
