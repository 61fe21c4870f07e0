import type { ModeName } from '../../modes/facts.ts';
import type { Experiment, Measurement } from '../documents/experiment.ts';
import type { RunDocument } from '../documents/run-document.ts';
import { type Interval, medianInterval, type Spread, spreadOf } from './statistics.ts';

/** What the figures say of one measurement. `no-difference`: it is below the margin, surely enough; `unclear`: too few pairs, or too wide apart. */
export type Finding = 'as-claimed' | 'opposite' | 'no-difference' | 'unclear' | 'not-measured';
export const verdicts = ['holds', 'holds only if', 'fails', 'inconclusive'] as const;
export type Verdict = (typeof verdicts)[number];

/** Runs of the same seed in both modes, in the order of the measurement's conditions. */
export interface Pair {
  readonly clientServer: readonly RunDocument[];
  readonly peerToPeer: readonly RunDocument[];
}

/** One measurement, judged. Differences are client-server minus peer-to-peer, pair by pair. */
export interface MeasurementResult {
  readonly metric: string;
  readonly unit: string;
  readonly conditions: readonly string[];
  readonly n: number;
  readonly clientServer: Spread | undefined;
  readonly peerToPeer: Spread | undefined;
  readonly difference: Interval | undefined;
  readonly margin: number;
  readonly larger: ModeName;
  readonly finding: Finding;
  readonly onlyIf: string;
  readonly predicted: { readonly clientServer: number | undefined; readonly peerToPeer: number | undefined };
  readonly source: string | undefined;
}

/** One claim, judged. */
export interface ClaimResult {
  readonly verdict: Verdict;
  /** Ends "holds only if …"; empty for other verdicts. */
  readonly condition: string;
  readonly measurements: readonly MeasurementResult[];
}

/** Fewer pairs than this cannot say that something is so. */
const pairsMin = 2;

/** Judges a claim by what was measured of it. `pairsOf` gives the pairs of a measurement. */
export function judge(
  experiment: Experiment,
  pairsOf: (measurement: Measurement) => readonly Pair[],
  seed: number,
): ClaimResult {
  const measurements = experiment.measurements.map((measurement) =>
    judgeMeasurement(measurement, pairsOf(measurement), seed),
  );
  return { ...verdictOf(measurements), measurements };
}

/** Whether a claim was measured at all: no verdict over nothing is a good one. */
export function isMeasured({ measurements }: ClaimResult): boolean {
  return measurements.every(({ n }) => n > 0);
}

/**
 * All as claimed: holds. Some as claimed, and others not, or not known to be: only if. None as claimed, one the other way round, and everything known:
 * fails. Otherwise nothing can be said: what is unclear or was not measured could be as claimed.
 */
export function verdictOf(results: readonly Pick<MeasurementResult, 'finding' | 'onlyIf'>[]): {
  readonly verdict: Verdict;
  readonly condition: string;
} {
  const asClaimed = results.filter(({ finding }) => finding === 'as-claimed');
  if (asClaimed.length > 0) {
    return asClaimed.length === results.length
      ? { verdict: 'holds', condition: '' }
      : { verdict: 'holds only if', condition: asClaimed.map(({ onlyIf }) => onlyIf).join(', or ') };
  }
  const isOpposite = results.some(({ finding }) => finding === 'opposite');
  const isKnown = results.every(({ finding }) => finding === 'opposite' || finding === 'no-difference');
  return { verdict: isOpposite && isKnown ? 'fails' : 'inconclusive', condition: '' };
}

function judgeMeasurement(measurement: Measurement, pairs: readonly Pair[], seed: number): MeasurementResult {
  const { metric, conditions, larger, margin, onlyIf, source } = measurement;
  const both = pairs.flatMap((pair) => {
    const clientServer = metric.of(pair.clientServer);
    const peerToPeer = metric.of(pair.peerToPeer);
    return clientServer === undefined || peerToPeer === undefined ? [] : [{ clientServer, peerToPeer }];
  });
  const difference = medianInterval(
    both.map(({ clientServer, peerToPeer }) => clientServer - peerToPeer),
    seed,
  );
  return {
    metric: metric.name,
    unit: metric.unit,
    conditions: conditions.map(({ name }) => name),
    n: both.length,
    clientServer: spreadOf(both.map(({ clientServer }) => clientServer)),
    peerToPeer: spreadOf(both.map(({ peerToPeer }) => peerToPeer)),
    difference,
    margin,
    larger,
    finding: findingOf(difference, both.length, margin, larger),
    onlyIf,
    predicted: {
      clientServer: measurement.expect?.(pairs[0]?.clientServer ?? [], 'client-server'),
      peerToPeer: measurement.expect?.(pairs[0]?.peerToPeer ?? [], 'peer-to-peer'),
    },
    source,
  };
}

function findingOf(difference: Interval | undefined, n: number, margin: number, larger: ModeName): Finding {
  if (difference === undefined) return 'not-measured';
  if (n < pairsMin) return 'unclear';
  const sign = larger === 'client-server' ? 1 : -1;
  const [low, high] = sign === 1 ? [difference.low, difference.high] : [-difference.high, -difference.low];
  if (low > 0 && sign * difference.median >= margin) return 'as-claimed';
  if (high < 0 && sign * difference.median <= -margin) return 'opposite';
  return Math.max(Math.abs(low), Math.abs(high)) < margin ? 'no-difference' : 'unclear';
}
