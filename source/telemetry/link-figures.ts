import type { TelemetryBatch } from '../protocol/control/telemetry-batch.ts';
import type { NodeId } from '../protocol/ids.ts';

/** What a node's link achieves. */
export interface Achieved {
  /** Median of the newest round trips on its connections, whichever end measured them; undefined: none was measured. */
  readonly rttMs: number | undefined;
  /** Over the last two seconds, behind the link's queues; undefined until two batches came. */
  readonly upBytesPerSecond: number | undefined;
  readonly downBytesPerSecond: number | undefined;
}

/** The fold of what nodes measured of their links in one generation. */
export interface LinkFigures {
  fold(node: NodeId, batch: TelemetryBatch): void;
  retire(node: NodeId): void;
  of(node: NodeId): Achieved;
}

type Sample = Pick<TelemetryBatch, 'at' | 'upBytes' | 'downBytes'>;

/** Rates are taken between the newest sample and the last one that is at least so much older. */
const rateMs = 2_000;
/** Batches come every 50 ms at most. */
const samplesMax = 100;

export function createLinkFigures(): LinkFigures {
  const samples = new Map<NodeId, Sample[]>();
  /** A round trip is measured by both ends of a connection; the newer one stays. */
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
      const known = samples.get(node) ?? [];
      samples.set(node, known);
      known.push({ at: batch.at, upBytes: batch.upBytes, downBytes: batch.downBytes });
      while (known.length > samplesMax || (known[1]?.at ?? batch.at) <= batch.at - rateMs) known.shift();
    },
    retire(node) {
      samples.delete(node);
      for (const other of rtts.get(node)?.keys() ?? []) rtts.get(other)?.delete(node);
      rtts.delete(node);
    },
    of(node) {
      const sorted = [...(rtts.get(node)?.values() ?? [])].sort((one, other) => one - other);
      return {
        rttMs: sorted[Math.floor(sorted.length / 2)],
        upBytesPerSecond: perSecond(samples.get(node), 'upBytes'),
        downBytesPerSecond: perSecond(samples.get(node), 'downBytes'),
      };
    },
  };
}

function perSecond(samples: readonly Sample[] = [], of: 'upBytes' | 'downBytes'): number | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return undefined;
  return ((last[of] - first[of]) / (last.at - first.at)) * 1000;
}
