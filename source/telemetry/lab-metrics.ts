import { createHistogram, type Histogram } from '../base/histogram.ts';
import type { SampleBatch, TelemetryBatch } from '../protocol/control/control.ts';
import { type Counts, forEachCounter, together } from '../protocol/control/counters.ts';
import type { NodeId, Timestamp } from '../protocol/ids.ts';
import { forEachKind, kindOfMessage, type MessageKind, type MessageType, messageCodec } from '../protocol/messages.ts';
import { createRateWindow, type RateWindow } from './rate-window.ts';
import { createSeconds, type Second } from './seconds.ts';

/** Totals of one node in one generation, over all lives of its process. */
export interface NodeTotals extends Counts {
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** What is known of a node at this moment. */
export interface NodeFigures {
  readonly totals: NodeTotals;
  readonly madePerSecond: number;
  readonly servedPerSecond: number;
  /** Share of a second that it spent serving, 0 … 1. */
  readonly busyShare: number;
  readonly latest: TelemetryBatch | undefined;
}

/** The fold of all telemetry of one generation. It keeps sums, not events. */
export interface LabMetrics {
  fold(node: NodeId, batch: TelemetryBatch): void;
  /** The node's process is gone: what it counted stays, what it counts next begins from nothing. */
  retire(node: NodeId): void;
  node(node: NodeId): NodeFigures;
  /** Sums over all nodes. */
  sum(field: keyof NodeTotals): number;
  readonly hopsMax: number;
  readonly latency: Histogram;
  /** At most `secondsMax`, oldest first. */
  readonly seconds: readonly Second[];
  readonly firstServedAt: Timestamp | undefined;
  readonly sampledOneIn: number;
  /** What the workload measured, by metric. */
  readonly samples: ReadonlyMap<string, Samples>;
  /** Frames sent, by kind. */
  sent(unit: 'messages' | 'bytes'): Record<MessageKind, number>;
  /** Frames of one type sent. */
  sentOfType(type: MessageType): number;
}

/** All values of one metric. */
export interface Samples {
  readonly histogram: Histogram;
  sum: number;
}

const tags = [...messageCodec.types, 'handshake' as const];

interface NodeFold {
  /** What earlier lives of the process counted. */
  base: NodeTotals;
  baseSent: { readonly messages: number[]; readonly bytes: number[] };
  latest: TelemetryBatch | undefined;
  /** Worked out when somebody asks, for as long as nothing comes: a snapshot asks for one sum after the other. */
  totals: NodeTotals | undefined;
  sent: { readonly messages: number[]; readonly bytes: number[] } | undefined;
  readonly made: RateWindow;
  readonly served: RateWindow;
  readonly busy: RateWindow;
}

export function createLabMetrics(): LabMetrics {
  const nodes = new Map<NodeId, NodeFold>();
  const latency = createHistogram();
  const seconds = createSeconds();
  const samples = new Map<string, Samples>();
  let firstServedAt: Timestamp | undefined;

  function foldSamples({ metric, sum, ...delta }: SampleBatch): void {
    let entry = samples.get(metric);
    if (entry === undefined) {
      entry = { histogram: createHistogram(), sum: 0 };
      samples.set(metric, entry);
    }
    entry.histogram.add(delta);
    entry.sum += sum;
  }

  function foldOf(node: NodeId): NodeFold {
    let fold = nodes.get(node);
    if (fold === undefined) {
      fold = {
        base: noTotals,
        baseSent: { messages: [], bytes: [] },
        latest: undefined,
        totals: undefined,
        sent: undefined,
        made: createRateWindow(rateMs),
        served: createRateWindow(rateMs),
        busy: createRateWindow(rateMs),
      };
      nodes.set(node, fold);
    }
    return fold;
  }

  return {
    latency,
    samples,
    get seconds() {
      return seconds.all;
    },
    get firstServedAt() {
      return firstServedAt;
    },
    get hopsMax() {
      return Math.max(0, ...[...nodes.values()].map((fold) => totalsOf(fold).hopsMax));
    },
    get sampledOneIn() {
      return Math.max(1, ...[...nodes.values()].map(({ latest }) => latest?.sampledOneIn ?? 1));
    },
    fold(node, batch) {
      const fold = foldOf(node);
      const before = fold.latest;
      fold.latest = batch;
      fold.totals = undefined;
      fold.sent = undefined;
      fold.made.add(batch.at, batch.made - (before?.made ?? 0));
      fold.served.add(batch.at, batch.served - (before?.served ?? 0));
      fold.busy.add(batch.at, batch.busyMs - (before?.busyMs ?? 0));
      const second = seconds.of(batch.at);
      second.succeeded += batch.succeeded - (before?.succeeded ?? 0);
      second.failed += batch.failed - (before?.failed ?? 0);
      const delta = { counts: batch.latencyCounts, max: batch.latencyMaxMs };
      second.latency.add(delta);
      latency.add(delta);
      for (const batched of batch.samples) foldSamples(batched);
      const { firstServedAt: first } = batch;
      if (first !== undefined && (firstServedAt === undefined || first < firstServedAt)) firstServedAt = first;
    },
    retire(node) {
      const fold = nodes.get(node);
      if (fold?.latest === undefined) return;
      fold.base = totalsOf(fold);
      fold.baseSent = sentOf(fold);
      fold.latest = undefined;
    },
    node(node) {
      const fold = nodes.get(node);
      if (fold === undefined)
        return { totals: noTotals, madePerSecond: 0, servedPerSecond: 0, busyShare: 0, latest: undefined };
      return {
        totals: totalsOf(fold),
        madePerSecond: fold.made.perSecond(),
        servedPerSecond: fold.served.perSecond(),
        busyShare: fold.busy.perSecond() / 1000,
        latest: fold.latest,
      };
    },
    sum: (field) => [...nodes.values()].reduce((total, fold) => total + totalsOf(fold)[field], 0),
    sent(unit) {
      const byKind = forEachKind(() => 0);
      for (const fold of nodes.values()) {
        sentOf(fold)[unit].forEach((count, tag) => {
          byKind[kindOfMessage[tags[tag] ?? 'handshake']] += count;
        });
      }
      return byKind;
    },
    sentOfType(type) {
      const tag = tags.indexOf(type);
      return [...nodes.values()].reduce((total, fold) => total + (sentOf(fold).messages[tag] ?? 0), 0);
    },
  };
}

/** Rates are over the last three seconds. */
const rateMs = 3_000;

const noTotals: NodeTotals = { ...forEachCounter(() => 0), bytesSent: 0, bytesReceived: 0 };

function totalsOf(fold: NodeFold): NodeTotals {
  fold.totals ??= sumOfLives(fold);
  return fold.totals;
}

function sumOfLives({ base, latest }: NodeFold): NodeTotals {
  if (latest === undefined) return base;
  return {
    ...together(base, latest),
    bytesSent: base.bytesSent + sumOf(latest.sentBytes),
    bytesReceived: base.bytesReceived + sumOf(latest.receivedBytes),
  };
}

/** Frames that a node sent, by tag, over all its lives. */
function sentOf(fold: NodeFold): { readonly messages: number[]; readonly bytes: number[] } {
  const { baseSent, latest } = fold;
  fold.sent ??= {
    messages: tags.map((_, tag) => (baseSent.messages[tag] ?? 0) + (latest?.sentMessages[tag] ?? 0)),
    bytes: tags.map((_, tag) => (baseSent.bytes[tag] ?? 0) + (latest?.sentBytes[tag] ?? 0)),
  };
  return fold.sent;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
