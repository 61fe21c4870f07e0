import type { TelemetryBatch } from '../../protocol/control/telemetry-batch.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { FrameCounts } from '../../protocol/wire/session.ts';
import { type Collector, createCollector } from '../../telemetry/collector.ts';
import type { RecordedNode } from '../../workloads/recorded-node.ts';
import type { Wires } from '../wires/wires.ts';
import type { ConnectionTable } from './connection-table.ts';
import { createFlows, type Flows, kindOfTag } from './flows.ts';

export interface ReporterOptions {
  readonly wires: Pick<Wires, 'base' | 'usage' | 'carried'>;
  readonly logic: Pick<RecordedNode, 'gauges'>;
  readonly connections: Pick<ConnectionTable, 'takeSenders'>;
  /** Milliseconds between two batches. */
  readonly batchMs: number;
  /** Whether the lab takes batches now. */
  isHeard(): boolean;
  onBatch(batch: TelemetryBatch): void;
  /** A batch is due. */
  wake(): void;
}

/** Tells the lab what happened on a node, by the clock on the wall, so also while session time stands still. */
export interface Reporter {
  readonly collector: Collector;
  readonly flows: Flows;
  /** What all sessions sent and received so far. */
  readonly totals: { readonly sent: FrameCounts; readonly received: FrameCounts };
  /** How long a message to a node and its answer took. */
  noteRtt(node: NodeId, rttMs: number): void;
  isDue(): boolean;
  /** Asks to be woken for the next batch. */
  schedule(): void;
  /** Sends a batch if anybody takes it. */
  report(now: Timestamp): void;
  send(now: Timestamp): void;
  end(): void;
}

/** A batch is sent at least this often, also when nothing happened: CPU, memory and queue change on their own. */
const quietBatchMs = 500;
/** The first batch of a generation waits so many intervals: until then nodes are busy finding each other. */
const quietBatches = 4;

export function createReporter(options: ReporterOptions): Reporter {
  const { wires, logic, connections, batchMs, wake } = options;
  const { base } = wires;
  const collector = createCollector();
  const flows = createFlows(connections);
  const totals = { sent: emptyCounts(), received: emptyCounts() };
  const rtts = new Map<NodeId, number>();
  let lastAt = base.now();
  let soonestAt = lastAt + quietBatches * batchMs;
  /** Work waited in line when the last batch was sent. */
  let isQueued = false;

  /** Soon when there is something to tell: each of many idle nodes that woke up in vain would cost the others a core. */
  function dueAt(): Timestamp {
    return collector.isDirty || isQueued ? soonestAt : Math.max(soonestAt, lastAt + quietBatchMs);
  }

  function report(now: Timestamp): void {
    if (options.isHeard()) send(now);
    else soonestAt = base.now() + quietBatchMs; // sums take no room, batches that nobody reads do
  }

  function send(now: Timestamp): void {
    const gauges = logic.gauges(now);
    const figures = {
      ...totals,
      flows: flows.take(),
      gauges,
      ...wires.usage(),
      ...(wires.carried?.() ?? { upBytes: 0, downBytes: 0 }),
      rtts: [...rtts].map(([node, rttMs]) => ({ node, rttMs })),
    };
    rtts.clear();
    options.onBatch(collector.drain(now, figures));
    lastAt = base.now();
    soonestAt = lastAt + batchMs;
    isQueued = gauges.queueLength > 0;
  }

  return {
    collector,
    flows,
    totals,
    noteRtt: (node, rttMs) => void rtts.set(node, rttMs),
    isDue: () => dueAt() <= base.now(),
    schedule: () => base.wakeAt(dueAt(), wake),
    report,
    send,
    end: () => base.wakeAt(undefined, wake),
  };
}

function emptyCounts(): FrameCounts {
  return { messages: new Float64Array(kindOfTag.length), bytes: new Float64Array(kindOfTag.length) };
}
