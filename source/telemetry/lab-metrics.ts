import { createHistogram, type Histogram } from '../base/histogram.ts';
import type { TelemetryBatch } from '../protocol/control/telemetry-batch.ts';
import type { NodeId, Timestamp } from '../protocol/ids.ts';
import { forEachKind, kindOfMessage, type MessageKind, type MessageType } from '../protocol/messages.ts';
import { createNodeFold, type NodeFigures, type NodeFold, type NodeTotals, noFigures, tags } from './node-fold.ts';
import { createSampleTable, type Samples } from './samples.ts';
import { createSeconds, type Second } from './seconds.ts';

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

export function createLabMetrics(): LabMetrics {
  const nodes = new Map<NodeId, NodeFold>();
  const latency = createHistogram();
  const seconds = createSeconds();
  const samples = createSampleTable();
  let firstServedAt: Timestamp | undefined;

  function foldOf(node: NodeId): NodeFold {
    let fold = nodes.get(node);
    if (fold === undefined) {
      fold = createNodeFold();
      nodes.set(node, fold);
    }
    return fold;
  }

  return {
    latency,
    samples: samples.all,
    get seconds() {
      return seconds.all;
    },
    get firstServedAt() {
      return firstServedAt;
    },
    get hopsMax() {
      return Math.max(0, ...[...nodes.values()].map((fold) => fold.totals().hopsMax));
    },
    get sampledOneIn() {
      return Math.max(1, ...[...nodes.values()].map(({ latest }) => latest?.sampledOneIn ?? 1));
    },
    fold(node, batch) {
      const before = foldOf(node).add(batch);
      const second = seconds.of(batch.at);
      second.succeeded += batch.succeeded - (before?.succeeded ?? 0);
      second.failed += batch.failed - (before?.failed ?? 0);
      const delta = { counts: batch.latencyCounts, max: batch.latencyMaxMs };
      second.latency.add(delta);
      latency.add(delta);
      for (const batched of batch.samples) samples.add(batched);
      const { firstServedAt: first } = batch;
      if (first !== undefined && (firstServedAt === undefined || first < firstServedAt)) firstServedAt = first;
    },
    retire: (node) => nodes.get(node)?.retire(),
    node: (node) => nodes.get(node)?.figures() ?? noFigures,
    sum: (field) => [...nodes.values()].reduce((total, fold) => total + fold.totals()[field], 0),
    sent(unit) {
      const byKind = forEachKind(() => 0);
      for (const fold of nodes.values()) {
        fold.sent()[unit].forEach((count, tag) => {
          byKind[kindOfMessage[tags[tag] ?? 'handshake']] += count;
        });
      }
      return byKind;
    },
    sentOfType(type) {
      const tag = tags.indexOf(type);
      return [...nodes.values()].reduce((total, fold) => total + (fold.sent().messages[tag] ?? 0), 0);
    },
  };
}
