import { counterNames } from '../../protocol/control/counters.ts';
import type { TelemetryBatch } from '../../protocol/control/telemetry-batch.ts';

/** More than anything that is counted. */
export const figureMax = 1e15;

/** Totals of a generation: they never fall while a process lives. */
const totals = [...counterNames, 'busyMs' as const];
/** Other figures that are never below nothing. */
const amounts = ['cpuMs', 'rssBytes', 'latencyMaxMs', 'progressDone', 'progressTotal', 'upBytes', 'downBytes'] as const;
const lists = ['sentMessages', 'sentBytes', 'receivedMessages', 'receivedBytes'] as const;

/** What a batch says that cannot be, after the one before it from the same process; undefined: all of it can. */
export function impossibleFigure(batch: TelemetryBatch, before: TelemetryBatch | undefined): string | undefined {
  const fallen = totals.find((field) => !isBetween(before?.[field] ?? 0, batch[field]));
  if (fallen !== undefined) return `${fallen} of ${batch[fallen]} after ${before?.[fallen] ?? 0}`;
  const wrong = amounts.find((field) => !isBetween(0, batch[field]));
  if (wrong !== undefined) return `${wrong} of ${batch[wrong]}`;
  const list = lists.find((field) => !batch[field].every((figure) => isBetween(0, figure)));
  if (list !== undefined) return `${list} of ${batch[list].find((figure) => !isBetween(0, figure))}`;
  const rtt = batch.rtts.find(({ rttMs }) => !isBetween(0, rttMs));
  if (rtt !== undefined) return `a round trip of ${rtt.rttMs} ms`;
  const sample = batch.samples.find(({ max, sum }) => ![max, sum].every((value) => isBetween(-figureMax, value)));
  return sample === undefined ? undefined : `${sample.metric} of ${sample.sum}, at most ${sample.max}`;
}

function isBetween(low: number, value: number): boolean {
  return value >= low && value <= figureMax;
}
