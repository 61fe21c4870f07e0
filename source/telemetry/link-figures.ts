import type { TelemetryBatch } from '../protocol/control.ts';
import type { NodeId } from '../protocol/ids.ts';
import { createRateWindow, type RateWindow } from './rate-window.ts';

/** What a node's link achieves. */
export interface Achieved {
  /** Median of the newest round trips on its connections, by whichever end measured; undefined: none was measured. */
  readonly rttMs: number | undefined;
  /** Over the last seconds, behind the link's queues; undefined until two batches came. */
  readonly upBytesPerSecond: number | undefined;
  readonly downBytesPerSecond: number | undefined;
}

/** The fold of what nodes measured of their links in one generation. */
export interface LinkFigures {
  fold(node: NodeId, batch: TelemetryBatch): void;
  retire(node: NodeId): void;
  of(node: NodeId): Achieved;
}

interface Rates {
  latest: TelemetryBatch;
  readonly up: RateWindow;
  readonly down: RateWindow;
}

const rateMs = 3_000;

export function createLinkFigures(): LinkFigures {
  const rates = new Map<NodeId, Rates>();
  /** By both of its ends; the newer of two measurements stays. */
  const rtts = new Map<NodeId, Map<NodeId, number>>();

  function measured(node: NodeId, other: NodeId, rttMs: number): void {
    const known = rtts.get(node) ?? new Map<NodeId, number>();
    rtts.set(node, known.set(other, rttMs));
  }

  return {
    fold(node, batch) {
      for (const { node: other, rttMs } of batch.rtts) {
        measured(node, other, rttMs);
        measured(other, node, rttMs);
      }
      const known = rates.get(node);
      if (known === undefined) {
        rates.set(node, { latest: batch, up: createRateWindow(rateMs), down: createRateWindow(rateMs) });
        return;
      }
      known.up.add(batch.at, batch.upBytes - known.latest.upBytes);
      known.down.add(batch.at, batch.downBytes - known.latest.downBytes);
      known.latest = batch;
    },
    retire(node) {
      rates.delete(node);
      for (const other of rtts.get(node)?.keys() ?? []) rtts.get(other)?.delete(node);
      rtts.delete(node);
    },
    of(node) {
      const known = rates.get(node);
      const sorted = [...(rtts.get(node)?.values() ?? [])].sort((one, other) => one - other);
      return {
        rttMs: sorted[Math.floor(sorted.length / 2)],
        upBytesPerSecond: known?.up.perSecond(),
        downBytesPerSecond: known?.down.perSecond(),
      };
    },
  };
}
